"""Whole ways of those who refer: Occupational Health, a manager, a practice's file. On a phone, without JavaScript."""

import csv
import re
from datetime import date

import pytest

from holdfast.agreements import actions as agreements
from holdfast.partners import commands
from holdfast.partners.actions import admit_organisation
from holdfast.partners.models import Introduction
from holdfast.partners.queries import partner_with
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from tests.accounts.site import apart
from tests.browser import assert_accessible
from tests.journeys.conftest import in_hub, work_the_queue

pytestmark = pytest.mark.journey
OLIVE, MERLE = "olive@oh.northfell.example", "merle@works.example"
CANARIES = ("Tansy", "Madeup", "900123", "nobody else knows this")


def given_they_are_admitted(team, now):
    def admit():
        for name, route, domain in (
            ("Northfell Occupational Health", "oh", "northfell.example"),
            ("Invented Works", "manager", "works.example"),
            ("Invented Federation", "gp", "fed.example"),
        ):
            admit_organisation(team.hub, name=name, route=route, domain=domain, by=team.ines, now=now)

    in_hub(team.hub, admit)


def mailed_to(postbox, address):
    """The words of the last mail to an address."""
    return [mail.get_content() for mail in postbox.mail if mail["To"] == address][-1]


def when_they_come_in(page, postbox, address, name):
    page.goto("/hub/tidewater/")
    page.get_by_role("link", name="Refer someone").click()
    page.get_by_role("button", name="Start with your work email").click()
    page.get_by_label("What is your work email address?").fill(address)
    page.get_by_role("button", name="Send the code").click()
    work_the_queue()
    page.get_by_label("Enter the code").fill(re.search(r"\d{6}", mailed_to(postbox, address))[0])
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("A number we can call you on at work").fill("01632 960123")
    page.get_by_role("button", name="Continue").click()


def when_they_refer(page, each=lambda page: None):
    """Everything about Tansy, sent; `each` looks at every page on the way."""

    def go_on():
        each(page)
        page.get_by_role("button", name="Continue").click()

    page.get_by_label("What is their name?").fill("Tansy Madeup")
    go_on()
    page.get_by_label("Phone call").check()
    page.get_by_label("Phone number").fill("07700 900123")
    go_on()
    page.get_by_label("They know what I am sending").check()
    page.get_by_label("In person").check()
    for label, value in (("Day", "12"), ("Month", "10"), ("Year", "2026")):
        page.get_by_label(label, exact=True).fill(value)
    go_on()
    page.get_by_label("No", exact=True).check()
    go_on()
    page.get_by_label("What is going on?").fill("nobody else knows this")
    go_on()
    go_on()
    each(page)
    page.get_by_role("button", name="Send to the hub").click()
    each(page)
    return "".join(page.locator(".hf-reference__number").inner_text().split())


def test_occupational_health_refers_and_sees_what_the_person_approves_and_nothing_else(site, hubs, postbox, now):
    tidewater, saltpan = hubs
    given_they_are_admitted(tidewater, now)

    def person(question):
        """What the person does by their own pages."""
        return in_hub(tidewater.hub, lambda: question(Person.objects.get(), partner_with(tidewater.hub, OLIVE)))

    def approve(kind):
        def approved(person, partner):
            return agreements.approve(
                person, partner=partner, referral_id=person.referrals.get().pk, kind=kind,
                true={kind: date(2026, 10, 14)}, now=now,
            )  # fmt: skip

        return person(approved)

    with site.visitor() as page:
        when_they_come_in(page, postbox, OLIVE, "Olive Mockwell")
        reference = when_they_refer(page)
        page.get_by_role("link", name="My referrals").click()
        before = page.locator("main").inner_text()
        assert reference in before.replace(" ", "")
        assert "Received today at 2:52pm." in before
        assert not any(canary in page.content() for canary in CANARIES)

        person(
            lambda who, partner: agreements.give(
                who, partner=partner, purpose="referrer", kinds=["contacted", "accepted"], how="own_pages", now=now
            )
        )
        approve("contacted")
        page.reload()
        told = page.locator("main").inner_text()
        assert "The hub has spoken with the person." in told
        assert not any(canary in page.content() for canary in CANARIES)

        person(lambda who, partner: agreements.withdraw(who, partner, now=now))
        with pytest.raises(agreements.NotAgreed):
            approve("accepted")
        page.reload()
        assert page.locator("main").inner_text() == told
    with site.member(tidewater.nell) as page:
        page.goto("/people/")
        page.get_by_role("link", name="Tansy Madeup").first.click()
        shown = page.locator("main").inner_text()
        assert "Olive Mockwell, Northfell Occupational Health" in shown
        assert "In person, on 12 October 2026" in shown
        assert_accessible(page)
    assert in_hub(saltpan.hub, lambda: Referral.objects.count()) == 0


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


def test_every_page_of_a_referral_is_accessible_and_fits_320_px(site, hubs, postbox, now):
    tidewater, _ = hubs
    given_they_are_admitted(tidewater, now)
    with site.visitor(javascript=True) as page:
        for name in ("", "address/", "code/", "mine/"):
            page.goto(f"/hub/tidewater/refer/{name}")
            assert_accessible(page)
        when_they_come_in(page, postbox, OLIVE, "Olive Mockwell")
        when_they_refer(page, each=assert_accessible)
        for name in ("", "mine/", "now/", "check/"):
            page.goto(f"/hub/tidewater/refer/{name}")
            assert_accessible(page)
    with site.visitor(javascript=True) as page:
        when_they_come_in(page, postbox, MERLE, "Merle Inventson")
        assert_accessible(page)
        page.get_by_label("What is their name?").fill("Heron Canaryson")
        page.get_by_label("Email", exact=True).check()
        page.get_by_label("Their email address").fill("heron@home.example")
        page.get_by_role("button", name="Continue").click()
        assert_accessible(page)
        page.get_by_role("button", name="Send to the hub").click()
        assert_accessible(page)
        work_the_queue()
        page.goto(re.search(r"(/h/\S+)", mailed_to(postbox, "heron@home.example"))[1])
        assert_accessible(page)
        page.get_by_role("button", name="Yes, be in touch").click()
        page.get_by_role("button", name="Send to the hub").click()
        assert_accessible(page)
        page.get_by_role("button", name="No thank you, after all").click()
        assert_accessible(page)
    with site.member(tidewater.ines) as page:
        page.goto("/admitted/")
        assert_accessible(page)
