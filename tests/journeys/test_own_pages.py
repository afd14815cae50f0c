"""A person's own pages on a phone without JavaScript: from the thank-you page to stopping."""

from contextlib import contextmanager

import pytest

from holdfast.contacts.actions import log_attempt
from holdfast.referrals.models import Referral
from tests.browser import assert_accessible as axe_finds_nothing
from tests.builders import accept, browser_of
from tests.builders import page as address_of
from tests.journeys.conftest import apart, in_hub
from tests.journeys.own_pages import EMAIL, PIN, press, the_link_in

pytestmark = pytest.mark.journey


def assert_accessible(page):
    """axe on this state, in the walk that has JavaScript: axe itself is a script."""
    if page.has_javascript:
        axe_finds_nothing(page)


@contextmanager
def phone(site, *, javascript):
    """A phone."""
    with site.visitor(javascript=javascript) as page:
        page.has_javascript = javascript
        page.set_default_timeout(15_000)
        yield page


def when_somebody_asks_for_help(page):
    page.goto("/hub/tidewater/ask/")
    page.get_by_role("button", name="Start").click()
    page.get_by_label("What should we call you?").fill("Tansy Madeup")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Email", exact=True).check()
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Yes, I am safe").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What is going on?").fill("nobody else knows this")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Send to the hub").click()
    page.goto("/hub/tidewater/more/questions/phq9/1/")
    for number in range(1, 10):
        page.locator(f"#item_q{number}").get_by_label("Not at all" if number == 9 else "Several days").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save and go on").click()
    page.goto("/hub/tidewater/sent/")


def when_they_choose_a_pin(page):
    page.get_by_role("link", name="Choose a PIN for your own pages").click()
    assert_accessible(page)
    page.get_by_label("Choose a PIN").fill("123456")
    page.get_by_label("Type it again").fill("123456")
    page.get_by_role("button", name="Keep this PIN").click()
    assert_accessible(page)
    page.get_by_label("Choose a PIN").fill(PIN)
    page.get_by_label("Type it again").fill(PIN)
    page.get_by_role("button", name="Keep this PIN").click()
    page.get_by_text("A plain email with a link is on its way").wait_for()
    assert_accessible(page)


def when_they_open(page, link):
    page.goto(link)
    assert "Tansy" not in page.content()
    assert_accessible(page)
    page.get_by_label("Your PIN, or the code we told you").fill("111213")
    page.get_by_role("button", name="Open", exact=True).click()
    assert_accessible(page)
    page.get_by_label("Your PIN, or the code we told you").fill(PIN)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("heading", name="Where things stand").wait_for()


def when_nell_has_talked_with_them(team, now):
    """Accepted, talked with, who they are checked."""

    def work():
        log_attempt(
            Referral.objects.get(), channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now,
            identity_checked=True,
        )  # fmt: skip

    referral = in_hub(team.hub, lambda: Referral.objects.select_related("person").get())
    apart(lambda: accept(team, referral, owner=team.nell, now=now))
    in_hub(team.hub, work)
    apart(lambda: browser_of(team.nell).get(address_of("caseload:person", referral.pk)))


def when_they_go_to(page, name):
    page.get_by_role("link", name=name, exact=True).last.click()
    assert page.locator("h1").inner_text()
    assert_accessible(page)


def when_they_keep_out_of_research_by_keyboard(page):
    when_they_go_to(page, "Your information in research")
    press(page, "Keep my record out of studies")
    page.get_by_text("Kept. From now on your record is in no study.").wait_for()
    assert_accessible(page)
    press(page, "Say yes to approved studies")
    page.get_by_role("heading", name="Your record may be in an approved study").wait_for()


@pytest.mark.parametrize("javascript", [False, True], ids=["without_javascript", "with_axe"])
@pytest.mark.usefixtures("_links_lead_here")
def test_own_pages_from_the_thank_you_page_to_stopping(site, hubs, postbox, now, javascript):
    tidewater, _ = hubs
    with phone(site, javascript=javascript) as page:
        when_somebody_asks_for_help(page)
        assert_accessible(page)
        when_they_choose_a_pin(page)
    with phone(site, javascript=javascript) as page:
        when_they_open(page, the_link_in(postbox))
        assert_accessible(page)
        page.get_by_role("button", name="Send me a link for next time").click()
        assert_accessible(page)
        page.get_by_role("link", name="Back to where things stand").click()
        page.get_by_text("Why there is so little here yet").wait_for()
        assert page.get_by_role("link", name="How you have been").count() == 0
        page.goto("/hub/tidewater/own/how/")
        assert "nobody else knows this" not in page.content()
        assert_accessible(page)

        when_nell_has_talked_with_them(tidewater, now)
        page.goto("/hub/tidewater/own/")
        page.get_by_text("You have a longer talk with Nell Sampleton").wait_for()
        when_they_go_to(page, "How you have been")
        page.get_by_text("Your score was 8 on 14 October.").wait_for()

        page.get_by_role("link", name="Who may see, who has looked").last.click()
        assert_accessible(page)
        page.get_by_label("Your PIN, once more").fill(PIN)
        page.get_by_role("button", name="Go on").click()
        page.locator(".hf-log").get_by_text("Nell Sampleton").first.wait_for()
        page.locator(".hf-log").get_by_text("Read your record").first.wait_for()
        assert_accessible(page)
        for name in ("What we may tell others", "People who must not see", "How to reach you",
                     "Language, and what makes it easier", "Another hub", "What you can do now"):  # fmt: skip
            when_they_go_to(page, name)

        when_they_keep_out_of_research_by_keyboard(page)
        when_they_go_to(page, "Stop, or change your mind")
        page.get_by_label("Your PIN, once more").fill(PIN)
        page.get_by_role("button", name="Yes, close my request").click()
        page.get_by_role("heading", name="You have stopped").wait_for()
        assert_accessible(page)
        page.get_by_role("button", name="Close these pages").click()
        page.get_by_role("heading", name="Ask for a new link").wait_for()
        assert_accessible(page)
        page.goto("/hub/tidewater/own/")
        page.get_by_role("heading", name="Open your pages by your link").wait_for()
        assert_accessible(page)

    assert in_hub(tidewater.hub, lambda: Referral.objects.get().status) == "withdrawn"
