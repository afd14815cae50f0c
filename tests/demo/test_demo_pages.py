"""The demo's own pages, looked at by axe: cards, the inbox, our components; every card is pressed, and lets in."""

from random import Random

import pytest

from holdfast.demo import inbox
from holdfast.demo.stories import partners, portal
from holdfast.hubs.scope import hub_scope
from tests.accounts.site import served
from tests.browser import assert_accessible
from tests.builders import is_suspended, make_hub

pytestmark = pytest.mark.journey
MAIL = b"""From: hub@northfell.example
To: nell@northfell.example
Subject: Please sign in now
Date: Wed, 14 Oct 2026 14:10:00 +0100
Message-ID: <1@example>

Something waits.
"""
LINKS = {
    "A person who asks for help": "Help for people who work in health and care",
    "Somebody who asks for their team": "Support for a team",
}
CARDS = {
    "Quill Notreal, in support": "Where things stand",
    "Sorrel Fauxbury, referred": "Where things stand",
    "Tansy Mockham, has asked": "Where things stand",
    "Pim Dummyson, has stopped": "Where things stand",
    "Occupational Health, who refers": "My referrals",
    "A GP practice": "My referrals",
    "A manager": "Whom shall we ask?",
    "Practitioner: Nell Sampleton": "Today",
    "Clinical lead: Ines Pretendham": "Today",
    "Outside cover: Harbour Crisis Line": "Nothing waits for you",
}


@pytest.fixture
def demo(committed, demo_site, monkeypatch, tmp_path, clock, now):
    """The site as in the demo, with one of its hubs, two of its stories and one message."""
    clock(now)
    team = make_hub("northfell", "Northfell", now=now)
    is_suspended(team.wren)
    with hub_scope(team.hub):
        for story in (partners, portal):
            members = [team.nell, team.ines, team.sol]
            story.tell(team.hub, members, Random(3), now=now)
    (tmp_path / "1@example.eml").write_bytes(MAIL)
    monkeypatch.setattr(inbox, "folder", lambda: tmp_path)


@pytest.fixture
def page(demo, driven):
    """A page on a desk."""
    with served() as address, driven() as browser:
        yield browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}).new_page()


@pytest.mark.parametrize("address", ["", "inbox/", "components/public/", "components/staff/"])
def test_a_page_of_the_demo_is_accessible_and_fits_320_px(page, address):
    assert page.goto(f"/demo/{address}").status == 200
    assert_accessible(page)


def landed(page, press) -> tuple[int, str]:
    """The status and the heading of the page to which something pressed leads."""
    with page.expect_navigation() as arriving:
        press.click()
    return arriving.value.status, " ".join(page.locator("h1").inner_text().split())


def test_every_card_lands_on_a_page_of_its_own(page):
    found = {}
    for role, names in (("link", LINKS), ("button", CARDS)):
        for name in names:
            page.goto("/demo/")
            found[name] = landed(page, page.get_by_role(role, name=name, exact=True))

    assert found == {name: (200, heading) for name, heading in {**LINKS, **CARDS}.items()}


def test_the_pin_that_the_page_tells_opens_what_asks_for_it_again(page):
    page.goto("/demo/")
    told = page.locator("#own-northfell + p strong").inner_text()
    landed(page, page.get_by_role("button", name="Quill Notreal, in support"))
    page.goto("/hub/northfell/own/looked/")
    page.get_by_label("PIN").fill(told)

    assert landed(page, page.get_by_role("button", name="Go on")) == (200, "Who may see, who has looked")


def test_occupational_health_reads_what_two_people_approved(page):
    page.goto("/demo/")
    landed(page, page.get_by_role("button", name="Occupational Health, who refers"))

    assert page.locator("main li", has_text="Approved for you").count() == 2


def test_a_role_card_lets_in_as_that_member_and_whoever_is_suspended_has_none(page):
    page.goto("/demo/")
    assert page.get_by_role("button", name="Wren Dummerly").count() == 0
    page.get_by_role("button", name="Nell Sampleton").click()
    page.wait_for_url("**/today/", timeout=5_000)
    assert "Nell Sampleton" in page.locator(".hf-bar__who").inner_text()
