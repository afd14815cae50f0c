"""From times that are offered to an appointment that was attended: staff by keyboard, the person on a phone."""

from datetime import timedelta

import pytest

from holdfast.contacts.actions import log_attempt
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.models import Referral
from tests.appointments.conftest import works
from tests.browser import assert_accessible
from tests.builders import accept, send_request
from tests.journeys.conftest import apart, in_hub, work_the_queue
from tests.journeys.own_pages import EMAIL, PIN

pytestmark = pytest.mark.journey


def given_somebody_who_waits_for_an_assessment(team, now):
    """Reached, who they are checked, with a PIN of their own."""
    channels = {"call": "+447700900123", "voicemail": False, "times": [], "email": EMAIL}
    referral = apart(lambda: send_request(team, now=now, name="Tansy Madeup", channels=channels))
    apart(lambda: accept(team, referral, owner=team.nell, now=now))
    apart(lambda: works(team, team.nell, now=now))

    def reached():
        log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now,
            identity_checked=True,
        )  # fmt: skip
        entry_actions.choose_pin(referral, PIN, how=Pin.How.AFTER_ASKING, now=now)
        return entry_actions.give_link(referral, team.hub, now=now).address

    return referral, in_hub(team.hub, reached)


def press(page, name):
    """Reach a button or a fold by the keyboard alone, and press it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no {name} is reached by Tab")


def test_times_are_offered_by_keyboard_picked_on_a_phone_reminded_of_and_attended(site, hubs, postbox, clock, now):
    tidewater, _ = hubs
    referral, link = given_somebody_who_waits_for_an_assessment(tidewater, now)
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/appointments/book/")
        assert_accessible(page)
        press(page, "Let them choose on their own page")
        press(page, "Offer these times")
        page.get_by_text("They can choose a time on their own page").wait_for()
        assert_accessible(page)

    with site.visitor() as page:
        page.goto(link)
        page.get_by_label("Your PIN, or the code we told you").fill(PIN)
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_role("link", name="Appointments", exact=True).last.click()
        page.get_by_role("button", name="10:00").nth(1).click()
        page.get_by_text("A longer talk, Friday 16 October at 10am").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375

    assert in_hub(tidewater.hub, lambda: Referral.objects.get().next_action) == "meet"
    clock(now + timedelta(hours=19, minutes=30))  # Thursday, half past ten
    work_the_queue()
    assert "Friday 16 October at 10am" in [mail for mail in postbox.mail if mail["To"] == EMAIL][-1].get_content()

    clock(now + timedelta(days=2))
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/appointments/")
        page.get_by_role("link", name="Assessment, ").first.click()
        press(page, "Came")
        page.get_by_role("button", name="Undo").wait_for()
        assert_accessible(page)

    assert in_hub(tidewater.hub, lambda: Referral.objects.get().next_action) == "write_up"
