"""A member's diary for the calendar on their telephone: when they are busy, and where. No name, no kind, no hub."""

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, Event

from holdfast.diary.models import Session

BUSY = "Busy"


def calendar_of(sessions: Iterable[Session], *, now: datetime) -> bytes:
    """An iCalendar file (RFC 5545) of these sessions, in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//Holdfast//Diary//EN")
    calendar.add("version", "2.0")
    for session in sessions:
        calendar.add_component(entry_of(session, now=now))
    return calendar.to_ical()


def entry_of(session: Session, *, now: datetime) -> Event:
    """One time that is taken. The room is a word that tells nothing of anybody."""
    entry = Event()
    entry.add("uid", str(session.pk))
    entry.add("dtstamp", now)
    entry.add("dtstart", session.starts_at)
    entry.add("dtend", session.ends_at)
    entry.add("summary", BUSY)
    entry.add("class", "PRIVATE")
    if session.room is not None:
        entry.add("location", session.room.name)
    return entry
