"""From the queue to the first conversation; and those who must see nothing of it."""

import pytest

from holdfast.referrals.models import Referral
from tests.browser import assert_accessible
from tests.builders import send_request
from tests.journeys.conftest import apart, in_hub

pytestmark = pytest.mark.journey
CANARIES = ("Tansy", "Madeup", "nobody else knows this")


def given_a_request(team, now):
    return apart(lambda: send_request(team, now=now, name="Tansy Madeup", story="nobody else knows this"))


def test_triage_leads_to_contact(site, hubs, now):
    tidewater, _ = hubs
    given_a_request(tidewater, now)
    with site.member(tidewater.nell) as page:
        page.goto("/people/")
        assert_accessible(page)
        page.get_by_role("link", name="Decide").first.click()
        assert "nobody else knows this" in page.locator("main").inner_text()
        assert_accessible(page)
        page.get_by_label("Accept, and say who makes contact").check()
        owner = page.get_by_label("Who makes contact", exact=True)
        owner.select_option(label=owner.locator("option", has_text="Nell").inner_text())
        page.get_by_role("button", name="Save this decision").click()
        page.get_by_role("button", name="Undo").wait_for()
        page.goto("/people/?stage=first_contact")
        page.get_by_role("link", name="Make contact").first.click()
        assert_accessible(page)
        page.get_by_role("button", name="We spoke").click()
        page.goto("/people/?stage=assessment")
        page.get_by_role("link", name="Tansy Madeup").first.wait_for()

    assert in_hub(tidewater.hub, lambda: list(Referral.objects.values_list("stage", "attempts"))) == [("assessment", 1)]


def test_a_contact_is_logged_in_two_clicks_without_javascript_on_a_phone(site, hubs, now):
    tidewater, _ = hubs
    referral = given_a_request(tidewater, now)
    with site.member(tidewater.nell, javascript=False, width=375) as page:
        page.goto(f"/people/{referral.pk}/")
        page.get_by_role("link", name="Log contact").or_(page.get_by_role("button", name="Log contact")).first.click()
        page.get_by_role("button", name="No answer").click()

    assert in_hub(tidewater.hub, lambda: Referral.objects.get().attempts) == 1


@pytest.mark.parametrize("who", ["the other hub", "a colleague without a relationship"])
def test_nobody_else_sees_anything(site, hubs, now, who):
    tidewater, saltpan = hubs
    referral = given_a_request(tidewater, now)
    member = saltpan.nell if who == "the other hub" else tidewater.wren
    with site.member(member) as page:
        for part in ("", "answers/", "decide/", "contact/", "alert/"):
            response = page.goto(f"/people/{referral.pk}/{part}")
            assert response.status == 404
            assert not any(canary in response.text() for canary in CANARIES)
        for address in ("/today/", "/people/", "/people/?q=tansy", f"/people/?q={referral.reference}", "/alerts/"):
            response = page.goto(address)
            assert response.status == 200
            assert not any(canary in response.text() for canary in CANARIES)
            assert not any(canary in str(response.headers) for canary in CANARIES)
