"""From the plan to another service: agreed on a phone, silent, chased, a promise broken, another one to the end."""

import re
from datetime import timedelta

import pytest

from holdfast.correspondence.models import Message
from holdfast.correspondence.tasks import send
from holdfast.directory.actions import add_service
from holdfast.measures.actions import answer
from holdfast.measures.questionnaires import find
from holdfast.outcomes.tasks import ask_in_hub
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from tests.browser import assert_accessible
from tests.coordination.conftest import assessed, with_strand
from tests.journeys.conftest import apart, in_hub, work_the_queue
from tests.journeys.own_pages import EMAIL, PIN
from tests.journeys.test_outcome import (
    comes_back,
    ends_support,
    is_discharged,
    link_to_follow_up,
    says_how_they_are,
    state,
)
from tests.onward.conftest import opens, stored

pytestmark = pytest.mark.journey
DAY = timedelta(days=1)
WHY = "Nights on the ward stay with them, and they would like to talk it through."
KNOWN = {
    "run_by": "Invented Trust", "kinds": ["talking_therapies"], "offers": "Talking, in plain words",
    "area": "Tidewater", "ways": ["professional"], "route": "email", "promised_days": 28,
    "agreed_with": "Sable Samplewright", "telephone": "01632 960888",
}  # fmt: skip


def given(team, now):
    """Tansy was assessed, has pages of her own, and a plan that another service is part of; two services are known."""
    channels = {"call": "+447700900123", "voicemail": False, "times": [], "email": EMAIL}
    referral = apart(lambda: assessed(team, owner=team.nell, now=now, name="Tansy Madeup", channels=channels))
    apart(
        lambda: with_strand(
            team, referral, by=team.nell, owner=team.nell, kind="onward", what="A service for trauma", now=now
        )
    )

    def known():
        harbour = add_service(
            team.hub, name="Harbour Therapies", route_to="in@harbour.example", by=team.ines, now=now, **KNOWN
        )
        add_service(
            team.hub, name="Lantern Trauma Service", route_to="intake@lantern.example", contingency=harbour,
            by=team.ines, now=now, **KNOWN,
        )  # fmt: skip
        referral.person.verified_at = now
        referral.person.save(update_fields=["verified_at"])
        entry_actions.choose_pin(referral, PIN, how=Pin.How.AFTER_ASKING, now=now)
        for key in ("phq9", "gad7"):
            form = find(key)
            told = {number: 2 if number != 9 else 0 for number in range(1, len(form.items) + 1)}
            answer(referral.person, form, told, subject_id=referral.pk, now=now)
        return []

    in_hub(team.hub, known)
    return referral


def says_yes(site, team, referral, *, now):
    """On a phone: what they would be told is read, and agreed to."""
    link = in_hub(team.hub, lambda: [entry_actions.give_link(referral, team.hub, now=now).address])[0]
    with site.visitor(javascript=True) as page:
        page.goto(link)
        page.get_by_label("Your PIN, or the code we told you").fill(PIN)
        page.get_by_role("button", name="Open", exact=True).click()
        page.get_by_role("link", name="Read what they would be told").click()
        page.get_by_label("Your PIN, once more").fill(PIN)
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("article").get_by_text(WHY).wait_for()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.get_by_role("button", name="Yes, refer me").click()
        page.get_by_text("Until it is sent you can take it back").wait_for()


def mailed_to(postbox, address):
    """The link that a service was mailed, in a mail that names nobody."""
    work_the_queue()
    words = [message for message in postbox.mail if message["To"] == address][-1].get_content()
    assert "Tansy" not in words
    assert WHY not in words
    return re.search(r"http\S+/onward/\S+/", words)[0]


def answers(page, link, code, *, press, day=None):
    """The service opens its link with the code, and answers."""
    page.goto(link)
    page.get_by_label("The code that we told you").fill(code)
    page.get_by_role("button", name="Open").click()
    page.get_by_text(WHY).wait_for()
    if day:
        page.locator("summary", has_text=press).click()
        page.locator("details[open] input[type=date]").fill(day.isoformat())
    page.get_by_role("button", name=press, exact=True).click()
    page.get_by_text("We have your answer").wait_for()


def deliver(hub):
    """Every message that waits goes now. The queue goes by the real clock, on which that day has not come."""
    unsent = Message.objects.filter(sent_at=None, cancelled_at=None)
    for pk in in_hub(hub, lambda: list(unsent.values_list("pk", flat=True))):
        apart(lambda pk=pk: send(hub_id=str(hub.pk), message_id=str(pk)))


@pytest.mark.usefixtures("_links_lead_here")
def test_a_promise_that_is_broken_loses_nobody_to_the_outcome_and_back(site, hubs, postbox, clock, now):
    tidewater, _ = hubs
    referral = given(tidewater, now)
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{referral.pk}/plan/")
        page.get_by_role("link", name="Choose a service").click()
        assert_accessible(page)
        page.get_by_role("link", name="Lantern Trauma Service").click()
        page.locator("#id_reason").fill(WHY)
        page.locator("#id_tell_needs").uncheck()
        assert_accessible(page)
        page.get_by_role("button", name="Keep it, and read it through").click()
        page.get_by_role("button", name="Show it to them").click()
        page.get_by_text("It goes nowhere unless they say yes").wait_for()
    says_yes(site, tidewater, referral, now=now)

    with site.member(tidewater.nell) as page:
        page.goto("/today/")
        page.get_by_role("link", name="One onward referral agreed and not sent").click()
        page.get_by_role("button", name="Send it").click()
        page.get_by_text("Sent, no answer yet").wait_for()
        assert_accessible(page)
    clock(now + timedelta(minutes=2))
    assert mailed_to(postbox, "intake@lantern.example")

    late = clock(now + 30 * DAY)
    with site.member(tidewater.nell) as page:
        page.goto("/onward/chase/")
        page.get_by_text("30 days").wait_for()
        assert_accessible(page)
        page.get_by_role("link", name="Tansy Madeup").click()
        page.get_by_text("I have asked how it stands").click()
        page.get_by_label("By telephone").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Write down that I asked").click()
        page.goto("/onward/chase/")
        page.get_by_text("No service needs to be asked.").wait_for()
        page.get_by_role("link", name="Promise broken").click()
        page.get_by_role("link", name="Tansy Madeup").click()
        page.get_by_role("button", name="Refer to Harbour Therapies instead").click()
        page.get_by_role("button", name="Show it to them").click()
        page.get_by_text("It goes nowhere unless they say yes").wait_for()
    says_yes(site, tidewater, referral, now=late)
    with site.member(tidewater.nell) as page:
        page.goto("/today/")
        page.get_by_role("link", name="One onward referral agreed and not sent").click()
        page.get_by_role("button", name="Send it").click()
        page.get_by_text("Sent, no answer yet").wait_for()
    later = clock(late + timedelta(minutes=2))
    link = mailed_to(postbox, "in@harbour.example")
    _, other = apart(lambda: stored(tidewater))
    _, code = apart(lambda: opens(tidewater, other))
    with site.visitor(javascript=True) as page:
        answers(page, link, code, press="We accept", day=(later + 5 * DAY).date())
        assert_accessible(page)
        clock(later + 5 * DAY)
        answers(page, link, code, press="First seen", day=(later + 5 * DAY).date())
        clock(later + 60 * DAY)
        answers(page, link, code, press="Completed")
        assert page.goto(link).status == 410

    found = apart(lambda: [(each.service.name, each.status) for each in stored(tidewater)])
    assert found == [("Lantern Trauma Service", "withdrawn"), ("Harbour Therapies", "completed")]

    assert state(tidewater) == ("assessed", "in_support", "plan")  # nobody has made the plan: that is overdue
    with site.member(tidewater.nell, width=375) as page:
        page.goto("/today/")
        page.get_by_role("link", name="One person is with a service no more: see what comes next").click()
        assert_accessible(page)
        page.get_by_role("button", name="Seen, nothing more is needed").click()
        page.get_by_text("Seen. It comes up no more.").wait_for()
    ends_support(site, tidewater, referral)
    assert state(tidewater) == ("monitored", "follow_up", "follow_up")
    clock(later + 153 * DAY)
    in_hub(tidewater.hub, lambda: ask_in_hub(tidewater.hub))
    clock(later + 153 * DAY + timedelta(minutes=2))
    deliver(tidewater.hub)
    with site.visitor(javascript=True) as page:
        says_how_they_are(page, link_to_follow_up(postbox))
        with site.member(tidewater.nell, width=375) as desk:
            is_discharged(desk, referral)
        assert state(tidewater) == ("discharged", "closed", "none")
        comes_back(page)
    assert state(tidewater) == ("accepted", "first_contact", "call")
