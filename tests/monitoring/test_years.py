"""The simulated years hold what real ones hold, so that a reckoning that is wrong about it is found out."""

from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from holdfast.monitoring.facts import ATTRIBUTES, Kind
from tests.monitoring.odd import odd_things
from tests.monitoring.years import BORDERS, SIZES, simulated_year

SEEDS = range(10)
year = cache(simulated_year)
every_year = pytest.mark.parametrize("seed", SEEDS)


@every_year
def test_a_year_is_the_same_each_time_and_like_no_other(seed):
    assert simulated_year(seed) == simulated_year(seed)
    assert simulated_year(seed) != simulated_year(seed + 1)


@every_year
def test_three_hubs_of_different_sizes_share_no_person_and_number_their_facts_in_turn(seed):
    facts = year(seed)
    counts = Counter(fact.hub for fact in facts)

    assert list(counts) == list(SIZES)
    assert 1500 <= len(facts) <= 3500
    assert counts["tidewater"] > counts["saltpan"] > counts["fenmark"] > 100
    for hub, count in counts.items():
        assert [fact.number for fact in facts if fact.hub == hub] == list(range(1, count + 1))
    assert len({(f.hub, f.person) for f in facts}) == len({f.person for f in facts})


@every_year
def test_every_kind_and_attribute_is_there_in_time(seed):
    facts = year(seed)

    assert {fact.kind for fact in facts} == set(Kind)
    assert {fact.code for fact in facts if fact.kind == "told"} == set(ATTRIBUTES)
    assert all(fact.at.utcoffset() == timedelta(0) for fact in facts)
    assert min(fact.at for fact in facts) < BORDERS[0] < BORDERS[-1] < max(fact.at for fact in facts)


BORDER_NAMES = ("first border", "second border", "third border", "fourth border", "last border")
TURN_NAMES = (*BORDER_NAMES, "change of spring", "change of autumn")
EACH_YEAR = {
    *("one request", "came back", "came back twice", "not received", "no target"),
    *("assessed and never called", "asked before elsewhere", "asked before elsewhere and reached here"),
    "asked in another period than received",
    *("never attempted", "attempted before received", "assessed twice"),
    *("told nothing", "told twice with another answer", "told twice in one instant"),
    *("sent to two kinds", "sent and neither begun nor over", "over and never begun there", "begun twice there"),
    *("agreed and neither begun nor over", "over and never begun here"),
    *("incomplete with points", "complete without points"),
    *("two spells", "monitored in a spell", "never closed", "reopened", "closed again"),
    *(f"entered late at {hub}" for hub in SIZES),
    *(f"at the {name}" for name in TURN_NAMES),
    *(f"just before the {name}" for name in TURN_NAMES),
}


MOST_YEARS = (
    "spoken with elsewhere and here",
    "rang and never reached otherwise",
    "in a group and never by themselves",
    "seen and neither called nor assessed",
    "begun and never sent",
    "closed and reopened in one instant",
    "monitored and supported again in one instant",
)


@every_year
def test_each_year_holds_each_odd_thing(seed):
    assert odd_things(year(seed)) - set(MOST_YEARS) == EACH_YEAR


@pytest.mark.parametrize("thing", MOST_YEARS)
def test_most_years_hold_what_is_rarer(thing):
    assert sum(thing in odd_things(year(seed)) for seed in SEEDS) > 5
