"""What somebody says about not being safe reaches a human, whatever has happened to their page or to the alert."""

from datetime import timedelta

import pytest
from django.test import Client

from holdfast.alerts import actions as alerts
from holdfast.alerts.models import Alert
from holdfast.correspondence.models import Link, Message
from holdfast.front_door.actions import begin_visit
from holdfast.hubs.scope import hub_scope
from tests.builders import page, send_request

RISK = {f"q{number}": "0" for number in range(1, 9)} | {"q9": "1"}
HELP = ("tel:999", "tel:111")


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now)


@pytest.fixture
def referral(tidewater, now):
    return send_request(tidewater, now=now)


@pytest.fixture
def visitor(tidewater, referral, now):
    return visit_of(tidewater, referral, now)


def visit_of(team, referral, now, *, shows_request=True):
    """A browser that may tell more."""
    browser = Client()
    with hub_scope(team.hub):
        browser.cookies["hf_visit_tidewater"] = begin_visit(referral, shows_request=shows_request, now=now)
    return browser


def answer(browser, **items):
    return browser.post(page("front_door:questionnaire", "tidewater", "phq9", 1), items or RISK)


def say(browser, keep_safe):
    return browser.post(page("front_door:more_now", "tidewater"), {"keep_safe": keep_safe})


def kept(team):
    with hub_scope(team.hub):
        return list(Alert.objects.order_by("raised_at", "pk").values_list("status", "keep_safe", "urgency"))


def taken(team, *, closed=False, now):
    with hub_scope(team.hub):
        alert = alerts.take(Alert.objects.select_related("person").get(), by=team.nell, now=now)
        return alerts.close(alert, done=["spoke"], words="Spoke", by=team.nell, now=now) if closed else alert


@pytest.mark.parametrize("said", ["no", "unsure", ""])
def test_saying_no_after_a_colleague_closed_the_alert_raises_another(tidewater, visitor, now, said):
    answer(visitor)
    taken(tidewater, closed=True, now=now)

    response = say(visitor, said)

    assert response.status_code == 200
    assert all(line in response.content.decode() for line in HELP)
    assert kept(tidewater) == [("closed", "skipped", "immediate"), ("raised", said or "skipped", "immediate")]


def test_saying_yes_after_it_was_closed_leaves_it_closed_and_shows_the_numbers(tidewater, visitor, now):
    answer(visitor)
    taken(tidewater, closed=True, now=now)

    response = say(visitor, "yes")

    assert all(line in response.content.decode() for line in HELP)
    assert kept(tidewater) == [("closed", "skipped", "immediate")]


def test_the_same_risk_answers_after_it_was_closed_are_heard_again(tidewater, visitor, now):
    answer(visitor)
    taken(tidewater, closed=True, now=now)

    response = answer(visitor)

    assert response.url == page("front_door:more_now", "tidewater")
    assert [status for status, _, _ in kept(tidewater)] == ["closed", "raised"]


def test_the_same_risk_answers_from_another_browser_lead_to_help_and_to_one_alert(
    tidewater, referral, visitor, now, clock
):
    answer(visitor)
    later = clock(now + timedelta(minutes=5))
    other = visit_of(tidewater, referral, later)

    response = answer(other)

    assert response.url == page("front_door:more_now", "tidewater")
    assert all(line in other.get(response.url).content.decode() for line in HELP)
    assert len(kept(tidewater)) == 1


def test_a_worse_answer_is_told_to_whoever_took_the_alert(tidewater, visitor, now, clock):
    answer(visitor)
    say(visitor, "yes")
    taken(tidewater, now=now)
    later = clock(now + timedelta(minutes=3))
    say(visitor, "no")

    with hub_scope(tidewater.hub):
        mail = Message.objects.filter(kind="alert", member=tidewater.nell).order_by("queued_at")
        assert [message.queued_at for message in mail] == [now, later]
        assert Alert.objects.get().act_by == later + timedelta(minutes=15)


def test_a_better_answer_tells_nobody_again(tidewater, visitor, now):
    answer(visitor)
    say(visitor, "no")
    taken(tidewater, now=now)
    say(visitor, "yes")

    with hub_scope(tidewater.hub):
        assert Message.objects.filter(kind="alert").count() == 1


def test_not_safe_without_a_draft_shows_help_first_and_then_asks_how_to_reach_them(tidewater):
    browser = Client()
    response = browser.post(page("front_door:question", "tidewater", "safe"), {"safe": "no"})
    shown = browser.get(response.url)

    assert (response.url, shown.status_code) == (page("front_door:now", "tidewater"), 200)
    assert all(line in shown.content.decode() for line in HELP)
    assert page("front_door:question", "tidewater", "name") in shown.content.decode()


def test_pages_that_have_closed_show_the_numbers(tidewater, visitor, now, clock):
    clock(now + timedelta(hours=3))
    bodies = [answer(visitor), say(visitor, "no"), Client().get(page("front_door:now", "tidewater"))]

    assert [response.status_code for response in bodies] == [410, 410, 410]
    assert all(line in response.content.decode() for response in bodies for line in HELP)


def test_a_link_does_not_show_the_request_by_way_of_an_empty_form(tidewater, referral, now):
    browser = visit_of(tidewater, referral, now, shows_request=False)

    body = browser.post(page("front_door:more", "tidewater"), {}).content.decode()

    assert referral.reference[:3] not in body
    assert "What happens now" not in body


def test_the_last_link_for_later_opens_and_there_are_not_more_than_five_an_hour(tidewater, visitor, now, clock):
    statuses = [visitor.post(page("front_door:later", "tidewater")).status_code for _ in range(7)]

    assert statuses == [200] * 5 + [429] * 2
    with hub_scope(tidewater.hub):
        assert Link.objects.count() == 5
        assert Link.objects.filter(ended_at=None).count() == 1
    clock(now + timedelta(minutes=61))
    assert visitor.post(page("front_door:later", "tidewater")).status_code == 200
