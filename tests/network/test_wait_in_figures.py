"""Somebody who went to another hub has waited since they first asked, in its figures as on its lists."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.board_queries import figures_of
from holdfast.monitoring.board_times import four_weeks
from holdfast.monitoring.span_actions import keep
from tests.builders import accept, send_request
from tests.network.conftest import accepted, carried, stored

DAY = timedelta(days=1)


@pytest.mark.xfail(strict=True, reason="A wait that came with somebody begins anew in figures: see docs/next.md")
def test_the_board_says_how_long_somebody_has_waited_who_came_from_another_hub(
    tidewater, saltpan, now, clock, monkeypatch
):
    monkeypatch.setattr("holdfast.monitoring.span_actions.settled_transaction", lambda: 2**62)
    clock(now)
    asked = send_request(tidewater, now=now - 60 * DAY, name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now - 59 * DAY, by=tidewater.ines)
    went = accepted(tidewater, saltpan, stored(tidewater, asked), now=now - DAY)
    new = carried(tidewater, saltpan, went, now=now - DAY)
    with hub_scope(saltpan.hub):
        keep(saltpan.hub, now=now)
        found = figures_of(saltpan.hub, four_weeks(now), assessed_within=14)

    assert now - new.received_at == 60 * DAY  # as the lists of this hub have it
    assert (found.waits["awaits"], found.waits["unassessed"]) == ((0, 0, 1), (0, 0, 1))
