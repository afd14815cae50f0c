"""A lead reads the board on a phone and opens a number; two people release a quarter; two publish it, once."""

from datetime import timedelta

import pytest

from holdfast.monitoring.span_actions import keep
from holdfast.monitoring.trend_actions import draw
from tests.browser import assert_accessible
from tests.builders import make_member, send_request
from tests.journeys.conftest import in_hub, work_the_queue

pytestmark = pytest.mark.journey


@pytest.fixture
def figures(hubs, monkeypatch, now):
    """Two people who asked in summer and one who asked last week, kept and drawn."""
    team, _ = hubs
    # what runs beside a test has not settled, in one cluster: here it counts as if it had
    monkeypatch.setattr("holdfast.monitoring.span_actions.settled_transaction", lambda: 2**62)
    for name, days in (("Tansy Madeup", 90), ("Otto Exampleton", 80), ("Pim Inventwell", 7)):
        send_request(team, now=now - timedelta(days=days), name=name)

    def kept():
        keep(team.hub, now=now)
        draw(team.hub, now=now)

    in_hub(team.hub, kept)
    made = make_member(team.hub, "Orla Fictitious", "hub_manager")
    return team, team.hub.members.select_related("account", "hub").get(pk=made.pk)


def test_a_lead_reads_the_board_on_a_phone_and_opens_a_number_to_its_rule(figures, site):
    team, _ = figures
    with site.member(team.ines) as page:
        page.set_viewport_size({"width": 375, "height": 800})
        page.goto("/today/")
        page.get_by_role("link", name="Figures").first.click()
        page.get_by_text("First contact is late for 3 requests.").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert_accessible(page)
        page.get_by_role("link", name="3 late").click()
        page.get_by_text("Of those, how many are past the hub’s target.").wait_for()
        page.get_by_role("link", name="Tansy Madeup", exact=True).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert_accessible(page)
        page.get_by_role("link", name="The hub’s board").click()
        page.get_by_label("Time").select_option("July to September 2026")
        page.get_by_role("button", name="Show").click()
        page.get_by_text("2 people asked for help themselves").wait_for()
        page.get_by_role("link", name="Staff group").click()
        page.get_by_text("people who asked told this.").wait_for()
        assert_accessible(page)
        page.get_by_role("link", name="The hub’s board").click()
        page.get_by_role("link", name="Each service, and what it promised").click()
        page.get_by_text("Nobody was referred on in this time.").wait_for()
        assert_accessible(page)


@pytest.mark.parametrize("width", [320, 375])
def test_every_table_of_figures_that_is_opened_fits_a_phone(figures, site, width):
    team, _ = figures
    with site.member(team.ines, width=width) as page:
        for address in ("/figures/", "/figures/who/?by=staff_group", "/figures/services/"):
            page.goto(address)
            closed = page.locator("details.hf-as-table > summary")
            for each in range(closed.count()):
                closed.nth(each).click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator("main .hf-scroll").count() == 0
        assert_accessible(page)


@pytest.fixture
def reader(figures):
    """Somebody of the region, who reads what is released."""
    return make_member(figures[0].hub, "Reed Outsidely", "viewer")


def test_two_people_release_a_quarter_to_the_commissioner_and_only_then_a_viewer_reads_it(figures, reader, site):
    team, manager = figures
    with site.member(manager) as page:
        page.goto("/figures/returns/")
        page.get_by_label("Which period?").select_option("July to September 2026")
        page.get_by_role("button", name="Prepare").click()
        page.get_by_text("Prepared. Read it line by line, then sign it.").wait_for()
        assert_accessible(page)
        page.get_by_role("button", name="I have read it: sign").click()
        page.get_by_text("You signed it", exact=True).wait_for()
        address = page.url
    with site.member(reader) as page:
        page.goto("/today/")
        page.get_by_text("Nothing was released yet.").wait_for()
        assert_accessible(page)
    with site.member(team.ines) as page:
        page.goto(address)
        page.get_by_role("button", name="I have read it: release").click()
        page.get_by_text("Released. It can be taken as a file now").wait_for()
        with page.expect_download() as taken:
            page.get_by_role("link", name="Take it as CSV").click()
        assert taken.value.suggested_filename == "return-tidewater-2026-Q3-v1.csv"
    with site.member(reader) as page:
        page.set_viewport_size({"width": 375, "height": 800})
        page.goto("/today/")
        assert_accessible(page)
        page.get_by_role("link", name="2026-Q3, version 1").click()
        page.get_by_role("heading", name="R1 Self-referrals").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert_accessible(page)
        with page.expect_download() as taken:
            page.get_by_role("link", name="Take it as CSV").click()
        assert taken.value.suggested_filename == "return-tidewater-2026-Q3-v1.csv"
        assert page.goto("/figures/").status == 404


def test_figures_are_audited_and_published_once_and_everybody_reads_them(figures, site):
    team, manager = figures
    year = "April 2025 to March 2026"
    with site.member(manager) as page:
        page.goto("/figures/public/")
        page.get_by_label("Which period?").select_option(year)
        page.get_by_role("button", name="Prepare and audit").click()
        page.get_by_text("The audit is under way").wait_for()
        work_the_queue()
        page.get_by_role("link", name="Look again").click()
        page.get_by_text("What is hidden, and why").wait_for()
        assert_accessible(page)
        page.get_by_role("button", name="I have read it: sign").click()
        address = page.url
    with site.member(team.ines) as page:
        page.goto(address)
        page.get_by_role("button", name="I have read it: publish").click()
        page.get_by_text("Published. Everybody can read it").wait_for()
        page.goto("/figures/public/")
        page.get_by_text(f"{year} is published, and is so once").wait_for()
        assert page.get_by_role("option", name=year).count() == 0
        assert_accessible(page)
        page.set_viewport_size({"width": 375, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
    with site.visitor(javascript=True) as page:
        page.goto(f"/hub/{team.hub.slug}/")
        page.get_by_role("link", name="Figures we publish").click()
        page.get_by_role("heading", name=f"Figures of {team.hub.name}").wait_for()
        assert_accessible(page)
        page.get_by_role("link", name=year).click()
        page.get_by_role("heading", name=f"Figures, {year}").wait_for()
        assert page.get_by_text("because").count() == 0
        assert page.context.cookies() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert_accessible(page)
