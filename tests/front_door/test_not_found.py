"""The page for what is not there, or not open: whoever sent a form to it has what they typed again."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.builders import browser_of, page, send_request

LONG = "She told me on the telephone that the nights are worst <script>alert(1)</script>"
OURS = {"origin": "http://testserver"}
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("address", ["/nowhere/", "/as-one-of-two/nothing/"])
def test_a_form_sent_to_a_page_that_is_not_there_gives_its_words_back(db, address):
    answer = Client().post(address, {"words": LONG, "pin": "1" * 50, "short": "Yes"}, headers=OURS)

    shown = answer.content.decode()
    assert answer.status_code == 404
    assert "Nothing was stored." in shown
    assert LONG.replace("<", "&lt;").replace(">", "&gt;") in shown
    assert "<script>alert" not in shown
    assert "1" * 50 not in shown
    assert "Nothing was stored." not in Client().get(address).content.decode()


def test_it_is_the_same_page_for_a_record_that_is_somebody_elses_and_for_none(tidewater, saltpan, clock, now):
    clock(now)
    theirs = send_request(saltpan, now=now, name="Hazel Pretend")
    browser = browser_of(tidewater.nell)

    found = [browser.post(page("contacts:log", pk), {"words": LONG}, headers=OURS) for pk in (theirs.pk, uuid4())]

    assert [each.status_code for each in found] == [404, 404]
    assert found[0].content == found[1].content
    assert "Hazel" not in found[0].content.decode()
    assert "the nights are worst" in found[0].content.decode()


@pytest.mark.parametrize(
    ("sent", "content_type"),
    [
        ("a=" + "x" * (3 * 1024 * 1024 + 10), FORM),
        ("&".join(f"f{n}=x" for n in range(450)), FORM),
        (b"--x\r\nnonsense", "multipart/form-data"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"a=b", f"{FORM}; charset=utf-16"),
    ],
    ids=["large", "many", "no boundary", "broken", "charset"],
)
def test_a_form_that_cannot_be_read_is_answered_as_any_other_without_its_words(db, sent, content_type):
    browser = Client(raise_request_exception=False)

    answer = browser.post("/nowhere/", sent, content_type=content_type, headers=OURS)

    assert answer.status_code == 404
    assert answer.content == browser.get("/nowhere/").content


HERE = "http://testserver/people/"
OTHER = "https://other.example"


@pytest.mark.parametrize(
    ("headers", "shows"),
    [
        ({"origin": OTHER, "referer": f"{OTHER}/"}, False),
        ({"origin": OTHER, "referer": HERE}, False),
        ({"origin": "null"}, False),
        ({"referer": f"{OTHER}/"}, False),
        ({"referer": "http://testserver.other.example/"}, False),
        ({"referer": "http://[broken"}, False),
        ({"sec-fetch-site": "cross-site", **OURS}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({}, False),
        (OURS, True),
        ({"referer": HERE}, True),
        ({"sec-fetch-site": "same-origin"}, True),
    ],
)
def test_another_sites_words_are_never_shown_as_what_somebody_typed(db, headers, shows):
    answer = Client().post("/nowhere/", {"words": LONG}, headers=headers)

    assert answer.status_code == 404
    assert ("the nights are worst" in answer.content.decode()) is shows


@pytest.mark.parametrize("name", ["seen", "shown", "facts_seen", "0-seen", "csrfmiddlewaretoken"])
def test_what_a_page_sent_with_its_form_was_typed_by_nobody(db, name):
    shown = LONG.replace(" ", "-") if "seen" in name else LONG  # what a page showed is one word
    assert shown[:40] not in Client().post("/nowhere/", {name: shown}, headers=OURS).content.decode()
