"""A decision that closes a request cancels what is booked for it, says so, and an undo does not bring it back."""

from datetime import timedelta

import pytest

from holdfast.alerts.models import Alert
from holdfast.appointments import offer_actions
from holdfast.appointments.actions import attend, cancel_all
from holdfast.appointments.queries import open_offer
from holdfast.correspondence.models import Message
from holdfast.diary.models import Hold
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.actions import withdraw
from holdfast.triage import actions as triage
from holdfast.triage.models import Decision
from tests.appointments.conftest import NINE, booked, placed, planned, waits, works
from tests.builders import browser_of, page, send_request

HOUR = timedelta(hours=1)
EMAIL = {"email": "tansy@home.example", "times": []}


@pytest.fixture
def asked(tidewater, now):
    """Somebody who waits for a decision, with a first conversation and a place in a group booked already."""
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    referral = send_request(tidewater, now=now, name="Tansy Madeup", channels=EMAIL)
    found = booked(tidewater, referral, tidewater.nell, kind="contact", now=now)
    (group,) = planned(tidewater, tidewater.wren, now=now)
    place = placed(tidewater, referral, group, now=now)
    other = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    anothers = placed(tidewater, other, group, now=now)
    with hub_scope(tidewater.hub):
        offer_actions.offer(
            referral, kind="contact", hows=["phone"], members=[tidewater.nell], by=tidewater.nell, now=now
        )
        referral.refresh_from_db()
    return referral, [found, place], anothers


def decided(team, referral, outcome, *, now):
    with hub_scope(team.hub):
        choice = triage.Choice(outcome, referral.contact_by, words="Somebody else helps better")
        return triage.decide(referral, choice, seen=None, by=team.nell, now=now)


def states(team, rows):
    with hub_scope(team.hub):
        for row in rows:
            row.refresh_from_db()
        return [(row.status, row.reason) for row in rows]


def test_signposting_cancels_what_is_booked_and_offered_with_the_reason_and_nobody_elses(tidewater, asked, now):
    referral, own, anothers = asked

    decided(tidewater, referral, Decision.Outcome.SIGNPOST, now=now)

    assert states(tidewater, own) == [("cancelled_by_hub", "closed")] * 2
    assert states(tidewater, [anothers]) == [("booked", "")]
    with hub_scope(tidewater.hub):
        assert open_offer(referral.person, now=now) is None
        assert Hold.objects.filter(bookable__person=referral.person, released_at=None).count() == 0
        news = Message.objects.filter(kind="news", subject_id__in=[each.pk for each in own], cancelled_at=None)
        assert [each.not_before for each in news] == [now + triage.UNDO] * 2
        referral.refresh_from_db()
        assert (referral.next_action, referral.stage) == ("none", "closed")


def test_declining_cancels_it_once_it_is_signed(tidewater, asked, now):
    referral, own, _ = asked

    decision = decided(tidewater, referral, Decision.Outcome.DECLINE, now=now)
    assert states(tidewater, own) == [("booked", "")] * 2
    with hub_scope(tidewater.hub):
        triage.sign(decision, by=tidewater.ines, now=now)

    assert states(tidewater, own) == [("cancelled_by_hub", "closed")] * 2


def test_what_has_begun_is_not_cancelled_and_it_can_still_be_said_whether_they_came(tidewater, asked, now):
    referral, (found, place), _ = asked
    begun = NINE + timedelta(minutes=10)
    with hub_scope(tidewater.hub):
        withdraw(referral, now=begun)
        cancel_all(referral, now=begun)
    assert [state[0] for state in states(tidewater, [found, place])] == ["booked", "cancelled_by_person"]
    with hub_scope(tidewater.hub):
        attend(found, "miss", is_worrying=True, by=tidewater.nell, now=NINE + HOUR)
        alert = Alert.objects.get(person=referral.person)
    assert (alert.reasons, alert.subject_id, alert.raised_by) == (["worker.absent"], referral.pk, tidewater.nell)


def test_an_undo_leaves_it_cancelled_and_says_that_it_is_to_be_arranged(tidewater, asked, now, clock):
    referral, own, _ = asked
    clock(now)
    decision = decided(tidewater, referral, Decision.Outcome.SIGNPOST, now=now)

    shown = browser_of(tidewater.nell).post(page("triage:undo", referral.pk, decision.pk), follow=True)

    assert "What was booked for them stays cancelled: arrange it again." in shown.content.decode()
    assert states(tidewater, own) == [("cancelled_by_hub", "closed")] * 2
    with hub_scope(tidewater.hub):
        referral.refresh_from_db()
        assert referral.next_action == "decide"
        assert open_offer(referral.person, now=now) is None
    booked(tidewater, referral, tidewater.nell, kind="contact", at=NINE, now=now)
