"""A letter to the GP: written, shown, changed as the person asks on a phone, agreed, posted by the office, printed."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from holdfast.contacts.actions import log_attempt
from holdfast.letters.models import Letter
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from tests.browser import assert_accessible
from tests.builders import accept, send_request
from tests.journeys.conftest import apart, in_hub
from tests.journeys.own_pages import EMAIL, PIN

pytestmark = pytest.mark.journey
WRITTEN = "Dear Dr Invented\n\nTansy has slept badly since the winter.\n\nNell Sampleton"
CHANGED = "Dear Dr Invented\n\nTansy gets help from us.\n\nNell Sampleton"


def given_somebody_with_pages(team, now):
    """Reached, who they are checked, with a PIN of their own; and the link to their pages."""
    channels = {"call": "+447700900123", "voicemail": False, "times": [], "email": EMAIL}
    referral = apart(lambda: send_request(team, now=now, name="Tansy Madeup", channels=channels))
    apart(lambda: accept(team, referral, owner=team.nell, now=now))

    def reached():
        log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now,
            identity_checked=True,
        )  # fmt: skip
        entry_actions.choose_pin(referral, PIN, how=Pin.How.AFTER_ASKING, now=now)
        return [entry_actions.give_link(referral, team.hub, now=now).address]

    return referral, in_hub(team.hub, reached)[0]


def open_letters(page, link):
    """From the link to the letters: the PIN, and the PIN again."""
    page.goto(link)
    page.get_by_label("Your PIN, or the code we told you").fill(PIN)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_text("A letter waits for your answer").wait_for()
    page.get_by_role("link", name="Read it").click()
    page.get_by_label("Your PIN, once more").fill(PIN)
    page.get_by_role("button", name="Go on").click()


def test_a_letter_to_the_gp_goes_as_the_person_agreed_to_it(site, hubs, clock, now):
    tidewater, _ = hubs
    referral, link = given_somebody_with_pages(tidewater, now)
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/letters/")
        page.get_by_role("button", name="Write a letter").click()
        page.get_by_role("link", name="They are getting help from us").click()
        page.get_by_label("Name").fill("Dr Quill Invented")
        page.get_by_label("Address").fill("Madeup Lane Surgery\nNF1 4AP")
        page.get_by_role("button", name="Begin the letter").click()
        page.get_by_label("The letter").fill(WRITTEN)
        page.get_by_label("Subject").fill("About Tansy Madeup")
        page.get_by_label("The same in easy words").fill("")
        assert_accessible(page)
        page.get_by_role("button", name="Keep it").click()
        page.get_by_role("button", name="Show it to them").click()
        page.get_by_text("It goes nowhere unless they say yes").wait_for()
        assert_accessible(page)

    with site.visitor(javascript=True) as page:
        open_letters(page, link)
        page.get_by_text("Tansy has slept badly since the winter.").wait_for()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.get_by_text("Ask for a change").click()
        page.get_by_label("What should it say, or leave out?").fill("Please leave out how I sleep.")
        page.get_by_role("button", name="Send these words").click()
        page.get_by_text("We have your words").wait_for()

    with site.member(tidewater.nell) as page:
        page.goto("/today/")
        page.get_by_role("link", name="One letter to change, as the person asks").click()
        page.get_by_text("Please leave out how I sleep.").wait_for()
        page.get_by_role("button", name="Change it").click()
        page.get_by_label("The letter").fill(CHANGED)
        page.get_by_role("button", name="Keep it").click()
        page.get_by_role("button", name="Show it to them").click()
        page.get_by_text("It goes nowhere unless they say yes").wait_for()

    again = in_hub(tidewater.hub, lambda: [entry_actions.give_link(referral, tidewater.hub, now=now).address])[0]
    with site.visitor() as page:
        open_letters(page, again)
        page.get_by_text("Tansy gets help from us.").wait_for()
        page.get_by_role("button", name="Yes, send this letter").click()
        page.get_by_text("Until it is posted you can take it back").wait_for()

    with site.member(tidewater.ada) as page:
        page.goto("/letters/post/")
        page.get_by_text("Madeup Lane Surgery").wait_for()
        assert "gets help" not in page.content()
        assert_accessible(page)
        page.get_by_role("button", name="Posted").click()
        page.get_by_text("Posted: Dr Quill Invented.").wait_for()

    letter = in_hub(tidewater.hub, lambda: list(Letter.objects.all()))[0]
    assert (letter.status, letter.version) == ("sent", 3)
    with site.member(tidewater.nell) as page:
        made = page.request.get(f"/letters/{letter.pk}/pdf/").body()
    printed = PdfReader(BytesIO(made))
    words = " ".join(printed.pages[0].extract_text().split())
    assert ("Tansy gets help from us." in words, "winter" in words) == (True, False)
    assert printed.trailer["/Root"]["/MarkInfo"]["/Marked"]
