"""A group of three: planned, three given places and one refused, a reminder, two who come and one who does not."""

from datetime import timedelta

import pytest

from holdfast.appointments.models import Appointment
from holdfast.contacts.actions import log_attempt
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from tests.appointments.conftest import works
from tests.browser import assert_accessible
from tests.builders import accept, send_request
from tests.journeys.conftest import apart, in_hub, work_the_queue
from tests.journeys.own_pages import EMAIL, PIN

pytestmark = pytest.mark.journey
NAMES = ("Tansy Madeup", "Hazel Pretend", "Fern Fictional", "Sol Placeholder")


def given_people_who_were_reached(team, now):
    """Four people of Nell's; Hazel keeps Sol, who works here, out. The first has her own pages."""
    apart(lambda: works(team, team.nell, team.wren, now=now))
    people = [apart(lambda name=name: somebody(team, name, now=now)) for name in NAMES]

    def opened():
        entry_actions.choose_pin(people[0], PIN, how=Pin.How.AFTER_ASKING, now=now)
        return entry_actions.give_link(people[0], team.hub, now=now).address

    return people, in_hub(team.hub, opened)


def somebody(team, name, *, now):
    """Somebody who was reached, with an address of their own."""
    address = EMAIL if name == NAMES[0] else f"{name.split()[0].lower()}@home.example"
    channels = {"call": "+447700900123", "voicemail": False, "times": [], "email": address}
    kept_out = ("Sol Placeholder",) if name == NAMES[1] else ()
    referral = send_request(team, now=now, name=name, channels=channels, must_not_see=kept_out)
    accept(team, referral, owner=team.nell, now=now)

    def reached():
        log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now,
            identity_checked=True,
        )  # fmt: skip

    in_hub(team.hub, reached)
    return referral


def when_a_group_is_planned(page):
    """For Friday at ten, with three places."""
    page.goto("/diary/groups/plan/")
    assert_accessible(page)
    page.get_by_label("Name").fill("Friday group")
    page.get_by_label("Day").fill("2026-10-16")
    page.get_by_label("Time").fill("10:00")
    page.get_by_label("Led by").select_option(label="Wren Dummerly")
    page.get_by_label("How", exact=True).select_option(label="By video")
    page.get_by_label("Places").fill("3")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_text("Planned.").wait_for()
    assert_accessible(page)
    return page.url


def when_they_are_put_in(page, referral, *, answer="They have a place: Friday group"):
    """From the record. Nobody said where they work: that is asked about first."""
    page.goto(f"/people/{referral.pk}/appointments/")
    page.get_by_role("link", name="Put into a group").click()
    assert_accessible(page)
    page.get_by_label("Friday group").check()
    page.get_by_role("button", name="Give the place").click()
    asked = page.get_by_text("Ask each before you give it")
    asked.or_(page.get_by_text(answer)).first.wait_for()
    if asked.count():
        assert_accessible(page)
        page.get_by_label("I have asked each of them, and they agree").check()
        page.get_by_role("button", name="Give the place").click()
        page.get_by_text(answer).first.wait_for()


def test_a_group_with_three_people(site, hubs, postbox, clock, now):
    tidewater, _ = hubs
    people, link = given_people_who_were_reached(tidewater, now)
    with site.member(tidewater.nell) as page:
        group = when_a_group_is_planned(page)
        for referral in people[:2]:
            when_they_are_put_in(page, referral)
        when_they_are_put_in(page, people[3], answer="They cannot have a place in this group")
        assert "Hazel" not in page.content()
        when_they_are_put_in(page, people[2])
        page.goto(group)
        page.get_by_text("3 of 3 taken").wait_for()

    with site.visitor() as page:
        page.goto(link)
        page.get_by_label("Your PIN, or the code we told you").fill(PIN)
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_role("link", name="Appointments", exact=True).last.click()
        page.get_by_text("Group, Friday 16 October at 10am").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.get_by_role("link", name="How to join, another time, or cancel it").first.click()
        page.get_by_role("button", name="Cancel this appointment").wait_for()
        assert not any(name.split()[0] in page.content() for name in NAMES[1:])

    clock(now + timedelta(hours=19, minutes=30))  # Thursday, half past ten
    work_the_queue()
    reminders = [mail for mail in postbox.mail if mail["Subject"] == "A reminder"]
    assert sorted(mail["To"] for mail in reminders) == ["fern@home.example", "hazel@home.example", EMAIL]

    clock(now + timedelta(days=2))
    with site.member(tidewater.wren) as page:
        page.goto(group)
        assert_accessible(page)
        for name, what in zip(NAMES, ("Came", "Came", "Did not attend"), strict=False):
            page.get_by_role("group", name=name).get_by_label(what, exact=True).check()
        page.get_by_role("button", name="Keep this").click()
        page.get_by_text("Kept for 3.").wait_for()
        assert_accessible(page)

    def steps():
        return [each.refresh_from_db() or each.next_action for each in people]

    assert in_hub(tidewater.hub, steps) == ["assess", "assess", "try_again", "assess"]
    statuses = in_hub(tidewater.hub, lambda: list(Appointment.objects.order_by("pk").values_list("status", flat=True)))
    assert statuses == ["attended", "attended", "missed"]
