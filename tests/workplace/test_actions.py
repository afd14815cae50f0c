"""A statement about somebody's work is read by its partner as the person agreed to it, or not at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.agreements import actions as agreements
from holdfast.agreements.actions import NotAgreed
from holdfast.agreements.models import Agreement
from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.letters.sending_actions import post
from holdfast.letters.today import waits as letter_waits
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.viewer import viewer
from holdfast.portal.models import OwnVisit
from holdfast.referrals.actions import withdraw
from holdfast.workplace import actions, answer_actions, sharing_actions
from holdfast.workplace.models import PartnerLink, Reply, WorkStatement
from holdfast.workplace.queries import find_link, next_of_work, shared_with, state_of, words_of
from holdfast.workplace.rules import Words
from tests.letters.conftest import agreed as agreed_letter
from tests.workplace.conftest import CANARY, MOSS, WORDS, agreed, plan, shown, stored


def readable(known, partner):
    """What a partner can read of it all."""
    with hub_scope(known.team.hub):
        person = None if partner == known.olive else known.tansy.person  # by a link, whose visit is about one person
        return [words_of(each).text for each in shared_with(partner, person=person)]


def test_nothing_is_read_before_the_person_says_yes_and_then_the_very_words(known, now):
    statement = shown(known, now=now)
    assert readable(known, known.olive) == []

    with hub_scope(known.team.hub):
        answer_actions.agree(statement, now=now)

    assert readable(known, known.olive) == [WORDS.text]
    with hub_scope(known.team.hub):
        assert [
            (each.purpose, each.kinds, each.given_how) for each in Agreement.objects.filter(partner=known.olive)
        ] == [("work", [], "own_pages")]
        mail = Message.objects.filter(subject_id=statement.pk).order_by("queued_at", "kind")
        assert [each.kind for each in mail] == ["news", "partner"]


def test_one_who_has_no_account_reads_by_a_link_and_only_from_then_on(known, now):
    statement = agreed(known, to=known.moss, now=now)
    assert readable(known, known.moss) == []
    assert [each.status for each in stored(known.team)] == ["agreed"]

    with hub_scope(known.team.hub):
        given = sharing_actions.give_link(statement, by=known.team.nell, now=now)
        token = given.address.rstrip("/").rsplit("/", 1)[1]
        link = find_link(known.team.hub, token, now=now)
        assert sharing_actions.open_by_code(link, token, "000000" if given.code != "000000" else "1", now=now) == ""
        assert sharing_actions.open_by_code(link, token, given.code, now=now) != ""
        assert find_link(known.team.hub, token, now=now + timedelta(days=28)) is None

    assert readable(known, known.moss) == [WORDS.text]


def test_after_five_wrong_codes_the_link_is_closed_and_a_new_one_ends_the_old(known, now):
    statement = agreed(known, to=known.moss, now=now)
    with hub_scope(known.team.hub):
        first = sharing_actions.give_link(statement, by=known.team.nell, now=now)
        token = first.address.rstrip("/").rsplit("/", 1)[1]
        link = find_link(known.team.hub, token, now=now)
        for _ in range(5):
            sharing_actions.open_by_code(link, token, "not it", now=now)
        assert sharing_actions.open_by_code(link, token, first.code, now=now) == ""
        assert find_link(known.team.hub, token, now=now) is None

        sharing_actions.give_link(statement, by=known.team.nell, now=now)
        assert PartnerLink.objects.filter(ended_at=None).count() == 1


def test_what_is_agreed_while_a_link_lasts_is_read_at_once(known, now):
    first = agreed(known, to=known.moss, now=now)
    with hub_scope(known.team.hub):
        sharing_actions.give_link(first, by=known.team.nell, now=now)
    agreed(known, to=known.moss, words=Words("Second"), now=now + timedelta(minutes=1))

    assert readable(known, known.moss) == ["Second", WORDS.text]


def test_after_withdrawal_what_was_shared_stays_and_nothing_new_is_added(known, now):
    agreed(known, now=now)
    waits = shown(known, words=Words("Not yet answered"), now=now)
    with hub_scope(known.team.hub):
        answer_actions.tell_nothing_more(known.tansy.person, known.olive, now=now + timedelta(minutes=1))

    with hub_scope(known.team.hub), pytest.raises(MoveNotAllowed):
        answer_actions.agree(waits, now=now + timedelta(minutes=2))
    assert readable(known, known.olive) == [WORDS.text]
    assert [each.status for each in stored(known.team)] == ["shared", "stopped"]


def test_a_letter_for_such_a_partner_that_was_not_posted_is_not_and_its_writer_is_told(known, now):
    agreed(known, now=now)
    to_olive = agreed_letter(known.team, known.tansy, key="oh-support-at-work", now=now)
    to_manager = agreed_letter(known.team, known.tansy, key="manager-time", now=now)
    with hub_scope(known.team.hub):
        answer_actions.tell_nothing_more(known.tansy.person, known.olive, now=now + timedelta(minutes=1))
        with pytest.raises(MoveNotAllowed), transaction.atomic():
            post(to_olive, seen=to_olive.version, by=known.team.nell, now=now + timedelta(minutes=2))
        assert [line["text"] for line in letter_waits(viewer(known.team.nell, now=now))] == [
            "One letter not posted yet",
            "One letter that the person does not want sent",
        ]
        assert post(to_manager, seen=1, by=known.team.nell, now=now + timedelta(minutes=2)).status == "sent"


def test_withdrawn_elsewhere_a_yes_to_an_older_page_is_refused_too(known, now):
    agreed(known, now=now)
    waits = shown(known, words=Words("Not yet answered"), now=now)
    with hub_scope(known.team.hub):
        agreements.withdraw(known.tansy.person, known.olive, now=now + timedelta(minutes=1))
        with pytest.raises(NotAgreed), transaction.atomic():
            answer_actions.agree(waits, now=now + timedelta(minutes=2))

    assert readable(known, known.olive) == [WORDS.text]


def test_what_was_agreed_and_not_handed_over_is_stopped_by_withdrawal(known, now):
    statement = agreed(known, to=known.moss, now=now)
    with hub_scope(known.team.hub):
        answer_actions.tell_nothing_more(known.tansy.person, known.moss, now=now)
        with pytest.raises(MoveNotAllowed):
            sharing_actions.give_link(statement, by=known.team.nell, now=now)

    assert readable(known, known.moss) == []


def test_the_database_refuses_other_words_another_partner_and_a_yes_to_other_words(known, now):
    agreed(known, now=now)
    (row,) = stored(known.team)
    with hub_scope(known.team.hub):
        for changes in (
            {"words_sealed": b"other"}, {"partner_id": known.moss.pk}, {"agreed_hash": b"x" * 32},
            {"agreed_hash": None}, {"shared_at": None},
        ):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                WorkStatement.objects.filter(pk=row.pk).update(**changes)


def test_a_change_asked_for_takes_the_yes_back_and_new_words_are_a_row_of_their_own(known, now):
    statement = agreed(known, to=known.moss, now=now)
    with hub_scope(known.team.hub):
        answer_actions.ask_change(statement, wish="Leave out the ward", now=now)
        again = actions.rewrite(statement, words=Words("Without it"), by=known.team.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            answer_actions.agree(statement, now=now)
        answer_actions.agree(again, now=now)

    assert [(each.status, each.agreed_at is not None) for each in stored(known.team)] == [
        ("replaced", False),
        ("agreed", True),
    ]
    assert again.replaces_id == statement.pk


def test_what_is_shared_can_be_neither_rewritten_nor_refused_nor_left(known, now):
    statement = agreed(known, now=now)
    acts = (
        lambda: actions.rewrite(statement, words=WORDS, by=known.team.nell, now=now),
        lambda: actions.leave(statement, by=known.team.nell, now=now),
        lambda: answer_actions.refuse(statement, now=now),
        lambda: answer_actions.ask_change(statement, wish="No", now=now),
    )
    with hub_scope(known.team.hub):
        for act in acts:
            with pytest.raises(MoveNotAllowed), transaction.atomic():
                act()


def test_specialist_advice_is_by_a_practitioner_whose_profession_gives_it(known, now):
    with pytest.raises(actions.NotQualified):
        shown(known, kind="advice", by=known.team.wren, now=now)
    statement = shown(known, kind="advice", words=replace(WORDS, by="Nell Sampleton, Mental health nurse"), now=now)
    assert words_of(statement).by == "Nell Sampleton, Mental health nurse"
    assert statement.answer_by is None


def test_a_plan_has_steps_in_the_order_of_their_days_and_leave_a_first_day(known, now):
    for kind, words in (("return", Words("No step")), ("return", plan(9, 2, now=now)), ("leave", Words("Off")),
                        ("support", Words("  "))):  # fmt: skip
        with pytest.raises(actions.NotWhole):
            shown(known, kind=kind, words=words, now=now)
    assert stored(known.team) == []


def test_who_may_not_write_about_work_can_do_nothing(known, now):
    statement = agreed(known, kind="return", words=plan(2, now=now), now=now)
    for member in (known.team.ada, known.team.sol, known.team.max):
        acts = (
            lambda by=member: actions.note_state(known.tansy, state="at_work", since_on=now.date(), by=by, now=now),
            lambda by=member: actions.show(known.tansy, partner=known.olive, kind="leave", words=WORDS, by=by, now=now),
            lambda by=member: actions.do_step(statement, number=1, by=by, now=now),
            lambda by=member: sharing_actions.know_partner(known.team.hub, **MOSS, by=by, now=now),
            lambda by=member: sharing_actions.give_link(statement, by=by, now=now),
        )
        with hub_scope(known.team.hub):
            for act in acts:
                with pytest.raises(PermissionDenied), transaction.atomic():
                    act()


def test_their_request_stopped_nothing_goes_any_more(known, now):
    statement = shown(known, now=now)
    with hub_scope(known.team.hub):
        withdraw(known.tansy, now=now)
        with pytest.raises(MoveNotAllowed), transaction.atomic():
            answer_actions.agree(statement, now=now)
        answer_actions.stop_all(known.tansy, now=now)
    assert [each.status for each in stored(known.team)] == ["stopped"]


def test_an_answer_is_kept_once_sealed_and_ends_the_wait(known, now):
    statement, mark = agreed(known, answer_in=-1, now=now), OwnVisit._meta.pk.default()
    with hub_scope(known.team.hub):
        assert next_of_work(known.tansy, now=now) is not None
        for _ in range(2):
            sharing_actions.reply(statement, words=f"We can from Monday. {CANARY}", mark=mark, now=now)
        (answer,) = Reply.objects.all()
        assert CANARY.encode() not in bytes(answer.words_sealed)
        assert next_of_work(known.tansy, now=now) is None
        assert actions.read_replies(statement, by=known.team.nell, now=now) == 1
        assert actions.read_replies(statement, by=known.team.nell, now=now) == 0


def test_no_answer_to_what_was_not_shared(known, now):
    statement = agreed(known, to=known.moss, now=now)
    with hub_scope(known.team.hub), pytest.raises(MoveNotAllowed):
        sharing_actions.reply(statement, words="x", mark=statement.pk, now=now)


def test_steps_of_the_plan_that_holds_are_what_comes_next_and_a_newer_plan_takes_their_place(known, now):
    first = agreed(known, kind="return", words=plan(2, 9, now=now), now=now)

    def comes():
        with hub_scope(known.team.hub):
            found = next_of_work(known.tansy, now=now)
            return found and (found[1].date() - now.date()).days

    assert comes() == 2
    with hub_scope(known.team.hub):
        actions.do_step(first, number=1, by=known.team.nell, now=now)
        actions.do_step(first, number=1, by=known.team.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            actions.do_step(first, number=3, by=known.team.nell, now=now)
    assert comes() == 9
    agreed(known, kind="return", words=plan(5, now=now), now=now + timedelta(hours=1))
    assert comes() == 5
    with hub_scope(known.team.hub):
        assert Event.objects.filter(kind="work.do_step").count() == 1


def test_where_they_stand_is_what_was_said_last(known, now):
    with hub_scope(known.team.hub):
        assert state_of(known.tansy) is None
        for state, day in (("off_sick", date(2026, 10, 3)), ("adjusted", date(2026, 10, 12))):
            actions.note_state(known.tansy, state=state, since_on=day, by=known.team.nell, now=now)
            now += timedelta(minutes=1)
        assert state_of(known.tansy)[:2] == ("adjusted", date(2026, 10, 12))


def test_a_known_address_stays_as_it_is_known_and_an_ended_partner_is_not_brought_back(known, now):
    with hub_scope(known.team.hub):
        typed = MOSS | {"email": "olive@oh.tidewater.example", "name": "Another", "route": "manager"}
        again = sharing_actions.know_partner(known.team.hub, **typed, by=known.team.nell, now=now)
        assert (again.pk, again.route) == (known.olive.pk, "oh")
        again.ended_at = now
        again.save()
        with pytest.raises(PermissionDenied):
            sharing_actions.know_partner(known.team.hub, **typed, by=known.team.nell, now=now)
