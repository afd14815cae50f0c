"""On the simulated years, a reckoning that misreads the text counts something else: the comparison can fail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from holdfast.monitoring.facts import Fact
from tests.monitoring import counting
from tests.monitoring.slow import Cells, reckon
from tests.monitoring.years import SIZES, YEAR, quarters, simulated_year

SEEDS = range(4)
INSTANT = timedelta(microseconds=1)
QUARTERS = quarters(YEAR)
year = cache(simulated_year)


def reckoned(facts: list[Fact], periods: list[tuple[datetime, datetime]] = QUARTERS) -> list[Cells]:
    """The cells of each hub and period."""
    return [reckon(facts, hub, *period) for hub in SIZES for period in periods]


truth = cache(lambda seed: reckoned(year(seed)))


def items_that_differ(some: list[Cells], others: list[Cells]) -> set[str]:
    """Codes of the items of which a cell is another, or is in one of the two alone."""
    pairs = zip(some, others, strict=True)
    return {item for one, other in pairs for (item, *_), _ in set(one.items()) ^ set(other.items())}


def changed(**fields: Callable[[Fact], object]) -> Callable[[list[Fact]], list[Fact]]:
    """A misreading that reads these fields of every fact otherwise."""
    return lambda facts: [replace(fact, **{name: read(fact) for name, read in fields.items()}) for fact in facts]


def without(kind: str) -> Callable[[list[Fact]], list[Fact]]:
    """A misreading that overlooks a kind of fact."""
    return lambda facts: [fact for fact in facts if fact.kind != kind]


def only_first(kind: str, *fields: str) -> Callable[[list[Fact]], list[Fact]]:
    """A misreading that looks, of facts of this kind that are alike in these fields, at the first alone."""

    def read(facts: list[Fact]) -> list[Fact]:
        firsts: dict[tuple[str, ...], Fact] = {}
        for fact in sorted(facts, key=lambda fact: (fact.at, fact.number)):
            if fact.kind == kind:
                firsts.setdefault(tuple(getattr(fact, field) for field in fields), fact)
        return without(kind)(facts) + list(firsts.values())

    return read


def missing_as(points: float, kind: str) -> Callable[[list[Fact]], list[Fact]]:
    """A misreading that takes a missing value for this one."""
    return changed(value=lambda fact: points if fact.value is None and fact.kind == kind else fact.value)


MISREADINGS = {
    "facts of one instant in any order": (changed(number=lambda fact: -fact.number), {"R4", "R6", "R11", "R16"}),
    "all hubs are one": (
        changed(hub=lambda fact: "tidewater"),
        {f"R{n}" for n in (1, 2, 3, 4, 5, 6, 7, 11, 12, 15, 16)},
    ),
    "a request is a person": (changed(person=lambda fact: fact.referral), {"R1", "R3", "R16"}),
    "what was opened again stays closed": (without("reopened"), {"R4", "R15"}),
    "closing changes nothing": (without("closed"), {"R4", "R6", "R15"}),
    "what is over is waited for": (without("ended_there"), {"R15"}),
    "a course that is over is waited for": (without("ended_here"), {"R15"}),
    "back in support and followed up": (without("supported_again"), {"R6"}),
    "a referral on is of one kind": (only_first("sent", "subject"), {"R5"}),
    "what was told first counts": (only_first("told", "person", "code"), {"R16"}),
    "a spell begins once": (only_first("monitored", "referral"), {"R6"}),
    "what is closed once stays as it was then": (only_first("closed", "referral"), {"R4", "R6", "R15"}),
    "a goal is as near as it was first": (only_first("rated", "subject"), {"R11"}),
    "who is off sick first stays so": (only_first("worked", "person"), {"R11"}),
    "an incomplete total counts": (changed(detail=lambda fact: fact.detail or "complete"), {"R11"}),
    "a missing total is nought": (missing_as(0, "measured"), {"R11"}),
    "what was said at another hub is forgotten": (
        changed(code=lambda fact: "" if fact.kind == "asked_before" else fact.code),
        {"R4"},
    ),
    "whoever rang is not spoken with": (without("rang"), {"R4"}),
    "no target is always met": (missing_as(1e9, "received"), {"R4"}),
    "no target is always missed": (missing_as(0, "received"), {"R4"}),
    "seconds are rounded": (changed(at=lambda fact: fact.at.replace(second=0, microsecond=0)), {"R4"}),
}


@pytest.mark.parametrize("name", MISREADINGS)
def test_a_misreading_of_facts_is_found_out(name):
    misread, items = MISREADINGS[name]

    found = set().union(*(items_that_differ(truth(seed), reckoned(misread(year(seed)))) for seed in SEEDS))

    assert found >= items


BORDERS_MISREAD = {
    "the first instant left out": (INSTANT, timedelta(0)),
    "an instant before the first taken in": (-INSTANT, timedelta(0)),
    "the first instant of the next period taken in": (timedelta(0), INSTANT),
    "the last instant left out": (timedelta(0), -INSTANT),
    "an hour late, as by a clock without summer": (timedelta(hours=1), timedelta(hours=1)),
}


@pytest.mark.parametrize("name", BORDERS_MISREAD)
def test_a_misreading_of_a_border_is_found_out(name):
    start_off, end_off = BORDERS_MISREAD[name]
    periods = [(start + start_off, end + end_off) for start, end in QUARTERS]

    found = set().union(*(items_that_differ(truth(seed), reckoned(year(seed), periods)) for seed in SEEDS))

    assert found >= {"R1", "R4"}


def test_dates_of_another_zone_than_london_are_found_out(monkeypatch):
    right = [truth(seed) for seed in SEEDS]
    monkeypatch.setattr(counting, "LONDON", UTC)

    found = set().union(*(items_that_differ(right[seed], reckoned(year(seed))) for seed in SEEDS))

    assert found == {"R7", "R15"}
