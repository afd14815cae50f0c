"""A team asks on the public pages: nothing is kept before it is sent, and nobody is named."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from holdfast.correspondence.models import Message
from holdfast.front_door.models import Arrival, Draft
from holdfast.hubs.models import Organisation
from holdfast.hubs.scope import hub_scope
from holdfast.outreach.models import TeamRequest
from holdfast.outreach.queries import told_in
from holdfast.people.models import Person
from tests.builders import page
from tests.front_door.test_ask_views import say as ask_for_oneself

ANSWERS = {
    "what": {"happening": ["loss", "pressure"], "words": "heron-canary-words"},
    "team": {"size": "6_to_10", "place": "A ward"},
    "help": {"wishes": ["talk"], "talk_on": "Sleep"},
    "back": {"name": "Clover", "phone": "07700 900123", "times": ["pm"]},
    "safe": {"not_safe": "no"},
}


def say(client, key, **given):
    return client.post(page("front_door:team_question", "tidewater", key), {**ANSWERS[key], **given})


def say_everything(client, **given):
    for key in ANSWERS:
        response = say(client, key, **given.get(key, {}))
    return response


def send(client):
    return client.post(page("front_door:team_send", "tidewater"), follow=True)


def reference_on(response):
    return "".join(re.search(r"hf-reference__number[^>]*>([^<]+)<", response.content.decode())[1].split())


def requests_at(team):
    with hub_scope(team.hub):
        return list(TeamRequest.objects.select_related("box"))


@pytest.fixture
def visitor(tidewater, clock, now):
    clock(now)
    return Client()


def test_what_happens_and_what_stays_private_stands_before_the_first_question_and_sets_no_cookie(visitor):
    response = visitor.get(page("front_door:team", "tidewater"))

    words = response.content.decode()
    assert "We do not tell your employer that you asked." in words
    assert "By 5pm on Monday 19 October" in words
    assert dict(response.cookies) == {}


def test_a_team_asks_and_only_what_was_sent_is_kept(visitor, tidewater, saltpan):
    last = say_everything(visitor)
    checked = visitor.get(last.url).content.decode()
    assert requests_at(tidewater) == []
    response = send(visitor)

    for part in (
        "heron-canary-words",
        "Long pressure, too few people",
        "A ward",
        "6 to 10 people",
        "A talk on: Sleep",
        "07700 900123",
    ):
        assert part in checked
    (request,) = requests_at(tidewater)
    assert reference_on(response) == request.reference
    assert (request.happening, request.size, request.wishes, request.not_safe) == (
        ["loss", "pressure"], "6_to_10", ["talk"], "no",
    )  # fmt: skip
    assert "heron-canary-words" not in response.content.decode()
    assert requests_at(saltpan) == []
    with hub_scope(tidewater.hub):
        assert told_in(request)["phone"] == "+447700900123"
        assert Person.objects.count() == 0
        assert b"canary" not in bytes(Draft.objects.get().sealed)


def test_sent_twice_it_is_kept_once_and_shows_the_same_number(visitor, tidewater):
    say_everything(visitor)

    assert reference_on(send(visitor)) == reference_on(send(visitor))
    assert len(requests_at(tidewater)) == 1
    assert visitor.get(page("front_door:team_question", "tidewater", "help"), follow=True).status_code == 200
    assert visitor.get(page("front_door:team_send", "tidewater")).status_code == 302


def test_after_sending_the_next_question_begins_another_request(visitor, tidewater):
    say_everything(visitor)
    send(visitor)
    say_everything(visitor, what={"happening": ["change"], "words": ""})
    send(visitor)

    assert sorted(request.happening for request in requests_at(tidewater)) == [["change"], ["loss", "pressure"]]


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_somebody_not_safe_leads_to_help_at_once_and_the_request_can_still_be_sent(visitor, tidewater, answer):
    response = say_everything(visitor, safe={"not_safe": answer})
    assert response.url == page("front_door:team_now", "tidewater")
    words = visitor.get(response.url).content.decode()
    sent = send(visitor).content.decode()

    for part in ('href="tel:999"', 'href="tel:111"', "ask them to call us", "in touch with you by 3:22pm"):
        assert part in words
    assert "do not wait for us" in sent
    assert [request.urgency for request in requests_at(tidewater)] == [TeamRequest.Urgency.TODAY]
    with hub_scope(tidewater.hub):
        assert [message.member for message in Message.objects.select_related("member")] == [tidewater.nell]


def test_at_night_the_page_says_that_nobody_is_there(visitor, tidewater, clock, now):
    clock(now + timedelta(hours=8))
    say_everything(visitor, safe={"not_safe": "yes"})
    words = visitor.get(page("front_door:team_now", "tidewater")).content.decode()
    send(visitor)

    assert "nobody at this hub is there until 8am tomorrow, Thursday" in words
    assert "within a minute" not in words
    with hub_scope(tidewater.hub):
        assert Message.objects.count() == 0


def test_the_safe_answer_leads_to_help_even_when_nothing_else_was_said(visitor, tidewater):
    response = say(visitor, "safe", not_safe="yes")
    words = visitor.get(response.url).content.decode()

    assert 'href="tel:999"' in words
    assert page("front_door:team_question", "tidewater", "what") in words
    assert send(visitor).status_code == 200
    assert requests_at(tidewater) == []


def test_an_employer_is_found_by_search_and_kept_as_an_organisation(visitor, tidewater):
    found = Organisation.objects.create(
        code="ZZ1", name="Otterbank Invented Trust", kind="trust", search_text="otterbank invented trust zz1"
    )
    say(visitor, "what")
    words = say(visitor, "team", employer="otterbank").content.decode()
    assert "Who is the employer?" in words
    assert "Pick your employer from the list" in words
    assert "A ward" in words
    say(visitor, "team", employer="otterbank", organisation="ZZ1")
    for key in ("help", "back", "safe"):
        say(visitor, key)
    send(visitor)

    (request,) = requests_at(tidewater)
    assert request.organisation == found
    with hub_scope(tidewater.hub):
        assert told_in(request)["employer"] == ""


@pytest.mark.parametrize(
    ("key", "given", "sentence"),
    [
        ("what", {"happening": [], "words": " "}, "Pick what fits, or write a few words"),
        ("what", {"happening": ["nonsense"]}, "Pick from the list"),
        ("what", {"words": "\0"}, "Take out the characters that cannot be shown"),
        ("what", {"words": "x" * 1_000_000}, "This is longer than we can keep here"),
        ("team", {"size": "-1"}, "Pick one of the answers"),
        ("team", {"employer": "\0"}, "Take out the characters that cannot be shown"),
        ("help", {"wishes": ["x" * 1000]}, "Pick from the list"),
        ("back", {"name": "", "phone": ""}, "Enter a name"),
        ("back", {"phone": ""}, "Enter a phone number or an email address"),
        ("back", {"phone": "12", "email": "me@home.example"}, "Enter a phone number, like 07700 900123"),
        ("back", {"email": "nonsense"}, "Enter an email address in full"),
        ("back", {"times": ["noon"]}, "Pick from the list"),
        ("safe", {"not_safe": ""}, "Pick one of the answers"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_nothing(visitor, tidewater, key, given, sentence):
    say(visitor, "what")
    response = say(visitor, key, **given)

    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_a_teams_draft_and_ones_own_stand_beside_each_other_and_leaving_drops_both(visitor, tidewater):
    ask_for_oneself(visitor, "name", name="Tansy")
    say(visitor, "what")
    visitor.cookies["hf_draft_tidewater"], kept = (
        visitor.cookies["hf_team_tidewater"].value,
        visitor.cookies["hf_draft_tidewater"].value,
    )

    assert visitor.post(page("front_door:send", "tidewater")).status_code == 410  # one is never read as the other
    visitor.cookies["hf_draft_tidewater"] = kept
    assert 'value="Tansy"' in visitor.get(page("front_door:question", "tidewater", "name")).content.decode()
    response = visitor.get(page("front_door:leave"))
    assert [response.cookies[f"{name}_tidewater"].value for name in ("hf_draft", "hf_team")] == ["", ""]
    assert visitor.get(page("front_door:team_question", "tidewater", "help")).status_code == 410


def test_another_hub_cannot_open_this_hubs_draft(visitor, saltpan):
    say(visitor, "what")

    assert visitor.get(page("front_door:team_question", "saltpan", "help")).status_code == 410
    assert visitor.get(page("front_door:team_check", "saltpan")).status_code == 410


@pytest.mark.parametrize("name", ["team_check", "team_now", "team_sent"])
def test_without_a_draft_nothing_opens_and_help_stands_there(visitor, name):
    response = visitor.get(page(f"front_door:{name}", "tidewater"))

    assert response.status_code == 410
    assert 'href="tel:999"' in response.content.decode()


def test_a_flood_is_turned_away_and_an_urgent_request_is_not(visitor, tidewater):
    say_everything(visitor)
    send(visitor)
    with hub_scope(tidewater.hub):
        Arrival.objects.update(count=500)
    say_everything(visitor)
    assert send(visitor).status_code == 429
    say(visitor, "safe", not_safe="unsure")
    assert send(visitor).status_code == 200

    assert len(requests_at(tidewater)) == 2
