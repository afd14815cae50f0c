"""Somebody goes to another hub, or has died there, and whoever offered or accepted them works in another role by then:
it happens all the same, since nobody decides it any more."""

from datetime import timedelta

import pytest

from holdfast.accounts.actions import leave, set_roles
from holdfast.appointments.models import Appointment
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import booked, works
from tests.builders import send_request
from tests.network.conftest import accepted, carried, known, stored, worked
from tests.network.test_not_let_go import dies

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def works_elsewhere(team, member, *, now):
    with hub_scope(team.hub):
        set_roles(member, ["hub_manager"], now=now)


def has_left(team, member, *, now):
    with hub_scope(team.hub):
        leave(member, now=now)


def cancelled(team):
    """Every appointment of a hub: status, reason, and who cancelled it."""
    with hub_scope(team.hub):
        rows = Appointment.objects.select_related("settled_by").order_by("pk")
        return [(each.status, each.reason, each.settled_by and each.settled_by.pk) for each in rows]


@pytest.mark.parametrize("is_gone", [works_elsewhere, has_left])
def test_they_are_let_go_of_with_what_is_booked(tidewater, saltpan, now, is_gone):
    works(tidewater, tidewater.wren, now=now)
    tansy = known(tidewater, now=now)
    stranger = known(tidewater, now=now, name="Hazel Pretend", owner=tidewater.wren)
    booked(tidewater, tansy, tidewater.wren, now=now, kind="support")
    booked(tidewater, stranger, tidewater.wren, at=now + timedelta(days=6), now=now, kind="support")
    transfer = accepted(tidewater, saltpan, tansy, now=now)
    is_gone(tidewater, tidewater.nell, now=now)

    carried(tidewater, saltpan, transfer, now=now)

    assert (stored(tidewater, tansy).closed_at, stored(tidewater, stranger).closed_at) == (now, None)
    assert cancelled(tidewater) == [
        ("cancelled_by_hub", "closed", tidewater.nell.pk), ("booked", "", None)
    ]  # fmt: skip


@pytest.mark.parametrize("is_gone", [works_elsewhere, has_left])
def test_a_death_that_another_hub_tells_of_is_recorded_with_what_is_booked(tidewater, saltpan, now, is_gone):
    works(saltpan, saltpan.wren, now=now)
    tansy = known(tidewater, now=now)
    new = carried(tidewater, saltpan, accepted(tidewater, saltpan, tansy, now=now), now=now)
    stranger = send_request(saltpan, now=now, name="Sorrel Madeup")
    booked(saltpan, new, saltpan.wren, now=now, kind="support")
    is_gone(saltpan, saltpan.nell, now=now)

    dies(tidewater, tansy, now=now + HOUR)
    worked("carry", "follow_death")

    assert [stored(saltpan, each).person.died_at is not None for each in (new, stranger)] == [True, False]
    assert cancelled(saltpan) == [("cancelled_by_hub", "closed", saltpan.nell.pk)]


def test_the_story_of_the_appointment_says_that_the_hub_cancelled_it(tidewater, saltpan, now):
    works(tidewater, tidewater.wren, now=now)
    tansy = known(tidewater, now=now)
    made = booked(tidewater, tansy, tidewater.wren, now=now, kind="support")
    transfer = accepted(tidewater, saltpan, tansy, now=now)
    works_elsewhere(tidewater, tidewater.nell, now=now)
    carried(tidewater, saltpan, transfer, now=now)
    with hub_scope(tidewater.hub):
        kinds = Event.objects.filter(subject_id=made.pk).order_by("id").values_list("kind", flat=True)
        assert list(kinds) == ["appointment.book", "appointment.cancel"]
    with hub_scope(saltpan.hub):
        assert not Event.objects.filter(subject_id=made.pk).exists()
