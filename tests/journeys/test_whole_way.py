"""The whole way in one browser: given to somebody, offered times, chosen on a phone, reminded, met, assessed by two,
decided by the team, a plan that they agree to, and a letter to their GP that goes as they agreed to it."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from holdfast.contacts.actions import log_attempt
from holdfast.letters.models import Letter
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.models import Referral
from tests.appointments.conftest import works
from tests.browser import assert_accessible
from tests.builders import accept, send_request
from tests.journeys.conftest import apart, in_hub, work_the_queue
from tests.journeys.own_pages import EMAIL, PIN
from tests.journeys.test_assessing import agree, write

pytestmark = pytest.mark.journey


def given_somebody_of_the_leads(team, now):
    """Reached by the lead, who has them for now; who they are is checked, and they have a PIN of their own."""
    channels = {"call": "+447700900123", "voicemail": False, "times": [], "email": EMAIL}
    referral = apart(lambda: send_request(team, now=now, name="Tansy Madeup", channels=channels))
    apart(lambda: accept(team, referral, owner=team.ines, now=now, by=team.ines))
    apart(lambda: works(team, team.nell, now=now))

    def reached():
        log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=team.ines, now=now,
            identity_checked=True,
        )  # fmt: skip
        entry_actions.choose_pin(referral, PIN, how=Pin.How.AFTER_ASKING, now=now)

    in_hub(team.hub, reached)
    return referral


def open_own_pages(page, team, referral, *, now):
    """Their own pages on a phone, by a link and the PIN."""
    page.goto(in_hub(team.hub, lambda: entry_actions.give_link(referral, team.hub, now=now).address))
    page.get_by_label("Your PIN, or the code we told you").fill(PIN)
    page.get_by_role("button", name="Open", exact=True).click()


def stands(team):
    """Status, stage and next action."""
    return in_hub(team.hub, lambda: Referral.objects.values_list("status", "stage", "next_action").get())


def test_from_being_given_to_somebody_to_a_letter_that_is_posted(site, hubs, postbox, clock, now):
    tidewater, _ = hubs
    nell, wren = tidewater.nell, tidewater.wren
    referral = given_somebody_of_the_leads(tidewater, now)
    record = f"/people/{referral.pk}"

    with site.member(tidewater.ines) as page:
        page.goto(f"{record}/owner/")
        page.get_by_label("Give them to").select_option(value=str(nell.pk))
        page.get_by_role("button", name="Save who has them").click()
        page.get_by_text("Changed hands").first.wait_for()
    with site.member(nell) as page:
        page.goto(f"{record}/appointments/book/")
        page.get_by_text("Let them choose on their own page").click()
        page.get_by_role("button", name="Offer these times").click()
        page.get_by_text("They can choose a time on their own page").wait_for()
    with site.visitor() as page:
        open_own_pages(page, tidewater, referral, now=now)
        page.get_by_role("link", name="Appointments", exact=True).last.click()
        page.get_by_role("button", name="10:00").nth(1).click()
        page.get_by_text("A longer talk, Friday 16 October at 10am").first.wait_for()
    work_the_queue()
    reminder = [mail for mail in postbox.mail if mail["To"] == EMAIL][-1].get_content()
    assert "Friday 16 October at 10am" in reminder
    assert "assessment" not in reminder.lower()

    met = now + timedelta(days=2)
    clock(met)
    with site.member(nell) as page:
        page.goto(f"{record}/appointments/")
        page.get_by_role("link", name="Assessment, ").first.click()
        page.get_by_role("button", name="Came", exact=True).click()
        page.get_by_role("button", name="Undo").wait_for()
        page.goto(f"{record}/assessment/")
        page.get_by_role("button", name="Begin the assessment").click()
        write(page, needs="Wakes at three.", safety="Her sister is near.")
        page.get_by_label("Colleague").select_option(label=wren.name)
        page.get_by_role("button", name="Name them as an author").click()
        page.get_by_text(f"{wren.name} writes it too now").wait_for()
        address = page.url
    with site.member(wren) as page:
        page.goto(address)
        write(page, formulation="Nights, then no sleep, then dread.")
        agree(page)
    with site.member(nell) as page:
        page.goto(address)
        agree(page)
        page.get_by_label("What do you want to ask the team?").fill("A group, or alone?")
        page.get_by_role("button", name="Put it on the agenda").click()
        decide_at_a_meeting(page, record, met, nell)
    assert stands(tidewater) == ("assessed", "in_support", "plan")

    with site.member(nell) as page:
        page.goto(f"{record}/plan/")
        page.get_by_text("Add a goal").click()
        page.get_by_label("What they want to be different, in their words").fill("To sleep before an early shift")
        page.get_by_label("How near are they to it now?").select_option("3")
        page.get_by_role("button", name="Add this goal").click()
        page.get_by_text("Add what happens", exact=True).click()
        page.get_by_label("Kind of support").select_option("sessions")
        page.get_by_label("What happens").fill("Four talks about sleep and shifts")
        page.get_by_label("Who does it").select_option(label=nell.name)
        page.get_by_label("When next").fill("2026-10-22")
        page.get_by_role("button", name="Add it to the plan").click()
        page.get_by_role("button", name="Show it to them").click()
        page.get_by_text("Shown, and not agreed yet").wait_for()
    with site.visitor() as page:
        open_own_pages(page, tidewater, referral, now=met)
        page.get_by_role("link", name="Your plan", exact=True).last.click()
        page.get_by_role("button", name="I agree to this plan").click()
        page.get_by_text("You have agreed. It begins.").wait_for()
    assert stands(tidewater) == ("supported", "in_support", "step")

    with site.member(nell) as page:
        page.goto(f"{record}/letters/write/")
        page.get_by_role("link", name="They are getting help from us").click()
        page.get_by_label("Name").fill("Dr Quill Invented")
        page.get_by_label("Address").fill("Madeup Lane Surgery\nNF1 4AP")
        page.get_by_role("button", name="Begin the letter").click()
        page.get_by_label("The letter").fill("Dear Dr Invented\n\nTansy gets help from us.\n\nNell Sampleton")
        page.get_by_label("Subject").fill("About Tansy Madeup")
        page.get_by_label("The same in easy words").fill("")
        page.get_by_role("button", name="Keep it").click()
        page.get_by_role("button", name="Show it to them").click()
        page.get_by_text("It goes nowhere unless they say yes").wait_for()
    with site.visitor() as page:
        open_own_pages(page, tidewater, referral, now=met)
        page.get_by_role("link", name="Read it").click()
        page.get_by_label("Your PIN, once more").fill(PIN)
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name="Yes, send this letter").click()
        page.get_by_text("Until it is posted you can take it back").wait_for()
    with site.member(tidewater.ada) as page:
        page.goto("/letters/post/")
        page.get_by_role("button", name="Posted").click()
        page.get_by_text("Posted: Dr Quill Invented.").wait_for()
    letter = in_hub(tidewater.hub, lambda: Letter.objects.get())
    assert letter.status == "sent"
    with site.member(nell) as page:
        printed = PdfReader(BytesIO(page.request.get(f"/letters/{letter.pk}/pdf/").body()))
        assert "Tansy gets help from us." in " ".join(printed.pages[0].extract_text().split())
        page.goto(f"{record}/")
        for step in ("Assessment finished", "Decided at the team’s meeting", "Came to the appointment"):
            page.get_by_text(step).first.wait_for()
        assert_accessible(page)


def decide_at_a_meeting(page, record: str, met: datetime, member):
    """Call a meeting, put the question on it, and write down what was decided."""
    page.goto("/meetings/")
    page.get_by_text("Call a meeting").click()
    page.get_by_label("Day").fill(f"{met:%Y-%m-%d}")
    page.get_by_label("Time").fill("16:00")
    with page.expect_navigation():
        page.get_by_role("button", name="Call it").click()
    page.goto(f"{record}/meeting/")
    page.get_by_label(f"called by {member.name}").check()
    page.get_by_role("button", name="Put it on the agenda").click()
    page.get_by_label("Support by the hub").check()
    page.get_by_role("button", name="Write down the decision").click()
    page.get_by_text("Decided, and written into the record.").wait_for()
