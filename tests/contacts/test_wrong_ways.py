"""A way that was found wrong is not offered first again, until it reached them or they changed it."""

import re
from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import set_channels
from tests.builders import accept, browser_of, page, send_request

CALL, OTHER = "+447700900123", "+447700900456"
WAYS = {"call": CALL, "voicemail": False, "text": OTHER, "email": "", "letter": "", "times": ["any"]}


@pytest.fixture
def ways():
    """What is safe, for a test to change before somebody asks."""
    return dict(WAYS)


@pytest.fixture
def told(tidewater, ways, now, clock):
    """Somebody of Nell's: `told()` sends the request, with the ways that the test chose."""

    def send():
        referral = send_request(tidewater, now=now, name="Marigold Testwick", channels=ways)
        accept(tidewater, referral, owner=tidewater.nell, now=now)
        clock(now + timedelta(minutes=30))
        return referral

    return send


def log(team, referral, result, channel):
    """Press a button; what the page says then."""
    browser = browser_of(team.nell)
    answer = browser.post(
        page("contacts:log", referral.pk), {"result": result, "channel": channel, "note": f"{result} {channel}"},
        follow=True,
    )  # fmt: skip
    return answer.content.decode()


def test_after_a_wrong_number_the_page_proposes_the_next_safe_way_and_marks_the_wrong_one(tidewater, told):
    referral = told()
    before = browser_of(tidewater.nell).get(page("contacts:log", referral.pk)).content.decode()
    body = log(tidewater, referral, "wrong", "call")

    assert "Next: try again by text, today" in before
    assert re.search(r"Next: try again by text, by [^<]+\.", body)
    assert "Try again by text" in body
    assert re.search(r'value="text"[^>]*checked', body)
    assert "<s>07700 900123</s> <strong>wrong, noted 14 Oct</strong>" in body
    assert f"tel:{CALL}" not in body
    assert f"sms:{OTHER}" in body


def test_a_number_that_is_wrong_for_a_call_is_wrong_for_a_text_and_none_left_is_said(tidewater, told, ways):
    ways["text"] = CALL
    body = log(tidewater, told(), "wrong", "call")

    assert "No other safe way is left" in body
    assert body.count("<strong>wrong, noted 14 Oct</strong>") == 2
    assert f"sms:{CALL}" not in body


def test_the_mark_goes_once_the_way_reached_them(tidewater, told, clock, now):
    referral = told()
    log(tidewater, referral, "wrong", "call")
    clock(now + timedelta(minutes=40))
    body = log(tidewater, referral, "call_back", "call")

    assert f"tel:{CALL}" in body
    assert "wrong, noted" not in body


def test_the_mark_goes_once_they_changed_how_to_reach_them(tidewater, told, ways, clock, now):
    referral = told()
    log(tidewater, referral, "wrong", "call")
    with hub_scope(tidewater.hub):
        set_channels(referral.person, channels={**ways, "call": "+447700900789"}, now=clock(now + timedelta(hours=1)))
    body = browser_of(tidewater.nell).get(page("contacts:log", referral.pk)).content.decode()

    assert "tel:+447700900789" in body
    assert "wrong, noted" not in body


def test_an_entry_that_was_taken_back_marks_nothing(tidewater, told):
    referral = told()
    body = log(tidewater, referral, "wrong", "call")
    undo = re.search(r'action="([^"]+/undo/)"', body)[1]
    after = browser_of(tidewater.nell).post(undo, follow=True).content.decode()

    assert f"tel:{CALL}" in after
    assert "wrong, noted" not in after
