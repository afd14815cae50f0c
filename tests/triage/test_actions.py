from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.measures.questionnaires import find
from holdfast.people.access import right_of
from holdfast.people.actions import relate
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import wish
from holdfast.referrals.models import Referral, Tally
from holdfast.triage.actions import Choice, ReasonMissing, TooLate, decide, sign, undo
from tests.builders import accept, send_request

WITH_EMAIL = {"email": "me@home.example", "times": []}


@pytest.fixture
def referral(tidewater, now):
    return send_request(tidewater, now=now, channels=WITH_EMAIL)


def counts():
    kept = {}
    for row in Tally.objects.all():
        kept[row.stage, row.owner_id] = kept.get((row.stage, row.owner_id), 0) + row.delta
    return {key: value for key, value in kept.items() if value}


def test_accepting_gives_the_referral_an_owner_a_stage_and_a_next_action(tidewater, referral, now):
    accept(tidewater, referral, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        referral.refresh_from_db()

        assert (referral.status, referral.stage, referral.owner) == ("accepted", "first_contact", tidewater.wren)
        assert (referral.next_action, referral.next_action_at) == ("call", referral.contact_by)
        assert counts() == {("first_contact", tidewater.wren.pk): 1}
        assert right_of(viewer(tidewater.wren, now=now), referral.person) == "owner"
        assert right_of(viewer(tidewater.nell, now=now), referral.person) == ""


def test_somebody_without_the_permission_cannot_decide(tidewater, referral, now):
    with pytest.raises(PermissionDenied):
        accept(tidewater, referral, owner=tidewater.wren, now=now, by=tidewater.ada)


def test_of_two_who_decide_at_once_the_second_is_told(tidewater, referral, now):
    accept(tidewater, referral, owner=tidewater.wren, now=now)

    with pytest.raises(MoveNotAllowed):
        accept(tidewater, referral, owner=tidewater.nell, now=now, by=tidewater.ines)


def test_later_than_proposed_needs_a_reason_that_is_kept_sealed(tidewater, referral, now):
    late = referral.contact_by + timedelta(days=2)
    with hub_scope(tidewater.hub):
        with pytest.raises(ReasonMissing):
            decide(referral, Choice("accept", late), seen=None, by=tidewater.nell, now=now)
        kept = decide(
            referral, Choice("accept", late, later_reason="They are away until then."), seen=None,
            by=tidewater.nell, now=now,
        )  # fmt: skip

        assert kept.contact_by == late
        assert b"away" not in bytes(kept.later_sealed)


def test_mail_about_a_decision_waits_the_minute_in_which_it_can_be_undone(tidewater, referral, now):
    decision = accept(tidewater, referral, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        mail = Message.objects.get(subject_id=decision.pk)

        assert (mail.not_before, mail.cancelled_at) == (now + timedelta(minutes=1), None)


def test_undone_within_a_minute_everything_is_as_it_was_and_an_event_says_so(tidewater, referral, now):
    decision = accept(tidewater, referral, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        undo(decision, by=tidewater.nell, now=now + timedelta(seconds=59))
        back = Referral.objects.get()

        assert (back.status, back.stage, back.owner, back.next_action) == ("received", "triage", None, "decide")
        assert counts() == {("triage", None): 1}
        assert Message.objects.get(subject_id=decision.pk).cancelled_at == now + timedelta(seconds=59)
        kinds = list(Event.objects.filter(subject_id=back.pk).order_by("pk").values_list("kind", flat=True))
        assert kinds == ["referral.receive", "triage.accept", "triage.accept.undo"]
        assert right_of(viewer(tidewater.nell, now=now), back.person) == "queue"
        assert right_of(viewer(tidewater.wren, now=now), back.person) == ""


def test_a_closing_that_is_taken_back_gives_the_record_to_nobody_who_has_nothing_to_do_any_more(
    tidewater, referral, now
):
    with hub_scope(tidewater.hub):
        relate(referral.person, tidewater.wren, why="team", now=now)
        choice = Choice("signpost", referral.contact_by, words="Your GP can help, and so can these people.")
        made = decide(referral, choice, seen=None, by=tidewater.nell, now=now)
        assert right_of(viewer(tidewater.wren, now=now), referral.person) == ""
        undo(made, by=tidewater.nell, now=now + timedelta(seconds=20))
        assert right_of(viewer(tidewater.wren, now=now), referral.person) == ""


def test_after_a_minute_or_by_somebody_else_it_cannot_be_undone(tidewater, referral, now):
    decision = accept(tidewater, referral, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(TooLate):
            undo(decision, by=tidewater.nell, now=now + timedelta(seconds=61))
        with pytest.raises(PermissionDenied):
            undo(decision, by=tidewater.ines, now=now)


def test_not_in_scope_closes_only_when_a_second_practitioner_signs(tidewater, referral, now):
    with hub_scope(tidewater.hub):
        choice = Choice("decline", referral.contact_by, words="This hub is for staff. Your GP can help.")
        decision = decide(referral, choice, seen=None, by=tidewater.nell, now=now)
        referral.refresh_from_db()
        assert (referral.status, referral.next_action) == ("received", "sign")
        with pytest.raises(PermissionDenied):
            sign(decision, by=tidewater.nell, now=now)
        sign(decision, by=tidewater.ines, now=now)
        referral.refresh_from_db()

        assert (referral.status, referral.stage, referral.next_action) == ("declined", "closed", "none")


def test_a_wish_for_another_hub_is_kept_and_this_hub_stays_responsible(tidewater, saltpan, referral, now):
    with hub_scope(tidewater.hub):
        decide(
            referral, Choice("other_hub", referral.contact_by, wished_hub=saltpan.hub), seen=None,
            by=tidewater.nell, now=now,
        )  # fmt: skip
        referral.refresh_from_db()

        assert (referral.status, referral.stage, referral.wished_hub) == ("received", "triage", saltpan.hub)
        assert referral.next_action == "offer_transfer"


def test_telling_more_brings_contact_forward_and_never_back(tidewater, now):
    referral = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        severe = dict.fromkeys(range(1, 9), 3) | {9: 0}
        answer_questionnaire(referral, tidewater.hub, find("phq9"), severe, now=now)
        referral.refresh_from_db()
        assert (referral.contact_when, referral.contact_why) == ("two_days", ["phq9_severe", "not_sleeping"])
        soon = referral.contact_by
        answer_questionnaire(referral, tidewater.hub, find("gad7"), dict.fromkeys(range(1, 8), 0), now=now)
        referral.refresh_from_db()

        assert referral.contact_by == soon


def test_once_a_practitioner_has_decided_their_date_stays_theirs(tidewater, referral, now):
    accept(tidewater, referral, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        before = Referral.objects.get().contact_by
        severe = dict.fromkeys(range(1, 9), 3) | {9: 0}
        answer_questionnaire(referral, tidewater.hub, find("phq9"), severe, now=now)

        assert Referral.objects.get().contact_by == before


def test_a_hub_that_the_person_wished_for_within_the_minute_stays_when_a_decision_is_undone(tidewater, saltpan, now):
    referral = send_request(tidewater, now=now)
    decision = accept(tidewater, referral, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        wish(referral, saltpan.hub, now=now + timedelta(seconds=20))
        undo(decision, by=tidewater.nell, now=now + timedelta(seconds=40))

        assert Referral.objects.get().wished_hub_id == saltpan.hub.pk
