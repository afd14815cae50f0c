"""Every cell of the onward referrals by service equals a slow reckoning, over simulated years."""

from dataclasses import replace
from datetime import UTC
from zlib import crc32

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.service_queries import cells_at_services
from holdfast.monitoring.span_queries import Asked
from tests.monitoring.slow_services import by_service
from tests.monitoring.test_spans import kept
from tests.monitoring.years import simulated_year

PROMISES = (None, 28.0, 42.0)


def at_services(fact):
    """A referral onward is to one service, which promised once: three of them promised anything."""
    if fact.kind != "sent":
        return fact
    place = crc32(fact.subject.encode())
    return replace(fact, detail=f"service-{place % 5}", value=PROMISES[place % 5 % 3])


@pytest.mark.parametrize("seed", range(4))
def test_every_cell_by_service_equals_the_slow_reckoning(tidewater, saltpan, seed):
    teams, facts = {"tidewater": tidewater, "saltpan": saltpan}, list(map(at_services, simulated_year(seed)))
    for name, team in teams.items():
        kept(team, [each for each in facts if each.hub == name])
    last = max(each.at for each in facts)
    names = [f"{last.year}-Q{1 + seed % 4}", f"{last.year}-{1 + seed:02}", f"{last.year - 1}-{last.year % 100:02}-Y"]
    compared = 0
    for period in map(read_period, names):
        for name, team in teams.items():
            own = [replace(each, at=each.at.astimezone(UTC)) for each in facts if each.hub == name]
            known = sorted((each for each in own if each.at < period.ends_at), key=lambda each: (each.at, each.number))
            slowly = by_service(known, period.starts_at, period.ends_at)
            with hub_scope(team.hub):
                found = cells_at_services(Asked(team.hub, period.starts_at, period.ends_at))
            assert {key[1:]: value for key, value in found.items() if value} == {
                key: value for key, value in slowly.items() if value
            }
            compared += len(slowly)
    assert compared > 200
