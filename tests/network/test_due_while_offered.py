"""Whoever is offered to another hub is looked after here meanwhile: what is due before the offer comes first."""

from datetime import timedelta

import pytest

from holdfast.appointments.actions import attend
from holdfast.contacts.promises import follow_due
from holdfast.hubs.scope import hub_scope
from holdfast.network import actions
from tests.appointments.conftest import NINE, booked, works
from tests.coordination.conftest import assessed
from tests.courses.conftest import answers
from tests.network.conftest import offered, stored
from tests.onward.conftest import heard, sent
from tests.onward.conftest import world as _world
from tests.outcomes.conftest import supported
from tests.referrals.soonest import soonest_known
from tests.waiting.conftest import goes_elsewhere

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
world = _world


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def test_somebody_whom_a_service_declines_meanwhile_is_talked_with_in_two_working_days(
    tidewater, saltpan, world, now, clock
):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    onward = sent(tidewater, fern, world.lantern, now=now)
    offered(tidewater, saltpan, stored(tidewater, fern), now=now)
    before = stored(tidewater, fern)
    heard(tidewater, onward, "decline", now=clock(now + HOUR), words="They are full")
    found = stored(tidewater, fern)
    with hub_scope(tidewater.hub):
        soonest = soonest_known(found, now=now + HOUR)
    assert before.next_action == "offer_transfer"
    assert soonest[0] == "talk"
    assert (found.next_action, found.next_action_at) == soonest


@pytest.fixture
def missed(tidewater, saltpan, now, clock):
    """Fern is offered to Saltpan, then booked with Nell, and does not come. Nobody worries. The offer stands."""
    works(tidewater, tidewater.nell, now=now)
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    offer = offered(tidewater, saltpan, stored(tidewater, fern), now=now)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    clock(NINE + HOUR)
    with hub_scope(tidewater.hub):
        attend(made, "miss", by=tidewater.nell, now=NINE + HOUR)
    return fern, offer


def test_whoever_does_not_come_while_they_are_offered_is_tried_again(tidewater, missed):
    """The offer is to be looked at first; by the day of trying again nothing that is late hides that."""
    before = stored(tidewater, missed[0]).next_action
    with hub_scope(tidewater.hub):
        assert follow_due(tidewater.hub, now=NINE + 2 * DAY) == 1
        assert follow_due(tidewater.hub, now=NINE + 2 * DAY) == 0
    assert before == "offer_transfer"
    assert stored(tidewater, missed[0]).next_action == "try_again"


def test_nor_is_that_forgotten_once_the_offer_is_taken_back(tidewater, missed, clock):
    with hub_scope(tidewater.hub):
        actions.withdraw(missed[1], by=tidewater.nell, now=clock(NINE + 2 * HOUR))
    assert stored(tidewater, missed[0]).next_action == "try_again"


def test_what_is_booked_for_them_comes_next_before_their_offer_is_looked_at_again(tidewater, saltpan, now):
    works(tidewater, tidewater.nell, now=now)
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    offered(tidewater, saltpan, stored(tidewater, fern), now=now)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    assert stored(tidewater, fern).next_action == "meet"


def test_whoever_got_worse_while_they_wait_and_are_offered_is_contacted_first(tidewater, saltpan, now, clock):
    clock(now - 5 * DAY)
    otto = goes_elsewhere(
        tidewater,
        assessed(tidewater, owner=tidewater.nell, now=now - 5 * DAY, name="Otto Nobody"),
        now=now - 5 * DAY,
    )
    answers(tidewater, otto, "phq9", 0, now=now - 4 * DAY)
    clock(now)
    offered(tidewater, saltpan, stored(tidewater, otto), now=now)
    before = stored(tidewater, otto)
    answers(tidewater, stored(tidewater, otto), "phq9", 2, now=now)
    found = stored(tidewater, otto)
    with hub_scope(tidewater.hub):
        soonest = soonest_known(found, now=now)
    assert before.next_action == "offer_transfer"
    assert soonest[0] == "check_in"
    assert (found.next_action, found.next_action_at) == soonest
