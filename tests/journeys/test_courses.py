"""A course: agreed, waited for, asked about by a link, begun, a session with its measure and note, and completed."""

import re
from datetime import timedelta

import pytest

from holdfast.appointments.actions import attend, book
from holdfast.appointments.models import Appointment
from holdfast.courses.asking import ask_before_sessions
from holdfast.courses.models import Course
from holdfast.courses.protocols import sign_protocol
from holdfast.referrals.models import Referral
from holdfast.waiting.actions import ask_who_waits
from tests.browser import assert_accessible
from tests.courses.conftest import SLEEP
from tests.journeys.conftest import in_hub, work_the_queue
from tests.journeys.own_pages import EMAIL, PIN
from tests.journeys.test_plan import given_somebody_who_was_assessed

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("_links_lead_here")]
DAY = timedelta(days=1)


def answer_by_the_link(site, postbox, forms):
    """The mail names nobody; the link opens with the PIN; each of `forms` has so many questions."""
    work_the_queue()
    mail = [each for each in postbox.mail if each["To"] == EMAIL and each["Subject"] == "A few questions"][-1]
    assert "Tansy" not in mail.get_content()
    link = re.search(r"http\S+/p/\S+/", mail.get_content())[0]
    with site.visitor(javascript=True) as page:
        page.goto(link)
        page.get_by_label("Your PIN, or the code we told you").fill(PIN)
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_text("A few questions are ready").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.get_by_role("button", name="Go to the questions").click()
        for items in forms:
            page.locator(f"input[name=q{items}]").first.wait_for()
            for number in range(1, items + 1):
                value = 0 if number == 9 else 1  # anything else would raise an alert
                page.locator(f"input[name=q{number}][value='{value}']").check()
            page.get_by_role("button", name=re.compile("Save|Continue")).first.click()
            page.locator(f"input[name=q{items}]").first.wait_for(state="detached")


def test_a_course_is_agreed_waits_begins_and_is_completed(site, hubs, postbox, clock, now):
    tidewater, _ = hubs
    hub, nell = tidewater.hub, tidewater.nell
    referral, _ = given_somebody_who_was_assessed(tidewater, now)
    signing = {**SLEEP, "sessions": 1, "questionnaires": ["phq9"]}
    in_hub(hub, lambda: sign_protocol(hub, "sleep", **signing, seen_version=0, by=tidewater.ines, now=now))
    with site.member(nell) as page:
        page.goto(f"/people/{referral.pk}/sessions/")
        assert_accessible(page)
        page.get_by_label("Course", exact=True).select_option("sleep")
        page.get_by_label("Sessions agreed").fill("1")
        page.get_by_label("Who gives it").select_option("waits")
        page.get_by_label("They wait until about").fill("2026-11-25")
        page.get_by_role("button", name="Agree it").click()
        page.get_by_text("They wait for somebody who gives it").wait_for()
        assert_accessible(page)
        page.goto("/people/waiting/")
        page.get_by_text("Sessions here. Told Wednesday 25 November").wait_for()
        assert_accessible(page)

    later = clock(now + 29 * DAY)
    in_hub(hub, lambda: ask_who_waits(hub, now=later))
    answer_by_the_link(site, postbox, [9, 7])

    with site.member(nell) as page:
        page.goto(f"/people/{referral.pk}/sessions/")
        page.get_by_label("Who gives it").select_option(label="Nell Sampleton")
        page.get_by_role("button", name="Start the course").click()
        page.get_by_role("button", name="Book a session").wait_for()
    at = (later + 4 * DAY).replace(hour=10, minute=0)

    def booked():
        found = Referral.objects.select_related("person").get()
        book(found, kind="support", members=[nell], starts_at=at, how="phone", by=nell, now=later)
        return ask_before_sessions(hub, now=later)

    assert in_hub(hub, booked) == 1
    clock(at - timedelta(hours=20))
    answer_by_the_link(site, postbox, [9])
    after = clock(at + timedelta(hours=2))
    in_hub(hub, lambda: attend(Appointment.objects.get(session__kind="support"), "attend", by=nell, now=after))

    with site.member(nell, width=375) as page:
        page.goto(f"/people/{referral.pk}/sessions/")
        page.get_by_text("1 of 1 sessions.").wait_for()
        page.get_by_text("PHQ-9").first.wait_for()
        page.get_by_text("Write a note").click()
        page.get_by_label("Note of this session").fill("They kept a diary")
        page.get_by_role("button", name="Sign the note").click()
        page.get_by_text("Signed by Nell Sampleton").wait_for()
        page.get_by_label("Completed as agreed").check()
        page.get_by_role("button", name="End it").click()
        page.get_by_text("Completed as agreed, today, Nell Sampleton").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert_accessible(page)
    assert in_hub(hub, lambda: Course.objects.values_list("status", flat=True).get()) == "completed"
