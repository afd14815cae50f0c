"""Every cell of the live figures, summed up from spans, equals the slow reckoning written from the rules alone."""

from itertools import groupby

import pytest

from holdfast.hubs.ids import uuid7
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.models import KeptSpan
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.span_actions import rows_of
from holdfast.monitoring.span_queries import cells_between
from tests.monitoring import slow
from tests.monitoring.years import simulated_year


def kept(team, facts):
    """Keep the spans of a hub's facts."""
    own = sorted(facts, key=lambda each: each.person)
    with hub_scope(team.hub):
        for _, of_person in groupby(own, key=lambda each: each.person):
            KeptSpan.objects.bulk_create(rows_of(team.hub, uuid7(), of_person))


@pytest.mark.parametrize("seed", range(10))
def test_every_cell_of_a_simulated_year_equals_the_slow_reckoning(tidewater, saltpan, seed):
    teams, facts = {"tidewater": tidewater, "saltpan": saltpan}, simulated_year(seed)
    for name, team in teams.items():
        kept(team, [each for each in facts if each.hub == name])
    last = max(each.at for each in facts)
    names = [f"{last.year}-Q{1 + seed % 4}", f"{last.year}-{1 + seed:02}", f"{last.year - 1}-{last.year % 100:02}-Y"]
    for period in map(read_period, names):
        for name, team in teams.items():
            slowly = slow.reckon(facts, name, period.starts_at, period.ends_at)
            with hub_scope(team.hub):
                found = cells_between(team.hub, period.starts_at, period.ends_at)
            assert found == {key: value for key, value in slowly.items() if value or not key[2]}
