"""From times that are offered to an appointment that was attended: staff by keyboard, the person on a phone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from holdfast.appointments import actions
from holdfast.appointments.models import Appointment
from holdfast.contacts.actions import log_attempt
from holdfast.correspondence.models import Message
from holdfast.hubs.hours import instant
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.models import Referral
from tests.appointments.conftest import works
from tests.browser import assert_accessible
from tests.builders import accept, send_request
from tests.journeys.conftest import apart, in_hub, work_the_queue
from tests.journeys.own_pages import EMAIL, PIN, press

pytestmark = pytest.mark.journey
AHEAD = timedelta(hours=20)


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


def booked_by_phone(team, referral, at):
    """An assessment by telephone with Nell."""
    return in_hub(
        team.hub,
        lambda: (
            actions.book(
                referral,
                kind="assessment",
                members=[team.nell],
                starts_at=at,
                how="phone",
                by=team.nell,
                now=at - AHEAD,
            ).pk
        ),
    )


def test_somebody_who_did_not_come_is_asked_the_same_day_whether_they_are_safe(site, hubs, clock, now):
    tidewater, _ = hubs
    referral, _ = given_somebody_who_waits_for_an_assessment(tidewater, now)
    at = instant(date(2026, 10, 15), time(10))
    pk = booked_by_phone(tidewater, referral, at)
    clock(at + timedelta(minutes=30))
    with site.member(tidewater.nell, width=375) as page:
        page.goto(f"/appointments/{pk}/")
        page.get_by_label("If they did not come, I am worried").check()
        assert_accessible(page)
        page.get_by_role("button", name="Did not attend").click()
        page.get_by_text("Did not attend.").first.wait_for()
    welfare = in_hub(
        tidewater.hub, lambda: Referral.objects.values_list("next_action", "next_action_at", "closed_at").get()
    )
    assert welfare == ("welfare", at + timedelta(hours=2, minutes=30), None)

    clock(at + timedelta(hours=1))
    with site.member(tidewater.nell) as page:
        page.goto("/today/")
        page.get_by_role("link", name="Ask whether they are safe").first.click()
        page.get_by_role("button", name="We spoke").click()
        page.get_by_text("You can undo this until").wait_for()
    assert in_hub(tidewater.hub, lambda: Referral.objects.get().next_action) == "assess"


def test_an_appointment_that_moves_across_the_clock_change_keeps_its_hour_on_the_wall(site, hubs, postbox, clock, now):
    tidewater, _ = hubs
    referral, link = given_somebody_who_waits_for_an_assessment(tidewater, now)
    pk = booked_by_phone(tidewater, referral, instant(date(2026, 10, 23), time(10)))
    with site.member(tidewater.nell) as page:
        page.goto(f"/appointments/{pk}/move/")
        page.get_by_text("Another time").click()
        page.get_by_label("Day").fill("2026-10-25")
        page.get_by_label("Time").fill("01:30")
        page.get_by_role("button", name="Move it there").click()
        page.get_by_text("this time comes twice").first.wait_for()
        page.get_by_label("Day").fill("2026-10-26")
        page.get_by_label("Time").fill("10:00")
        page.get_by_role("button", name="Move it there").click()
        page.get_by_text("Moved to Monday 26 October at 10am").wait_for()
        assert_accessible(page)
    moved = in_hub(tidewater.hub, lambda: Appointment.objects.select_related("session").get().session.starts_at)
    assert moved == datetime(2026, 10, 26, 10, tzinfo=UTC)  # an hour later than the same clock time on the Friday

    goes_at = in_hub(tidewater.hub, lambda: Message.objects.get(kind="reminder", cancelled_at=None).not_before)
    assert goes_at == datetime(2026, 10, 25, 10, tzinfo=UTC)  # ten on the wall, the day the clocks went back
    clock(goes_at)
    work_the_queue()
    (reminder,) = [mail for mail in postbox.mail if "26 October" in mail.get_content()]
    assert "Monday 26 October at 10am" in reminder.get_content()
    with site.visitor() as page:
        page.goto(link)
        page.get_by_label("Your PIN, or the code we told you").fill(PIN)
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_role("link", name="Appointments", exact=True).last.click()
        page.get_by_text("A longer talk, tomorrow at 10am").first.wait_for()


def test_staff_book_and_move_by_keyboard_alone(site, hubs, clock, now):
    tidewater, _ = hubs
    referral, _ = given_somebody_who_waits_for_an_assessment(tidewater, now)
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/appointments/")
        press(page, "Book an appointment")
        page.get_by_text("Press a time to book it").wait_for()
        press(page, "11:00")
        page.get_by_text("Booked: tomorrow at 11am.").wait_for()
        page.get_by_role("link", name="Assessment, ").first.focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Move it").wait_for()
        press(page, "Move it")
        page.get_by_text("Press a time to move it there").wait_for()
        press(page, "10:30")
        page.get_by_text("Moved to tomorrow at 10:30am.").wait_for()
        assert_accessible(page)

    def stands():
        found = Appointment.objects.select_related("session").get()
        return found.status, found.session.starts_at

    assert in_hub(tidewater.hub, stands) == ("booked", instant(date(2026, 10, 15), time(10, 30)))
