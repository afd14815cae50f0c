"""Who watches when: the days of the rota, their watched hours, and the gaps in them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from holdfast.accounts.models import Shift
from holdfast.hubs.hours import LONDON, WeeklyHours, instant

Span = tuple[datetime, datetime]
DAYS_SHOWN = 14


@dataclass(frozen=True)
class Day:
    """One day of the rota.

    Attributes:
        watched: the spans of it that the hub declared to watch.
        shifts: the shifts that touch it, the earliest first.
        gaps: the parts of `watched` that no shift covers.
    """

    on: date
    start: datetime
    end: datetime
    watched: tuple[Span, ...]
    shifts: tuple[Shift, ...]
    gaps: tuple[Span, ...]

    def gaps_after(self, now: datetime) -> tuple[Span, ...]:
        """The gaps that are still to come."""
        return tuple((max(start, now), end) for start, end in self.gaps if end > now)


def monday_of(now: datetime) -> date:
    """The Monday of the week of `now` in London."""
    today = now.astimezone(LONDON).date()
    return today - timedelta(days=today.weekday())


def days(first: date, hours: WeeklyHours, shifts: Sequence[Shift], *, count: int = DAYS_SHOWN) -> list[Day]:
    """The days from `first` on."""
    return [day(first + timedelta(days=place), hours, shifts) for place in range(count)]


def day(on: date, hours: WeeklyHours, shifts: Sequence[Shift]) -> Day:
    """One day with what touches it."""
    start, end = instant(on, time(0)), instant(on + timedelta(days=1), time(0))
    watched = tuple(watched_spans(hours, start, end))
    touching = tuple(shift for shift in shifts if shift.starts_at < end and shift.ends_at > start)
    covered = [(shift.starts_at, shift.ends_at) for shift in touching]
    gaps = tuple(gap for span in watched for gap in uncovered(span, covered))
    return Day(on, start, end, watched, touching, gaps)


def watched_spans(hours: WeeklyHours, start: datetime, end: datetime) -> Iterable[Span]:
    """The watched spans between two instants."""
    at = start
    while (opens := hours.next_open(at)) is not None and opens < end:
        closes = min(hours.closes_at(opens) or end, end)
        yield opens, closes
        at = closes
        if at >= end:
            return


def uncovered(span: Span, covered: Iterable[Span]) -> list[Span]:
    """The parts of a span that nothing covers."""
    at, end = span
    gaps = []
    for begins, ends in sorted(covered):
        if begins > at and at < end:
            gaps.append((at, min(begins, end)))
        at = max(at, ends)
    return [*gaps, (at, end)] if at < end else gaps
