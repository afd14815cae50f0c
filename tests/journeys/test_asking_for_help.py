"""Whole ways through the front door, on a phone, without JavaScript."""

import pytest

from holdfast.alerts.models import Alert
from holdfast.measures.models import Measure
from holdfast.referrals.models import Referral
from tests.browser import assert_accessible
from tests.builders import put_on_duty
from tests.journeys.conftest import a_minute_passes, in_hub, work_the_queue

pytestmark = pytest.mark.journey


def given_somebody_has_said_how_to_reach_them(page, name="Tansy Madeup"):
    page.goto("/hub/tidewater/")
    page.get_by_role("link", name="Ask for help").first.click()
    page.get_by_role("button", name="Start").click()
    page.get_by_label("What should we call you?").fill(name)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Phone call").check()
    page.get_by_label("Phone number").fill("07700 900123")
    page.get_by_role("button", name="Continue").click()


def when_they_say(page, answer):
    page.get_by_label(answer).check()
    page.get_by_role("button", name="Continue").click()


def when_they_send_the_rest(page):
    page.get_by_label("What is going on?").fill("I have not slept since the summer.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send to the hub").click()


def then_they_hold_a_reference(page):
    shown = page.locator(".hf-reference__number").inner_text()
    return "".join(shown.split())


def test_somebody_asks_for_help_on_a_phone_without_javascript(site, hubs):
    tidewater, saltpan = hubs
    with site.visitor() as page:
        given_somebody_has_said_how_to_reach_them(page)
        when_they_say(page, "Yes, I am safe")
        when_they_send_the_rest(page)
        reference = then_they_hold_a_reference(page)

    assert in_hub(tidewater.hub, lambda: list(Referral.objects.values_list("reference", "safe_now"))) == [
        (reference, "yes")
    ]
    assert in_hub(saltpan.hub, lambda: Referral.objects.count()) == 0


@pytest.mark.parametrize("hour", [14, 2])
def test_the_pages_of_somebody_who_is_not_safe_are_accessible_by_day_and_by_night(site, clock, now, hour):
    clock(now.replace(hour=hour))
    with site.visitor(javascript=True) as page:
        given_somebody_has_said_how_to_reach_them(page)
        when_they_say(page, "No, I am not safe")
        assert_accessible(page)
        page.get_by_role("link", name="Go on with the questions without sending").click()
        when_they_send_the_rest(page)
        page.get_by_label("Now", exact=True).check()
        page.get_by_role("button", name="Continue").click()
        page.locator("#item_q9").get_by_label("Several days").check()
        page.get_by_role("button", name="Save and go on").click()
        assert_accessible(page)
        page.get_by_label("I am not sure").check()
        page.get_by_role("button", name="Tell the hub").click()
        page.get_by_role("heading", name="Please talk to someone now").wait_for()
        assert_accessible(page)


def test_not_safe_now_leads_to_help_and_the_duty_practitioner_takes_the_alert(site, hubs, postbox):
    tidewater, _ = hubs
    with site.visitor() as page:
        given_somebody_has_said_how_to_reach_them(page)
        when_they_say(page, "No, I am not safe")
        page.get_by_role("heading", name="We can get in touch by 3:22pm").wait_for()
        page.get_by_role("link", name="Call 111").wait_for()
        page.get_by_role("button", name="Send what I have said now").click()
        then_they_hold_a_reference(page)
    work_the_queue()
    assert postbox.to(tidewater.nell) == ["Please sign in now"]
    assert "Tansy" not in str(postbox.mail[0])

    with site.member(tidewater.nell) as page:
        for address in ("/people/", "/alerts/", "/today/"):
            page.goto(address)
            page.get_by_text("Tansy Madeup").first.wait_for()
            assert_accessible(page)
        page.get_by_role("button", name="Take this alert").first.click()
        page.get_by_label("Spoke with them").check()
        page.get_by_label("In your words").fill("Rang. Their sister is with them tonight.")
        assert_accessible(page)
        page.get_by_role("button", name="Close this alert").click()

    assert in_hub(tidewater.hub, lambda: list(Alert.objects.values_list("status", "done"))) == [("closed", ["spoke"])]


def test_at_night_in_a_hub_without_cover_the_page_says_when_it_is_read_and_points_to_who_is_awake(
    site, hubs, postbox, clock, now
):
    tidewater, _ = hubs
    morning = now.replace(hour=7, minute=1)
    in_hub(tidewater.hub, lambda: put_on_duty(tidewater.nell, morning, hours=1))
    clock(now.replace(hour=2, minute=10))
    with site.visitor() as page:
        given_somebody_has_said_how_to_reach_them(page)
        when_they_say(page, "No, I am not safe")
        words = " ".join(page.locator("main").inner_text().split())
        assert "nobody at this hub reads this until 8am today, Wednesday" in words
        page.get_by_role("link", name="Call 111 now").wait_for()
        page.get_by_role("button", name="Send what I have said now").click()
        then_they_hold_a_reference(page)
    work_the_queue()
    assert postbox.mail == []

    clock(morning)
    a_minute_passes()
    assert postbox.to(tidewater.nell) == ["Please sign in now"]
    with site.member(tidewater.nell) as page:
        page.goto("/alerts/")
        page.locator("main").get_by_text("Tansy Madeup").first.wait_for()
        page.locator("main").get_by_role("button", name="Take").first.click()
        page.get_by_label("Spoke with them").check()
        page.get_by_label("In your words").fill("Rang. They slept at their sister's.")
        page.get_by_role("button", name="Close this alert").click()

    taken = in_hub(tidewater.hub, lambda: list(Alert.objects.values_list("is_watched", "status", "done")))
    assert taken == [(False, "closed", ["spoke"])]


def test_a_risk_answer_in_a_questionnaire_stops_and_asks(site, hubs, postbox):
    tidewater, _ = hubs
    with site.visitor() as page:
        given_somebody_has_said_how_to_reach_them(page)
        when_they_say(page, "Yes, I am safe")
        when_they_send_the_rest(page)
        page.get_by_label("Now", exact=True).check()
        page.get_by_role("button", name="Continue").click()
        page.locator("#item_q9").get_by_label("Several days").check()
        page.get_by_role("button", name="Save and go on").click()
        page.get_by_role("heading", name="Thank you for telling us").wait_for()
        page.get_by_label("I am not sure").check()
        page.get_by_role("button", name="Tell the hub").click()
        page.get_by_role("heading", name="Please talk to someone now").wait_for()
    work_the_queue()

    assert postbox.to(tidewater.nell) == ["Please sign in now"]
    assert in_hub(tidewater.hub, lambda: list(Alert.objects.values_list("reasons", "keep_safe", "urgency"))) == [
        (["phq9.9"], "unsure", "immediate")
    ]
    assert in_hub(tidewater.hub, lambda: [m.items[8] for m in Measure.objects.all()]) == [1]
