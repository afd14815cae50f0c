"""The rows of everybody who may be in an extract, of the hub's facts as they are now. In the hub's scope."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from holdfast.extracts.telling import Row, quarter_of, row_of
from holdfast.hubs.models import Hub
from holdfast.monitoring.facts import Fact
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.reading import pseudonyms, read_facts
from holdfast.research.queries import people_of

CHUNK = 500
Tracked = Callable[[Sequence[Sequence[UUID]]], Iterable[Sequence[UUID]]]


def rows_of(hub: Hub, *, now: datetime, tracked: Tracked = iter) -> list[Row]:
    """One row for each person who may be in it and whose first request came before this quarter.

    Nothing of anybody else is read. Records that are joined are one person's. Whoever opts out while the others are
    read is left out too. The names by which facts are put together are forgotten here.
    """
    persons = people_of(hub)
    while True:
        found = read(hub, persons, now=now, tracked=tracked)
        still = people_of(hub)
        if still == persons:
            return found
        persons = still


def read(hub: Hub, persons: Sequence[UUID], *, now: datetime, tracked: Tracked) -> list[Row]:
    """The rows of these people."""
    name = pseudonyms(secrets.token_bytes(32))
    of_each: dict[str, list[Fact]] = defaultdict(list)
    chunks = [persons[place : place + CHUNK] for place in range(0, len(persons), CHUNK)]
    for some in tracked(chunks):
        for fact in read_facts(hub, name, as_hub=hub.slug, persons=some):
            of_each[fact.person].append(fact)
    before = read_period(quarter_of(now)).starts_at
    rows = (row_of(facts, before=before) for facts in of_each.values())
    return [row for row in rows if row is not None]
