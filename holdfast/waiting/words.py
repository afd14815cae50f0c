"""Waiting in words, for the list and the record."""

from datetime import date, datetime, time
from typing import Any

from holdfast.hubs.hours import instant, london_day, say_by, say_day, say_wait
from holdfast.waiting.models import Rhythm, What
from holdfast.waiting.queries import Waiting
from holdfast.waiting.rhythm import forms_of
from holdfast.waiting.rules import has_passed

NOON = time(12)


def say_date(day: date, now: datetime) -> str:
    """ "today", "Friday 16 October"."""
    return say_day(instant(day, NOON), now)


def expected_words(found: Waiting, *, now: datetime) -> str:
    """What they were told of how long it takes."""
    if found.expected_on is None:
        return "Not told yet how long"
    day = say_date(found.expected_on, now)
    return f"Told {day}, which has passed" if is_past(found, now=now) else f"Told {day}"


def is_past(found: Waiting, *, now: datetime) -> bool:
    """Whether they still wait after the day that they were told."""
    return has_passed(found.expected_on, today=london_day(now))


def contact_words(found: Waiting, *, now: datetime) -> str:
    """When they were last in contact, and when next."""
    last = f"Last contact {say_day(found.last_contact_at, now)}" if found.last_contact_at else "No contact yet"
    return f"{last}. Next {'was due ' if found.next_at < now else ''}by {say_by(found.next_at, now)}"


def line_of(found: Waiting, *, now: datetime, shows_clinical: bool) -> dict[str, Any]:
    """Somebody who waits, as facts."""
    return {
        "what": What(found.what).label,
        "waited": say_wait(now - found.since),
        "since": say_day(found.since, now),
        "expected": expected_words(found, now=now),
        "is_past": is_past(found, now=now),
        "contact": contact_words(found, now=now),
        "is_late": found.next_at < now,
        "is_worse": found.is_worse and shows_clinical,
    }


def rhythm_lines(rhythm: Rhythm) -> list[tuple[str, str]]:
    """A rhythm as facts."""
    asked = ", ".join(form.name for form in forms_of(rhythm.questionnaires))
    return [
        ("Contact", f"every {rhythm.contact_days} days"),
        ("Questions by a link", f"every {rhythm.measure_days} days: {asked}" if asked else "none"),
        ("A wait for an assessment counts", f"after {rhythm.long_days} days"),
    ]
