"""Somebody is offered to another hub, which refuses; asked again, it accepts, and finds them in its triage."""

import pytest

from tests.browser import assert_accessible
from tests.journeys.conftest import work_the_queue
from tests.journeys.own_pages import PIN
from tests.journeys.test_letters import given_somebody_with_pages

pytestmark = pytest.mark.journey
SUMMARY = "Somebody who would rather be seen where nobody knows them."


def prepare(page, referral):
    """What would go, put together for the person to read."""
    page.goto(f"/people/{referral.pk}/transfer/")
    page.get_by_role("button", name="Offer to another hub").click()
    page.get_by_label("Saltpan Staff Support Hub").check()
    page.get_by_label("They would rather be seen elsewhere").check()
    page.get_by_label("What does the other hub need to know, to decide?").fill(SUMMARY)
    page.get_by_label("What they wrote when they asked for help").check()
    assert_accessible(page)
    page.get_by_role("button", name="Show it to them").click()
    page.get_by_text("They can read it on their own pages, and say yes or no.").wait_for()


def test_refused_and_then_accepted(site, hubs, clock, now):
    tidewater, saltpan = hubs
    referral, link = given_somebody_with_pages(tidewater, now)
    with site.member(tidewater.nell) as page:
        prepare(page, referral)
    with site.visitor(javascript=True) as page:
        page.goto(link)
        page.get_by_label("Your PIN, or the code we told you").fill(PIN)
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_role("link", name="What would go to another hub").click()
        page.get_by_label("Your PIN, once more").fill(PIN)
        page.get_by_role("button", name="Go on").click()
        page.get_by_text(SUMMARY).wait_for()
        assert_accessible(page)
        page.get_by_role("button", name="Yes, ask that hub").click()
        page.get_by_text("You can change your mind until that hub has accepted.").wait_for()
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/transfer/")
        page.get_by_role("button", name="Offer them now").click()
    with site.member(saltpan.nell) as page:
        page.goto("/today/")
        page.get_by_role("link", name="One person is offered by another hub").click()
        page.get_by_role("link", name="Tidewater Staff Support Hub").click()
        assert_accessible(page)
        page.get_by_text("We cannot take them on").click()
        page.get_by_label("Why can you not take them on?").fill("We are full until the spring")
        page.get_by_role("button", name="Refuse", exact=True).click()
        page.get_by_text("Refused. The other hub reads why").wait_for()
    work_the_queue()
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/transfer/")
        page.get_by_text("We are full until the spring").wait_for()
        prepare(page, referral)
        page.get_by_role("button", name="They said yes when we talked").click()
        page.get_by_role("button", name="Offer them now").click()
        page.get_by_text("You stay responsible until that hub accepts.").first.wait_for()
    with site.member(saltpan.nell) as page:
        page.goto("/transfers/")
        page.get_by_role("link", name="Tidewater Staff Support Hub").click()
        page.get_by_role("button", name="Accept: they are ours").click()
        page.get_by_text("They are yours from now on").wait_for()
        work_the_queue()
        page.goto("/people/?stage=triage")
        page.get_by_role("link", name="Tansy Madeup").first.wait_for()
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/transfer/")
        page.get_by_text("That hub is responsible now. Their reference there is").wait_for()
        assert_accessible(page)
