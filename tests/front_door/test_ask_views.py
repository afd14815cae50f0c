import re

import pytest
from django.test import Client

from holdfast.alerts.models import Alert
from holdfast.front_door.models import Draft
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.builders import page

CALL = {"ways": ["call"], "phone": "07700 900123", "voicemail": "no", "times": ["pm"], "note": ""}


def say(client, key, **answers):
    return client.post(page("front_door:question", "tidewater", key), answers)


def ask_everything(client, **changes):
    say(client, "name", name=changes.pop("name", "Tansy Madeup"))
    say(client, "reach", **{**CALL, **changes.pop("reach", {})})
    say(client, "safe", safe=changes.pop("safe", "yes"))
    say(client, "story", story=changes.pop("story", "I do not sleep."))
    return say(client, "people", people=changes.pop("people", ""))


def reference_on(response):
    return "".join(re.search(r"hf-reference__number[^>]*>([^<]+)<", response.content.decode())[1].split())


@pytest.fixture
def visitor(tidewater, clock, now):
    clock(now)
    return Client()


def test_the_promise_is_read_before_the_first_question_and_sets_no_cookie(visitor):
    response = visitor.get(page("front_door:ask", "tidewater"))

    assert response.status_code == 200
    assert "We do not tell your employer" in response.content.decode()
    assert dict(response.cookies) == {}


def test_a_request_is_kept_only_when_it_is_sent(visitor, tidewater):
    ask_everything(visitor)
    checked = visitor.get(page("front_door:check", "tidewater"))
    with hub_scope(tidewater.hub):
        assert Referral.objects.count() == 0
    response = visitor.post(page("front_door:send", "tidewater"), follow=True)

    assert "I do not sleep." in checked.content.decode()
    with hub_scope(tidewater.hub):
        assert [referral.reference for referral in Referral.objects.all()] == [reference_on(response)]
        assert list(Draft.objects.all()) == []


def test_sent_twice_it_is_kept_once_and_shows_the_same_number(visitor, tidewater):
    ask_everything(visitor)
    draft = visitor.cookies["hf_draft_tidewater"].value
    first = reference_on(visitor.post(page("front_door:send", "tidewater"), follow=True))
    visitor.cookies["hf_draft_tidewater"] = draft
    second = reference_on(visitor.post(page("front_door:send", "tidewater"), follow=True))

    assert first == second
    with hub_scope(tidewater.hub):
        assert Referral.objects.count() == 1


def test_not_safe_leads_to_help_before_the_next_page_and_sends_what_was_said(visitor, tidewater):
    say(visitor, "name", name="Tansy")
    say(visitor, "reach", **CALL)
    response = say(visitor, "safe", safe="no")
    assert response.url == page("front_door:now", "tidewater")
    words = visitor.get(response.url).content.decode()
    visitor.post(page("front_door:send", "tidewater"))

    assert "We can get in touch by 3:22pm" in words
    with hub_scope(tidewater.hub):
        assert [alert.reasons for alert in Alert.objects.all()] == [["safe_now.no"]]


def test_what_is_typed_is_unreadable_without_the_browsers_key(visitor, tidewater):
    say(visitor, "name", name="Tansy Canary")
    with hub_scope(tidewater.hub):
        sealed = bytes(Draft.objects.get().sealed)

    assert b"Canary" not in sealed


def test_bad_input_gets_a_sentence_and_loses_nothing(visitor):
    say(visitor, "name", name="Tansy")
    response = say(visitor, "reach", ways=["call", "email"], phone="12", email="me@home.example", note="I work nights")
    words = response.content.decode()

    assert response.status_code == 200
    assert "Enter a phone number, like 07700 900123" in words
    assert 'value="me@home.example"' in words
    assert 'value="I work nights"' in words


@pytest.mark.parametrize("name", ["", "\0", "x" * 91, "<script>alert(1)</script>", "a" * 1_000_000])
def test_a_name_that_cannot_be_kept_gets_a_sentence(visitor, name):
    response = say(visitor, "name", name=name)

    assert response.status_code == 200
    assert "Check these answers" in response.content.decode()


@pytest.mark.parametrize("name", ["佐藤 花子", "محمد الأحمد", "Nkọlị Ọkafọ", "D'Arcy O'Neill", "x" * 90])
def test_a_name_in_any_script_is_welcome(visitor, name):
    assert say(visitor, "name", name=name).status_code == 302


def test_a_story_written_after_an_hour_is_kept_though_the_rest_is_gone(visitor, clock, now):
    from datetime import timedelta

    say(visitor, "name", name="Tansy")
    clock(now + timedelta(minutes=61))
    response = say(visitor, "story", story="I wrote this for an hour.")
    again = visitor.get(response.url).content.decode()
    say(visitor, "name", name="Tansy")
    say(visitor, "reach", **CALL)
    kept = visitor.get(page("front_door:question", "tidewater", "story")).content.decode()

    assert response.url == page("front_door:question", "tidewater", "name")
    assert "more than an hour went by" in again
    assert "I wrote this for an hour." in kept


def test_leaving_takes_the_key_from_the_browser(visitor):
    say(visitor, "name", name="Tansy")
    response = visitor.get(page("front_door:leave"))

    assert response.cookies["hf_draft_tidewater"].value == ""
    assert visitor.get(page("front_door:question", "tidewater", "reach")).status_code == 410


def test_a_forged_draft_cookie_is_a_fresh_start(visitor):
    visitor.cookies["hf_draft_tidewater"] = "f" * 32 + "." + "A" * 44

    assert visitor.get(page("front_door:check", "tidewater")).status_code == 410


def test_another_hub_cannot_open_this_hubs_draft(visitor, saltpan):
    say(visitor, "name", name="Tansy")

    assert visitor.get(page("front_door:question", "saltpan", "reach")).status_code == 410


def test_help_now_is_served_without_a_database(client, django_db_blocker):
    with django_db_blocker.block():
        response = client.get(page("front_door:help_now"))

    assert response.status_code == 200
    assert "Call 111" in response.content.decode()


def test_the_id_of_a_draft_without_its_key_opens_nothing(visitor, tidewater):
    ask_everything(visitor)
    stolen = visitor.cookies["hf_draft_tidewater"].value.split(".")[0]
    visitor.post(page("front_door:send", "tidewater"))
    thief = Client()
    thief.cookies["hf_draft_tidewater"] = f"{stolen}.{'A' * 43}="

    assert thief.post(page("front_door:send", "tidewater")).status_code == 410


def test_an_hour_after_sending_the_same_form_opens_nothing(visitor, tidewater, clock, now):
    from datetime import timedelta

    ask_everything(visitor)
    draft = visitor.cookies["hf_draft_tidewater"].value
    visitor.post(page("front_door:send", "tidewater"))
    visitor.cookies["hf_draft_tidewater"] = draft
    visitor.cookies["hf_visit_tidewater"] = ""
    clock(now + timedelta(minutes=61))

    assert visitor.post(page("front_door:send", "tidewater")).status_code == 410


def test_the_question_of_the_name_says_only_what_is_true_of_who_sees_it(visitor):
    words = visitor.get(page("front_door:question", "tidewater", "name")).content.decode()

    assert "Your employer never sees it." in words
    assert "Nobody else sees it" not in words
