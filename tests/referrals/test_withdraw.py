"""A person stops: what that closes, what it leaves open, and who can no longer decide."""

from datetime import timedelta

import pytest

from holdfast.alerts.models import Alert
from holdfast.contacts.actions import log_attempt, undo_attempt
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed, Oneself
from holdfast.people.models import Relationship
from holdfast.referrals.actions import hand_back, wish, withdraw
from holdfast.referrals.reckoning import reckon
from holdfast.referrals.states import REFERRAL
from holdfast.triage.actions import Choice, TooLate, decide, undo
from holdfast.triage.models import Decision
from tests.builders import accept, send_request


@pytest.fixture
def asked(tidewater, now):
    return send_request(tidewater, now=now, safe_now="no")


def open_to(person):
    return set(Relationship.objects.filter(person=person, until_at=None).values_list("why", flat=True))


def test_withdrawing_closes_the_referral_and_leaves_an_open_alert_to_those_on_duty(tidewater, asked, now):
    with hub_scope(tidewater.hub):
        referral = withdraw(asked, now=now)

        assert (referral.status, referral.stage, referral.next_action) == ("withdrawn", "closed", "none")
        assert Alert.objects.get().status == "raised"
        assert open_to(asked.person) == {"duty"}
        assert [(e.codes, e.by) for e in Event.objects.filter(kind="referral.withdraw")] == [
            ({"was": "received"}, None)
        ]
        assert reckon(tidewater.hub, now=now).is_clean


def test_the_owner_keeps_a_withdrawn_record_in_sight(tidewater, now):
    referral = send_request(tidewater, now=now)
    accept(tidewater, referral, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        assert withdraw(referral, now=now).owner == tidewater.wren
        assert open_to(referral.person) == {"owner"}
        with pytest.raises(MoveNotAllowed):
            withdraw(referral, now=now)


def test_nobody_of_the_hub_withdraws_for_somebody(tidewater):
    everybody = (tidewater.nell, tidewater.ines, tidewater.ada, tidewater.max)

    assert [m.verb for who in everybody for m in REFERRAL.open_to(who, status="received") if m.verb == "withdraw"] == []
    assert [move.verb for move in REFERRAL.open_to(Oneself(), status="received")] == ["withdraw"]


@pytest.mark.parametrize("outcome", ["accept", "signpost", "other_hub", "decline"])
def test_what_was_withdrawn_meanwhile_is_not_decided(tidewater, saltpan, asked, now, outcome):
    with hub_scope(tidewater.hub):
        withdraw(asked, now=now)
        choice = Choice(outcome, asked.contact_by, owner=tidewater.nell, wished_hub=saltpan.hub, words="Words")
        with pytest.raises(MoveNotAllowed, match="withdrawn"):
            decide(asked, choice, seen=None, by=tidewater.nell, now=now)


def test_a_decision_and_an_attempt_are_not_undone_over_a_withdrawal(tidewater, now):
    referral = send_request(tidewater, now=now - timedelta(minutes=1))
    decision = accept(tidewater, referral, owner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        attempt = log_attempt(
            referral, channel="call", result="no_answer", terms=tidewater.hub.current, by=tidewater.nell, now=now
        )
        withdraw(referral, now=now)
        with pytest.raises(TooLate):
            undo_attempt(attempt, by=tidewater.nell, now=now)
        with pytest.raises(TooLate):
            undo(Decision.objects.get(pk=decision.pk), by=tidewater.nell, now=now)


def test_a_wish_is_kept_once_and_a_referral_handed_back_is_the_queues(tidewater, saltpan, now):
    referral = send_request(tidewater, now=now)
    accept(tidewater, referral, owner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        for _ in range(2):
            wish(referral, saltpan.hub, now=now)
        assert hand_back(referral, now=now).owner is None
        assert open_to(referral.person) == {"queue"}
        assert Event.objects.filter(kind="referral.wish").count() == 1
        assert reckon(tidewater.hub, now=now).is_clean
