"""What was asked and is answered by telephone, or never, is waited for no longer: said by whom, why, and kept."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import move
from holdfast.workplace import actions, sharing_actions
from holdfast.workplace.models import AskEnd
from holdfast.workplace.queries import next_of_work
from holdfast.workplace.today import waits as waits_on_today
from tests.workplace.conftest import CANARY, agreed, plan, shown
from tests.workplace.test_pages import olives_browser, own_browser, page, read, send, words_in

HEARD = f"Olive said by telephone: from Monday. {CANARY}"


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def late(known, now):
    """A question that was to be answered two days ago, while a step of the return comes in four."""
    statement = agreed(known, kind="question", answer_in=-2, now=now)
    agreed(known, kind="return", words=plan(4, now=now), now=now)
    return statement


def comes_in(known, now):
    with hub_scope(known.team.hub):
        return (next_of_work(known.tansy, now=now)[1].date() - now.date()).days


@pytest.mark.parametrize("how", ["answered", "left"])
def test_a_question_that_nobody_waits_for_any_more_hides_no_later_step(known, late, now, how):
    assert comes_in(known, now) == -2
    page_of_it = words_in(read(known.team.nell, "one", known.tansy.pk, late.pk))
    assert "They answered another way, or do not answer" in page_of_it

    send(known.team.nell, "end_ask", known.tansy.pk, late.pk, how=how, words=HEARD)

    assert comes_in(known, now) == 4
    with hub_scope(known.team.hub):
        (ended,) = AskEnd.objects.all()
        assert (ended.how, ended.ended_by_id, ended.ended_at) == (how, known.team.nell.pk, now)
        assert CANARY.encode() not in bytes(ended.words_sealed)
        event = Event.objects.get(kind="work.end_ask")
        assert (event.codes["how"], CANARY in str(event.codes)) == (how, False)
        texts = [line["text"] for line in waits_on_today(viewer(known.team.nell, now=now))]
        assert "One question about work that nobody has answered" not in texts


def test_the_next_action_of_the_referral_follows(known, late, now):
    with hub_scope(known.team.hub):
        move(known.tansy, "assess", by=known.team.nell, now=now, next_action="plan", next_action_at=now)
        known.tansy.refresh_from_db()
        actions.follow(known.tansy, now=now)
        assert (known.tansy.next_action, (known.tansy.next_action_at.date() - now.date()).days) == ("step", -2)

        actions.end_ask(late, how="answered", words=HEARD, by=known.team.nell, now=now)

        known.tansy.refresh_from_db()
        assert (known.tansy.next_action, (known.tansy.next_action_at.date() - now.date()).days) == ("step", 4)


def test_the_team_and_the_person_read_why_and_whoever_was_asked_does_not(known, late, now):
    send(known.team.nell, "end_ask", known.tansy.pk, late.pk, how="answered", words="By telephone: from Monday")

    staff = words_in(read(known.team.nell, "one", known.tansy.pk, late.pk))
    assert "They answered another way, today" in staff
    assert "By telephone: from Monday" in staff
    assert "Wait no longer" not in staff
    assert "They answered another way." in words_in(read(known.team.nell, "of_record", known.tansy.pk))
    own = words_in(own_browser(known, now=now).get(page("portal:work", "tidewater")))
    assert "They answered us another way." in own
    assert "By telephone: from Monday" in own
    olive = words_in(olives_browser(known, now=now).get(page("partners:work_one", "tidewater", late.pk)))
    assert "from Monday" not in olive


def test_without_a_reason_nothing_is_ended_and_what_was_typed_stands(known, late, now):
    answer = words_in(send(known.team.nell, "end_ask", known.tansy.pk, late.pk, how="left", words=" "))
    assert "Write what they answered, or why we wait no longer" in answer
    answer = words_in(send(known.team.nell, "end_ask", known.tansy.pk, late.pk, words=HEARD))
    assert "Choose why nobody waits any more" in answer
    assert HEARD in answer
    assert comes_in(known, now) == -2


def test_what_is_not_waited_for_is_not_ended(known, late, now):
    not_shared = shown(known, now=now)
    no_question = agreed(known, kind="adjustments", now=now)
    answered = agreed(known, now=now)
    with hub_scope(known.team.hub):
        sharing_actions.reply(answered, words="Yes", mark=answered.pk, now=now)
        actions.end_ask(late, how="left", words=HEARD, by=known.team.nell, now=now)
        for statement in (not_shared, no_question, answered, late):
            with pytest.raises(MoveNotAllowed), transaction.atomic():
                actions.end_ask(statement, how="left", words=HEARD, by=known.team.nell, now=now)
        for member in (known.team.ada, known.team.sol, known.team.max):
            with pytest.raises(PermissionDenied), transaction.atomic():
                actions.end_ask(late, how="left", words=HEARD, by=member, now=now)
    again = words_in(send(known.team.nell, "end_ask", known.tansy.pk, late.pk, how="left", words=HEARD))
    assert "Not done: an answer has come, nobody waits for one any more" in again
    assert HEARD in again


def test_what_is_answered_all_the_same_is_read_by_somebody(known, late, now):
    with hub_scope(known.team.hub):
        actions.end_ask(late, how="left", words=HEARD, by=known.team.nell, now=now)
        sharing_actions.reply(late, words="After all", mark=late.pk, now=now)
        texts = [line["text"] for line in waits_on_today(viewer(known.team.nell, now=now))]
    assert "One answer about somebody’s work to read" in texts


def test_a_colleague_and_a_stranger_end_nothing(known, saltpan, late, now):
    for member in (known.team.wren, saltpan.nell):
        answer = send(member, "end_ask", known.tansy.pk, late.pk, how="left", words=HEARD)
        assert answer.status_code == 404
    assert comes_in(known, now) == -2
