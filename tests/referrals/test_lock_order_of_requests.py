"""What ends a request, or says who came to a group, holds that one alone, and then, for what is booked, every other of
the same person, whatever its number. Whoever speaks with them holds these in order: the two can wait for each other."""

import pytest

from holdfast.appointments.group_actions import attend_group
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge
from tests.appointments.conftest import TEN, booked, placed, planned, works
from tests.network.conftest import accepted, carried, join_of, stored
from tests.outcomes.conftest import supported

pytestmark = pytest.mark.usefixtures("at_now")
WHY = (
    "appointments.actions.locked holds all their requests after one of a later number: a deadlock, seen by two at once"
)


@pytest.fixture
def later(tidewater, fern, now):
    """Fern asked under two names, and their records were joined: the later one."""
    found = supported(tidewater, owner=tidewater.nell, now=now, name="F. Fictional")
    join_of(tidewater, fern, found, now=now)
    return stored(tidewater, found)


def out_of_order(seen):
    """What was held in another order than everywhere. It is taken out, or this test would end in an error."""
    found = list(seen.wrong)
    seen.wrong.clear()
    return found


def test_a_discharge_holds_their_requests_in_order(tidewater, later, now, order_of_locks):
    booked(tidewater, later, tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        discharge(later, end_code="46", outcome="reached", returns="", by=tidewater.nell, now=now)
    assert out_of_order(order_of_locks) == []


def test_letting_go_of_somebody_to_another_hub_holds_their_requests_in_order(
    tidewater, saltpan, later, now, order_of_locks
):
    booked(tidewater, later, tidewater.nell, now=now, kind="support")
    transfer = accepted(tidewater, saltpan, stored(tidewater, later), now=now, parts=[])
    carried(tidewater, saltpan, transfer, now=now)
    assert out_of_order(order_of_locks) == []


@pytest.mark.xfail(strict=True, reason=WHY)
def test_saying_who_came_to_a_group_holds_their_requests_in_order(tidewater, later, now, clock, order_of_locks):
    works(tidewater, tidewater.wren, now=now)
    (group,) = planned(tidewater, tidewater.wren, now=now)
    place = placed(tidewater, later, group, now=now)
    at = clock(TEN)
    with hub_scope(tidewater.hub):
        attend_group({place.pk: ("attend", False)}, group, by=tidewater.wren, now=at)
    assert out_of_order(order_of_locks) == []
