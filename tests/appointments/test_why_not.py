"""Where the person has another appointment then themselves, the page says so and keeps what was typed."""

from datetime import timedelta

from tests.appointments.conftest import NINE, booked
from tests.appointments.test_pages import TIME, send
from tests.appointments.test_rooms_and_joined import two_of
from tests.builders import browser_of, page

WORDS = "They have another appointment then themselves"


def test_booking_with_another_practitioner_at_an_hour_that_they_have(tidewater, met, now, clock):
    clock(now)
    booked(tidewater, met.tansy, tidewater.nell, now=now)
    shown = send(tidewater.ada, "appointments:book", met.tansy.pk, data=TIME | {"member": str(tidewater.wren.pk)})
    assert (shown.status_code, WORDS in shown.content.decode()) == (200, True)


def test_moving_onto_an_hour_that_they_have(tidewater, met, now, clock):
    clock(now)
    booked(tidewater, met.tansy, tidewater.nell, now=now)
    made = booked(tidewater, met.tansy, tidewater.wren, at=NINE + timedelta(hours=3), now=now, kind="review")
    shown = send(tidewater.ada, "appointments:move", made.pk, data={"day": "2026-10-19", "at": "09:00"})
    assert (shown.status_code, WORDS in shown.content.decode()) == (200, True)


def test_booking_one_record_at_an_hour_that_a_joined_one_has(tidewater, now, clock):
    clock(now)
    two = two_of(tidewater, now=now)
    booked(tidewater, two.one, tidewater.nell, now=now)
    shown = send(tidewater.nell, "appointments:book", two.other.pk, data=TIME | {"member": str(tidewater.wren.pk)})
    assert (shown.status_code, WORDS in shown.content.decode()) == (200, True)


def test_a_free_time_of_an_odd_moment_is_now(tidewater, now, clock):
    clock(now)
    for odd in ("9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00", "nonsense", "2026-02-30T10:00:00Z"):
        assert browser_of(tidewater.nell).get(page("appointments:free"), {"at": odd}).status_code == 200
