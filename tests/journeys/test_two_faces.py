"""One story from both sides: what a person lets their referrer know, and what the referrer then reads."""

import pytest

from holdfast.agreements.models import Statement
from holdfast.contacts.actions import log_attempt
from holdfast.front_door.actions import answer_questionnaire
from holdfast.measures.questionnaires import find
from holdfast.portal.actions import true_now
from holdfast.referrals.models import Referral
from tests.browser import assert_accessible
from tests.builders import accept
from tests.journeys.conftest import apart, in_hub, work_the_queue
from tests.journeys.own_pages import EMAIL, PIN, the_link_in
from tests.journeys.referrer import OLIVE, STORY, given_they_are_admitted, when_they_come_in, when_they_refer

pytestmark = pytest.mark.journey
CANARIES = (
    *("Tansy", "Madeup", EMAIL, "900123", STORY),  # who they are, how to reach them, what they wrote
    *("PHQ-9", "score", "Mild", "Little interest"),  # what they answered
    *("accepted", "arranging support", "has closed", "withdr", "stopped"),  # what was decided, what they did
    *("Nell", "Sampleton", "practitioner"),  # who looks after them
)
RECEIVED = "Received today at 2:52pm."
CONTACTED = "The hub has spoken with the person. On 14 October 2026. Approved for you today at 2:52pm."


@pytest.fixture
def look_over(site):
    """axe on what a phone without JavaScript shows, in a browser of the same visit that runs it, as axe must."""
    with site.visitor(javascript=True) as twin:

        def look(page):
            twin.context.clear_cookies()
            twin.context.add_cookies(page.context.cookies())
            twin.goto(page.url)
            assert twin.locator("h1").inner_text() == page.locator("h1").inner_text()
            assert_accessible(twin)

        yield look


def my_referrals(page):
    """Every line of the list, read anew; nowhere in the page, seen or not, stands more than may be known."""
    page.goto("/hub/tidewater/refer/mine/")
    page.get_by_role("heading", name="My referrals").wait_for()
    assert [canary for canary in CANARIES if canary in page.content()] == []
    return [line for line in page.locator("main").inner_text().splitlines() if line]


def given_nell_has_talked_with_them(team, now):
    """They answered a questionnaire; who they are is checked; nothing is decided yet."""

    def talked():
        referral = Referral.objects.select_related("person").get()
        answer_questionnaire(referral, team.hub, find("phq9"), {**dict.fromkeys(range(1, 9), 1), 9: 0}, now=now)
        log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now,
            identity_checked=True,
        )  # fmt: skip

    in_hub(team.hub, talked)


def when_nell_gives_the_pages(page):
    """She reads who referred them and how they agreed, and makes the link and the code that she tells them."""
    page.goto("/people/")
    page.get_by_role("link", name="Tansy Madeup").first.click()
    page.get_by_role("heading", name="Tansy Madeup").wait_for()
    shown = page.locator("main").inner_text()
    assert "Olive Mockwell, Northfell Occupational Health" in shown
    assert "In person, on 12 October 2026" in shown
    assert_accessible(page)
    page.get_by_role("link", name="Agreements, and give them their own pages").click()
    assert_accessible(page)
    page.get_by_role("button", name="Make a link and a code").click()
    code = page.locator(".hf-reference__number").inner_text()
    assert_accessible(page)
    return code


def when_they_choose_a_pin(page, link, code, look_over):
    """With the code, once; then they have a link mailed for the next time."""
    page.goto(link)
    page.get_by_label("Your PIN, or the code we told you").fill(code)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_label("Your new PIN").fill(PIN)
    look_over(page)
    page.get_by_label("Type it again").fill(PIN)
    page.get_by_role("button", name="Keep this PIN").click()
    page.get_by_role("heading", name="Where things stand").wait_for()
    page.get_by_role("button", name="Send me a link for next time").click()
    page.get_by_role("heading", name="Your link for next time").wait_for()


def when_they_open(page, link):
    page.goto(link)
    page.get_by_label("Your PIN, or the code we told you").fill(PIN)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("heading", name="Where things stand").wait_for()


def when_they_agree_to_three_sentences(page, look_over):
    page.get_by_role("link", name="What we may tell others", exact=True).last.click()
    page.get_by_text("They know that we received your name, and no more.").wait_for()
    look_over(page)
    page.get_by_role("button", name="Let Northfell Occupational Health know something").click()
    look_over(page)
    page.get_by_label("So that they know where things stand").check()
    for sentence in ("The hub has spoken with the person.", "The hub is arranging support.",
                     "The hub has closed the referral."):  # fmt: skip
        page.get_by_label(sentence, exact=True).check()
    page.get_by_role("button", name="Agree to this").click()
    page.get_by_text("Nothing is told until you approve a sentence.").wait_for()
    look_over(page)


def when_they_stop(page):
    page.get_by_role("link", name="Stop, or change your mind", exact=True).last.click()
    page.get_by_label("Your PIN, once more").fill(PIN)
    page.get_by_role("button", name="Yes, close my request").click()
    page.get_by_role("heading", name="You have stopped").wait_for()


@pytest.mark.usefixtures("_links_lead_here")
def test_the_referrer_reads_the_sentence_that_the_person_approved_and_nothing_after_they_changed_their_mind(
    site, hubs, postbox, now, look_over
):
    tidewater, saltpan = hubs
    given_they_are_admitted(tidewater, now)
    with site.visitor() as olive:
        when_they_come_in(olive, postbox, OLIVE, "Olive Mockwell")
        reference = when_they_refer(olive)
        received = my_referrals(olive)
        shown = f"{reference[:3]} {reference[3:6]} {reference[6:]}"
        assert received[:5] == ["My referrals", "Refer someone", shown, RECEIVED, "What you see here"]

        given_nell_has_talked_with_them(tidewater, now)
        with site.member(tidewater.nell) as page:
            code = when_nell_gives_the_pages(page)
        with site.visitor() as page:
            when_they_choose_a_pin(page, the_link_in(postbox), code, look_over)
        with site.visitor() as page:
            when_they_open(page, the_link_in(postbox))
            when_they_agree_to_three_sentences(page, look_over)
            assert my_referrals(olive) == received

            page.get_by_text("Today: The hub has spoken with the person.").wait_for()
            page.get_by_role("button", name="Tell them this").click()
            page.get_by_text("It is shared with them now.").wait_for()
            look_over(page)
            told = my_referrals(olive)
            assert told == [*received[:4], CONTACTED, *received[4:]]

            page.get_by_role("button", name="Tell Northfell Occupational Health nothing more").click()
            page.get_by_text("You have changed your mind.").wait_for()
            referral = in_hub(tidewater.hub, lambda: Referral.objects.select_related("person").get())
            apart(lambda: accept(tidewater, referral, owner=tidewater.nell, now=now))
            assert in_hub(tidewater.hub, lambda: list(true_now(Referral.objects.get()))) == ["contacted", "accepted"]
            page.reload()
            assert page.get_by_role("button", name="Tell them this").count() == 0
            assert my_referrals(olive) == told

            when_they_stop(page)
            assert my_referrals(olive) == told

    work_the_queue()
    to_olive = [mail for mail in postbox.mail if mail["To"] == OLIVE]
    assert [mail["Subject"] for mail in to_olive] == ["Your code", "Something to read"]
    assert [canary for canary in CANARIES for mail in to_olive if canary in mail.get_content()] == []
    assert in_hub(tidewater.hub, lambda: [each.kind for each in Statement.objects.all()]) == ["contacted"]
    assert in_hub(tidewater.hub, lambda: Referral.objects.get().status) == "withdrawn"
    assert in_hub(saltpan.hub, lambda: Referral.objects.count()) == 0
