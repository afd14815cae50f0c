"""Known or not: the same status, the same words, as many statements. `python -m benchmarks.pairs` compares the time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.pairs import doors
from tests.pairs.doors import DOORS
from tests.pairs.ground import make_ground


@pytest.fixture
def ground(db, clock, now):
    clock(now)
    return make_ground(now=now)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_known_and_unknown_get_the_same_answer_for_the_same_statements(ground, door):
    for one in door(ground):
        one.send()  # what is made once is made now
    seen = []
    for one in door(ground):
        with CaptureQueriesContext(connection) as asked:
            response = one.send()
        seen.append((one.plain(response), [query["sql"].split()[0] for query in asked]))

    assert seen[0][0] == seen[1][0]
    assert seen[0][1] == seen[1][1]


def test_the_referrals_of_the_pair_are_sent(ground):
    known, unknown = doors.referral(ground)

    assert [one.send().url for one in (known, unknown)] == ["/hub/tidewater/refer/sent/"] * 2
