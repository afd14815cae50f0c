"""What comes next is the soonest of what is due, and a promise of after an alert is kept."""

from datetime import timedelta

import pytest

from holdfast.alerts import actions as alerts
from holdfast.contacts.actions import close_alert
from holdfast.contacts.rules import next_after_alert
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.actions import move
from tests.appointments.conftest import booked, works
from tests.coordination.conftest import is_assessed
from tests.network.conftest import stored
from tests.network.test_meanwhile import alarmed
from tests.onward.conftest import sent, service
from tests.outcomes.conftest import supported
from tests.referrals.soonest import soonest_known
from tests.workplace.conftest import agreed, know

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def test_a_call_that_was_promised_after_an_alert_is_not_lost_by_a_booking_weeks_later(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    alert = alarmed(tidewater, fern, now=now)
    with hub_scope(tidewater.hub):
        taken = alerts.take(alert, by=tidewater.ines, now=now)
        close_alert(taken, fern, done=["spoke"], words="We call tomorrow", next_action="call",
                    next_action_at=now + DAY, by=tidewater.ines, now=now)  # fmt: skip
    before = stored(tidewater, fern)
    booked(tidewater, before, tidewater.nell, at=now + 21 * DAY, now=now, kind="support")
    found = stored(tidewater, fern)
    assert before.next_action == "call"
    assert (found.next_action, found.next_action_at) == ("call", now + DAY)


def test_an_answer_of_occupational_health_that_is_due_first_comes_next_while_a_service_is_to_be_asked(tidewater, now):
    known = know(tidewater, now=now)
    is_assessed(tidewater, known.tansy, by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        move(known.tansy, "support", by=tidewater.nell, now=now)
    quick = service(tidewater, "Skerry Sleep Clinic", now=now, silent_days=4)
    sent(tidewater, stored(tidewater, known.tansy), quick, now=now)
    before = stored(tidewater, known.tansy)
    agreed(known, now=now, kind="question", answer_in=1)
    found = stored(tidewater, known.tansy)
    with hub_scope(tidewater.hub):
        soonest = soonest_known(found, now=now)
    assert (before.next_action, soonest[0]) == ("chase", "step")
    assert (found.next_action, found.next_action_at) == soonest


def test_after_an_alert_somebody_in_support_who_is_offered_to_another_hub_can_be_called_too():
    assert "call" in next_after_alert("in_support", "offer_transfer")
