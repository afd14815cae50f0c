"""A form that comes too late: what was typed in it is shown again to whoever sent it, and stored nowhere."""

import pytest
from django.test import Client

from holdfast.contacts.models import Attempt
from holdfast.hubs.scope import hub_scope
from tests.builders import accept, browser_of, page, send_request

WORDS = "She said that the nights are worst, and that her sister stays until Sunday."
OURS = {"origin": "http://testserver"}


@pytest.fixture
def hazel(tidewater, now, clock):
    """Somebody of Nell's."""
    clock(now)
    referral = send_request(tidewater, now=now)
    accept(tidewater, referral, owner=tidewater.nell, now=now)
    return referral


def test_whoever_was_signed_out_while_they_typed_is_shown_their_words(tidewater, hazel):
    answer = Client().post(page("contacts:log", hazel.pk), {"note": WORDS, "result": "spoke"}, headers=OURS)

    assert answer.status_code == 401
    assert WORDS in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    with hub_scope(tidewater.hub):
        assert Attempt.objects.count() == 0


def test_what_somebody_saw_comes_back_and_what_a_page_showed_does_not(hazel):
    seen, digest = WORDS.replace("nights", "stairs"), "f" * 64
    for sent, is_shown in (({"seen": seen}, True), ({"seen": digest, "note": WORDS}, False)):
        shown = Client().post(page("safeguarding:raise_concern", hazel.pk), sent, headers=OURS).content.decode()
        assert (sent["seen"] in shown) is is_shown


def test_whoever_typed_little_is_led_to_sign_in(tidewater, hazel):
    assert Client().post(page("contacts:log", hazel.pk), {"note": "Short"}, headers=OURS).url == page("account_login")


def test_what_is_secret_is_never_shown_again():
    long = "x" * 50
    sent = {"password": long, "pin": long, "again": long, "csrfmiddlewaretoken": long}
    answer = Client().post("/today/", sent, headers=OURS)

    assert answer.status_code == 302


def test_a_form_whose_cookie_has_gone_shows_what_was_typed(tidewater, hazel):
    browser = browser_of(tidewater.nell)
    browser.handler.enforce_csrf_checks = True

    answer = browser.post(page("contacts:log", hazel.pk), {"note": f"{WORDS} <script>"}, headers=OURS)

    assert answer.status_code == 403
    assert f"{WORDS} &lt;script&gt;</textarea>" in answer.content.decode()
