"""The page for what is not there, or not open: whoever sent a form to it has what they typed again."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.builders import browser_of, page, send_request

LONG = "She told me on the telephone that the nights are worst <script>alert(1)</script>"


@pytest.mark.parametrize("address", ["/nowhere/", "/as-one-of-two/nothing/"])
def test_a_form_sent_to_a_page_that_is_not_there_gives_its_words_back(db, address):
    answer = Client().post(address, {"words": LONG, "pin": "1" * 50, "short": "Yes"})

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

    found = [browser.post(page("contacts:log", pk), {"words": LONG}) for pk in (theirs.pk, uuid4())]

    assert [each.status_code for each in found] == [404, 404]
    assert found[0].content == found[1].content
    assert "Hazel" not in found[0].content.decode()
