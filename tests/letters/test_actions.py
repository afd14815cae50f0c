"""Letters: nothing goes to anybody else but the very words that the person agreed to, and the database holds to it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.letters import actions, answer_actions, sending_actions
from holdfast.letters.actions import ChangedMeanwhile, NotFinished, PersonStopped
from holdfast.letters.models import EarlierWords, Letter
from holdfast.letters.queries import Words, filled, template_of, words_of
from holdfast.letters.sending_actions import NotSafe
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.actions import set_channels
from holdfast.people.identity import reveal
from holdfast.referrals.actions import withdraw
from holdfast.triage.actions import TooLate
from tests.letters.conftest import CHANNELS, HOME, TO_GP, TO_TANSY, agreed, drafted, shown, stored

MINUTE = timedelta(minutes=1)
OTHERS = Words("Changed", "Other words.", "", "Dr Quill Invented", "Madeup Lane Surgery")


def kinds(team):
    with hub_scope(team.hub):
        found = Event.objects.filter(kind__startswith="letter.").order_by("pk")
        return [(event.kind, event.by_id) for event in found]


def test_a_letter_to_the_gp_goes_shown_agreed_and_posted_with_an_event_each_and_no_word_in_them(tidewater, known, now):
    letter = agreed(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        sending_actions.post(letter, seen=letter.version, by=tidewater.ada, now=now)
        found = Event.objects.filter(kind__startswith="letter.")
        assert {event.codes["audience"] for event in found} == {"gp"}
        assert "canary" not in str([event.codes for event in found])
        assert found.get(kind="letter.agree").codes["how"] == "own_pages"

    assert kinds(tidewater) == [
        ("letter.draft", tidewater.nell.pk), ("letter.show", tidewater.nell.pk), ("letter.agree", None),
        ("letter.post", tidewater.ada.pk),
    ]  # fmt: skip
    (letter,) = stored(tidewater)
    assert (letter.status, letter.sent_by_id, letter.is_posted) == ("sent", tidewater.ada.pk, True)
    assert words_of(letter) == TO_GP


def test_a_template_is_filled_from_the_record_and_what_is_not_known_is_left_to_be_written(tidewater, known, now):
    with hub_scope(tidewater.hub):
        template = template_of(tidewater.hub, "gp-after-assessment")
        subject, body, easy = filled(template, known.tansy, to_name="Dr Quill Invented", by=tidewater.nell, now=now)

    assert subject == "About Tansy Madeup, born 3 March 1985"
    assert "Dear Dr Quill Invented\n\nWe met Tansy Madeup on [the day of the assessment] for an assessment." in body
    assert "Nell Sampleton\n[the practitioner’s profession]\nTidewater Staff Support Hub" in body
    assert easy == ""


def test_nothing_unfinished_is_shown_or_sent(tidewater, known, now):
    gap = drafted(tidewater, known.tansy, words=Words("A", "It says [this].", "", "Dr Quill", "Lane"), now=now)
    nobody = drafted(tidewater, known.tansy, words=Words("A", "It says this.", "", "Dr Quill", ""), now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(NotFinished, match=r"\[this\]"):
            actions.show(gap, seen=gap.version, by=tidewater.nell, now=now)
        with pytest.raises(NotFinished, match="a name and an address"):
            actions.show(nobody, seen=nobody.version, by=tidewater.nell, now=now)

    assert [letter.status for letter in stored(tidewater)] == ["drafted", "drafted"]


@pytest.mark.parametrize("verb", ["send", "ready"])
def test_a_letter_to_somebody_else_has_no_way_around_the_agreement(tidewater, known, now, verb):
    letter = drafted(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            getattr(sending_actions, verb)(letter, seen=1, by=tidewater.nell, now=now)
        for state in (letter, actions.show(letter, seen=letter.version, by=tidewater.nell, now=now)):
            with pytest.raises(MoveNotAllowed):
                sending_actions.post(state, seen=state.version, by=tidewater.nell, now=now)

    assert stored(tidewater)[0].status == "shown"


@pytest.mark.parametrize(
    "change",
    [
        {"words_sealed": b"other words"},
        {"to_sealed": b"somebody else"},
        {"agreed_at": None},
        {"agreed_how": ""},
        {"frozen_hash": None},
        {"frozen_hash": b"x" * 32},
        {"status": "ready"},
        {"audience": "person"},
        {"sent_at": None},
    ],
)
def test_the_database_refuses_a_letter_to_others_that_is_not_what_was_agreed(tidewater, known, now, change):
    letter = agreed(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        sending_actions.post(letter, seen=letter.version, by=tidewater.nell, now=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**change)


def test_the_database_refuses_to_send_what_was_shown_and_not_agreed(tidewater, known, now):
    letter = shown(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(status="sent", sent_at=now, sent_by=tidewater.nell)


def test_a_change_after_the_agreement_voids_it_and_keeps_what_was_said_before(tidewater, known, now):
    letter = agreed(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        actions.edit(letter, seen=1, words=OTHERS, is_large=False, by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            sending_actions.post(letter, seen=letter.version, by=tidewater.nell, now=now)
        (before,) = EarlierWords.objects.select_related("person")
        assert (before.version, words_of(before), before.shown_at) == (1, TO_GP, now)

    (letter,) = stored(tidewater)
    assert (letter.status, letter.version, letter.agreed_at, letter.frozen_hash) == ("drafted", 2, None, None)
    assert words_of(letter) == OTHERS


def test_a_change_that_is_asked_for_keeps_their_words_and_is_shown_again(tidewater, known, now):
    letter = shown(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        letter = answer_actions.ask_change(letter, seen=1, answer="Leave out the winter", now=now)
        assert reveal(letter.person, f"letter_answer:{letter.pk}:1", letter.answer_sealed) == "Leave out the winter"
        letter = actions.edit(letter, seen=1, words=OTHERS, is_large=False, by=tidewater.nell, now=now)
        letter = actions.show(letter, seen=letter.version, by=tidewater.nell, now=now)
        with pytest.raises(ChangedMeanwhile):
            answer_actions.agree(letter, seen=1, now=now)
        letter = answer_actions.agree(letter, seen=2, now=now)
        before = EarlierWords.objects.select_related("person").get()
        assert reveal(before.person, f"letter_answer:{letter.pk}:1", before.answer_sealed) == "Leave out the winter"

    assert [kind for kind, _ in kinds(tidewater)] == [
        "letter.draft", "letter.show", "letter.ask_change", "letter.edit", "letter.show", "letter.agree",
    ]  # fmt: skip


def test_a_yes_is_taken_back_until_it_was_posted_and_then_no_more(tidewater, known, now):
    letter = agreed(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        letter = answer_actions.take_back(letter, now=now)
        with pytest.raises(MoveNotAllowed):
            sending_actions.post(letter, seen=letter.version, by=tidewater.nell, now=now)
        letter = answer_actions.agree(letter, seen=1, now=now)
        sending_actions.post(letter, seen=letter.version, by=tidewater.nell, now=now)
        for late in (answer_actions.take_back, answer_actions.refuse):
            with pytest.raises(MoveNotAllowed):
                late(letter, now=now)


@pytest.mark.parametrize("begun", [shown, agreed])
def test_a_no_ends_it(tidewater, known, now, begun):
    letter = begun(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        answer_actions.refuse(letter, now=now)
        for way in (sending_actions.post, actions.show):
            with pytest.raises(MoveNotAllowed):
                way(letter, seen=1, by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            actions.withdraw(letter, by=tidewater.nell, now=now)

    assert [(each.status, each.ended_at, each.agreed_at) for each in stored(tidewater)] == [("refused", now, None)]


def test_a_practitioner_writes_down_what_was_said_in_conversation(tidewater, known, now):
    letter = shown(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        for colleague in (tidewater.ada, tidewater.max):
            with pytest.raises(PermissionDenied):
                answer_actions.agree(letter, seen=1, by=colleague, now=now)
        answer_actions.agree(letter, seen=1, by=tidewater.nell, now=now)

    assert [(each.status, each.agreed_how) for each in stored(tidewater)] == [("agreed", "conversation")]
    assert kinds(tidewater)[-1] == ("letter.agree", tidewater.nell.pk)


def test_of_two_editors_the_second_is_refused(tidewater, known, now):
    letter = drafted(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        actions.edit(letter, seen=1, words=OTHERS, is_large=False, by=tidewater.ines, now=now)
        with pytest.raises(ChangedMeanwhile):
            actions.edit(letter, seen=1, words=TO_GP, is_large=False, by=tidewater.nell, now=now)

    assert words_of(stored(tidewater)[0]) == OTHERS


def test_a_letter_to_them_is_read_on_their_pages_and_mail_says_only_that_there_is_something(tidewater, known, now):
    letter = drafted(tidewater, known.tansy, key="person-next-steps", words=TO_TANSY, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            actions.show(letter, seen=letter.version, by=tidewater.nell, now=now)
        sending_actions.send(letter, seen=letter.version, by=tidewater.nell, now=now)
        mail = Message.objects.get(subject_id=letter.pk)
        assert (mail.kind, mail.not_before) == ("news", now + MINUTE)

    assert [(each.status, each.is_posted) for each in stored(tidewater)] == [("sent", False)]


def test_a_letter_to_them_is_posted_only_where_they_called_letters_safe(tidewater, known, now):
    elsewhere = Words("A", "Dear Tansy", "", "Tansy Madeup", "1 Old Street, Northfell")
    letter = drafted(tidewater, known.tansy, key="person-next-steps", words=TO_TANSY, now=now)
    wrong = drafted(tidewater, known.tansy, key="person-next-steps", words=elsewhere, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(NotSafe):
            sending_actions.ready(wrong, seen=wrong.version, by=tidewater.nell, now=now)
        sending_actions.ready(letter, seen=letter.version, by=tidewater.nell, now=now)
        set_channels(known.tansy.person, channels={**CHANNELS, "letter": ""}, now=now)
        with pytest.raises(NotSafe):
            sending_actions.post(letter, seen=letter.version, by=tidewater.ada, now=now)
        set_channels(known.tansy.person, channels={**CHANNELS, "letter": f"{HOME},"}, now=now)
        sending_actions.post(letter, seen=letter.version, by=tidewater.ada, now=now)

    assert [(each.status, each.is_posted) for each in stored(tidewater)] == [("sent", True), ("drafted", False)]


@pytest.mark.parametrize(("way", "back"), [("post", "agreed"), ("ready", "ready"), ("send", "drafted")])
def test_sending_is_taken_back_within_the_minute_by_whoever_did_it(tidewater, known, now, way, back):
    if way == "post":
        letter = agreed(tidewater, known.tansy, now=now)
    else:
        letter = drafted(tidewater, known.tansy, key="person-next-steps", words=TO_TANSY, now=now)
    with hub_scope(tidewater.hub):
        if way != "post":
            letter = getattr(sending_actions, way)(letter, seen=1, by=tidewater.nell, now=now)
        if way != "send":
            letter = sending_actions.post(letter, seen=letter.version, by=tidewater.nell, now=now)
        with pytest.raises(PermissionDenied):
            sending_actions.undo(letter, by=tidewater.ines, now=now)
        with pytest.raises(TooLate):
            sending_actions.undo(letter, by=tidewater.nell, now=now + 2 * MINUTE)
        sending_actions.undo(letter, by=tidewater.nell, now=now + MINUTE)
        assert not Message.objects.filter(subject_id=letter.pk, sent_at=None, cancelled_at=None, queued_at=now).exists()

    assert [each.status for each in stored(tidewater)] == [back]
    assert kinds(tidewater)[-1][0] in {"letter.post.undo", "letter.send.undo"}


def test_whoever_stops_has_nothing_sent_to_anybody_any_more(tidewater, known, now):
    agreed(tidewater, known.tansy, now=now)
    shown(tidewater, known.tansy, now=now)
    gone = agreed(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        sending_actions.post(gone, seen=gone.version, by=tidewater.nell, now=now)
        assert actions.stop_all(known.tansy, now=now) == 2

    assert sorted(each.status for each in stored(tidewater)) == ["sent", "withdrawn", "withdrawn"]


def stops(team, referral, *, now):
    """The person withdraws their request, and what had not gone goes no more."""
    with hub_scope(team.hub):
        withdraw(referral, now=now)
        return actions.stop_all(referral, now=now)


def test_a_posting_that_is_undone_after_the_person_stopped_is_stopped_too(tidewater, known, now):
    letter = agreed(tidewater, known.tansy, now=now)
    own = drafted(tidewater, known.tansy, key="person-next-steps", words=TO_TANSY, now=now)
    with hub_scope(tidewater.hub):
        sending_actions.post(letter, seen=1, by=tidewater.ada, now=now)
        sending_actions.ready(own, seen=1, by=tidewater.nell, now=now)
        sending_actions.post(own, seen=1, by=tidewater.ada, now=now)
    assert stops(tidewater, known.tansy, now=now + MINUTE / 3) == 0
    with hub_scope(tidewater.hub):
        for each in (letter, own):
            sending_actions.undo(each, by=tidewater.ada, now=now + MINUTE / 2)

    assert [(each.status, each.sent_at, each.agreed_at) for each in stored(tidewater)] == [
        ("withdrawn", None, None), ("withdrawn", None, None),
    ]  # fmt: skip
    assert kinds(tidewater)[-2:] == [("letter.post.undo", tidewater.ada.pk), ("letter.stop", None)]


def test_once_they_stopped_no_step_leads_to_anybody_else_and_a_letter_to_them_still_goes(tidewater, known, now):
    to_agree = shown(tidewater, known.tansy, now=now)
    to_post = agreed(tidewater, known.tansy, now=now)
    letter = drafted(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        withdraw(known.tansy, now=now)
        with pytest.raises(PersonStopped):
            actions.edit(letter, seen=1, words=OTHERS, is_large=False, by=tidewater.nell, now=now)
        with pytest.raises(PersonStopped):
            actions.show(letter, seen=1, by=tidewater.nell, now=now)
        for by in (None, tidewater.nell):
            with pytest.raises(PersonStopped):
                answer_actions.agree(to_agree, seen=1, by=by, now=now)
        with pytest.raises(PersonStopped):
            sending_actions.post(to_post, seen=1, by=tidewater.ada, now=now)
    with pytest.raises(PersonStopped):
        drafted(tidewater, known.tansy, key="manager-time", now=now)
    assert [each.status for each in stored(tidewater)] == ["shown", "agreed", "drafted"]

    own = drafted(tidewater, known.tansy, key="person-next-steps", words=TO_TANSY, now=now)
    with hub_scope(tidewater.hub):
        assert sending_actions.send(own, seen=1, by=tidewater.nell, now=now).status == "sent"


def test_what_a_page_did_not_show_is_neither_shown_nor_sent_nor_posted(tidewater, known, now):
    to_gp = drafted(tidewater, known.tansy, now=now)
    own = drafted(tidewater, known.tansy, key="person-next-steps", words=TO_TANSY, now=now)
    with hub_scope(tidewater.hub):
        for letter, words in ((to_gp, OTHERS), (own, TO_TANSY)):
            actions.edit(letter, seen=1, words=words, is_large=False, by=tidewater.ines, now=now)
        for step, letter in ((actions.show, to_gp), (sending_actions.send, own), (sending_actions.ready, own)):
            with pytest.raises(ChangedMeanwhile):
                step(letter, seen=1, by=tidewater.nell, now=now)
        actions.show(to_gp, seen=2, by=tidewater.nell, now=now)
        answer_actions.agree(to_gp, seen=2, now=now)
        with pytest.raises(ChangedMeanwhile):
            sending_actions.post(to_gp, seen=1, by=tidewater.ada, now=now)

    assert [each.status for each in stored(tidewater)] == ["agreed", "drafted"]


@pytest.mark.parametrize("who", ["ada", "sol", "max", "outside"])
def test_only_who_writes_letters_writes_them(tidewater, known, now, who):
    with pytest.raises(PermissionDenied):
        drafted(tidewater, known.tansy, by=getattr(tidewater, who), now=now)
    letter = drafted(tidewater, known.tansy, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            actions.show(letter, seen=1, by=getattr(tidewater, who), now=now)
        with pytest.raises(PermissionDenied):
            actions.withdraw(letter, by=getattr(tidewater, who), now=now)
