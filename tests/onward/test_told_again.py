"""A service that answered a new referral of somebody knows that they live, and is not asked for a place it refused."""

from datetime import timedelta

import pytest

from tests.network.conftest import stored
from tests.onward.conftest import heard, sent
from tests.onward.conftest import world as _world
from tests.onward.test_care_attacked import dead_and_back, words

MINUTE = timedelta(minutes=1)
world = _world


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def test_a_service_that_declined_them_since_is_not_asked_whether_it_still_has_their_place(tidewater, world, now, clock):
    sent(tidewater, world.tansy, world.lantern, now=now)
    dead_and_back(tidewater, world.tansy, now=now + MINUTE)
    assert words(tidewater.nell, now + MINUTE) == ["lives"]
    later = clock(now + 3 * MINUTE)
    again = sent(tidewater, stored(tidewater, world.tansy), world.lantern, now=later)
    assert words(tidewater.nell, later) == []
    heard(tidewater, again, "decline", now=later, words="They are full")
    assert words(tidewater.nell, later) == []
