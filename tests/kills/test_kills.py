"""Kills with -9 of web, worker and database, at every named point: nothing acknowledged is lost or doubled.

Ten of them; HOLDFAST_EVERY_KILL=1 plays all twenty, and `python -m benchmarks.kills` some hundred.
"""

import os

import pytest

from tests.kills import house as houses
from tests.kills.reckoning import faults, faults_of_mail
from tests.kills.rounds import FEWER_ROUNDS, ROUNDS, play

PLAYED = ROUNDS if os.environ.get("HOLDFAST_EVERY_KILL") == "1" else FEWER_ROUNDS


@pytest.mark.kills
def test_nothing_acknowledged_is_lost_or_doubled_whoever_is_killed_and_when():
    acknowledged: dict[str, int] = {}
    with houses.running() as house:
        for played in PLAYED:
            outcome = play(house, played)
            acknowledged[outcome.reference] = outcome.alerts
            assert (played.name, faults(house, acknowledged)) == (played.name, [])
        assert faults_of_mail(house) == []
    assert len(acknowledged) == len(PLAYED)


def test_fewer_kills_leave_out_no_point_and_nobody():
    def points(rounds):
        return {played.point for played in rounds}, {victim for played in rounds for victim in played.victims}

    assert (len(FEWER_ROUNDS), len(ROUNDS)) == (10, 20)
    assert set(FEWER_ROUNDS) < set(ROUNDS)
    assert points(FEWER_ROUNDS) == points(ROUNDS)
