"""An undo puts back what its own step set, and never what somebody has set since."""

from datetime import timedelta

import pytest

from holdfast.contacts.actions import close_alert, log_attempt, undo_attempt
from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.scope import hub_scope
from holdfast.measures.questionnaires import find
from holdfast.referrals.models import Referral
from holdfast.triage.actions import Choice, TooLate, decide, undo
from holdfast.triage.models import Decision

SOON, LATER = timedelta(seconds=20), timedelta(seconds=40)


def attempt(team, referral, now, *, by=None, result="no_answer", note=""):
    return log_attempt(
        referral, channel="call", result=result, note=note, terms=team.hub.terms.get(), by=by or team.nell, now=now
    )


def decided(team, referral, outcome, now, **choice):
    return decide(referral, Choice(outcome, referral.contact_by, **choice), seen=None, by=team.nell, now=now)


def risk_answer(team, referral, now):
    team.hub.current = team.hub.terms.get()
    return answer_questionnaire(referral, team.hub, find("phq9"), {9: 3}, now=now)


@pytest.mark.parametrize("outcome", [Decision.Outcome.SIGNPOST, Decision.Outcome.ACCEPT])
def test_an_attempt_cannot_be_undone_after_a_decision(tidewater, referral, now, outcome):
    with hub_scope(tidewater.hub):
        logged = attempt(tidewater, referral, now)
        choice = {"owner": tidewater.wren} if outcome == Decision.Outcome.ACCEPT else {"words": "Advice"}
        decided(tidewater, referral, outcome, now + SOON, **choice)
        before = Referral.objects.values().get()

        with pytest.raises(TooLate):
            undo_attempt(logged, by=tidewater.nell, now=now + LATER)
        assert Referral.objects.values().get() == before


def test_a_decision_cannot_be_undone_after_the_owner_spoke_with_them(tidewater, referral, now):
    with hub_scope(tidewater.hub):
        decision = decided(tidewater, referral, Decision.Outcome.ACCEPT, now, owner=tidewater.wren)
        referral.refresh_from_db()
        attempt(tidewater, referral, now + SOON, by=tidewater.wren, result="spoke")
        before = Referral.objects.values().get()

        with pytest.raises(TooLate):
            undo(decision, by=tidewater.nell, now=now + LATER)
        assert Referral.objects.values().get() == before


def test_contact_that_was_brought_forward_is_not_put_back_by_an_undo(tidewater, saltpan, referral, now):
    with hub_scope(tidewater.hub):
        decision = decided(tidewater, referral, Decision.Outcome.OTHER_HUB, now, wished_hub=saltpan.hub)
        risk_answer(tidewater, referral, now + SOON)

        with pytest.raises(TooLate):
            undo(decision, by=tidewater.nell, now=now + LATER)
        assert Referral.objects.get().contact_when == "today"


def test_what_was_answered_between_a_decision_and_its_undo_counts(tidewater, referral, now):
    with hub_scope(tidewater.hub):
        decision = decided(tidewater, referral, Decision.Outcome.ACCEPT, now, owner=tidewater.wren)
        risk_answer(tidewater, referral, now + SOON)
        undone = undo(decision, by=tidewater.nell, now=now + LATER)

        assert (undone.contact_when, undone.contact_why) == ("today", ["open_alert"])
        assert undone.next_action_at == undone.contact_by


def test_a_plan_made_since_is_not_overwritten(tidewater, referral, alert, now):
    at = now + timedelta(hours=1)
    with hub_scope(tidewater.hub):
        logged = attempt(tidewater, referral, now)
        close_alert(
            alert, referral, done=["spoke"], words="Call at four", next_action="decide", next_action_at=at,
            by=tidewater.nell, now=now + SOON,
        )  # fmt: skip

        with pytest.raises(TooLate):
            undo_attempt(logged, by=tidewater.nell, now=now + LATER)
        assert Referral.objects.get().next_action_at == at


def test_a_button_pressed_twice_logs_one_attempt_and_a_second_try_is_another(tidewater, referral, now):
    with hub_scope(tidewater.hub):
        first = attempt(tidewater, referral, now)

        assert attempt(tidewater, referral, now + timedelta(seconds=2)) == first
        assert attempt(tidewater, referral, now + timedelta(seconds=3), note="Her sister answered") != first
        assert attempt(tidewater, referral, now + timedelta(minutes=1)) != first
        assert Referral.objects.get().attempts == 3
