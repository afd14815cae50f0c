"""When somebody can be booked: hours of a working pattern, less time away, less what is held. Pure.

Spans are pairs of instants in UTC, half open. A slot starts at a whole quarter of an hour on the clock in London; what
it holds is the appointment with the practitioner's time before and after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from holdfast.hubs.hours import LONDON, MIDNIGHT, WeeklyHours, instant

STEP = timedelta(minutes=15)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
Span = tuple[datetime, datetime]


class NoSuchTime(ValueError):
    """The clocks go forward over this time: it does not exist on that day."""


class TimeTwice(ValueError):
    """The clocks go back: this time comes twice on that day, and somebody must say which is meant."""


@dataclass(frozen=True)
class Length:
    """How long a kind of appointment takes.

    Attributes:
        minutes: of the appointment itself.
        before: minutes that the practitioner needs before it; `after` likewise.
    """

    minutes: int
    before: int = 0
    after: int = 0

    def ends(self, starts_at: datetime) -> datetime:
        """When the appointment ends."""
        return starts_at + timedelta(minutes=self.minutes)

    def held(self, starts_at: datetime) -> Span:
        """What the practitioner is held for."""
        return starts_at - timedelta(minutes=self.before), self.ends(starts_at) + timedelta(minutes=self.after)


@dataclass(frozen=True)
class Pattern:
    """A working pattern: one to four weeks that come again and again.

    Attributes:
        starts_on: the Monday of its first week.
        ends_on: its last day, or None.
        weeks: the hours of each week.
    """

    starts_on: date
    ends_on: date | None
    weeks: tuple[WeeklyHours, ...]

    def on(self, day: date) -> Iterator[Span]:
        """The hours that begin on that day in London."""
        if day < self.starts_on or (self.ends_on is not None and day > self.ends_on):
            return
        week = (day - self.starts_on) // WEEK % len(self.weeks)
        yield from self.weeks[week].periods_on(day)


def clock_to_instant(day: date, at: time, *, second: bool | None = None) -> datetime:
    """The instant of a time on the clock in London, in UTC. `second` says which of two is meant, where it comes twice.

    Raises:
        NoSuchTime: the clocks go forward over it.
        TimeTwice: it comes twice, and `second` is None.
    """
    try:
        first, later = (datetime.combine(day, at.replace(fold=fold), tzinfo=LONDON).astimezone(UTC) for fold in (0, 1))
    except OverflowError as beyond:  # the first or the last day that a calendar knows
        raise NoSuchTime(f"{at:%H:%M} on {day}") from beyond
    if first.astimezone(LONDON).time().replace(fold=0) != at.replace(fold=0):
        raise NoSuchTime(f"{at:%H:%M} on {day}")
    if first == later:
        return first
    if second is None:
        raise TimeTwice(f"{at:%H:%M} on {day}")
    return later if second else first


def hours_between(patterns: Iterable[Pattern], first: date, last: date) -> list[Span]:
    """The working hours from the first day to the last, in order, touching ones as one.

    On each day the pattern counts that began last.
    """
    latest_first = sorted(patterns, key=lambda pattern: pattern.starts_on, reverse=True)
    days = [first + DAY * number for number in range(-1, (last - first).days + 1)]
    found = [
        span
        for day in days
        for pattern in islice((each for each in latest_first if each.starts_on <= day), 1)
        for span in pattern.on(day)
    ]
    begin, end = instant(first, MIDNIGHT), instant(last + DAY, MIDNIGHT)
    return merged((max(start, begin), min(stop, end)) for start, stop in found if stop > begin and start < end)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time as spans that neither touch nor overlap, in order."""
    found: list[Span] = []
    for start, stop in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], stop)
        else:
            found.append((start, stop))
    return found


def without(spans: Sequence[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of merged spans when others are taken out."""
    found, rest = [], list(spans)
    for start, stop in merged(taken):
        left = []
        for begin, end in rest:
            if end <= start:
                found.append((begin, end))
            elif begin >= stop:
                left.append((begin, end))
            else:
                if begin < start:
                    found.append((begin, start))
                if end > stop:
                    left.append((stop, end))
        rest = left
    return found + rest


def common(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The time that lies in both of two lists of merged spans."""
    return without(spans, without(spans, others))


def starts_in(free: Iterable[Span], length: Length, *, after: datetime) -> Iterator[datetime]:
    """Every start at which the whole of what is held lies in one free span, no earlier than `after`."""
    before, rest = timedelta(minutes=length.before), timedelta(minutes=length.minutes + length.after)
    for start, stop in free:
        at = up_to_step(max(start + before, after))
        while at + rest <= stop:
            yield at
            at += STEP


def up_to_step(at: datetime) -> datetime:
    """The next whole quarter of an hour. London is whole hours away from UTC, so it is one on both clocks."""
    over = (at - EPOCH) % STEP
    return at + (STEP - over) if over else at


def is_free(free: Iterable[Span], span: Span) -> bool:
    """Whether a span lies in one of the free ones."""
    return any(start <= span[0] and span[1] <= stop for start, stop in free)
