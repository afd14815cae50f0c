"""Rooms of appointments: which are free at a time, and the first of them that still is when it is held."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction

from holdfast.appointments.actions import NotFree
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import practitioners_of
from holdfast.diary.models import How, Room, Session
from holdfast.diary.queries import busy_rooms, lengths_of, rooms_held, rooms_of
from holdfast.diary.rules import Length, Span
from holdfast.hubs.models import Hub

Made = TypeVar("Made")
TWO = 2
"""How many come to an appointment at least."""


def free_rooms(
    hub: Hub, kind: str, starts_at: datetime, *, seats: int = TWO, besides: Session | None = None
) -> list[Room]:
    """The rooms, by name, that are free then, but for a session that is given up for it, and have as many seats."""
    taken = busy_rooms(hub, (starts_at, lengths_of(hub)[kind].ends(starts_at)), besides=besides)
    return [room for room in rooms_of(hub) if room.pk not in taken and room.seats >= seats]


def rooms_for(appointment: Appointment, starts_at: datetime) -> list[Room]:
    """The rooms to which an appointment could move, where they meet in one: those that hold everybody."""
    session, hub = appointment.session, appointment.hub
    if session.how != How.ROOM:
        return []
    seats = len(practitioners_of([session.pk], hub)[session.pk]) + 1
    return free_rooms(hub, session.kind, starts_at, seats=seats, besides=session)


def in_first_free(act: Callable[..., Made], rooms: Sequence[Room]) -> Made:
    """What `act` makes of `room`, the first of these that nobody has taken meanwhile. It is none where there is none:
    `act` says then what is missing."""
    for room in rooms[:-1]:
        try:
            with transaction.atomic():
                return act(room=room)
        except NotFree as refused:
            if refused.why != "room":
                raise
    return act(room=rooms[-1] if rooms else None)


def has_room(
    hub: Hub, length: Length, span: Span, *, seats: int = TWO, besides: Session | None = None
) -> Callable[[datetime], bool]:
    """Whether a room with as many seats is free at a time, for the times that begin in a span. Two statements."""
    rooms = [room.pk for room in rooms_of(hub) if room.seats >= seats]
    held = rooms_held(hub, (span[0], length.ends(span[1])), besides=besides) if rooms else []

    def is_free(at: datetime) -> bool:
        busy = {room for room, begin, end in held if begin < length.ends(at) and at < end}
        return any(pk not in busy for pk in rooms)

    return is_free


def times_with_room(hub: Hub, kind: str, times: Sequence[datetime], *, most: int) -> list[datetime]:
    """Of these times, in order, the first at which a room is free. Two statements."""
    if not times:
        return []
    return list(islice(filter(has_room(hub, lengths_of(hub)[kind], (times[0], times[-1])), times), most))
