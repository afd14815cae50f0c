"""Twenty kills with -9 of web, worker and database, at every named point: nothing acknowledged is lost or doubled."""

import pytest

from tests.kills import house as houses
from tests.kills.reckoning import faults, faults_of_mail
from tests.kills.rounds import ROUNDS, play


@pytest.mark.kills
def test_nothing_acknowledged_is_lost_or_doubled_whoever_is_killed_and_when():
    acknowledged: dict[str, int] = {}
    with houses.running() as house:
        for played in ROUNDS:
            outcome = play(house, played)
            acknowledged[outcome.reference] = outcome.alerts
            assert (played.name, faults(house, acknowledged)) == (played.name, [])
        assert faults_of_mail(house) == []
    assert len(acknowledged) == len(ROUNDS) == 20
