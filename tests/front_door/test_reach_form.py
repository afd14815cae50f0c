"""Every way in which somebody may be reached can be chosen, alone and with others."""

import pytest
from django.test import Client

from holdfast.front_door.forms import ReachForm
from tests.builders import page

GIVEN = {
    "call": ({"phone": "07700 900123"}, {"call": "+447700900123", "voicemail": False}),
    "text": ({"mobile": "07700 900456"}, {"text": "+447700900456"}),
    "email": ({"email": "tansy@home.example"}, {"email": "tansy@home.example", "email_is_work": False}),
    "letter": ({"letter": "1 Made Up Row, XX1 1XX"}, {"letter": "1 Made Up Row, XX1 1XX"}),
}
WAYS = [(way,) for way in GIVEN] + [("call", "text"), tuple(GIVEN)]


def typed(ways):
    return {"ways": list(ways), **{key: value for way in ways for key, value in GIVEN[way][0].items()}}


@pytest.mark.parametrize("ways", WAYS)
def test_what_was_chosen_is_kept_and_nothing_else(ways):
    form = ReachForm(typed(ways))

    assert form.is_valid()
    expected = {key: value for way in ways for key, value in GIVEN[way][1].items()}
    assert form.channels() == {**expected, "times": [], "note": ""}


@pytest.mark.parametrize("way", GIVEN)
def test_a_way_without_its_number_or_address_is_asked_for_it(way):
    form = ReachForm({"ways": [way]})

    assert not form.is_valid()
    assert list(form.errors) == [ReachForm.NEEDS[way][0]]


@pytest.mark.parametrize("ways", WAYS)
def test_the_page_takes_it_and_goes_on(tidewater, clock, now, ways):
    clock(now)
    browser = Client()
    browser.post(page("front_door:question", "tidewater", "name"), {"name": "Tansy"})

    response = browser.post(page("front_door:question", "tidewater", "reach"), typed(ways))

    assert (response.status_code, response.url) == (302, page("front_door:question", "tidewater", "safe"))
    unsafe = browser.post(response.url, {"safe": "unsure"})
    shown = browser.get(unsafe.url)
    assert (unsafe.url, shown.status_code) == (page("front_door:now", "tidewater"), 200)
    assert ("They will call you on" in shown.content.decode()) == ("call" in ways)
    sent = browser.post(page("front_door:send", "tidewater"), follow=True)
    assert "Your reference number" in sent.content.decode()


def test_times_to_call_are_kept_only_with_a_call():
    kept = {ways: ReachForm({**typed(ways), "times": ["am"]}) for ways in (("call",), ("email",), ("text", "letter"))}

    assert all(form.is_valid() for form in kept.values())
    assert [form.channels()["times"] for form in kept.values()] == [["am"], [], []]


def test_times_to_call_are_asked_with_the_call_and_within_the_hubs_own_hours(tidewater, clock, now):
    clock(now)
    client = Client()
    client.post(page("front_door:question", "tidewater", "name"), {"name": "Tansy"})
    shown = client.get(page("front_door:question", "tidewater", "reach")).content.decode()
    by_call, by_text = shown.split('value="call"')[1].split('value="text"')

    assert "We mostly ring Monday to Friday, 8am to 6pm. Pick all that suit you." in by_call
    assert "Good times to call" in by_call
    assert "Good times to call" not in by_text
    assert "4pm to 6pm" not in shown


def test_times_to_call_are_on_the_check_page_only_of_whoever_is_called(tidewater, clock, now):
    clock(now)
    shown = []
    for ways in (("call",), ("email",)):
        client = Client()
        client.post(page("front_door:question", "tidewater", "name"), {"name": "Tansy"})
        client.post(page("front_door:question", "tidewater", "reach"), typed(ways))
        shown.append("Good times to call" in client.get(page("front_door:check", "tidewater")).content.decode())

    assert shown == [True, False]
