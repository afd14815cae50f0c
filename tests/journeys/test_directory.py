"""A service is found by need and place, opened and confirmed; then everybody can read of it."""

import pytest

from holdfast.directory import import_actions
from tests.browser import assert_accessible
from tests.journeys.conftest import in_hub

pytestmark = pytest.mark.journey
RECORD = {
    "id": "6f0b3d9e-2f0c-4b0e-9a3e-0b6a5d0d9a11", "name": "Quiet Harbour", "status": "active",
    "description": "Somebody to talk to after a death", "service_areas": [{"name": "Saltmarsh"}],
    "phones": [{"number": "01632 960101"}], "attributes": [{"taxonomy_term": {"name": "Bereavement groups"}}],
}  # fmt: skip


def test_a_service_from_a_file_is_confirmed_and_then_everybody_reads_of_it(site, hubs, now):
    tidewater, _ = hubs
    in_hub(tidewater.hub, lambda: import_actions.take_record(tidewater.hub, RECORD, now=now))
    public = f"/hub/{tidewater.hub.slug}/services/"
    with site.visitor(javascript=True) as page:
        page.goto(public)
        page.get_by_text("No service is listed here yet.").wait_for()

    with site.member(tidewater.nell) as page:
        page.goto("/today/")
        page.get_by_role("link", name="One service is to be asked again").click()
        page.get_by_role("link", name="Directory").first.click()
        page.get_by_label("Need").select_option("Bereavement")
        page.get_by_label("Place").fill("saltmarsh")
        page.get_by_role("button", name="Find").click()
        assert_accessible(page)
        page.get_by_role("link", name="Quiet Harbour").click()
        page.get_by_text("Nobody has confirmed it yet. It came in a file.").wait_for()
        page.get_by_role("button", name="Confirm that it is true").click()
        page.get_by_label("Who of the service said so?").fill("Pip Madeup, manager")
        page.get_by_role("button", name="Still true").click()
        page.get_by_text("Confirmed. It is asked again on 14 April 2027.").wait_for()
        assert_accessible(page)

    with site.visitor(javascript=True) as page:
        page.goto(public)
        page.get_by_label("What for?").select_option("Bereavement")
        page.get_by_label("Near which place?").fill("Saltmarsh")
        page.get_by_role("button", name="Find").click()
        page.get_by_text("Somebody to talk to after a death").wait_for()
        page.get_by_text("Last checked 14 October 2026.").wait_for()
        assert page.get_by_role("link", name="Help now").count() > 0
        assert page.context.cookies() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert_accessible(page)
