"""What a referrer does in a journey: arrive by a code mailed to work, and refer Tansy, whom nobody is told about."""

import re

from holdfast.partners.actions import admit_organisation
from tests.journeys.conftest import in_hub, work_the_queue
from tests.journeys.own_pages import EMAIL

OLIVE, MERLE = "olive@oh.northfell.example", "merle@works.example"
STORY = "nobody else knows this"


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
    page.get_by_label("Email", exact=True).check()
    page.get_by_label("Email address").fill(EMAIL)
    go_on()
    page.get_by_label("They know what I am sending").check()
    page.get_by_label("In person").check()
    for label, value in (("Day", "12"), ("Month", "10"), ("Year", "2026")):
        page.get_by_label(label, exact=True).fill(value)
    go_on()
    page.get_by_label("No", exact=True).check()
    go_on()
    page.get_by_label("What is going on?").fill(STORY)
    go_on()
    go_on()
    each(page)
    page.get_by_role("button", name="Send to the hub").click()
    each(page)
    return "".join(page.locator(".hf-reference__number").inner_text().split())
