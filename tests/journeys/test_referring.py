"""Whole ways of those who refer: Occupational Health, a manager, a practice's file. On a phone, without JavaScript."""

import csv
import re

import pytest

from holdfast.partners import commands
from holdfast.partners.models import Introduction
from holdfast.people.models import Person
from tests.accounts.site import apart
from tests.browser import assert_accessible
from tests.journeys.conftest import in_hub, work_the_queue
from tests.journeys.referrer import MERLE, given_they_are_admitted, mailed_to, when_they_come_in

pytestmark = pytest.mark.journey


def test_somebody_named_by_a_manager_says_yes_by_mail_and_the_request_is_in_the_queue(site, hubs, postbox, now):
    tidewater, _ = hubs
    given_they_are_admitted(tidewater, now)
    with site.visitor() as page:
        when_they_come_in(page, postbox, MERLE, "Merle Inventson")
        page.get_by_label("What is their name?").fill("Heron Canaryson")
        page.get_by_label("Email", exact=True).check()
        page.get_by_label("Their email address").fill("heron@home.example")
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Send to the hub").click()
        page.get_by_role("heading", name="Thank you. We will ask them").wait_for()
    assert in_hub(tidewater.hub, lambda: Person.objects.count()) == 0
    work_the_queue()

    with site.visitor() as page:
        page.goto(re.search(r"(/h/\S+)", mailed_to(postbox, "heron@home.example"))[1])
        page.get_by_role("button", name="Yes, be in touch").click()
        page.get_by_label("What should we call you?").fill("Heron")
        page.get_by_label("Phone call").check()
        page.get_by_label("Phone number").fill("07700 900777")
        page.get_by_label("Yes, I am safe").check()
        page.get_by_role("button", name="Send to the hub").click()
        page.get_by_role("heading", name="We have your request").wait_for()
    with site.member(tidewater.nell) as page:
        page.goto("/people/")
        page.get_by_role("link", name="Heron").first.wait_for()
    assert in_hub(tidewater.hub, lambda: list(Introduction.objects.values_list("status", "about_sealed"))) == [
        ("confirmed", None)
    ]


def test_somebody_named_by_telephone_is_called_and_says_no(site, hubs, postbox, now):
    tidewater, _ = hubs
    given_they_are_admitted(tidewater, now)
    with site.visitor() as page:
        when_they_come_in(page, postbox, MERLE, "Merle Inventson")
        page.get_by_label("What is their name?").fill("Heron Canaryson")
        page.get_by_label("Phone call").check()
        page.get_by_label("Their phone number").fill("07700 900777")
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Send to the hub").click()
    with site.member(tidewater.sol) as page:
        page.goto("/named/")
        assert_accessible(page)
        page.get_by_role("link", name="Call Heron Canaryson").click()
        assert_accessible(page)
        page.get_by_role("button", name="No answer: try again").click()
        page.get_by_text("Noted. Try again by 5pm tomorrow.").wait_for()
        page.get_by_role("link", name="Call Heron Canaryson").click()
        page.get_by_role("button", name="They do not want contact").click()
        assert "Heron" not in page.content()
    assert in_hub(tidewater.hub, lambda: (Person.objects.count(), Introduction.objects.get().status)) == (0, "declined")


def test_a_practices_file_goes_in_by_the_command_and_stands_in_the_queue(site, hubs, now, tmp_path):
    tidewater, _ = hubs
    given_they_are_admitted(tidewater, now)
    path = tmp_path / "batch.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("partner_email", "partner_name", "reference", "name", "telephone", "agreed_how", "agreed_on"))
        for number, name in enumerate(("Tansy Madeup", "", "Otto Exampleton")):
            writer.writerow(
                ("fern@fed.example", "Fern Pretend", f"M{number}", name, "07700 900123", "phone", "12/10/2026")
            )
    ends = [apart(lambda: commands.run(["referrals", str(path), "--hub", "tidewater"])) for _ in range(2)]

    assert ends == [0, 0]
    with site.member(tidewater.nell) as page:
        page.goto("/people/")
        for name in ("Tansy Madeup", "Otto Exampleton"):
            assert page.get_by_role("link", name=name, exact=True).count() == 1
