"""From the queue to the first conversation; and those who must see nothing of it."""

import pytest

from holdfast.referrals.models import Referral
from tests.browser import assert_accessible
from tests.builders import send_request
from tests.journeys.conftest import apart, in_hub

pytestmark = pytest.mark.journey
CANARIES = ("Tansy", "Madeup", "nobody else knows this")


LISTS = ("/today/", "/people/", "/people/?q=tansy", "/alerts/")


def given_a_request(team, now, **facts):
    return apart(lambda: send_request(team, now=now, name="Tansy Madeup", story="nobody else knows this", **facts))


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
        with page.expect_navigation():
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
    referral = given_a_request(tidewater, now, safe_now="no")
    member = saltpan.nell if who == "the other hub" else tidewater.wren
    with site.member(member) as page:
        for part in ("", "answers/", "decide/", "contact/", "alert/"):
            assert told(page.goto(f"/people/{referral.pk}/{part}"), status=404) == []
        for address in (*LISTS, f"/people/?q={referral.reference}"):
            assert told(page.goto(address), status=200) == []
            assert set(page.locator(".hf-count").all_inner_texts()) <= {"0"}


def test_whoever_is_on_duty_sees_all_that_nobody_else_does(site, hubs, now):
    tidewater, _ = hubs
    given_a_request(tidewater, now, safe_now="no")
    with site.member(tidewater.nell) as page:
        for address in LISTS:
            assert told(page.goto(address), status=200) == ["Tansy", "Madeup"]
        page.goto("/people/")
        assert "1" in page.locator(".hf-count").all_inner_texts()


def told(response, *, status: int) -> list[str]:
    """Which canaries an answer tells, in its body or in a header."""
    assert response.status == status
    return [canary for canary in CANARIES if canary in response.text() or canary in str(response.headers)]
