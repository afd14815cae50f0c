"""A way to reach somebody that they took back is shown to no service any more; one that has read it is called."""

import pytest
from django.db import transaction
from django.test import Client

from holdfast.hubs.scope import hub_scope
from holdfast.onward import actions, sending_actions
from holdfast.onward.queries import words_of
from holdfast.people.actions import keep_out
from holdfast.people.models import Person
from holdfast.portal.actions import change_reach
from tests.onward.conftest import CANARY, DAY, agreed, heard, opens, sent
from tests.onward.test_pages import lines, read, send

OLD = "07700 900123"
OTHER_WAYS = {"call": "+447700900999", "voicemail": False, "times": [], "email": ""}
READ_IT = "One service has read a way to reach somebody that may not be safe now: call"
CALL_THEM = "This service has read the old way, which may not be safe any more. Call them"
NOT_SHOWN = "This service is not shown the old way any more"


@pytest.fixture
def at(clock, now):
    """Let the clock stand some days on."""

    def moved(days):
        clock(now + days * DAY)
        return now + days * DAY

    moved(0)
    return moved


def changes(team, world, *, now):
    with hub_scope(team.hub):
        change_reach(world.tansy, channels=OTHER_WAYS, now=now)


def by_link(team, onward):
    token, code = opens(team, onward)
    return Client().post(f"/h/{team.hub.slug}/onward/{token}/", {"code": code}).content.decode()


def test_a_link_that_a_service_holds_shows_the_old_way_no_more_and_everything_else(tidewater, world, now, at):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    assert OLD in by_link(tidewater, onward)
    changes(tidewater, world, now=at(1))

    shown = by_link(tidewater, onward)

    assert (OLD in shown, "How to reach them safely" in shown, CANARY in shown) == (False, False, True)
    assert "What stood here before may not be safe any more: do not use it. Call us before" in shown
    assert "07700 900999" not in shown


def test_what_was_changed_before_it_was_written_changes_nothing(tidewater, world, now, at):
    changes(tidewater, world, now=now)
    onward = sent(tidewater, world.tansy, world.lantern, now=at(1))
    assert OLD in by_link(tidewater, onward)
    assert "have changed how they can be reached" not in read(tidewater.nell, "one", onward.pk).words
    assert lines(tidewater.nell, now=at(2)) == []


def test_where_no_way_is_told_nobody_is_called(tidewater, world, now, at):
    onward = sent(tidewater, world.tansy, world.quay, now=now, parts={"name": "Tansy Madeup", "reason": CANARY})
    changes(tidewater, world, now=at(1))
    assert "have changed how they can be reached" not in read(tidewater.nell, "one", onward.pk).words
    assert lines(tidewater.nell, now=at(2)) == []


def test_a_service_that_has_read_it_is_called_by_whoever_has_them(tidewater, saltpan, world, now, at):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    by_link(tidewater, onward)
    assert lines(tidewater.nell, now=at(1)) == []
    changes(tidewater, world, now=at(1))

    assert CALL_THEM in read(tidewater.nell, "one", onward.pk).words
    assert lines(tidewater.nell, now=at(2)) == [READ_IT]
    assert [lines(each, now=at(2)) for each in (tidewater.wren, tidewater.ines, saltpan.nell)] == [[], [], []]

    send(tidewater.nell, "hear", onward.pk, verb="", who="Sable", said_on="2026-10-16", words="They struck it out")

    assert lines(tidewater.nell, now=at(2)) == []
    words = read(tidewater.nell, "one", onward.pk).words
    assert (CALL_THEM in words, NOT_SHOWN in words) == (False, True)
    changes(tidewater, world, now=at(3))
    assert lines(tidewater.nell, now=at(4)) == [READ_IT]


@pytest.mark.parametrize(("how", "is_told"), [("call", True), ("link", False)])
def test_asking_on_the_telephone_tells_them_and_a_new_link_does_not(tidewater, world, now, at, how, is_told):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    by_link(tidewater, onward)
    changes(tidewater, world, now=at(1))
    at(2)
    send(tidewater.nell, "ask", onward.pk, how=how)
    assert (lines(tidewater.nell, now=at(2)) == []) == is_told


def test_a_service_that_has_not_read_it_need_not_be_called(tidewater, world, now, at):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    changes(tidewater, world, now=at(1))
    at(2)
    by_link(tidewater, onward)

    assert NOT_SHOWN in read(tidewater.nell, "one", onward.pk).words
    assert lines(tidewater.nell, now=at(2)) == []


def test_what_went_by_letter_counts_as_read_and_whom_they_named_hears_nothing(tidewater, world, now, at):
    sent(tidewater, world.tansy, world.quay, now=now)
    changes(tidewater, world, now=at(1))
    assert lines(tidewater.nell, now=at(1)) == [READ_IT]
    with hub_scope(tidewater.hub):
        keep_out(Person.objects.get(pk=world.tansy.person_id), named=[tidewater.nell.name], now=now)
    assert lines(tidewater.nell, now=at(1)) == []


def test_once_it_is_over_there_is_nobody_to_call(tidewater, world, now, at):
    onward = sent(tidewater, world.tansy, world.quay, now=now)
    changes(tidewater, world, now=at(1))
    with hub_scope(tidewater.hub):
        actions.withdraw(onward, by=tidewater.nell, now=at(1))
    assert lines(tidewater.nell, now=at(1)) == ["One person is with a service no more: see what comes next"]


def test_no_letter_with_the_old_way_is_printed(tidewater, world, now, at):
    onward = agreed(tidewater, world.tansy, world.quay, now=now)
    changes(tidewater, world, now=at(1))
    assert read(tidewater.nell, "paper", onward.pk).status_code == 302


def test_written_again_or_sent_to_another_service_it_tells_the_way_as_it_is_now(tidewater, world, now, at):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    waits = agreed(tidewater, world.tansy, world.quay, now=now)
    changes(tidewater, world, now=at(1))

    edited = read(tidewater.nell, "edit", waits.pk).words
    assert (OLD in edited, "07700 900999" in edited, CANARY in edited) == (False, True, True)
    with hub_scope(tidewater.hub):
        other = actions.refer_instead(onward, by=tidewater.nell, now=at(40))
        assert words_of(other).parts["contact"].startswith("Call 07700 900999")
        with pytest.raises(sending_actions.WaysChanged), transaction.atomic():
            sending_actions.send(waits, seen=1, by=tidewater.nell, now=at(40))
    heard(tidewater, onward, "decline", now=at(41), words="Full")
