"""From the first words of an assessment to the team's decision: by keyboard, through a lost connection, by two."""

import pytest
from playwright.sync_api import expect

from holdfast.assessments.models import Assessment, Draft
from holdfast.assessments.queries import drafts_of, paragraphs_of, typed_in
from holdfast.meetings.models import Discussion
from holdfast.referrals.models import Referral
from tests.accounts.site import apart
from tests.browser import assert_accessible
from tests.builders import browser_of
from tests.journeys.conftest import in_hub
from tests.journeys.own_pages import press
from tests.journeys.test_booking import given_somebody_who_waits_for_an_assessment

pytestmark = pytest.mark.journey

WORK = "words_work"


def kept(team, member):
    """What is kept of a member's words about work."""
    return in_hub(
        team.hub, lambda: typed_in(Assessment.objects.get(), drafts_of(Assessment.objects.get(), member)["work"])
    )


def tab_to(page, name):
    """Reach a box by the keyboard alone, once the page that has it is there."""
    page.locator(f"[name='{name}']").first.wait_for(state="attached")
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"no {name} is reached by Tab")


def sign_in_again(page, site, member):
    """A new session in the same browser, as from another tab."""
    key = apart(lambda: browser_of(member).cookies["hf_session"].value)
    page.context.add_cookies([{"name": "hf_session", "value": key, "url": site.address}])


def test_what_is_typed_outlives_a_lost_connection_an_ended_session_and_a_second_tab(site, hubs, now):
    tidewater, _ = hubs
    referral, _ = given_somebody_who_waits_for_an_assessment(tidewater, now)
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/assessment/")
        assert_accessible(page)
        press(page, "Begin the assessment")
        page.get_by_role("heading", name="Formulation").wait_for()
        assert_accessible(page)
        tab_to(page, WORK)
        page.keyboard.type("Off since spring.")
        page.get_by_text("Kept 2:52pm").wait_for()
        assert kept(tidewater, tidewater.nell) == "Off since spring."

        page.context.set_offline(True)
        page.keyboard.type(" Dreads the first night.")
        page.get_by_text("Not kept yet").wait_for()
        page.context.set_offline(False)
        page.get_by_text("Kept 2:52pm").wait_for()
        assert kept(tidewater, tidewater.nell) == "Off since spring. Dreads the first night."

        page.context.clear_cookies()
        page.keyboard.type(" Not the work.")
        page.get_by_text("Not kept yet").wait_for()
        sign_in_again(page, site, tidewater.nell)
        page.get_by_text("Kept 2:52pm").wait_for(timeout=15_000)
        assert kept(tidewater, tidewater.nell).endswith("Not the work.")

        second = page.context.new_page()
        second.goto(page.url)
        assert second.locator(f"[name={WORK}]").input_value().endswith("Not the work.")
        page.locator(f"[name={WORK}]").fill("From the first tab.")
        expect(page.locator("[name=seen_work]")).to_have_value("4")
        second.locator(f"[name={WORK}]").fill("From the second tab.")
        second.get_by_text("Another page of yours kept other words here:").wait_for()
        second.get_by_text("From the first tab.").wait_for()
        assert kept(tidewater, tidewater.nell) == "From the first tab."
        assert second.locator(f"[name={WORK}]").input_value() == "From the second tab."
        second.locator(f"[name={WORK}]").fill("From both tabs.")
        press(second, "Save and go on")
        second.get_by_text("Signed and kept.").wait_for()
        assert_accessible(second)
    words = in_hub(tidewater.hub, lambda: [each.text for each in paragraphs_of(Assessment.objects.get())])
    assert words == ["From both tabs."]
    assert in_hub(tidewater.hub, lambda: Draft.objects.filter(text_sealed__isnull=False).count()) == 0


def write(page, **words):
    """Fill boxes in and sign them."""
    for section, text in words.items():
        page.locator(f"[name=words_{section}]").fill(text)
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("Signed and kept.").wait_for()


def agree(page):
    """Agree with it as it stands, for the team's meeting."""
    page.get_by_role("link", name="Agree and finish").click()
    page.get_by_label("Discuss it in the team first").check()
    assert_accessible(page)
    page.get_by_role("button", name="Agree", exact=True).click()


def test_two_write_an_assessment_and_the_team_decides(site, hubs, now):
    tidewater, _ = hubs
    referral, _ = given_somebody_who_waits_for_an_assessment(tidewater, now)
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/assessment/")
        page.get_by_role("button", name="Begin the assessment").click()
        write(
            page, needs="Wakes at three.", safety="Her sister is near.", thoughts="I let them down", body="Tight chest"
        )
        page.get_by_label("Colleague").select_option(label=tidewater.wren.name)
        page.get_by_role("button", name="Name them as an author").click()
        page.get_by_text(f"{tidewater.wren.name} writes it too now").wait_for()
        address = page.url

    with site.member(tidewater.wren, width=375, javascript=False) as page:
        page.goto(address)
        page.get_by_text("Wakes at three.").wait_for()
        write(page, formulation="Nights, then no sleep, then dread.", work="Would try two short days.")
        assert page.evaluate("document.documentElement.scrollWidth") <= 375

    with site.member(tidewater.wren) as page:
        page.goto(address)
        agree(page)
        page.get_by_text("It is finished once the others have").wait_for()
        assert_accessible(page)

    with site.member(tidewater.nell) as page:
        page.goto(address)
        agree(page)
        page.get_by_role("heading", name="Ask the team").wait_for()
        assert_accessible(page)
        page.get_by_label("What do you want to ask the team?").fill("A group, or alone?")
        with page.expect_navigation():
            page.get_by_role("button", name="Put it on the agenda").click()
        page.goto("/meetings/")
        assert_accessible(page)
        page.get_by_text("Call a meeting").click()
        page.get_by_label("Day").fill("2026-10-14")
        page.get_by_label("Time").fill("15:30")
        page.get_by_role("button", name="Call it").click()
        page.get_by_label("Who else is there?").select_option(label=tidewater.wren.name)
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text(f"Take off the list: {tidewater.wren.name}").wait_for()
        page.goto(f"/people/{referral.pk}/meeting/")
        page.get_by_label(f"called by {tidewater.nell.name}").check()
        page.get_by_role("button", name="Put it on the agenda").click()
        page.get_by_label("A group or training").check()
        page.get_by_label("In words").fill("The Thursday group, and a letter to Occupational Health.")
        page.get_by_role("button", name="Write down the decision").click()
        page.get_by_text("Decided, and written into the record.").wait_for()
        assert_accessible(page)

    decided = in_hub(tidewater.hub, lambda: Discussion.objects.get())
    assert (decided.decisions, set(decided.present)) == (["group"], {tidewater.nell.pk, tidewater.wren.pk})
    found = in_hub(tidewater.hub, lambda: Referral.objects.values_list("status", "stage", "next_action").get())
    assert found == ("assessed", "in_support", "plan")
