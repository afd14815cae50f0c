"""What every cell of the matrix looks at: rows, lines of the access log, and what a page tells."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Max

from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope

METHODS = ("get", "post")
TABLES = [
    *(
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "hub" for field in model._meta.fields) and model is not AccessEntry
    ),
    "accounts_account",
    "mfa_authenticator",
]
NOT_TOLD = {"Content-Length", "Expires"}
NEW_EACH_TIME = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a cell does is taken back: no cell sees what another one did."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT cell")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT cell")


def rows_of(*teams) -> dict[str, list]:
    """A sum over every row of every table of these hubs, but the access log's."""
    each = " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(r::text, 0)::numeric), 0) FROM {table} r"
        for table in TABLES
    )
    found = {}
    for team in teams:
        with hub_scope(team.hub), connection.cursor() as cursor:
            cursor.execute(each)
            found[team.hub.slug] = cursor.fetchall()
    return found


def changed(before: dict[str, list], after: dict[str, list]) -> list[str]:
    """The tables in which a row is new, gone or another."""
    return sorted({row[0] for slug in before for row in set(after[slug]) ^ set(before[slug])})


def last_line(team) -> int:
    """The number of the last line in the access log of a hub."""
    with hub_scope(team.hub):
        return AccessEntry.objects.filter(hub=team.hub).aggregate(last=Max("pk"))["last"] or 0


def lines_since(team, last: int) -> list[tuple[UUID | None, str]]:
    """Who wrote a line after that one, and what it says that they did."""
    with hub_scope(team.hub):
        return list(AccessEntry.objects.filter(hub=team.hub, pk__gt=last).values_list("by_id", "action"))


def looks_since(team, last: int, person: UUID) -> list[tuple[UUID | None, str, str]]:
    """Who wrote a line after that one which names a person, on which page, and what it says that they did."""
    with hub_scope(team.hub):
        found = AccessEntry.objects.filter(hub=team.hub, pk__gt=last, persons__contains=[person])
        return list(found.values_list("by_id", "what", "action"))


def spoken(reference: str) -> str:
    """A reference number as pages write it."""
    return f"{reference[:3]} {reference[3:6]} {reference[6:]}"


def words_of(response) -> str:
    """Everything that an answer tells: its body and its headers, without a form's mark, the length and the clock."""
    headers = [f"{name}: {value}" for name, value in response.headers.items() if name not in NOT_TOLD]
    return "\n".join([NEW_EACH_TIME.sub("", response.content.decode(errors="replace")), *headers])


def told_by(response, canaries: Iterable[str]) -> list[str]:
    """Which of these an answer tells."""
    words = words_of(response)
    return [canary for canary in canaries if canary in words]
