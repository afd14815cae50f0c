"""Going back, reloading, opening a part again: nothing promised moves, nothing told is lost, nothing empty is kept."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from holdfast.front_door.actions import begin_visit
from holdfast.hubs.models import Organisation
from holdfast.hubs.scope import hub_scope
from holdfast.measures.models import Measure
from holdfast.people.identity import reveal
from holdfast.referrals.models import Background, Equality
from tests.builders import page, send_request

RISK = {f"q{number}": "0" for number in range(1, 9)} | {"q9": "1"}
WORK = {"employer": "Zed Home", "organisation": "none", "work_state": "off_sick", "staff_group": "S01"}


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now)


@pytest.fixture
def referral(tidewater, now):
    return send_request(tidewater, now=now, safe_now="unsure")


def visit_of(team, referral, now, *, shows_request=True):
    browser = Client()
    with hub_scope(team.hub):
        browser.cookies["hf_visit_tidewater"] = begin_visit(referral, shows_request=shows_request, now=now)
    return browser


@pytest.fixture
def visitor(tidewater, referral, now):
    return visit_of(tidewater, referral, now)


def body(browser, name, *args):
    return browser.get(page(f"front_door:{name}", "tidewater", *args)).content.decode()


def tell(browser, key, **given):
    return browser.post(page("front_door:part", "tidewater", key), given)


def background(team):
    with hub_scope(team.hub):
        return Background.objects.select_related("referral__person", "organisation").order_by("-told_at", "-pk").first()


def test_the_time_that_was_promised_stays_as_it_was_promised(visitor, now, clock):
    promised = re.search(r"By 3:22pm", body(visitor, "sent"))
    visitor.post(page("front_door:questionnaire", "tidewater", "phq9", 1), RISK)
    clock(now + timedelta(minutes=25))

    assert promised
    assert "By 3:22pm" in body(visitor, "sent")
    assert "They get in touch by 3:22pm" in body(visitor, "more_now")


def test_a_part_that_is_opened_again_shows_what_was_told_and_keeps_it(tidewater, visitor):
    tell(visitor, "work", **WORK)
    tell(visitor, "needs", language="Polish", adjustments="Short calls", formats=["bsl"])

    work, needs = body(visitor, "part", "work"), body(visitor, "part", "needs")
    assert 'value="Zed Home"' in work
    assert re.search(r'value="off_sick"[^>]* checked', work)
    assert 'value="Polish"' in needs
    assert "Short calls" in needs


def test_the_organisation_that_was_picked_is_picked_still(tidewater, visitor):
    Organisation.objects.create(
        code="XZZ", name="Zedfell Invented Trust", kind="trust", search_text="zedfell invented trust xzz"
    )
    tell(visitor, "work", employer="zedfell", organisation="XZZ")

    shown = body(visitor, "part", "work")
    tell(visitor, "work", employer="Zedfell Invented Trust", organisation="XZZ", work_state="at_work")

    assert re.search(r'value="XZZ"[^>]* checked', shown)
    assert (background(tidewater).organisation_id, background(tidewater).work_state) == ("XZZ", "at_work")


def test_a_link_shows_nothing_of_it_and_what_is_left_empty_stays(tidewater, referral, visitor, now):
    tell(visitor, "work", **WORK)
    tell(visitor, "needs", language="Polish")
    by_link = visit_of(tidewater, referral, now, shows_request=False)

    assert "Zed Home" not in body(by_link, "part", "work")
    assert "Polish" not in body(by_link, "part", "needs")
    tell(by_link, "work", work_state="at_work")
    tell(by_link, "needs", adjustments="Short calls")

    kept = background(tidewater)
    person = kept.referral.person
    assert (reveal(person, "employer", kept.employer_sealed), kept.work_state) == ("Zed Home", "at_work")
    assert reveal(person, "language", kept.language_sealed) == "Polish"


def test_a_page_of_questions_without_an_answer_keeps_nothing_and_goes_on(tidewater, visitor):
    response = visitor.post(page("front_door:questionnaire", "tidewater", "phq9", 1), {})
    tell(visitor, "equality")

    assert response.url == page("front_door:questionnaire", "tidewater", "gad7", 1)
    with hub_scope(tidewater.hub):
        assert (Measure.objects.count(), Equality.objects.count()) == (0, 0)


def test_going_back_after_sending_shows_that_it_was_sent(visitor):
    response = visitor.get(page("front_door:check", "tidewater"))

    assert (response.status_code, response.url) == (302, page("front_door:sent", "tidewater"))


@pytest.mark.parametrize(("name", "to"), [("later", "more"), ("send", "check")])
def test_a_page_that_only_takes_a_form_leads_on_when_it_is_read(visitor, name, to):
    response = visitor.get(page(f"front_door:{name}", "tidewater"))

    assert (response.status_code, response.url) == (302, page(f"front_door:{to}", "tidewater"))


def test_whoever_cannot_be_called_is_not_offered_a_call(tidewater, now):
    by_text = send_request(tidewater, now=now, channels={"text": "+447700900456", "times": []})

    assert "On the phone, when you call me" not in body(visit_of(tidewater, by_text, now), "sent")


def test_an_answer_about_keeping_safe_can_be_changed_at_once(visitor):
    visitor.post(page("front_door:questionnaire", "tidewater", "phq9", 1), RISK)
    shown = visitor.post(page("front_door:more_now", "tidewater"), {"keep_safe": "no"}).content.decode()

    assert "Change my answer" in shown
    assert re.search(r'value="no"[^>]* checked', shown)
