"""Onward referrals: nothing goes but what the person agreed to, each step is one event, nobody is lost between."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.correspondence.mail import codes_of_message, mail_of
from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry, Event
from holdfast.hubs.ids import uuid7
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.onward import actions, answer_actions, sending_actions, service_actions
from holdfast.onward.actions import ChangedMeanwhile, NoWay, PersonStopped
from holdfast.onward.chase_queries import broken, chase_page
from holdfast.onward.models import AnswerLink, OnwardReferral, ServiceAnswer, ServiceList, WordsBefore
from holdfast.onward.queries import answer_of, answers_of, find_link, words_of
from holdfast.onward.sending_actions import NotAgreed, ServiceChanged
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import move, withdraw
from holdfast.triage.actions import TooLate
from tests.coordination.conftest import fresh
from tests.onward.conftest import (
    CANARY,
    DAY,
    MAILED,
    PARTS,
    agreed,
    drafted,
    expected,
    heard,
    opens,
    sent,
    service,
    shown,
    stored,
)

MINUTE = timedelta(minutes=1)


def kinds(team):
    with hub_scope(team.hub):
        return [each.kind for each in Event.objects.filter(kind__startswith="onward.").order_by("pk")]


def where(team, referral):
    found = fresh(team, referral)
    return found.stage, found.next_action


def test_it_goes_shown_agreed_and_sent_each_with_an_event_that_holds_no_word(tidewater, world, now):
    sent(tidewater, world.tansy, world.lantern, now=now)

    (onward,) = stored(tidewater)
    assert (onward.status, onward.words_status, onward.agreed_how) == ("sent", "agreed", "own_pages")
    assert (onward.promised_days, onward.promised_on, onward.route) == (28, now.date() + 28 * DAY, "email")
    assert onward.chase_at == now + 14 * DAY
    assert kinds(tidewater) == ["onward.draft", "onward.show", "onward.agree", "onward.send"]
    with hub_scope(tidewater.hub):
        codes = str([each.codes for each in Event.objects.filter(kind__startswith="onward.")])
        assert words_of(onward).parts == PARTS
    assert "canary" not in codes
    assert "Tansy" not in codes


def test_the_mail_waits_a_minute_and_holds_a_link_and_no_word_and_not_the_code(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)
    with hub_scope(tidewater.hub):
        message = Message.objects.select_related("box", "hub").get(kind="onward")
        assert (message.not_before, codes_of_message(message)["to"]) == (now + MINUTE, MAILED)
        mail = mail_of(message, MAILED)
    assert f"/h/tidewater/onward/{token}/" in mail.body
    for word in (code, "Tansy", CANARY, "Lantern", "referral", world.tansy.reference):
        assert word not in mail.body + mail.subject


def test_by_letter_no_link_is_made_and_no_mail_goes(tidewater, world, now):
    sent(tidewater, world.tansy, world.quay, now=now)
    with hub_scope(tidewater.hub):
        assert (AnswerLink.objects.count(), Message.objects.filter(kind="onward").count()) == (0, 0)


def test_begun_twice_it_is_one_and_two_services_at_once_are_two(tidewater, world, now):
    first = drafted(tidewater, world.tansy, world.lantern, now=now)
    assert drafted(tidewater, world.tansy, world.lantern, now=now) == first
    drafted(tidewater, world.tansy, world.quay, now=now)

    assert [each.service.name for each in stored(tidewater)] == ["Lantern Trauma Service", "Quay Advice"]
    with hub_scope(tidewater.hub):
        again = OnwardReferral.objects.get(pk=first.pk)
        again.pk = uuid7()
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)


@pytest.mark.parametrize("begun", [drafted, shown])
def test_nothing_goes_without_a_yes(tidewater, world, now, begun):
    onward = begun(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub), pytest.raises(NotAgreed):
        sending_actions.send(onward, seen=1, by=tidewater.nell, now=now)
    assert [each.status for each in stored(tidewater)] == ["drafted"]


def test_an_agreement_withdrawn_between_preview_and_sending_sends_nothing(tidewater, world, now):
    onward = agreed(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        answer_actions.take_back(onward, now=now)
        with pytest.raises(NotAgreed):
            sending_actions.send(onward, seen=1, by=tidewater.nell, now=now)
        assert (AnswerLink.objects.count(), Message.objects.filter(kind="onward").count()) == (0, 0)


def test_withdrawn_afterwards_the_link_stops_at_once_and_mail_that_waits_does_not_go(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)
    with hub_scope(tidewater.hub):
        link = find_link(tidewater.hub, token, now=now)
        answer_actions.refuse(onward, now=now)
        assert find_link(tidewater.hub, token, now=now) is None
        assert service_actions.open_link(link, code, now=now) is False
        message = Message.objects.select_related("box").get(kind="onward")
        assert (message.cancelled_at, message.box.wrapped_key) == (now, None)
    assert [(each.status, each.chase_at) for each in stored(tidewater)] == [("withdrawn", None)]


@pytest.mark.parametrize(
    "change",
    [
        {"words_sealed": b"other words"}, {"frozen_hash": b"x" * 32}, {"frozen_hash": None}, {"agreed_at": None},
        {"words_status": "shown"}, {"chase_at": None}, {"sent_at": None}, {"status": "in_treatment"},
        {"status": "completed"}, {"status": "drafted"},
    ],
)  # fmt: skip
def test_the_database_refuses_what_was_not_agreed_or_would_be_lost(tidewater, world, now, change):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError), transaction.atomic():
        OnwardReferral.objects.filter(pk=onward.pk).update(**change)


def test_the_database_refuses_another_service_than_the_one_agreed(tidewater, world, now):
    onward = agreed(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError), transaction.atomic():
        OnwardReferral.objects.filter(pk=onward.pk).update(service=world.harbour)


def test_where_the_directory_says_another_way_by_now_it_is_shown_again_first(tidewater, world, now):
    onward = agreed(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        world.lantern.route_to = "elsewhere@lantern.example"
        world.lantern.save(update_fields=["route_to"])
        with pytest.raises(ServiceChanged):
            sending_actions.send(onward, seen=1, by=tidewater.nell, now=now)
        onward = actions.edit(onward, seen=1, parts=PARTS, by=tidewater.nell, now=now)
        onward = actions.show(onward, seen=2, by=tidewater.nell, now=now)
        onward = answer_actions.agree(onward, seen=2, now=now)
        sending_actions.send(onward, seen=2, by=tidewater.nell, now=now)
        message = Message.objects.select_related("box").get(kind="onward")
        assert codes_of_message(message)["to"] == "elsewhere@lantern.example"


def test_a_change_asked_for_takes_the_yes_away_and_is_kept_with_the_words_it_was_about(tidewater, world, now):
    onward = agreed(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        onward = answer_actions.ask_change(onward, seen=1, answer="Leave out the ward", now=now)
        assert answer_of(onward) == "Leave out the ward"
        with pytest.raises(ChangedMeanwhile):
            actions.edit(onward, seen=7, parts=PARTS, by=tidewater.nell, now=now)
        actions.edit(onward, seen=1, parts=PARTS | {"reason": "Sleep"}, by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            answer_actions.agree(onward, seen=1, now=now)
        before = WordsBefore.objects.select_related("person").get()
        assert (answer_of(before), words_of(before).parts) == ("Leave out the ward", PARTS)

    (onward,) = stored(tidewater)
    assert (onward.words_status, onward.version, onward.frozen_hash) == ("writing", 2, None)


def test_a_no_before_it_went_ends_it(tidewater, world, now):
    onward = shown(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        answer_actions.refuse(onward, now=now)
        with pytest.raises(MoveNotAllowed):
            answer_actions.agree(onward, seen=1, now=now)
    assert [(each.status, each.words_status) for each in stored(tidewater)] == [("withdrawn", "refused")]


def test_a_practitioner_writes_down_how_they_agreed_and_nobody_else_does(tidewater, world, now):
    onward = shown(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        for how, by in (("phone", tidewater.ada), ("own_pages", tidewater.nell), ("shouting", tidewater.nell)):
            with pytest.raises(PermissionDenied):
                answer_actions.agree_with_them(onward, seen=1, how=how, by=by, now=now)
        answer_actions.agree_with_them(onward, seen=1, how="phone", by=tidewater.nell, now=now)
    (onward,) = stored(tidewater)
    assert (onward.agreed_how, onward.agreed_by_id) == ("phone", tidewater.nell.pk)


def test_sending_is_undone_within_the_minute_by_whoever_sent_it(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            sending_actions.undo_send(onward, by=tidewater.ines, now=now)
        with pytest.raises(TooLate):
            sending_actions.undo_send(onward, by=tidewater.nell, now=now + 2 * MINUTE)
        sending_actions.undo_send(onward, by=tidewater.nell, now=now + MINUTE)
        assert not Message.objects.filter(kind="onward", cancelled_at=None).exists()
        assert not AnswerLink.objects.filter(ended_at=None).exists()
        sending_actions.send(onward, seen=1, by=tidewater.nell, now=now + MINUTE)
    assert kinds(tidewater)[-2:] == ["onward.send.undo", "onward.send"]


def test_the_referral_waits_elsewhere_until_they_are_seen_and_asking_the_service_comes_next(tidewater, world, now):
    assert where(tidewater, world.tansy) == ("in_support", "plan")
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    assert where(tidewater, world.tansy) == ("elsewhere", "plan")  # the first plan is due before the service is asked
    with hub_scope(tidewater.hub):
        move(world.tansy, "support", by=tidewater.nell, now=now, next_action="step", next_action_at=now + 30 * DAY)
    heard(tidewater, onward, "acknowledge", now=now)
    referral = fresh(tidewater, world.tansy)
    assert (referral.stage, referral.next_action, referral.next_action_at) == ("elsewhere", "chase", now + 14 * DAY)

    heard(tidewater, onward, "accept", now=now, day=expected(now))
    heard(tidewater, onward, "wait", now=now, day=expected(now, 25))
    assert where(tidewater, world.tansy) == ("elsewhere", "chase")
    heard(tidewater, onward, "begin", now=now, day=now.date())
    assert where(tidewater, world.tansy) == ("in_support", "chase")
    heard(tidewater, onward, "complete", now=now)
    assert where(tidewater, world.tansy) == ("in_support", "plan")
    assert kinds(tidewater)[-5:] == [
        "onward.acknowledge", "onward.accept", "onward.wait", "onward.begin", "onward.complete",
    ]  # fmt: skip


def test_of_two_answers_the_second_is_refused_and_the_first_stands(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "decline", now=now, words="Full until May")
    with pytest.raises(MoveNotAllowed):
        heard(tidewater, onward, "accept", now=now, day=expected(now))
    with hub_scope(tidewater.hub):
        (said,) = answers_of(onward)
        assert (said["verb"], said["words"]) == ("decline", "Full until May")
    assert [(each.status, each.ended_at) for each in stored(tidewater)] == [("declined", now)]


def test_what_a_call_said_is_written_down_with_who_and_when(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        for by in (tidewater.sol, tidewater.max):
            with pytest.raises(PermissionDenied):
                service_actions.hear(onward, "", by=by, said_at=now, now=now)
        service_actions.hear(
            onward, "", by=tidewater.ada, said_at=now + DAY, now=now + 3 * DAY, words="Nobody knows yet", who="Sable"
        )  # fmt: skip
        (said,) = answers_of(onward)
        assert (said["who"], said["by"], said["said_at"]) == ("Sable", "Ada Mockford", now + DAY)
        assert b"Nobody" not in bytes(ServiceAnswer.objects.get().words_sealed)
    (onward,) = stored(tidewater)
    assert (onward.status, onward.heard_at, onward.chase_at) == ("sent", now + DAY, now + 15 * DAY)


def test_five_wrong_codes_close_the_link_and_none_of_them_shows_anybody(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)
    with hub_scope(tidewater.hub):
        link = find_link(tidewater.hub, token, now=now)
        assert [service_actions.open_link(link, "000000", now=now) for _ in range(5)] == [False] * 5
        assert service_actions.open_link(link, code, now=now) is False
        assert find_link(tidewater.hub, token, now=now) is None
        assert not AccessEntry.objects.filter(what="onward:receive").exists()
        renewed = sending_actions.renew_link(onward, by=tidewater.ada, now=now)
        assert renewed.failures == 0
    assert kinds(tidewater)[-2:] == ["onward.lock_link", "onward.renew_link"]
    new_token, new_code = opens(tidewater, onward)
    with hub_scope(tidewater.hub):
        link = find_link(tidewater.hub, new_token, now=now)
        assert service_actions.open_link(link, f"{new_code[:3]} {new_code[3:]}", now=now) is True
        assert AccessEntry.objects.get(what="onward:receive").actor == "service"


def test_a_link_ends_after_its_time_and_at_the_outcome(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, _ = opens(tidewater, onward)
    with hub_scope(tidewater.hub):
        assert find_link(tidewater.hub, token, now=now + 179 * DAY) is not None
        assert find_link(tidewater.hub, token, now=now + 180 * DAY) is None
    heard(tidewater, onward, "begin", now=now, day=now.date())
    heard(tidewater, onward, "complete", now=now)
    with hub_scope(tidewater.hub):
        assert find_link(tidewater.hub, token, now=now) is None


def test_silence_comes_up_is_asked_about_and_comes_up_again(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.quay, now=now)
    due = lambda at: [each.pk for each in chase_page(viewer(tidewater.nell, now=at)).rows]  # noqa: E731
    with hub_scope(tidewater.hub):
        assert (due(now + 13 * DAY), due(now + 14 * DAY)) == ([], [onward.pk])
        with pytest.raises(PermissionDenied):
            service_actions.ask(onward, how="call", by=tidewater.sol, now=now)
        service_actions.ask(onward, how="call", by=tidewater.ada, now=now + 15 * DAY)
        assert (due(now + 20 * DAY), due(now + 29 * DAY)) == ([], [onward.pk])


def test_a_broken_promise_is_seen_and_the_agreed_service_takes_its_place_once_it_says_yes(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    late = now + 29 * DAY
    with hub_scope(tidewater.hub):
        assert list(broken(viewer(tidewater.ines, now=now + 28 * DAY))) == []
        assert list(broken(viewer(tidewater.ines, now=late))) == [onward]
        other = actions.refer_instead(onward, by=tidewater.nell, now=late)
        assert actions.refer_instead(onward, by=tidewater.nell, now=late) == other
        assert list(broken(viewer(tidewater.ines, now=late))) == [onward]
        assert (words_of(other).parts, words_of(other).to.service) == (PARTS, "Harbour Therapies")
        with pytest.raises(NotAgreed):
            sending_actions.send(other, seen=1, by=tidewater.nell, now=late)
        other = actions.show(other, seen=1, by=tidewater.nell, now=late)
        other = answer_actions.agree(other, seen=1, now=late)
        other = sending_actions.send(other, seen=1, by=tidewater.nell, now=late)
        assert list(broken(viewer(tidewater.ines, now=late))) == []
    assert [each.status for each in stored(tidewater)] == ["sent", "sent"]
    heard(tidewater, other, "accept", now=late, day=expected(late))
    assert [(each.service.name, each.status) for each in stored(tidewater)] == [
        ("Lantern Trauma Service", "withdrawn"), ("Harbour Therapies", "accepted"),
    ]  # fmt: skip
    assert kinds(tidewater)[-2:] == ["onward.accept", "onward.replace"]


def test_without_another_service_or_a_way_in_nothing_is_begun(tidewater, world, now):
    nowhere = service(tidewater, "Nowhere", now=now, route="", route_to="")
    onward = sent(tidewater, world.tansy, world.quay, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(NoWay):
            actions.refer_instead(onward, by=tidewater.nell, now=now)
        with pytest.raises(NoWay):
            actions.draft(world.tansy, nowhere, parts=PARTS, by=tidewater.nell, now=now)


def test_a_service_of_another_hub_is_no_service(tidewater, saltpan, world, now):
    theirs = service(saltpan, "Saltpan Therapies", now=now)
    with hub_scope(tidewater.hub), pytest.raises(NoWay):
        actions.draft(world.tansy, theirs, parts=PARTS, by=tidewater.nell, now=now)


def test_whoever_stops_has_nothing_with_anybody_any_more(tidewater, world, now):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    agreed(tidewater, world.tansy, world.quay, now=now)
    with hub_scope(tidewater.hub):
        withdraw(world.tansy, now=now)
        assert actions.stop_all(world.tansy, now=now) == 2
        assert actions.stop_all(world.tansy, now=now) == 0
        with pytest.raises(PersonStopped):
            actions.draft(world.tansy, world.harbour, parts=PARTS, by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed):
            service_actions.hear(onward, "accept", by=tidewater.nell, said_at=now, now=now, day=expected(now))
    assert {each.status for each in stored(tidewater)} == {"withdrawn"}


@pytest.mark.parametrize("who", ["ada", "sol", "max"])
def test_only_whoever_assesses_refers_on(tidewater, world, now, who):
    with pytest.raises(PermissionDenied):
        drafted(tidewater, world.tansy, world.lantern, by=getattr(tidewater, who), now=now)
    assert stored(tidewater) == []


def test_a_list_of_services_is_handed_out_once_and_counted(tidewater, world, now):
    with hub_scope(tidewater.hub):
        given = [
            actions.signpost(world.tansy, [world.quay, world.lantern], by=tidewater.ada, now=now) for _ in range(2)
        ]
        assert given[0] == given[1]
        event = Event.objects.get(kind="onward.signpost")
        assert event.codes["services"] == [str(world.quay.pk), str(world.lantern.pk)]
        assert event.codes["count"] == 2
        with pytest.raises(MoveNotAllowed):
            actions.signpost(world.tansy, [], by=tidewater.ada, now=now)
        assert ServiceList.objects.count() == 1
