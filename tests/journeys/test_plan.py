"""From a plan that is made to a plan that is agreed: staff at the desk, the person on a phone without JavaScript."""

import pytest

from holdfast.portal import entry_actions
from holdfast.referrals.actions import move
from holdfast.referrals.models import Referral
from tests.browser import assert_accessible
from tests.journeys.conftest import in_hub, work_the_queue
from tests.journeys.own_pages import EMAIL, PIN
from tests.journeys.test_booking import given_somebody_who_waits_for_an_assessment

pytestmark = pytest.mark.journey


def given_somebody_who_was_assessed(team, now):
    """Their assessment is written up; their own pages are open to them by a link."""
    referral, _ = given_somebody_who_waits_for_an_assessment(team, now)

    def is_assessed():
        found = Referral.objects.get()
        move(found, "assess", by=team.nell, now=now, next_action="plan", next_action_at=now)
        return entry_actions.give_link(found, team.hub, now=now).address

    return referral, in_hub(team.hub, is_assessed)


def next_action_of(team):
    return in_hub(team.hub, lambda: Referral.objects.values_list("status", "next_action").get())


def test_a_plan_is_made_shown_agreed_on_a_phone_and_becomes_what_comes_next(site, hubs, postbox, now):
    tidewater, _ = hubs
    referral, link = given_somebody_who_was_assessed(tidewater, now)
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/plan/")
        assert_accessible(page)
        page.get_by_text("Add a goal").click()
        page.get_by_label("What they want to be different, in their words").fill("To sleep before an early shift")
        page.get_by_label("How near are they to it now?").select_option("3")
        page.get_by_role("button", name="Add this goal").click()
        page.get_by_text("The goal is written down").wait_for()
        page.get_by_text("Add what happens", exact=True).click()
        page.get_by_label("Kind of support").select_option("sessions")
        page.get_by_label("What happens").fill("Four talks about sleep and shifts")
        page.get_by_label("Who does it").select_option(label="Nell Sampleton")
        page.get_by_label("When next").fill("2026-10-20")
        page.get_by_role("button", name="Add it to the plan").click()
        page.get_by_text("It is part of the plan").wait_for()
        assert_accessible(page)
        page.get_by_role("button", name="Show it to them").click()
        page.get_by_text("Shown, and not agreed yet").wait_for()
        assert_accessible(page)
    assert next_action_of(tidewater) == ("assessed", "agree_plan")
    work_the_queue()
    mail = [each for each in postbox.mail if each["To"] == EMAIL][-1]
    assert "plan" not in (mail["Subject"] + mail.get_content()).lower()

    with site.visitor() as page:
        page.goto(link)
        page.get_by_label("Your PIN, or the code we told you").fill(PIN)
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_role("link", name="Your plan", exact=True).last.click()
        page.get_by_text("Four talks about sleep and shifts").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.get_by_role("button", name="I agree to this plan").click()
        page.get_by_text("You have agreed. It begins.").wait_for()
        page.get_by_label("6", exact=True).check()
        page.get_by_role("button", name="Keep these numbers").click()
        page.get_by_text("6 out of 10, 3 nearer than at first").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375

    assert next_action_of(tidewater) == ("supported", "step")
    with site.member(tidewater.nell, width=375) as page:
        page.goto(f"/people/{referral.pk}/plan/")
        page.get_by_text("Agreed with them").wait_for()
        page.get_by_text("6 out of 10, 3 nearer than at first").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert_accessible(page)
