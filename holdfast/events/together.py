"""Writes rows of several tables in one statement: what is committed together costs one way to the database."""

from collections.abc import Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import Field, Model

Into = tuple[type[Model], bool]
"""A table, and whether a row that stands there already is as good as the one to be written."""


def write_together(*rows: Model, unless_there: Sequence[Model] = ()) -> None:
    """Insert unsaved rows of any tables, in the caller's transaction.

    What the database fills in by itself (numbered ids, the transaction) is left to it and not read back.

    Args:
        unless_there: rows that are left out where a unique key says that one like it stands, also one that somebody
            else writes at this moment.

    Raises:
        IntegrityError: the database refuses one of them, and so all of them.
    """
    into: dict[Into, list[Model]] = {}
    for kept, may_stand in ((rows, False), (unless_there, True)):
        for row in kept:
            into.setdefault((type(row), may_stand), []).append(row)
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for (model, _), kept in into.items()
        for row in kept
        for field in fields_of(model)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement(tuple((*table, len(kept)) for table, kept in into.items())), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@lru_cache
def fields_of(model: type[Model]) -> tuple[Field, ...]:
    """The columns that we write, not the database."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if not field.has_db_default() and not field.generated and not getattr(field, "db_returning", False)
    )


@lru_cache(maxsize=256)
def statement(shape: tuple[tuple[type[Model], bool, int], ...]) -> str:
    """One INSERT for each table, all of them one statement; foreign keys are checked at its end."""
    inserts = [insert(model, count) + (UNLESS_THERE if may_stand else "") for model, may_stand, count in shape]
    first = ", ".join(f"written_{place} AS ({each})" for place, each in enumerate(inserts[:-1]))
    return f"WITH {first} {inserts[-1]}" if first else inserts[-1]


UNLESS_THERE = " ON CONFLICT DO NOTHING"


def insert(model: type[Model], count: int) -> str:
    """The INSERT of `count` rows of one table."""
    quote = connection.ops.quote_name
    fields = fields_of(model)
    columns = ", ".join(quote(field.column) for field in fields)
    line = f"({', '.join(place_for(field) for field in fields)})"
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([line] * count)}"  # noqa: S608 - names of our models


def place_for(field: Field) -> str:
    """The place of a value: arrays say their type, as Django writes them."""
    written = getattr(field, "get_placeholder", None)
    return written(None, None, connection) if written else "%s"
