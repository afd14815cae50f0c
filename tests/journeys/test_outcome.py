"""Support ends, somebody is asked after three months, answers on a phone, is discharged, and comes back."""

from datetime import timedelta

import pytest

from holdfast.hubs.queries import terms_of, with_terms
from holdfast.measures.actions import answer
from holdfast.measures.questionnaires import find
from holdfast.outcomes import actions
from holdfast.outcomes.models import FollowUp
from holdfast.referrals.actions import move
from holdfast.referrals.models import Referral
from tests.browser import assert_accessible
from tests.journeys.conftest import in_hub, work_the_queue
from tests.journeys.own_pages import EMAIL, PIN
from tests.journeys.test_plan import given_somebody_who_was_assessed

pytestmark = pytest.mark.journey


def given_somebody_in_support(team, now):
    """Their plan is agreed, and they answered the first questions as they began."""
    referral, _link = given_somebody_who_was_assessed(team, now)

    def is_supported():
        found = Referral.objects.select_related("person").get()
        for key, value in (("phq9", 2), ("gad7", 2)):
            form = find(key)
            told = {number: value if number != 9 else 0 for number in range(1, len(form.items) + 1)}
            answer(found.person, form, told, subject_id=found.pk, now=now - timedelta(hours=1))
        move(found, "support", by=team.nell, now=now)

    in_hub(team.hub, is_supported)
    return referral


def asked_today(team, now):
    """The day of the first follow-up: moved to today, so that the clocks of browser and server agree."""

    def ask():
        first = FollowUp.objects.select_related("referral").order_by("due_on").first()
        actions.ask(first, hub=with_terms(team.hub, terms_of(team.hub, now=now)), now=now)

    in_hub(team.hub, ask)


def state(team):
    return in_hub(team.hub, lambda: Referral.objects.values_list("status", "stage", "next_action").get())


def ends_support(site, team, referral):
    """The practitioner says that support has ended: they are asked how they are from now on."""
    with site.member(team.nell) as page:
        page.goto(f"/people/{referral.pk}/outcome/")
        assert_accessible(page)
        page.get_by_role("button", name="Support has ended: ask how they are from now on").click()
        page.get_by_text("They are asked how they are on the days below").wait_for()
        page.get_by_text("After 3 months").wait_for()


def link_to_follow_up(postbox):
    """The link of the latest mail to them, whose subject says nothing."""
    work_the_queue()
    mail = [each for each in postbox.mail if each["To"] == EMAIL][-1]
    assert mail["Subject"] == "A question for you"
    link = next(line for line in mail.get_content().splitlines() if "/p/" in line).strip()
    return link[link.index("/h/") :] if "/h/" in link else link


def says_how_they_are(page, link):
    """On a phone: the questions, whether they are at work, and how they have been."""
    page.goto(link)
    page.get_by_label("Your PIN, or the code we told you").fill(PIN)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("link", name="Tell us", exact=True).click()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Answer 9 questions about low mood").click()
    for items, value in ((range(1, 10), 0), (range(1, 8), 0), (range(1, 5), 4)):
        for number in items:
            page.locator(f"input[name=q{number}][value='{value}']").check()
        page.get_by_role("button", name="Save and go on").click()
    page.get_by_text("There is nothing that you are asked now").wait_for()
    page.get_by_label("You are at work", exact=True).check()
    page.get_by_role("button", name="Keep this").click()
    page.get_by_text("Kept.").wait_for()
    assert_accessible(page)


def is_discharged(desk, referral):
    """The practitioner looks at the answers, and care ends."""
    desk.goto(f"/people/{referral.pk}/outcome/")
    desk.get_by_text("Yes: below both cut-offs now").wait_for()
    desk.get_by_label("I have looked at the answers").check()
    desk.get_by_role("button", name="Keep this").first.click()
    desk.get_by_text("Answered, and looked at").wait_for()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 375
    assert_accessible(desk)
    desk.get_by_role("button", name="Discharge").click()
    desk.get_by_label("Why does it end?").select_option("46")
    desk.get_by_label("They have what they came for").check()
    desk.get_by_label("I have read what ends with it").check()
    assert_accessible(desk)
    desk.get_by_role("button", name="Discharge", exact=True).click()
    desk.get_by_text("You can undo this until").wait_for()
    assert_accessible(desk)


def comes_back(page):
    """On the phone: we have finished, and they would like help again."""
    page.get_by_role("link", name="Where things stand", exact=True).last.click()
    page.get_by_text("We finished today. You can come back at any time").wait_for()
    page.get_by_role("button", name="Come back").click()
    assert_accessible(page)
    page.get_by_label("Yes, I am safe").check()
    page.get_by_role("button", name="I would like help again").click()
    page.get_by_text("It is good that you are back").wait_for()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_supported_followed_up_answered_on_a_phone_discharged_and_reopened(site, hubs, postbox, now):
    tidewater, _ = hubs
    referral = given_somebody_in_support(tidewater, now)
    ends_support(site, tidewater, referral)
    assert state(tidewater) == ("monitored", "follow_up", "follow_up")

    asked_today(tidewater, now)
    with site.visitor(javascript=True) as page:
        says_how_they_are(page, link_to_follow_up(postbox))
        page.get_by_role("link", name="How you have been", exact=True).last.click()
        page.get_by_text("fewer problems than at first").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert state(tidewater) == ("monitored", "follow_up", "review")

        with site.member(tidewater.nell, width=375) as desk:
            is_discharged(desk, referral)
        assert state(tidewater) == ("discharged", "closed", "none")
        comes_back(page)
    assert state(tidewater) == ("accepted", "first_contact", "call")
