"""Where a time cannot be booked the page says why, and keeps what was typed."""

from datetime import timedelta

import pytest

from holdfast.diary import hours_actions as hours
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import NINE, booked, waits
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


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"at": "12:00"}, "They are away then"),
        ({"at": "18:00"}, "They do not work then"),
        ({"at": "16:45"}, "not for as long as it takes"),
        ({"at": "09:15"}, "That time has just been taken, or meets another appointment"),
        ({"day": "2026-10-13"}, "That time has passed"),
        ({"at": "14:00", "how": "room", "room": "busy"}, "The room is taken then. Choose another one"),
        ({"at": "14:00", "how": "room", "room": "small"}, "Choose a room that is in use and holds everybody"),
    ],
)
def test_the_words_name_leave_hours_length_room_and_what_meets_it(tidewater, met, now, clock, typed, words):
    clock(now)
    hazel = waits(tidewater, owner=tidewater.wren, now=now, name="Hazel Pretend")
    booked(tidewater, hazel, tidewater.nell, at=NINE, now=now, kind="review")
    booked(tidewater, hazel, tidewater.wren, at=NINE + timedelta(hours=5), now=now, how="room", room=met.room)
    with hub_scope(tidewater.hub):
        small = hours.add_room(
            tidewater.hub, name="Cupboard", place="", seats=1, is_step_free=True, by=tidewater.ada, now=now
        )
        hours.set_absence(
            tidewater.nell, why="leave", starts_at=NINE + timedelta(hours=3), ends_at=NINE + timedelta(hours=4),
            by=tidewater.ada, now=now,
        )  # fmt: skip
    rooms = {"busy": str(met.room.pk), "small": str(small.pk), "": ""}
    sent = TIME | {"member": str(tidewater.nell.pk)} | typed
    sent["room"] = rooms[sent.get("room", "")]
    shown = send(tidewater.ada, "appointments:book", met.tansy.pk, data=sent).content.decode()
    assert words in shown
    assert f'value="{sent["at"]}"' in shown
