"""A viewer of the demo finds the last quarter, released by two."""

from random import Random

from holdfast.demo.stories import figures
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.models import Return
from tests.builders import browser_of, make_member, page, send_request


def test_the_last_quarter_is_released_and_a_viewer_reads_it(tidewater, now, clock):
    send_request(tidewater, now=now.replace(month=8), name="Tansy Madeup")
    manager = make_member(tidewater.hub, "Orla Notreal", "hub_manager")
    with hub_scope(tidewater.hub):
        team = tidewater.hub.members.select_related("account", "hub").filter(pk__in=[manager.pk, tidewater.ines.pk])
        figures.tell(tidewater.hub, list(team), Random(7), now=now)
        (found,) = Return.objects.all()
        people = next(value for *key, value in found.cells if key == ["R1", "people", "", ""])

    clock(now)
    browser = browser_of(make_member(tidewater.hub, "Reed Outsidely", "viewer"))
    assert (found.period, found.status, found.released_by_id, people) == ("2026-Q3", "released", tidewater.ines.pk, 1)
    assert "2026-Q3, version 1" in browser.get(page("monitoring:released")).content.decode()
