"""The browser that sent a request, perhaps a shared one: what it may still see, and do, once there are own pages."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.builders import accept, browser_of, page
from tests.front_door.test_ask_views import ask_everything
from tests.portal.conftest import PIN, at, text

NEW_NUMBER = "07700 900999"


@pytest.fixture
def shared(tidewater, clock, now):
    """A computer in a ward office from which somebody has asked for help, with a PIN chosen; the link to her pages."""
    clock(now)
    computer = Client()
    ask_everything(computer)
    computer.post(page("front_door:send", "tidewater"))
    chosen = computer.post(at("choose"), {"pin": PIN, "again": PIN})
    return computer, re.search(r"/h/tidewater/p/[^/\s\"<]+/", chosen.content.decode())[0]


def referral_of(team) -> Referral:
    with hub_scope(team.hub):
        return Referral.objects.select_related("person").get()


def test_what_she_tells_later_on_her_phone_is_not_shown_where_she_asked(tidewater, shared, now):
    computer, link = shared
    assert "07700" in text(computer.get(page("front_door:all_sent", "tidewater"))).replace("\xa0", " ")
    accept(tidewater, referral_of(tidewater), owner=tidewater.nell, now=now)
    phone = Client()
    phone.post(link, {"secret": PIN})
    phone.post(at("reach"), {"ways": ["call"], "phone": NEW_NUMBER, "voicemail": "no", "times": ["pm"], "pin": PIN})
    phone.post(at("people"), {"people": "Zephyr Unheardof"})

    assert computer.get(page("front_door:all_sent", "tidewater")).status_code == 404
    shown = text(computer.get(page("front_door:sent", "tidewater"), follow=True)).replace("\xa0", " ")
    assert [words for words in (NEW_NUMBER, "Zephyr") if words in shown] == []
    again = text(computer.post(page("front_door:send", "tidewater"), follow=True)).replace("\xa0", " ")
    assert [words for words in (NEW_NUMBER, "Zephyr") if words in again] == []


def test_what_was_sent_is_shown_for_two_hours_however_often_it_is_asked(tidewater, clock, now):
    clock(now)
    computer = Client()
    ask_everything(computer)
    computer.post(page("front_door:send", "tidewater"))
    statuses = []
    for minutes in (60, 119, 121, 180):
        clock(now + timedelta(minutes=minutes))
        statuses.append(computer.get(page("front_door:all_sent", "tidewater")).status_code)

    assert statuses == [200, 200, 404, 404]
    assert computer.get(page("front_door:more", "tidewater")).status_code == 200  # they may go on telling


def test_pages_that_the_hub_has_closed_are_not_opened_again_from_there(tidewater, shared, now):
    computer, _ = shared
    referral = referral_of(tidewater)
    accept(tidewater, referral, owner=tidewater.nell, now=now)
    browser_of(tidewater.nell).post(page("portal:close_pages", referral.pk))

    answer = computer.post(at("choose"), {"pin": "83619027", "again": "83619027"})
    assert re.search(r"/h/tidewater/p/", answer.content.decode()) is None
