"""A hub from nothing to its first request: command, link, second factor, rota, team, opening, the public page."""

from contextlib import contextmanager

import pytest

from holdfast.desk import commands, doctor
from holdfast.desk.files import example
from holdfast.hubs.models import Hub
from holdfast.referrals.models import Referral
from tests.accounts.signing_in import code_of
from tests.accounts.site import apart
from tests.browser import assert_accessible
from tests.journeys.conftest import in_hub

pytestmark = pytest.mark.journey
PASSWORD = "tansy harbour kettle moss"


@pytest.fixture
def hubs(committed, clock, now):
    """Nothing at all: the hub is made by the command."""
    clock(now)


@contextmanager
def joined(site, link):
    """Somebody who has followed their link, chosen a password and set up an authenticator app."""
    context = site.browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(link)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_again").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Join").click()
    page.goto("/account/app/")
    page.get_by_text("Or type this key into the app").click()
    secret = "".join(page.locator("details .nhsuk-u-font-size-22").inner_text().split())
    page.get_by_label("Code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Finish").click()
    try:
        yield page
    finally:
        context.close()


def test_a_hub_is_set_up_from_nothing_to_its_first_request(site, tmp_path, capsys, now):
    given_a_file = tmp_path / "hub.toml"
    given_a_file.write_text(example(), "utf-8")
    assert apart(lambda: commands.hub(["create", "--from", str(given_a_file)])) == 0
    link = capsys.readouterr().out.strip().partition("/join/")[2]

    with joined(site, f"/join/{link}") as lead:
        when_the_lead_fills_the_rota(lead)
        for name, role in (("Nell Sampleton", "Practitioner"), ("Harbour Crisis Line", "Outside cover")):
            with joined(site, when_the_lead_invites(lead, name, role)):
                pass
        assert essential(capsys) == []
        lead.goto("/desk/ready/")
        assert_accessible(lead)
        lead.get_by_label("Sign with your name").fill("Dr Ines Pretendham")
        lead.get_by_role("button", name="Open the hub").click()
        lead.get_by_text("is open. Its public pages answer from now on.").wait_for()

        with site.visitor() as person:
            reference = when_somebody_asks_for_help(person)
        lead.goto("/people/")
        lead.get_by_role("link", name="Tansy Madeup", exact=True).wait_for()

    hub = apart(lambda: Hub.objects.get())
    assert (hub.slug, hub.status) == ("northfell", "open")
    assert in_hub(hub, lambda: list(Referral.objects.values_list("reference", "stage"))) == [(reference, "triage")]


def when_the_lead_fills_the_rota(page):
    page.goto("/team/")
    for day in ["2026-10-14", *(f"2026-10-{number}" for number in (15, 16, 19, 20, 21, 22, 23, 26, 27))]:
        page.get_by_label("Who", exact=True).select_option(label="Dr Ines Pretendham")
        page.get_by_label("Day", exact=True).fill(day)
        page.get_by_label("From", exact=True).fill("08:00")
        page.get_by_label("Until", exact=True).fill("18:00")
        page.get_by_role("button", name="Add this shift").click()


def when_the_lead_invites(page, name, role):
    """The path of the link that is shown."""
    page.goto("/desk/team/")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Email address").fill(f"{name.split()[0].lower()}@northfell.example")
    page.get_by_label(role, exact=True).check()
    page.get_by_role("button", name="Invite, and show the link").click()
    return "/join/" + page.get_by_label("The link").input_value().partition("/join/")[2]


def essential(capsys):
    """What the doctor finds essential at the hub itself: the tests' machine has no worker and no public address."""
    apart(lambda: doctor.run(["--hub", "northfell"]))
    of_the_hub = capsys.readouterr().out.partition("(northfell, preparing)")[2]
    return [line for line in of_the_hub.splitlines() if line.startswith("  essential")]


def when_somebody_asks_for_help(page):
    page.goto("/hub/northfell/")
    page.get_by_role("link", name="Ask for help").first.click()
    page.get_by_role("button", name="Start").click()
    page.get_by_label("What should we call you?").fill("Tansy Madeup")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Phone call").check()
    page.get_by_label("Phone number").fill("07700 900123")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Yes, I am safe").check()
    for _ in range(3):
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send to the hub").click()
    return "".join(page.locator(".hf-reference__number").inner_text().split())


def test_every_page_of_the_desk_is_accessible_and_fits_320_px(site, tmp_path, capsys):
    file = tmp_path / "hub.toml"
    file.write_text(example(), "utf-8")
    apart(lambda: commands.hub(["create", "--from", str(file)]))
    with joined(site, "/join/" + capsys.readouterr().out.strip().partition("/join/")[2]) as page:
        for name in (
            "terms",
            "words",
            "questionnaires",
            "rules",
            "employers",
            "team",
            "team/invite",
            "ready",
            "changes",
        ):
            page.goto(f"/desk/{name}/")
            assert_accessible(page)
        page.goto("/desk/terms/")
        page.get_by_label("Within how many working days is first contact made?").fill("2")
        page.get_by_role("button", name="See what changes").click()
        assert_accessible(page)
        when_the_lead_invites(page, "Nell Sampleton", "Practitioner")
        assert_accessible(page)
        page.get_by_role("link", name="Nell Sampleton").click()
        assert_accessible(page)
