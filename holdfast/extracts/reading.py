"""The rows of everybody who may be in an extract, of the hub's facts as they are now. In the hub's scope."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from holdfast.extracts.generalising import Released, generalise
from holdfast.extracts.telling import Row, quarter_of, row_of
from holdfast.extracts.variable import Variable
from holdfast.hubs.models import Hub
from holdfast.monitoring.facts import Fact
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.reading import counted_as, pseudonyms, read_facts

AT_ONCE = 500
Tracked = Callable[[Sequence[list[UUID]]], Iterable[list[UUID]]]


def released_of(
    hub: Hub, persons: Sequence[UUID], approved: Sequence[Variable], *, now: datetime, tracked: Tracked = iter
) -> Released:
    """What may leave of these people.

    Raises:
        TooFew: there are too few of them.
    """
    return generalise(list(rows_of(hub, persons, now=now, tracked=tracked)), approved)


def rows_of(hub: Hub, persons: Sequence[UUID], *, now: datetime, tracked: Tracked = iter) -> Iterator[Row]:
    """A row for each of these people whose first request came before this quarter. Nothing of anybody else is read.

    The names by which facts are put together are made for this, and forgotten with it.
    """
    name = pseudonyms(secrets.token_bytes(32))
    before = read_period(quarter_of(now)).starts_at
    for some in tracked(together(hub, persons)):
        of_each: dict[str, list[Fact]] = defaultdict(list)
        for fact in read_facts(hub, name, as_hub=hub.slug, persons=some):
            of_each[fact.person].append(fact)
        yield from filter(None, (row_of(facts, before=before) for facts in of_each.values()))


def together(hub: Hub, persons: Collection[UUID]) -> list[list[UUID]]:
    """Some hundred people at a time; of records that are joined, all at once, for they are one person's."""
    first_of, records = counted_as(hub, persons), defaultdict(list)
    for each in persons:
        records[first_of.get(each, each)].append(each)
    found: list[list[UUID]] = [[]]
    for same in records.values():
        if len(found[-1]) >= AT_ONCE:
            found.append([])
        found[-1] += same
    return found
