"""What is looked at again of the lines of what is done: the hazard log, and the page of whoever is to be told."""

import tomllib
from pathlib import Path

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.network.queries import responsible_hub
from holdfast.referrals.models import Referral
from tests.browser import assert_accessible
from tests.builders import accept, send_request
from tests.builders import page as address_of
from tests.contacts.promising import decided
from tests.journeys.conftest import apart, hubs, in_hub, site  # noqa: F401 - its fixtures
from tests.network.test_property import take

HAZARDS = Path(__file__).parents[2] / "docs/safety/hazards.toml"


def seen(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_hazard_log_does_not_say_that_sharing_with_services_is_still_to_come():
    hazards = tomllib.loads(HAZARDS.read_text())["hazard"]
    sent = [each["id"] for each in hazards if any(test.startswith("tests/onward/") for test in each["tests"])]
    to_come = [each["id"] for each in hazards if "comes with issue 5" in each.get("open", "")]
    assert "H10" in sent
    assert to_come == []


@pytest.mark.journey
@pytest.mark.parametrize("width", [375, 1280])
def test_whoever_was_closed_is_checked_taken_back_told_and_put_back(site, hubs, now, width):  # noqa: F811
    tidewater, _ = hubs

    def is_closed():
        referral = send_request(tidewater, now=now, name="Fern Fictional")
        decided(tidewater, referral, "signpost", now=now)
        return referral

    fern = apart(is_closed)
    with site.member(tidewater.ines, width=width) as page:
        page.goto("/today/")
        page.get_by_role("link", name="One person whose request was closed is to be told").click()
        seen(page, width)
        panel = page.locator("#told")
        panel.get_by_role("button", name="Keep this").click()
        page.wait_for_load_state()
        seen(page, width)
        page.goto(address_of("contacts:log", fern.pk))
        page.locator("#check").get_by_role("checkbox").check()
        page.locator("#check").get_by_role("button", name="Keep this").click()
        page.get_by_text("Who they are was checked.").first.wait_for()
        seen(page, width)
        page.get_by_role("button", name="Undo").first.click()
        page.wait_for_load_state()
        seen(page, width)
        page.goto(address_of("contacts:log", fern.pk))
        page.locator("#told input[type=radio][value=stopped]").check()
        page.locator("#told").get_by_role("button", name="Keep this").click()
        page.wait_for_load_state()
        seen(page, width)
        page.get_by_role("button", name="They do not know yet: put it on Today").click()
        page.wait_for_load_state()
        seen(page, width)
    assert in_hub(tidewater.hub, lambda: Referral.objects.get().tell_by is not None)


def test_between_bringing_somebody_over_and_letting_go_one_hub_is_responsible(tidewater, saltpan, now):
    referral = send_request(tidewater, now=now)
    accept(tidewater, referral, owner=tidewater.nell, now=now, by=tidewater.ines)
    with hub_scope(tidewater.hub):
        referral = Referral.objects.select_related("person", "hub").get(pk=referral.pk)
    for name in ("prepare", "agree for them", "offer", "accept", "bring"):
        take(tidewater, saltpan, referral, name, now)

    found = []
    for team in (tidewater, saltpan):
        with hub_scope(team.hub):
            found += [responsible_hub(each) for each in Referral.objects.filter(hub=team.hub, closed_at=None)]
    assert len(set(found)) == 1
