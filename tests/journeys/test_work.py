"""Appendix 1 of the national guidance, from end to end: overwhelmed, off work, helped, and on the way back.

A healthcare professional of a specialist area, who cares for their family, is referred by Occupational Health with
their agreement. Urgent support comes first; GP, manager and Occupational Health are told what they said yes to, and
nothing more once they say so.
"""

import re

import pytest

from holdfast.alerts.models import Alert
from holdfast.contacts.actions import log_attempt
from holdfast.front_door.more_actions import tell_groups
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.models import Referral
from holdfast.workforce.actions import set_profile
from holdfast.workplace.models import WorkStatement
from tests.browser import assert_accessible
from tests.builders import accept
from tests.journeys.conftest import apart, in_hub, work_the_queue
from tests.journeys.own_pages import PIN
from tests.journeys.referrer import OLIVE, given_they_are_admitted, mailed_to, when_they_come_in, when_they_refer

pytestmark = pytest.mark.journey
ASKED = "Please advise on a gradual return to a specialist unit, for somebody who cares for family too."
ANSWERED = "We advise four weeks of shorter days without nights."
MOSS, QUILL = "moss@quay.example", "quill@surgery.example"


def given_urgent_support(team, now):
    """Nell rings at once, checks who they are, and Tansy has pages with a PIN; she cares for her family."""
    referral = in_hub(team.hub, lambda: [Referral.objects.select_related("person").get()])[0]
    apart(lambda: accept(team, referral, owner=team.nell, now=now))

    def reached():
        log_attempt(referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now,
                    identity_checked=True)  # fmt: skip
        tell_groups(referral, team.hub, groups=["parent"], now=now)
        entry_actions.choose_pin(referral, PIN, how=Pin.How.AFTER_ASKING, now=now)
        set_profile(team.nell, seen=None, by=team.ines, now=now, profession="nurse", grade="7")

    in_hub(team.hub, reached)
    return referral


def about(words, what):
    """The name of a button that says to whoever hears it what it is about."""
    return re.compile(rf"{words}\W+{what}")


def writes(page, referral, kind, *, to, **typed):
    """From the tab Work to a statement that was shown."""
    page.goto(f"/people/{referral.pk}/workplace/")
    page.get_by_role("button", name="Write or ask").click()
    page.get_by_role("link", name=kind).click()
    if isinstance(to, str):
        page.get_by_label(to).check()
    else:
        page.get_by_label("Somebody else").check()
        page.get_by_label("Who they are to the person").select_option(label=to["who"])
        page.get_by_label("Their name").fill(to["name"])
        page.get_by_label("Where they work").fill(to["where"])
        page.get_by_label("Their email address at work").fill(to["email"])
        page.get_by_label("Their telephone number").fill("01632 960111")
    for label, value in typed.items():
        page.get_by_label(label.replace("_", " "), exact=True).first.fill(value)
    assert_accessible(page)
    page.get_by_role("button", name="Show it to them").click()
    page.get_by_text("It goes nowhere unless they say yes").wait_for()


def comes_in(page, team, referral, now):
    """Tansy, on her phone: the link and her PIN."""
    page.goto(in_hub(team.hub, lambda: [entry_actions.give_link(referral, team.hub, now=now).address])[0])
    page.get_by_label("Your PIN, or the code we told you").fill(PIN)
    page.get_by_role("button", name="Open", exact=True).click()


def opens_own_pages(page, team, referral, now):
    """She reads what waits for her answer, and says her PIN again."""
    comes_in(page, team, referral, now)
    page.get_by_role("link", name="Read what it says").click()
    page.get_by_label("Your PIN, once more").fill(PIN)
    page.get_by_role("button", name="Go on").click()


def gets_a_link(page, site, postbox, address):
    """Nell mails a link and tells the code by telephone; the partner opens it. The mail says nothing."""
    page.get_by_role("button", name="Mail them a link").click()
    code = page.locator(".hf-reference__number").inner_text()
    work_the_queue()
    mail = mailed_to(postbox, address)
    assert ("Tansy" in mail, code in mail) == (False, False)
    return re.search(r"http\S+/workplace/\S+/", mail)[0], code


@pytest.mark.usefixtures("_links_lead_here")
def test_the_example_of_the_guidance_from_being_overwhelmed_to_the_way_back(site, hubs, postbox, now):
    tidewater, _ = hubs
    given_they_are_admitted(tidewater, now)
    with site.visitor(javascript=True) as olive:
        when_they_come_in(olive, postbox, OLIVE, "Olive Mockwell")
        when_they_refer(olive)
        referral = given_urgent_support(tidewater, now)
        assert in_hub(tidewater.hub, lambda: list(Alert.objects.all())) == []

        with site.member(tidewater.nell) as nell:
            nell.goto(f"/people/{referral.pk}/workplace/")
            nell.get_by_text("It is different now").click()
            nell.get_by_label("Off sick").check()
            nell.get_by_label("Since").fill("2026-10-05")
            nell.get_by_role("button", name="Write it down").click()
            nell.get_by_text("since 5 October 2026").first.wait_for()
            assert_accessible(nell)
            writes(nell, referral, "Request for support at work", to="Olive Mockwell", What_they_read=ASKED)
            moss = {"who": "Their manager", "name": "Moss Placeholder", "where": "Renal unit", "email": MOSS}
            writes(nell, referral, "Sick leave", to=moss, From="2026-10-05", What_they_read="Off, and gets help.")
            quill = {"who": "Their GP", "name": "Dr Quill Invented", "where": "Madeup Lane Surgery", "email": QUILL}
            writes(nell, referral, "Question", to=quill, What_they_read="Can the tablets be looked at?")

        with site.visitor(javascript=True) as tansy:
            opens_own_pages(tansy, tidewater, referral, now)
            tansy.get_by_text(ASKED).wait_for()
            assert_accessible(tansy)
            assert tansy.evaluate("document.documentElement.scrollWidth") <= 375
            tansy.get_by_role("button", name=about("Yes, they may read this", "Request")).click()
            tansy.get_by_role("button", name=about("Yes, they may read this", "Sick leave")).click()
            tansy.get_by_role("button", name=about("Yes, they may read this", "Question")).click()
            tansy.get_by_text("You said yes to these words").wait_for()

        olive.goto("/hub/tidewater/refer/mine/")
        olive.get_by_role("link", name="Request for support at work").click()
        olive.get_by_text(ASKED).wait_for()
        assert_accessible(olive)
        olive.get_by_label("Your answer").fill(ANSWERED)
        olive.get_by_role("button", name="Send this answer").click()
        olive.get_by_text("We have your answer").wait_for()

        with site.member(tidewater.nell) as nell:
            nell.goto("/today/")
            nell.get_by_role("link", name="One answer about somebody’s work to read").click()
            nell.get_by_text(ANSWERED).wait_for()
            with nell.expect_navigation():
                nell.get_by_role("button", name="I have read it").click()
            nell.goto("/today/")
            nell.get_by_role("link", name="2 statements about work agreed, and not shared yet").click()
            link, code = gets_a_link(nell, site, postbox, MOSS)
        with site.visitor(javascript=True) as manager:
            manager.goto(link)
            assert "Tansy" not in manager.content()
            manager.get_by_label("Enter the code").fill(code)
            manager.get_by_role("button", name="Continue").click()
            manager.get_by_role("heading", name="Sick leave").wait_for()
            assert_accessible(manager)
            assert manager.get_by_text("Request for support").count() == 0
            plan_and_return(site, tidewater, referral, manager, now)

            with site.visitor() as tansy:
                opens_stopping(tansy, tidewater, referral, "Renal unit", now)
            manager.reload()
            assert manager.get_by_role("heading", name="Plan for the return to work").count() == 1
            assert manager.get_by_role("heading", name="Changes at work").count() == 0
        oh_reads_no_more(site, olive, tidewater, referral, now)
        gp_reads_nothing(site, tidewater, referral, now)
    kinds = in_hub(tidewater.hub, lambda: sorted((each.kind, each.status) for each in WorkStatement.objects.all()))
    assert kinds == [
        ("adjustments", "stopped"), ("adjustments", "stopped"), ("leave", "shared"), ("question", "stopped"),
        ("return", "shared"), ("support", "shared"),
    ]  # fmt: skip


def plan_and_return(site, team, referral, manager, now):
    """The way back, with Occupational Health's advice: agreed on her pages, read by the manager, a step done."""
    with site.member(team.nell) as nell:
        nell.goto(f"/people/{referral.pk}/workplace/write/?kind=return")
        nell.get_by_label("Moss Placeholder").check()
        for number, (day, what) in enumerate((("2026-10-14", "Two mornings"), ("2026-10-26", "Short days")), start=1):
            step = nell.get_by_role("group", name=f"Step {number}", exact=True)
            step.get_by_label("From this day").fill(day)
            step.get_by_label("What they do").fill(what)
        nell.get_by_role("button", name="Show it to them").click()
        nell.get_by_text("It goes nowhere unless they say yes").wait_for()
    with site.visitor(javascript=True) as tansy:
        opens_own_pages(tansy, team, referral, now)
        tansy.get_by_role("button", name=about("Yes, they may read this", "Plan for the return")).click()
        tansy.get_by_text("Your way back to work").wait_for()
        assert_accessible(tansy)
    manager.reload()
    manager.get_by_role("link", name=about("Read it, and answer", "Plan for the return")).click()
    manager.get_by_text("Two mornings").wait_for()
    manager.go_back()
    with site.member(team.nell) as nell:
        nell.goto(f"/people/{referral.pk}/workplace/")
        nell.get_by_role("button", name=about("Done", "Two mornings")).click()
        nell.get_by_text("Written down: this step is done").wait_for()
        assert_accessible(nell)
        writes(nell, referral, "Changes at work", to="Moss Placeholder", What_they_read="No nights.")


def oh_reads_no_more(site, olive, team, referral, now):
    """Occupational Health reads, and is to hear more; Tansy takes back that they hear of her. From then on they find
    what they were shown before, and nothing else."""
    with site.member(team.nell) as nell:
        writes(nell, referral, "Changes at work", to="Olive Mockwell", What_they_read="A quiet room.")
    olive.goto("/hub/tidewater/refer/mine/")
    olive.get_by_role("link", name="Request for support at work").click()
    olive.get_by_text(ASKED).wait_for()
    with site.visitor() as tansy:
        opens_stopping(tansy, team, referral, "Northfell Occupational Health", now)
    olive.reload()
    olive.get_by_text(ASKED).wait_for()
    olive.goto("/hub/tidewater/refer/mine/")
    olive.get_by_role("link", name="Request for support at work").wait_for()
    assert olive.get_by_text("Changes at work").count() == 0


def gp_reads_nothing(site, team, referral, now):
    """Tansy said yes to the question, which nobody has mailed yet: she takes that back, and nobody can mail it."""
    with site.member(team.nell) as nell:
        nell.goto("/today/")
        nell.get_by_role("link", name="One statement about work agreed, and not shared yet").click()
        nell.get_by_role("button", name="Mail them a link").wait_for()
        with site.visitor() as tansy:
            comes_in(tansy, team, referral, now)
            tansy.get_by_role("link", name="What we may tell others").first.click()
            stops(tansy, "Madeup Lane Surgery")
        nell.get_by_role("button", name="Mail them a link").click()
        nell.get_by_text("Not done").wait_for()
        assert_accessible(nell)
        assert nell.locator(".hf-reference__number").count() == 0
        nell.goto("/today/")
        assert nell.get_by_text("agreed, and not shared yet").count() == 0


def opens_stopping(page, team, referral, whom, now):
    """Tansy shares nothing more with somebody, while they read."""
    opens_own_pages(page, team, referral, now)
    stops(page, whom)


def stops(page, whom):
    """The button, and what is said then."""
    page.get_by_role("button", name=f"Tell {whom} nothing more").click()
    page.get_by_text("You have changed your mind.").wait_for()
