"""A team asks and is called back; somebody finds their hub, and would rather be seen by its neighbour."""

from datetime import date

import pytest

from holdfast.hubs.models import Hub, Neighbour, Organisation
from holdfast.outreach.models import TeamRequest
from holdfast.referrals.models import Referral
from tests.browser import assert_accessible
from tests.journeys.conftest import apart, in_hub, work_the_queue
from tests.published_waits import publish_wait

pytestmark = pytest.mark.journey


def go_on(page):
    page.get_by_role("button", name="Continue").click()


def when_a_team_asks(page, *, look=lambda page: None):
    page.goto("/hub/tidewater/")
    page.get_by_role("link", name="Ask for support for a team").click()
    look(page)
    page.get_by_role("button", name="Start").click()
    look(page)
    page.get_by_label("Somebody has died, or we have lost a lot").check()
    page.get_by_label("In your words").fill("We have not sat down together since the summer.")
    go_on(page)
    look(page)
    page.get_by_label("6 to 10").check()
    page.get_by_label("What kind of place is it?").fill("A ward for older people")
    go_on(page)
    look(page)
    page.get_by_label("A reflective session for the team").check()
    go_on(page)
    look(page)
    page.get_by_label("A first name to ask for").fill("Clover")
    page.get_by_label("Phone number").fill("07700 900123")
    page.get_by_label("Email address").fill("clover@home.example")
    go_on(page)
    look(page)


def test_a_team_asks_on_a_phone_without_javascript_and_a_practitioner_calls_back(site, hubs, postbox):
    tidewater, saltpan = hubs
    with site.visitor() as page:
        when_a_team_asks(page)
        page.get_by_label("No, not as far as I know").check()
        go_on(page)
        assert "We have not sat down together" in page.locator("main").inner_text()
        page.get_by_role("button", name="Send to the hub").click()
        reference = page.locator(".hf-reference__number").inner_text()
    work_the_queue()
    assert [message["Subject"] for message in postbox.mail if message["To"] == "clover@home.example"] == [
        "Your request"
    ]

    with site.member(tidewater.nell, javascript=False, width=375) as page:
        page.goto("/today/")
        page.get_by_role("link", name="Call back").first.click()
        assert reference in page.locator("main").inner_text()
        page.get_by_role("button", name="Take it").click()
        page.get_by_role("button", name="We spoke").click()
        page.get_by_label("We agreed on something").check()
        page.get_by_label("A reflective session").check()
        page.get_by_label("In a few words").fill("An hour together in the day room.")
        page.get_by_role("button", name="Close it").click()
        page.get_by_role("button", name="Undo").wait_for()

    assert in_hub(tidewater.hub, lambda: list(TeamRequest.objects.values_list("status", "outcome", "tries"))) == [
        ("closed", "agreed", 1)
    ]
    assert in_hub(saltpan.hub, lambda: TeamRequest.objects.count()) == 0
    with site.member(saltpan.nell) as page:
        page.goto("/teams/")
        assert "No team waits for a call." in page.locator("main").inner_text()


def given_an_employer_and_a_neighbour(tidewater, saltpan, now):
    """Otterbank hosts Tidewater; Saltpan sees its staff, and published how long they waited."""
    host, _ = Organisation.objects.get_or_create(  # what is committed of the registry stays for the next journey
        code="ZZ1",
        defaults={"name": "Otterbank Invented NHS Trust", "kind": "trust", "search_text": "otterbank invented zz1"},
    )
    Hub.objects.filter(pk=tidewater.hub.pk).update(host=host)
    Neighbour.objects.create(hub=tidewater.hub, neighbour=saltpan.hub, agreed_on=date(2026, 1, 5))
    publish_wait(saltpan.hub, now=now)


def test_somebody_finds_their_hub_by_employer_and_their_wish_for_the_neighbour_is_kept(site, hubs, now):
    tidewater, saltpan = hubs
    apart(lambda: given_an_employer_and_a_neighbour(tidewater, saltpan, now))
    with site.visitor() as page:
        page.goto("/")
        page.get_by_label("Who do you work for, or where?").fill("otterbank")
        page.get_by_role("button", name="Find my hub").click()
        usual = "Usual wait for a first conversation: 5 to 9 days, in July to September 2026."
        assert usual in page.locator("main").inner_text()
        page.get_by_role("button", name="Go to Tidewater Staff Support Hub").click()
        assert "Would you rather be seen by another hub?" in page.locator("main").inner_text()
        page.get_by_role("link", name="Ask for help").first.click()
        assert (
            page.get_by_role("link", name="Ask Saltpan Staff Support Hub").get_attribute("href") == "/hub/saltpan/ask/"
        )
        page.get_by_role("button", name="Start").click()
        page.get_by_label("What should we call you?").fill("Tansy Madeup")
        go_on(page)
        page.get_by_label("Phone call").check()
        page.get_by_label("Phone number").fill("07700 900123")
        go_on(page)
        page.get_by_label("Yes, I am safe").check()
        go_on(page)
        go_on(page)
        page.get_by_label("Saltpan Staff Support Hub").check()
        go_on(page)
        assert "The hub you would rather see" in page.locator("main").inner_text()
        page.get_by_role("button", name="Send to the hub").click()
        page.locator(".hf-reference__number").wait_for()

    assert in_hub(tidewater.hub, lambda: [each.wished_hub.slug for each in Referral.objects.all()]) == ["saltpan"]
    assert in_hub(saltpan.hub, lambda: Referral.objects.count()) == 0
    with site.member(tidewater.nell) as page:
        page.goto("/people/")
        page.get_by_role("link", name="Decide").first.click()
        assert page.get_by_label("Which hub").locator("option:checked").inner_text() == "Saltpan Staff Support Hub"
        assert_accessible(page)


def test_the_pages_where_a_hub_is_chosen_are_accessible_and_fit_320_px(site, hubs, now):
    tidewater, saltpan = hubs
    apart(lambda: given_an_employer_and_a_neighbour(tidewater, saltpan, now))
    with site.visitor(javascript=True) as page:
        for address in ("/", "/?q=otterbank", "/?q=nowhere", "/hub/tidewater/", "/hub/tidewater/ask/"):
            page.goto(address)
            assert_accessible(page)
        page.get_by_role("button", name="Start").click()
        page.get_by_label("What should we call you?").fill("Tansy")
        go_on(page)
        page.goto("/hub/tidewater/ask/people/")
        assert_accessible(page)
