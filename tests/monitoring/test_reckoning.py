"""Every cell of the return, as the engine counts it, equals the slow reckoning written from the rules alone."""

from dataclasses import replace

import ibis
import pytest

from holdfast.monitoring.columns import table_of
from holdfast.monitoring.definitions import FROM_STEPS
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.reckoning import reckon
from tests.monitoring import slow
from tests.monitoring.years import simulated_year

HUBS = ("tidewater", "saltpan", "fenmark")


def counted(facts, period, **which):
    """What the engine counts."""
    engine = ibis.duckdb.connect()
    engine.con.register("facts", table_of(facts))
    return reckon(engine.table("facts"), period, hubs=HUBS, **which)


def reckoned(facts, period):
    """What the slow reckoning counts, without categories of nobody."""
    found = {hub: slow.reckon(facts, hub, period.starts_at, period.ends_at) for hub in HUBS}
    return {hub: {key: value for key, value in cells.items() if value or not key[2]} for hub, cells in found.items()}


@pytest.mark.parametrize("seed", range(10))
def test_every_cell_of_a_simulated_year_equals_the_slow_reckoning(seed):
    facts = simulated_year(seed)
    last = max(each.at for each in facts)
    for name in (f"{last.year}-Q{1 + seed % 4}", f"{last.year}-{1 + seed:02}"):
        period = read_period(name)
        assert counted(facts, period) == reckoned(facts, period)


def test_a_hub_without_a_fact_has_zeros_and_no_medians():
    cells = counted([], read_period("2026-Q3"))["fenmark"]

    assert len(cells) == sum(len(item.measures) for item in FROM_STEPS)
    assert {key[1] for key, value in cells.items() if value is None} == {
        "attempt_median", "attempt_p90", "contact_median", "contact_p90", "days_median", "days_p90"
    }  # fmt: skip
    assert {value for value in cells.values() if value is not None} == {0}


def test_a_name_that_two_hubs_gave_alike_is_two_people():
    facts = [each for each in simulated_year(0) if each.hub == "fenmark"]
    both = [*facts, *(replace(each, hub="saltpan") for each in facts)]
    period = read_period(f"{facts[-1].at.year}-Q2")

    found = counted(both, period)

    assert found["saltpan"] == found["fenmark"] == counted(facts, period)["fenmark"]
