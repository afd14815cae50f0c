"""A diary as its page reads it: days or colleagues as columns, each a list of slots, free time too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from holdfast.accounts.models import Membership, Shift
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import Entry
from holdfast.appointments.words import HOWS, STATE, clock, kind_words, quarters, where
from holdfast.diary.models import WITH_PEOPLE, How, Kind
from holdfast.diary.queries import Times
from holdfast.diary.rules import DAY, Span, merged, without
from holdfast.hubs.hours import MIDNIGHT, instant, say_time
from holdfast.people.identity import name_of

Slot = dict[str, Any]
SHORTEST = timedelta(minutes=15)


@dataclass(frozen=True)
class Column:
    """One day of one member.

    Attributes:
        times: their times of several days.
        entries: what stands in their diary, of this day or others.
        shifts: when they are on duty.
        may_book: whether whoever reads it may book.
    """

    member: Membership
    times: Times
    entries: Sequence[Entry]
    shifts: Sequence[Shift]
    may_book: bool
    now: datetime

    def slots(self, day: date, *, begins: datetime | None = None) -> list[Slot]:
        """The slots of a day. `begins` is when the day begins in the column beside it: they line up."""
        span = instant(day, MIDNIGHT), instant(day + DAY, MIDNIGHT)
        found = [slot for entry in self.entries if touches(entry, span) for slot in [self.entry_slot(entry)]]
        found += [self.plain(part, "kept", "Away") for part in within(self.times.away, span, self.times.works)]
        found += [self.free(part) for part in within(self.times.free, span)]
        found.sort(key=lambda slot: (slot["starts_at"], slot["ends_at"]))
        return filled(found, begins)

    def duty(self, day: date) -> str:
        """ "on duty 8am to 6pm", or nothing."""
        span = instant(day, MIDNIGHT), instant(day + DAY, MIDNIGHT)
        found = [shift for shift in self.shifts if shift.starts_at < span[1] and shift.ends_at > span[0]]
        spans = merged((max(each.starts_at, span[0]), min(each.ends_at, span[1])) for each in found)
        if spans == [span]:
            return "on duty all day"
        return f"on duty {', '.join(f'{say_time(a)} to {say_time(b)}' for a, b in spans)}" if spans else ""

    def entry_slot(self, entry: Entry) -> Slot:
        """A session. Names stand only where the record is open to whoever reads it."""
        session, shown = entry.session, entry.named
        if session.kind == Kind.GROUP:
            return self.group_slot(entry)
        if shown:
            return self.person_slot(entry, shown)
        slot = self.plain((session.starts_at, session.ends_at), "kept", Kind(session.kind).label)
        if session.kind in WITH_PEOPLE:
            return slot | {"title": "Busy", "text": kind_words(session).lower()}
        about = (session.name, session.organisation.name if session.organisation else "", where(session))
        return slot | {"text": ", ".join(part for part in about if part and part != HOWS[How.ELSEWHERE])}

    def person_slot(self, entry: Entry, shown: Sequence[Appointment]) -> Slot:
        """An appointment with somebody whose record is open to whoever reads it."""
        session, first = entry.session, shown[0]
        state, names = STATE.get(first.status, ""), ", ".join(name_of(each.person) for each in shown)
        return self.plain((session.starts_at, session.ends_at), "person", names) | {
            "href": reverse("appointments:one", args=[first.pk]),
            "text": ", ".join(part for part in (kind_words(session), state) if part),
            "is_now": session.starts_at <= self.now < session.ends_at,
        }

    def group_slot(self, entry: Entry) -> Slot:
        """A group: its name, and how many places are taken. Nobody's name stands in a diary for it."""
        session = entry.session
        return self.plain((session.starts_at, session.ends_at), "person", session.name) | {
            "href": reverse("appointments:group", args=[session.pk]),
            "text": f"{kind_words(session)}, {entry.taken} of {session.places} places",
            "is_now": session.starts_at <= self.now < session.ends_at,
        }

    def free(self, span: Span) -> Slot:
        """Time that can be booked."""
        slot = self.plain(span, "free", "Free")
        if not self.may_book or span[1] <= self.now:
            return slot
        at = max(span[0], self.now).isoformat()
        return slot | {"href": f"{reverse('appointments:free')}?of={self.member.pk}&at={at.replace('+', '%2B')}"}

    def plain(self, span: Span, kind: str, title: str) -> Slot:
        """A slot without anybody."""
        starts_at, ends_at = span
        return {
            "starts_at": starts_at, "ends_at": ends_at, "time": clock(starts_at), "until": clock(ends_at),
            "kind": kind, "title": title, "text": "", "href": "", "quarters": quarters(starts_at, ends_at),
            "is_now": False,
        }  # fmt: skip


@dataclass(frozen=True)
class RoomColumn(Column):
    """One day of one room: who of the team has it, and when."""

    names: Mapping[UUID, str]

    def entry_slot(self, entry: Entry) -> Slot:
        """A session in it, by who of the team has it; a person only where the record is open to whoever reads it."""
        slot, kind = super().entry_slot(entry), Kind(entry.session.kind).label
        who = names_together(self.names[pk] for pk in entry.members)
        if entry.named or entry.session.kind == Kind.GROUP:
            return slot | {"text": f"{kind}, {who}"}
        return slot | {"title": who, "text": kind.lower() if entry.session.kind in WITH_PEOPLE else kind}


def names_together(names: Iterable[str]) -> str:
    """ "Nell Sampleton and Wren Dummerly"."""
    return " and ".join(sorted(names))


def touches(entry: Entry, span: Span) -> bool:
    """Whether a session touches a day."""
    return entry.session.starts_at < span[1] and entry.session.ends_at > span[0]


def within(spans: Iterable[Span], day: Span, works: Sequence[Span] | None = None) -> list[Span]:
    """The parts of spans that lie in a day, and in working hours where these are given; no shorter than a quarter."""
    parts = [(max(start, day[0]), min(stop, day[1])) for start, stop in spans if start < day[1] and stop > day[0]]
    if works is not None:
        parts = [part for each in merged(parts) for part in without([each], without([day], works))]
    return [part for part in parts if part[1] - part[0] >= SHORTEST]


def filled(slots: Sequence[Slot], begins: datetime | None) -> list[Slot]:
    """The slots with empty ones between them, so that columns line up. These are drawn and not read."""
    found: list[Slot] = []
    at = begins
    for slot in slots:
        if at is not None and slot["starts_at"] - at >= SHORTEST:
            found.append({"kind": "none", "quarters": quarters(at, slot["starts_at"])})
        found.append(slot)
        at = max(at or slot["ends_at"], slot["ends_at"])
    return found


def first_start(columns: Iterable[tuple[Column, date]]) -> timedelta | None:
    """How long after midnight the earliest slot of several columns begins."""
    starts = [slot["starts_at"] - instant(day, MIDNIGHT) for column, day in columns for slot in column.slots(day)[:1]]
    return min(starts, default=None)
