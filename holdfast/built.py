"""Statements that are built once: on a busy page Django takes longer to write a query than PostgreSQL to answer it.

    at_door = Built(lambda given: Visit.objects.filter(hub_id=given("hub"), key_hash=given("key")))
    at_door.first(hub=hub.pk, key=hash_of(key))

The queryset is the ordinary one, so that the rule which it says stands in one place. Only what differs from one request
to the next is `given`, as a value of SQL: where it stands nothing of Python may look at it, so that a list is given
to `is_one_of`.
"""

from collections.abc import Callable
from threading import local
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value


class Place(str):
    """The name of a value that is given each time; in the kept statement it stands where the value will."""


def given(name: str) -> Any:
    """Where the value of this name goes. To types it is whatever stands there, as a column is."""
    return Value(Place(name))


def is_one_of(column: str, name: str) -> Func:
    """The condition that a column is one of the list that is given under this name."""
    return is_among(column, given(name))


def is_among(column: str, values: Any) -> Func:
    """The condition that a column is one of an array of SQL."""
    equal = {"arg_joiner": " = ANY(", "template": "%(expressions)s)"}
    return Func(F(column), values, output_field=BooleanField(), **equal)


Row = TypeVar("Row")


class Built(local, Generic[Row]):
    """A queryset of which the statement is kept, in this thread, after it was asked for once."""

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self.build = build
        self.kept: tuple[QuerySet[Any, Row], str, tuple] | None = None
        self.read: list[tuple] = []

    def rows(self, **values: Any) -> list[Row]:
        """What the queryset finds with these values. One statement."""
        if self.kept is None:
            self.kept = self.keep(self.build())
        found, sql, parameters = self.kept
        filled = [values[each] if isinstance(each, Place) else each for each in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            self.read = cursor.fetchall()
        rows = list(found._iterable_class(found))
        self.read = []
        return rows

    def keep(self, found: QuerySet[Any, Row]) -> tuple[QuerySet[Any, Row], str, tuple]:
        """The queryset, made to take what was read for what it finds, and its statement with the places in it."""
        compiler = found.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        if compiler.has_extra_select:
            raise ValueError("a column by which distinct rows are ordered must be one of theirs")
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda expressions: converters
        compiler.execute_sql = lambda *args, **kwargs: [self.read]
        found.query.get_compiler = lambda *args, **kwargs: compiler
        return found, sql, parameters

    def first(self, **values: Any) -> Row | None:
        """The first of them. The queryset says in which order, and takes no more than it needs."""
        found = self.rows(**values)
        return found[0] if found else None
