"""What makes reading unusual. Pure: rows of the access log in, findings out.

The limits are ours, made from no study: each hub should look at what they find in its first weeks and say what to
change. A finding says nothing against anybody; a lead looks into it with the colleague.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

MANY_RECORDS = 20
"""So many different records, opened one by one …"""
MANY_WITHIN = timedelta(hours=1)
"""… in this time. Lists do not count."""
AGAIN_READINGS = 10
"""One record read so often …"""
AGAIN_WITHIN = timedelta(days=7)
"""… in this time, by somebody who is neither its owner nor works with them. Found again only after as long."""
READING_GAP = timedelta(minutes=5)
"""Pages of one record opened so soon after each other are one reading."""
NIGHT_FROM, NIGHT_TO = time(21), time(6)
"""Night in London, as far as it lies outside the hub's watched hours."""
AFTERWARDS_WITHIN = timedelta(days=7)
"""How long after one's own emergency access ended another try at the record is unusual."""

OPENED = (
    "caseload:person",
    "caseload:answers",
    "caseload:same",
    "contacts:log",
    "safeguarding:concern",
    "safeguarding:concerns",
    "triage:decide",
)
"""Pages that show one record."""


@dataclass(frozen=True)
class Reading:
    """One record opened by one member."""

    by: UUID
    person: UUID
    at: datetime


@dataclass(frozen=True)
class Unusual:
    """Reading that is not like the others: of one record, or of several where `person` is None."""

    by: UUID
    kind: str
    person: UUID | None
    readings: int
    persons: int
    first_at: datetime
    last_at: datetime


def found_in(kind: str, readings: Sequence[Reading], *, of_one: bool) -> Unusual:
    """The finding over some readings of one member, the earliest first."""
    persons = {reading.person for reading in readings}
    return Unusual(
        readings[0].by, kind, readings[0].person if of_one else None, len(readings), len(persons), readings[0].at,
        readings[-1].at,
    )  # fmt: skip


def many_at_once(readings: Sequence[Reading]) -> Unusual | None:
    """Many different records within an hour, by one member; all that follows in the same run of them belongs to it."""
    ordered = sorted(readings, key=lambda reading: reading.at)
    window: Counter[UUID] = Counter()
    first, last, start = None, -1, 0
    for end, reading in enumerate(ordered):
        window[reading.person] += 1
        while reading.at - ordered[start].at > MANY_WITHIN:
            left = ordered[start].person
            window[left] -= 1
            if not window[left]:
                del window[left]
            start += 1
        if len(window) >= MANY_RECORDS:
            first, last = start if first is None else first, end
    return None if first is None else found_in("many", ordered[first : last + 1], of_one=False)


def times_read(readings: Iterable[Reading]) -> list[Reading]:
    """The readings of one record, pages opened soon after each other taken as one."""
    kept: list[Reading] = []
    before: datetime | None = None
    for reading in sorted(readings, key=lambda reading: reading.at):
        if before is None or reading.at - before > READING_GAP:
            kept.append(reading)
        before = reading.at
    return kept


def again_and_again(readings: Iterable[Reading]) -> Unusual | None:
    """One record, read many times by one member."""
    kept = times_read(readings)
    return found_in("again", kept, of_one=True) if len(kept) >= AGAIN_READINGS else None


def is_night(at: datetime) -> bool:
    """Whether it is night in London."""
    clock = at.astimezone(LONDON).time()
    return clock >= NIGHT_FROM or clock < NIGHT_TO
