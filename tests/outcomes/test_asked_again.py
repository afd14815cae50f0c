"""Whoever comes back waits for a first conversation anew: nothing of before their coming back counts as one, and
nothing of before hides it."""

from datetime import timedelta

import pytest

from holdfast.appointments import actions as appointments
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge, reopen_own
from holdfast.portal.standing import next_of
from tests.appointments.conftest import NINE, booked
from tests.builders import accept, send_request
from tests.contacts.promising import appointment_of
from tests.network.conftest import stored
from tests.referrals.test_next_forgotten import stored_in
from tests.referrals.test_next_kept import tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def discharged(team, referral, *, now):
    with hub_scope(team.hub):
        discharge(stored_in(referral), end_code="46", outcome="reached", returns="", by=team.nell, now=now)


def back(team, referral, *, now):
    """They ask again, on their own pages."""
    with hub_scope(team.hub):
        reopen_own(stored_in(referral), hub=team.hub, safe_now="yes", now=now)
    return stored(team, referral)


@pytest.fixture
def not_reached(tidewater, now):
    """Tansy, whom Nell has tried and tries again in some weeks, and whose request was closed meanwhile."""
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    tried(tidewater, tansy, channel="call", result="no_answer", next_try_at=now + 8 * WEEK, now=now)
    discharged(tidewater, tansy, now=now + HOUR)
    return tansy


def test_a_first_contact_is_not_hidden_by_a_try_of_before_they_came_back(tidewater, not_reached, now):
    found = back(tidewater, not_reached, now=now + DAY)
    assert found.contact_by < now + 2 * WEEK
    assert (found.stage, found.next_action, found.next_action_at) == ("first_contact", "call", found.contact_by)


def test_nor_are_they_told_that_nobody_is_in_touch_for_weeks(tidewater, not_reached, now):
    found = back(tidewater, not_reached, now=now + DAY)
    with hub_scope(tidewater.hub):
        assert "tries again" not in next_of(found, now=now + DAY)["title"]


def test_a_conversation_of_before_they_came_back_is_no_first_contact(tidewater, fern, now, clock):
    discharged(tidewater, fern, now=now + HOUR)
    before = back(tidewater, fern, now=now + DAY)
    tried(tidewater, fern, channel="call", result="spoke", at=now + MINUTE, now=clock(now + DAY + HOUR))
    found = stored(tidewater, fern)
    assert (found.stage, found.next_action, found.next_action_at) == ("first_contact", "call", before.contact_by)


def test_nor_is_that_they_came_before_they_asked_again(tidewater, fern, now, clock):
    made = booked(tidewater, fern, tidewater.nell, now=now, kind="support")
    at = clock(NINE + 2 * HOUR)  # it has begun, and nobody said whether they came
    discharged(tidewater, fern, now=at)
    before = back(tidewater, fern, now=clock(at + DAY))
    with hub_scope(tidewater.hub):
        appointments.attend(appointment_of(tidewater, made), "attend", by=tidewater.nell, now=clock(at + DAY + HOUR))
    found = stored(tidewater, fern)
    assert (found.stage, found.next_action, found.next_action_at) == ("first_contact", "call", before.contact_by)
