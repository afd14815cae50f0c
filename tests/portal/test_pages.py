"""What the pages that tell show, to whom, and how many statements each of them takes."""

from datetime import timedelta

import pytest

from holdfast.contacts.actions import undo_attempt
from holdfast.contacts.models import Attempt
from holdfast.correspondence.models import Message
from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.scope import hub_scope
from holdfast.measures.questionnaires import find
from holdfast.people.identity import channels_of
from holdfast.referrals.models import Background
from tests.builders import browser_of, page
from tests.portal.conftest import BEYOND_THE_PAGE, CANARY, EMAIL, PIN, at, events, text

STATEMENTS = {
    "stand": 7,
    "now": 2,
    "been": 4,
    "sharing": 4,
    "people": 1,
    "reach": 0,
    "needs": 1,
    "elsewhere": 2,
    "stop": 1,
}


# Before and after they have talked


def test_until_somebody_has_talked_with_them_no_page_says_what_they_told(tidewater, unverified, now):
    client = unverified.browser(now=now)
    with hub_scope(tidewater.hub):
        answer_questionnaire(unverified.referral, tidewater.hub, find("phq9"), dict.fromkeys(range(1, 10), 1), now=now)

    for name in ("stand", "now", "been", "sharing", "looked", "people", "reach", "needs", "elsewhere", "stop"):
        response = client.get(at(name))
        assert response.status_code == 200
        for canary in (CANARY, EMAIL, "07700 900123", "Tansy", "Little interest"):
            assert canary not in text(response), name
    for name in ("been", "sharing", "looked", "needs"):
        assert "know that it is you" in text(client.get(at(name)))
    assert "Somebody from the hub gets in touch with you" in text(client.get(at("stand")))
    assert client.post(at("needs"), {"language": "Welsh"}).status_code == 404


def test_an_identity_check_that_is_taken_back_closes_them_again(tidewater, own, client, now, clock):
    assert "Your score" not in text(client.get(at("been")))
    assert client.get(at("needs")).status_code == 200
    with hub_scope(tidewater.hub):
        undo_attempt(Attempt.objects.get(), by=tidewater.nell, now=now)

    assert "know that it is you" in text(client.get(at("needs")))


# Where things stand


def test_where_things_stand_names_what_was_who_is_responsible_and_what_comes(client, own):
    words = text(client.get(at("stand")))

    for said in (
        "You have a longer talk with Nell Sampleton by Tuesday 27 October",
        "You asked for help Done yesterday",
        "We talked Done today",
        "You are here",
        "Nell Sampleton , practitioner at this hub",
        "After 3, 6 and 9 months",
    ):
        assert said in words
    assert own.referral.reference[:3] in words


def test_when_we_are_late_the_page_says_so_and_whose_fault_it_is(client, clock, now, own):
    late = clock(now + timedelta(days=30))
    words = text(own.browser(now=late).get(at("stand")))

    assert "We should have been in touch with you by Tuesday 27 October" in words
    evening = clock(now.replace(day=27, hour=20))
    words_of_that_day = text(own.browser(now=evening).get(at("stand")))
    assert "We should have been in touch with you by 5pm today" in words_of_that_day
    assert "The fault is ours. Call us and give your reference number: 0808 157 0000" in words


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_of_a_page(client, name, django_assert_num_queries):
    client.get(at(name))

    with django_assert_num_queries(BEYOND_THE_PAGE + STATEMENTS[name]):
        client.get(at(name))


# How somebody has been


def test_scores_are_told_in_plain_words_and_never_as_a_diagnosis(tidewater, own, client, now):
    with hub_scope(tidewater.hub):
        for days, each in ((60, 2), (1, 1)):
            answers = {**dict.fromkeys(range(1, 9), each), 9: 0}
            answer_questionnaire(
                own.referral, tidewater.hub, find("phq9"), answers, now=now - timedelta(days=days)
            )  # fmt: skip
    words = text(client.get(at("been")))

    assert "Your score has come down from 16 on 15 August to 8 on 13 October." in words
    assert "Lower means fewer problems. A change of 6 or more is bigger than the ups and downs" in words
    assert "13 October 8 Mild down 8" in words
    assert "Little interest or pleasure in doing things Several days" in words
    for never in ("depress", "Severe", "case"):
        assert never not in words.replace("depressed, or hopeless", "")


# How to reach them, what makes it easier


def test_changing_how_to_reach_them_asks_the_pin_keeps_what_was_typed_and_forgets_the_old_way(
    tidewater, own, client, now
):
    new = {"ways": ["call", "email"], "phone": "07700 900999", "email": "new@home.example", "voicemail": "no"}
    wrong = client.post(at("reach"), {**new, "pin": "111213"})
    assert "This is not your PIN" in text(wrong)
    assert 'value="new@home.example"' in wrong.content.decode()
    assert channels_of(own.fresh().person)["email"] == EMAIL

    assert client.post(at("reach"), {**new, "pin": PIN}).status_code == 302

    assert channels_of(own.fresh().person) == {
        "call": "+447700900999", "voicemail": False, "email": "new@home.example", "email_is_work": False,
        "times": [], "note": "",
    }  # fmt: skip
    assert events(tidewater, "person.set_channels") == [("person.set_channels", None, {"ways": ["call", "email"]})]
    with hub_scope(tidewater.hub):
        assert Message.objects.exclude(kind="own_pages").filter(person=own.referral.person, kind="news").count() == 0
    shown = text(browser_of(tidewater.nell).get(page("caseload:person", own.referral.pk)))
    assert "They changed how to reach them, on their own pages: ask them when you next talk" in shown


def test_what_is_kept_is_shown_to_be_changed_once_they_are_known(client, unverified, now):
    assert f'value="{EMAIL}"' in client.get(at("reach")).content.decode()


def test_five_wrong_pins_in_an_open_browser_close_it(client):
    for _ in range(5):
        client.post(at("stop"), {"pin": "111213"})

    assert client.get(at("stand")).status_code == 410


def test_language_and_adjustments_are_sealed_and_shown_as_told_last(tidewater, own, client):
    assert client.post(at("needs"), {"language": "Canary Welsh", "adjustments": "Short calls"}).status_code == 302

    assert "Canary Welsh" in client.get(at("needs")).content.decode()
    with hub_scope(tidewater.hub):
        assert b"Canary" not in bytes(Background.objects.get().language_sealed)


# From here to the questions, and to the next time


def test_going_on_to_the_questions_shows_no_answer_and_no_reference_there(own, client):
    assert client.post(at("tell"), {"part": "phq9"}).url == page("front_door:questionnaire", "tidewater", "phq9", 1)
    assert client.post(at("tell"), {"part": "../../x"}).url == page("front_door:more", "tidewater")
    assert client.get(page("front_door:all_sent", "tidewater")).status_code == 404


def test_a_link_for_next_time_opens_once_these_pages_are_closed(tidewater, own, client):
    assert "on its way" in text(client.post(at("next_link")))
    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="own_pages").count() == 2  # the first came with the visit


def test_times_to_call_are_asked_with_the_call_and_within_the_hubs_own_hours(own, now):
    shown = text(own.browser(now=now).get(at("reach")))

    assert "We mostly ring Monday to Friday, 8am to 6pm. Pick all that suit you." in shown
    assert "4pm to 6pm" not in shown
