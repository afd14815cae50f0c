"""What is told of somebody after something has changed: nothing that may harm, and never unseen by the log."""

import pytest
from django.test import Client

from holdfast.contacts.actions import log_attempt
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.onward import actions, sending_actions
from holdfast.portal.actions import change_reach
from tests.builders import browser_of, page
from tests.onward.conftest import CANARY, DAY, agreed, heard, opens, sent, service

NOT_SAFE_NOW = {"name": "Tansy Madeup", "contact": "Call 07700 900123: any time", "reason": "x"}
OTHER_WAYS = {"call": "+447700900999", "voicemail": False, "times": [], "email": ""}


def test_ways_that_may_not_be_safe_any_more_are_not_sent(tidewater, world, now, clock):
    onward = agreed(tidewater, world.tansy, world.lantern, now=now, parts=NOT_SAFE_NOW)
    with hub_scope(tidewater.hub):
        change_reach(world.tansy, channels=OTHER_WAYS, now=now + DAY)
        with pytest.raises(sending_actions.WaysChanged):
            sending_actions.send(onward, seen=onward.version, by=tidewater.nell, now=now + 2 * DAY)
    clock(now + 2 * DAY)
    pressed = browser_of(tidewater.nell).post(page("onward:send", onward.pk), {"seen": onward.version}, follow=True)

    assert "They have changed how they can be reached since this was written." in pressed.content.decode()


def test_without_ways_in_it_what_was_agreed_goes_all_the_same(tidewater, world, now):
    parts = {name: words for name, words in NOT_SAFE_NOW.items() if name != "contact"}
    onward = agreed(tidewater, world.tansy, world.lantern, now=now, parts=parts)
    with hub_scope(tidewater.hub):
        change_reach(world.tansy, channels=OTHER_WAYS, now=now + DAY)

        gone = sending_actions.send(onward, seen=onward.version, by=tidewater.nell, now=now + 2 * DAY)
    assert gone.status == "sent"


def test_a_letter_of_somebody_who_stopped_is_not_printed(tidewater, world, now, clock):
    clock(now)
    quay = service(tidewater, "Quay by letter", now=now, route="letter", route_to="1 Invented Street")
    onward = agreed(tidewater, world.tansy, quay, now=now)
    reads = browser_of(tidewater.nell)
    assert CANARY in reads.get(page("onward:paper", onward.pk)).content.decode()
    with hub_scope(tidewater.hub):
        actions.stop_all(world.tansy, now=now)

    after = reads.get(page("onward:paper", onward.pk), follow=True).content.decode()
    assert "It is over, so there is no letter to print." in after


def test_a_service_that_answers_what_does_not_fit_is_in_the_log_all_the_same(tidewater, world, now, clock):
    clock(now)
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    token, code = opens(tidewater, onward)

    shown = Client().post(f"/h/tidewater/onward/{token}/", {"code": code, "answer": "complete"}).content.decode()

    assert CANARY in shown
    with hub_scope(tidewater.hub):
        found = AccessEntry.objects.filter(what="onward:receive").values_list("actor", "about")
        assert list(found) == [("service", world.tansy.person_id)]
        assert onward.links.get(ended_at=None).opened_at == now


@pytest.mark.parametrize("after", ["2026-10-14T12:00:00+00:00_x", "x_x", "_", "2026-10-14T12:00:00_x"])
def test_a_mistyped_page_of_the_chase_list_shows_the_first(tidewater, world, now, clock, after):
    sent(tidewater, world.tansy, world.lantern, now=now)
    clock(now + 20 * DAY)

    shown = browser_of(tidewater.nell).get(page("onward:chase"), {"after": after})

    assert (shown.status_code, "Tansy Madeup" in shown.content.decode()) == (200, True)


@pytest.mark.parametrize("verb", ["decline", "drop_out"])
def test_whom_a_service_has_declined_stands_on_today_until_somebody_has_talked_with_them(
    tidewater, world, now, clock, verb
):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    if verb == "drop_out":
        onward = heard(tidewater, onward, "accept", now=now, day=now.date())
        onward = heard(tidewater, onward, "begin", now=now, day=now.date())
    heard(tidewater, onward, verb, now=now + DAY, words="Full until the spring")
    clock(now + 2 * DAY)
    line = "One person has ended with a service: talk with them about what else there is"

    assert line in browser_of(tidewater.nell).get(page("caseload:today")).content.decode()
    assert line not in browser_of(tidewater.wren).get(page("caseload:today")).content.decode()
    with hub_scope(tidewater.hub):
        log_attempt(
            world.tansy, channel="call", result="spoke", terms=tidewater.hub.current, by=tidewater.nell,
            now=now + 2 * DAY,
        )  # fmt: skip
    assert line not in browser_of(tidewater.nell).get(page("caseload:today")).content.decode()
