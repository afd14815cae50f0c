"""Looking after the record: a concern, two records of one person, leave; and those who must see nothing of it."""

from datetime import timedelta

import pytest

from holdfast.contacts.actions import log_attempt
from holdfast.people.actions import keep_out, relate
from holdfast.people.models import Cover, Join
from holdfast.safeguarding.models import Concern
from tests.browser import assert_accessible
from tests.builders import accept, send_request
from tests.journeys.conftest import apart, in_hub

pytestmark = pytest.mark.journey
CANARY = "he stands at the gate of the school"


def given_owned(team, now, name, *, owner=None):
    """Somebody accepted, spoken with and owned."""
    referral = apart(lambda: send_request(team, now=now, name=name))
    apart(lambda: accept(team, referral, owner=owner or team.nell, now=now))
    in_hub(
        team.hub,
        lambda: log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now,
            identity_checked=True,
        ),
    )  # fmt: skip
    return referral


def test_a_concern_is_recorded_closed_with_advice_and_invisible_to_a_colleague(site, hubs, now):
    tidewater, saltpan = hubs
    hazel = given_owned(tidewater, now, "Hazel Pretend")
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{hazel.pk}/")
        page.get_by_role("link", name="Concerns").first.click()
        assert_accessible(page)
        page.get_by_role("button", name="Record a concern").click()
        assert_accessible(page)
        page.get_by_label("A child may be at risk").check()
        page.get_by_label("What was seen or said", exact=True).fill(CANARY)
        page.get_by_role("button", name="Record this concern").click()
        assert CANARY in page.locator("main").inner_text()
        assert_accessible(page)
        page.get_by_role("button", name="Close this concern").click()
        assert_accessible(page)
        page.get_by_label("What came of it").fill("The school knows, and so do the children's services.")
        page.get_by_label("A second practitioner who advised").select_option(label="Ines Pretendham")
        page.get_by_label("What they advised").fill("Tell the school.")
        page.get_by_label("No", exact=True).last.check()
        page.get_by_role("button", name="Close this concern").click()
        assert "Closed by Nell Sampleton" in page.locator("main").inner_text()
    concern = in_hub(tidewater.hub, lambda: Concern.objects.get())
    for member in (tidewater.wren, tidewater.ada, saltpan.ines):
        with site.member(member) as page:
            for part in ("concerns/", "concerns/add/", f"concerns/{concern.pk}/"):
                response = page.goto(f"/people/{hazel.pk}/{part}")
                assert response.status == 404
                assert CANARY not in response.text()


def test_two_records_are_joined_by_two_people_kept_from_whom_either_is_and_separated(site, hubs, now):
    tidewater, _ = hubs
    first, second = (given_owned(tidewater, now, name) for name in ("Hazel Pretend", "Hazel P"))
    in_hub(tidewater.hub, lambda: relate(second.person, tidewater.wren, why="team", now=now))
    in_hub(tidewater.hub, lambda: keep_out(first.person, named=["Wren Dummerly"], now=now))

    def wren_opens(referral):
        with site.member(tidewater.wren) as page:
            return page.goto(f"/people/{referral.pk}/").status

    assert (wren_opens(first), wren_opens(second)) == (404, 200)
    with site.member(tidewater.nell, javascript=False, width=375) as page:
        page.goto(f"/people/{first.pk}/same/")
        page.get_by_role("link", name="Propose to join").click()
        page.get_by_label("Why are they one person?").fill("They told me of both, and the birth dates agree.")
        page.get_by_role("button", name="Propose to join").click()
        page.get_by_role("button", name="Take it back").wait_for()
    with site.member(tidewater.ines) as page:
        page.goto("/hub-desk/")
        assert_accessible(page)
        page.get_by_role("link", name="Records to join").click()
        assert_accessible(page)
        page.get_by_role("link", name="Hazel Pretend and Hazel P").click()
        assert_accessible(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Agree, join them").click()
        page.goto(f"/people/{first.pk}/")
        page.get_by_role("heading", name="Also theirs").wait_for()
        assert_accessible(page)
    assert (wren_opens(first), wren_opens(second)) == (404, 404)
    with site.member(tidewater.nell) as page:
        page.goto(f"/people/{second.pk}/same/")
        page.get_by_role("link", name="Separate these records").click()
        assert "After that the join is final" in page.locator("main").inner_text()
        assert_accessible(page)
        page.get_by_role("button", name="Separate them").click()
    assert (wren_opens(first), wren_opens(second)) == (404, 200)
    assert in_hub(tidewater.hub, lambda: Join.objects.get().status) == "separated"


def test_a_colleague_covers_during_leave_and_it_ends_by_itself(site, hubs, now, clock):
    tidewater, _ = hubs
    hazel = given_owned(tidewater, now - timedelta(days=13), "Hazel Pretend")
    kept = given_owned(tidewater, now, "Otto Exampleton")
    in_hub(tidewater.hub, lambda: keep_out(kept.person, named=["Wren Dummerly"], now=now))
    with site.member(tidewater.nell) as page:
        page.goto("/team/")
        page.get_by_role("link", name="Leave and cover").click()
        assert_accessible(page)
        page.get_by_label("Who covers").select_option(label="Wren Dummerly")
        page.get_by_label("First day away").fill("2026-10-14")
        page.get_by_label("Last day away").fill("2026-10-16")
        page.get_by_role("button", name="See what goes over").click()
        assert "Stays with the leads" in page.locator("main").inner_text()
        assert_accessible(page)
        page.get_by_role("button", name="Keep this handover").click()
        assert "Wren Dummerly covers" in page.locator("main").inner_text()
    assert in_hub(tidewater.hub, lambda: Cover.objects.count()) == 1
    clock(now + timedelta(days=1))
    with site.member(tidewater.wren) as page:
        page.goto("/today/")
        assert "You cover for Nell Sampleton until Friday 16 October" in page.locator("main").inner_text()
        assert_accessible(page)
        page.get_by_role("link", name="Hazel Pretend").first.click()
        assert "07700 900123" in page.locator("main").inner_text()
        assert page.goto(f"/people/{kept.pk}/").status == 404
    with site.member(tidewater.ines) as page:
        page.goto("/today/")
        assert "Otto Exampleton" in page.locator("main").inner_text()
    clock(now + timedelta(days=3))
    with site.member(tidewater.wren) as page:
        assert page.goto(f"/people/{hazel.pk}/").status == 404
        assert "Hazel" not in page.goto("/people/?stage=assessment").text()
