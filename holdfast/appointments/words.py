"""The diary and appointments in words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.appointments.models import Appointment
from holdfast.appointments.states import Status
from holdfast.diary.models import How, Kind, Session
from holdfast.hubs.hours import LONDON, say_moment, say_time
from holdfast.people.identity import reveal

WHY_NOT = {
    "past": "That time has passed. Choose one to come",
    "hours": "They do not work then, or not for as long as it takes with the time they need before and after it",
    "away": "They are away then",
    "person": "They have another appointment then themselves, on this record or on one that is joined with it",
    "held": "That time has just been taken, or meets another appointment",
    "room": "The room is taken then. Choose another one",
    "no_room": "No room that holds everybody is free then. Choose another time, or another way to meet",
    "named": "They named somebody who may be whoever sees them. Settle the name first",
    "seats": "Choose a room that is in use and holds everybody",
}
HOWS = {How.VIDEO: "video", How.PHONE: "phone", How.ELSEWHERE: "elsewhere"}
STATE = {
    Status.ATTENDED: "came",
    Status.LATE: "came late",
    Status.TOO_LATE: "came too late",
    Status.MISSED: "did not attend",
}


def where(session: Session) -> str:
    """ "Room 2", "video", "phone"."""
    return session.room.name if session.room else HOWS.get(How(session.how), "")


def kind_words(session: Session) -> str:
    """ "Assessment, Room 2"."""
    return ", ".join(part for part in (Kind(session.kind).label, where(session)) if part)


def names_of(members: Sequence[Membership]) -> str:
    """ "Nell Sampleton and Wren Dummerly"."""
    return " and ".join(member.name for member in members)


def clock(at: datetime) -> str:
    """ "09:30", as a diary writes it."""
    return f"{at.astimezone(LONDON):%H:%M}"


def line_of(appointment: Appointment, members: Sequence[Membership], *, now: datetime) -> dict[str, Any]:
    """One appointment as a line of a record or of the own pages."""
    session = appointment.session
    return {
        "pk": appointment.pk,
        "when": say_moment(session.starts_at, now),
        "until": say_time(session.ends_at),
        "what": Kind(session.kind).label,
        "with": names_of(members),
        "where": place_words(session),
        "state": Status(appointment.status).label,
        "is_booked": appointment.status == Status.BOOKED,
        "is_past": session.starts_at <= now,
        "interpreter": reveal(appointment.person, f"interpreter:{appointment.pk}", appointment.interpreter_sealed),
    }


def place_words(session: Session) -> str:
    """How they meet, and where."""
    if session.room is None:
        return How(session.how).label
    return ", ".join(part for part in (session.room.name, session.room.place) if part)


def quarters(starts_at: datetime, ends_at: datetime) -> int:
    """How many quarters of an hour high a slot is drawn: one at least, five hours at most."""
    return max(1, min(20, (ends_at - starts_at) // timedelta(minutes=15)))
