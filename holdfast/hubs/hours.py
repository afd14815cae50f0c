"""Opening hours, working time, and how we say times. Zone: Europe/London; bank holidays: England.

Every instant taken must be aware, every instant given is UTC. A span of hours starts and ends at the
first instant at which the clock in London reaches or passes its time. So on the last Sunday of March
a time that the clock jumps over counts as the jump itself, and on the last Sunday of October a time
that comes twice counts when it first comes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
MIDNIGHT = time(0, 0)
DAY = timedelta(days=1)
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SEARCH_DAYS = 400  # long enough for hours that end only at the next bank holiday
CACHED_DAYS = 4_000

Span = tuple[int, time, time]
Period = tuple[datetime, datetime]


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of that year, days observed instead included."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: date) -> bool:
    return day in bank_holidays(day.year)


@dataclass(frozen=True)
class WeeklyHours:
    """The hours of one week.

    Attributes:
        spans: weekday (0 is Monday), start, end. An end of 00:00 is midnight at the end of the day; an
            end before the start is on the next day, and belongs to the day the span started on.
        closed_on_bank_holidays: no span starts on a bank holiday in England.

    Raises:
        ValueError: a weekday is not 0 to 6, a time has a zone, or a span is empty.
    """

    spans: tuple[Span, ...] = ()
    closed_on_bank_holidays: bool = True
    _days: dict[date, tuple[Period, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for span in self.spans:
            _check(span)
        object.__setattr__(self, "spans", tuple(sorted(self.spans)))

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence], *, closed_on_bank_holidays: bool = True) -> Self:
        """From plain rows such as `[0, "08:00", "18:00"]`; "24:00" is midnight at the end of the day."""
        spans = tuple((int(day), _clock(start), _clock(end)) for day, start, end in rows)
        return cls(spans, closed_on_bank_holidays)

    def as_rows(self) -> list[list]:
        """Plain rows that `from_rows` reads back, fit for JSON."""
        return [[day, f"{start:%H:%M}", f"{end:%H:%M}"] for day, start, end in self.spans]

    def is_open(self, at: datetime) -> bool:
        return self._period_at(_utc(at)) is not None

    def next_open(self, at: datetime) -> datetime | None:
        """`at` itself when open, else when it next opens; None if it never does."""
        at = _utc(at)
        for start, end in self._periods(at):
            if at < end:
                return max(at, start)
        return None

    def closes_at(self, at: datetime) -> datetime | None:
        """When the opening that holds `at` ends; None if closed, or if it never closes."""
        at = _utc(at)
        period = self._period_at(at)
        if period is None:
            return None
        closing = period[1]
        for start, end in self._periods(at):
            if start > closing:
                return closing
            closing = max(closing, end)
        return None

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """Time open from start to end, overlaps counted once; zero if end is not after start."""
        start, end = _utc(start), _utc(end)
        open_for, counted_to = timedelta(0), start
        for opens, closes in self._periods(start, until=end):
            opens, closes = max(opens, counted_to), min(closes, end)
            if opens < closes:
                open_for += closes - opens
                counted_to = closes
        return open_for

    def working_hours_between(self, start: datetime, end: datetime) -> float:
        """Time open from start to end, in hours."""
        return self.open_between(start, end) / timedelta(hours=1)

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, not a bank holiday, and a weekday on which these hours open.

        Hours that open on no weekday are held to Monday to Friday, so that a promise has an end.
        """
        return day.weekday() in self._working_weekdays and not is_bank_holiday(day)

    def add_working_days(self, at: datetime, days: int, close_time: time) -> datetime:
        """`close_time` on the nth working day after the day of `at`.

        With 0 days it is `close_time` on that day, if it is a working day and not yet past, else on the
        next working day.

        Raises:
            ValueError: days is negative.
        """
        if days < 0:
            raise ValueError("Working days are counted forwards")
        day = _local(at).date()
        if days == 0 and self.is_working_day(day) and _utc(at) <= instant(day, close_time):
            return instant(day, close_time)
        for _ in range(max(days, 1)):
            day += DAY
            while not self.is_working_day(day):
                day += DAY
        return instant(day, close_time)

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Working days after the day of start, up to and with the day of end; 0 if end is earlier."""
        first, last = _local(start).date(), _local(end).date()
        return sum(self.is_working_day(first + DAY * n) for n in range(1, (last - first).days + 1))

    @property
    def _working_weekdays(self) -> frozenset[int]:
        opened = frozenset(day for day, _, _ in self.spans if day < 5)
        return opened or frozenset(range(5))

    def _period_at(self, at: datetime) -> Period | None:
        for start, end in self._periods(at, until=at):
            if start <= at < end:
                return start, end
        return None

    def _periods(self, at: datetime, *, until: datetime | None = None) -> Iterator[Period]:
        """Openings from the day before `at` (one may run over midnight), in order of their start."""
        day = _local(at).date() - DAY
        last = _local(until).date() if until else day + DAY * SEARCH_DAYS
        while day <= last:
            yield from self.periods_on(day)
            day += DAY

    def periods_on(self, day: date) -> tuple[Period, ...]:
        """Openings that start on that day in London."""
        known = self._days.get(day)
        if known is None:
            if len(self._days) >= CACHED_DAYS:
                self._days.clear()
            known = self._days[day] = tuple(self._open_on(day))
        return known

    def _open_on(self, day: date) -> Iterator[Period]:
        if self.closed_on_bank_holidays and is_bank_holiday(day):
            return
        for weekday, start, end in self.spans:
            if weekday == day.weekday():
                opens = instant(day, start)
                closes = instant(day + DAY if end <= start else day, end)
                if opens < closes:
                    yield opens, closes


def instant(day: date, at: time) -> datetime:
    """The first instant at which the clock in London reaches or passes that time on that day, in UTC."""
    wall = datetime.combine(day, at.replace(fold=0), tzinfo=LONDON)
    moment = wall.astimezone(UTC)
    if moment.astimezone(LONDON).time() != at.replace(fold=0):
        # The clock jumps over this time. London's clock jumps at 01:00 UTC.
        return moment.replace(minute=0, second=0, microsecond=0)
    return moment


def london_day(at: datetime) -> date:
    """The day it is in London."""
    return _local(at).date()


def say_day(at: datetime, now: datetime) -> str:
    """ "today", "tomorrow", "yesterday" or "Friday 16 October", with the year when that is not plain."""
    day, today = _local(at).date(), _local(now).date()
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    if near:
        return near
    year = f" {day.year}" if day.year != today.year and abs((day - today).days) > 180 else ""
    return f"{day:%A} {day.day} {day:%B}{year}"


def say_time(at: datetime) -> str:
    """ "8am", "8:30am", "12 noon", "12 midnight"; the hour that comes twice says which."""
    local = _local(at)
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return _say_clock(local.time())
    side = "after" if local.fold else "before"
    return f"{_say_clock(local.time())}, {side} the clocks go back"


def say_moment(at: datetime, now: datetime) -> str:
    """ "today at 3:05pm", "Friday 16 October at 8am"."""
    return f"{say_day(at, now)} at {say_time(at)}"


def say_time_and_day(at: datetime, now: datetime) -> str:
    """ "8am today, Wednesday", "8am tomorrow, Thursday", "8am on Friday 16 October"."""
    day = say_day(at, now)
    if day in {"today", "tomorrow", "yesterday"}:
        return f"{say_time(at)} {day}, {_local(at):%A}"
    return f"{say_time(at)} on {day}"


def say_by(at: datetime, now: datetime) -> str:
    """After "by": "8pm today", "5pm on Friday 16 October"."""
    day = say_day(at, now)
    return f"{say_time(at)} {day}" if day in {"today", "tomorrow", "yesterday"} else f"{say_time(at)} on {day}"


def say_wait(wait: timedelta) -> str:
    """For rows: "4 min", "2 h", "1 d 4 h", rounded down."""
    days, hours, minutes = _parts(wait)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    return f"{hours} h" if hours else f"{minutes} min"


def say_wait_long(wait: timedelta) -> str:
    """For sentences: "1 day 4 hours", "7 hours 3 minutes", "less than a minute", rounded down."""
    days, hours, minutes = _parts(wait)
    counted = [(days, "day"), (hours, "hour"), (minutes, "minute")][0 if days else 1 :][:2]
    said = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in counted if number]
    return " ".join(said) or "less than a minute"


def say_hours(weekly: WeeklyHours) -> str:
    """ "Monday to Friday, 8am to 6pm; Saturday, 9am to 1pm"; "not open" if there are none."""
    runs: list[tuple[list[int], str]] = []
    for day in range(7):
        said = _say_spans([(start, end) for weekday, start, end in weekly.spans if weekday == day])
        if runs and runs[-1][1] == said:
            runs[-1][0].append(day)
        else:
            runs.append(([day], said))
    return "; ".join(f"{_say_run(days)}, {said}" for days, said in runs if said) or "not open"


def _say_run(days: list[int]) -> str:
    if len(days) == 7:
        return "every day"
    joined = " and " if len(days) == 2 else " to "
    return joined.join(dict.fromkeys((DAY_NAMES[days[0]], DAY_NAMES[days[-1]])))


def _say_spans(spans: list[tuple[time, time]]) -> str:
    """One day's spans in words, those that touch or overlap joined."""
    joined: list[list[int]] = []
    for start, end in sorted((_minutes(start), _minutes(end)) for start, end in spans):
        end = end if end > start else end + 1440
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return " and ".join(_say_span(start, end) for start, end in joined)


def _say_span(start: int, end: int) -> str:
    if start == 0 and end >= 1440:
        return "day and night"
    said = f"{_say_clock(_time(start))} to {_say_clock(_time(end))}"
    return f"{said} the next day" if end > 1440 else said


def _say_clock(at: time) -> str:
    if at.minute == 0 and at.hour in (0, 12):
        return "12 noon" if at.hour else "12 midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def _parts(wait: timedelta) -> tuple[int, int, int]:
    """Whole days, hours and minutes; a negative wait is none."""
    minutes = max(wait, timedelta(0)) // timedelta(minutes=1)
    return minutes // 1440, minutes // 60 % 24, minutes % 60


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _clock(text: str) -> time:
    return MIDNIGHT if text == "24:00" else time.fromisoformat(text)


def _check(span: Span) -> None:
    weekday, start, end = span
    if weekday not in range(7):
        raise ValueError(f"{weekday} is not a weekday: Monday is 0, Sunday is 6")
    if start.tzinfo or end.tzinfo:
        raise ValueError("Hours are times on the clock in London and carry no zone")
    if start == end != MIDNIGHT:
        raise ValueError(f"The hours from {start:%H:%M} to {end:%H:%M} are empty")


def as_utc(at: datetime | None) -> datetime | None:
    """An instant that somebody sent, in UTC; None for nothing and for one without a zone.

    Raises:
        OverflowError: it lies outside the calendar.
    """
    return at.astimezone(UTC) if at is not None and at.tzinfo is not None else None


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone")
    return at.astimezone(UTC)


def _local(at: datetime) -> datetime:
    return _utc(at).astimezone(LONDON)


OFFICE_HOURS = WeeklyHours(tuple((day, time(9), time(17)) for day in range(5)))
