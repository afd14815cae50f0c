import re
from datetime import timedelta

import pytest

from holdfast.alerts import actions
from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status
from holdfast.contacts import alert_words
from holdfast.contacts.alert_words import Answer
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import relate
from holdfast.people.models import Relationship
from holdfast.referrals.models import Referral
from tests.builders import browser_of, page, send_request
from tests.contacts.conftest import fresh

DONE = {
    "done": ["spoke", "safety_plan"],
    "words": "Spoke for a while.\nTheir sister stays tonight.",
    "next_action": "decide",
    "next_action_at_0": "2026-10-15",
    "next_action_at_1": "09:30",
}


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now + timedelta(minutes=20))


def page_of(member, alert):
    return browser_of(member).get(page("alerts:alert", alert.pk)).content.decode()


def stored(team, referral):
    with hub_scope(team.hub):
        return Referral.objects.get(pk=referral.pk)


def test_the_page_quotes_the_item_the_option_and_what_was_said_about_keeping_safe(tidewater, alert):
    body = page_of(tidewater.nell, alert)

    assert "“Thoughts that you would be better off dead or of hurting yourself in some way”" in body
    assert "<strong>Several days</strong>" in body
    assert "“Can you keep yourself safe right now?”" in body
    assert "<strong>Did not say</strong>" in body
    assert "A colleague" not in body
    assert "Macro" not in body


def test_the_page_says_what_the_person_was_told_and_what_has_happened(tidewater, alert):
    body = page_of(tidewater.nell, alert)

    assert "That somebody is told within a minute and is in touch by 3:22pm today" in body
    assert "You, on screen and by email" in body
    assert "By you, after less than a minute" in body
    assert "To the lead as well if still open at 3:52pm" in body


def test_an_alert_at_night_says_that_the_person_was_told_it_waits(tidewater, now, clock):
    night = now + timedelta(hours=8)
    clock(night)
    send_request(tidewater, now=night, name="Otto Exampleton", safe_now="no")
    with hub_scope(tidewater.hub):
        found = Alert.objects.get(hub=tidewater.hub)
        words = alert_words.told_to_person(found, tidewater.hub.terms.get(), now=night)

    assert words == (
        "That nobody reads this until tomorrow at 8am, and somebody is in touch by 8:30am tomorrow. "
        "111 and 999 were shown."
    )


def test_an_item_without_shipped_wording_is_told_by_number_and_points(tidewater, alert):
    with hub_scope(tidewater.hub):
        found = fresh_in(alert)
        found.reasons = ["phq9.9", "phq9.77", "safe_now.no"]
        answers = alert_words.answers_behind(found)

    assert answers[1] == Answer("phq9, question 77", "The answer is no longer here")
    assert answers[2] == Answer("Are you safe right now?", "No, I am not safe")


def fresh_in(alert):
    return Alert.objects.select_related("person").get(pk=alert.pk)


def test_outside_cover_sees_the_alert_it_was_told_of_with_contact_card_and_answers(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        relate(fresh_in(alert).person, tidewater.outside, why=Relationship.Why.OUTSIDE, now=now)

    body = page_of(tidewater.outside, alert)

    assert "07700 900123" in body
    assert "<strong>Several days</strong>" in body
    assert "canary words" not in body
    assert page_of_person(alert) not in body
    assert page_of(tidewater.outside, send_alert(tidewater, now)).count("Otto Exampleton") == 0


def page_of_person(alert):
    return page("caseload:person", alert.subject_id)


def send_alert(team, now):
    referral = send_request(team, now=now, name="Otto Exampleton", safe_now="no")
    with hub_scope(team.hub):
        return Alert.objects.get(subject_id=referral.pk)


def test_closing_stores_what_was_done_and_the_next_action(tidewater, alert, referral):
    answer = browser_of(tidewater.nell).post(page("alerts:close", alert.pk), DONE)

    closed, after = fresh(tidewater, alert), stored(tidewater, referral)
    assert answer.headers["Location"] == page("alerts:list")
    assert (closed.status, closed.done, closed.closed_by_id) == (
        Status.CLOSED, ["spoke", "safety_plan"], tidewater.nell.pk,
    )  # fmt: skip
    assert alert_words.done_words(closed) == "Spoke for a while.\nTheir sister stays tonight."
    assert (after.next_action, after.next_action_at.isoformat()) == ("decide", "2026-10-15T08:30:00+00:00")


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("done", "Choose what you did"),
        ("words", "Write what was said and agreed"),
        ("next_action_at_0", "Enter the day and time of the next action"),
        ("next_action", "Choose what happens next"),
    ],
)
def test_an_alert_does_not_close_without_what_was_done_and_what_comes_next(tidewater, alert, missing, sentence):
    given = {key: value for key, value in DONE.items() if key != missing}

    body = browser_of(tidewater.nell).post(page("alerts:close", alert.pk), given).content.decode()

    assert sentence in body
    assert fresh(tidewater, alert).status == Status.TAKEN


@pytest.mark.parametrize("day", ["2026-10-13", "2027-10-15", "2026-02-30", "99999-01-01", "soon"])
def test_an_impossible_next_date_is_a_sentence_and_keeps_the_words(tidewater, alert, day):
    answer = browser_of(tidewater.nell).post(page("alerts:close", alert.pk), DONE | {"next_action_at_0": day})

    assert answer.status_code == 200
    assert "Their sister stays tonight." in answer.content.decode()
    assert fresh(tidewater, alert).status == Status.TAKEN


def test_closing_what_a_colleague_closed_keeps_the_words_and_names_the_colleague(tidewater, alert, now):
    with hub_scope(tidewater.hub):
        actions.close(alert, done=["spoke"], words="By the lead", by=tidewater.ines, now=now + timedelta(minutes=9))

    body = browser_of(tidewater.nell).post(page("alerts:close", alert.pk), DONE).content.decode()

    assert "Ines Pretendham closed it today at 3:01pm. What you wrote was not saved." in body
    assert "Their sister stays tonight." in body


def test_an_alert_is_not_closed_over_an_answer_that_its_page_did_not_show(tidewater, alert, now):
    nell = browser_of(tidewater.nell)
    shown = nell.get(page("alerts:alert", alert.pk)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', shown)[1]
    with hub_scope(tidewater.hub):
        actions.say_keep_safe(fresh_in(alert), keep_safe="no", terms=tidewater.hub.terms.get(), now=now)

    again = nell.post(page("alerts:close", alert.pk), {**DONE, "seen": seen}).content.decode()
    assert "They have answered again since you opened this page" in again
    assert "Their sister stays tonight." in again
    assert fresh(tidewater, alert).status == Status.TAKEN
    seen_now = re.search(r'name="seen" value="(\w+)"', again)[1]
    nell.post(page("alerts:close", alert.pk), {**DONE, "seen": seen_now})
    assert (seen, seen_now, fresh(tidewater, alert).status) == ("skipped", "no", Status.CLOSED)


def test_an_untaken_alert_cannot_be_closed_and_keeps_the_words(tidewater, now):
    untaken = send_alert(tidewater, now)

    body = browser_of(tidewater.nell).post(page("alerts:close", untaken.pk), DONE).content.decode()

    assert "Nobody has taken this alert yet. Take it first, then close it." in body
    assert "Their sister stays tonight." in body


def test_a_next_action_that_does_not_fit_the_stage_is_refused(tidewater, alert):
    body = browser_of(tidewater.nell).post(page("alerts:close", alert.pk), DONE | {"next_action": "assess"})

    assert "Choose what happens next" in body.content.decode()
    assert fresh(tidewater, alert).status == Status.TAKEN
