"""Whoever records a death reads what ends with it, as for a discharge."""

from datetime import timedelta

from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.left import left_open
from tests.builders import browser_of, page
from tests.onward.conftest import heard, sent
from tests.onward.conftest import world as _world

world = _world


def test_a_place_at_a_service_that_is_given_up_is_said_before_a_death_is_recorded(tidewater, world, now, clock):
    clock(now)
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "accept", now=now, day=now.date() + timedelta(days=20))
    with hub_scope(tidewater.hub):
        left = left_open(world.tansy, now=now)
    browser = browser_of(tidewater.nell)
    pages = [browser.get(page(f"outcomes:{name}", world.tansy.pk)).content.decode() for name in ("discharge", "death")]
    sure = browser.post(page("outcomes:death", world.tansy.pk), {"how_known": "family", "is_certain": "on"})
    words = "One onward referral is withdrawn"
    assert words in left
    assert [words in text for text in (*pages, sure.content.decode())] == [True, True, True]
