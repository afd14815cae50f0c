"""Periods of figures: a month, a quarter, or a year from April on; each from one midnight in London to another."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from holdfast.hubs.hours import LONDON, instant

MIDNIGHT = time(0)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_YEAR = 12
FORMS = (
    (re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])"), 1),
    (re.compile(r"([0-9]{4})-Q([1-4])"), 3),
    (re.compile(r"([0-9]{4})-([0-9]{2})-Y"), A_YEAR),
)
FIRST_YEAR, LAST_YEAR = 2015, 2100


class NoSuchPeriod(ValueError):
    """Write a month as 2026-07, a quarter of the calendar as 2026-Q3, a year from April on as 2026-27-Y."""


@dataclass(frozen=True)
class Period:
    """From the beginning of `first` to the beginning of `end`, without it: London days."""

    name: str
    first: date
    end: date

    @property
    def starts_at(self) -> datetime:
        """The instant with which it begins."""
        return instant(self.first, MIDNIGHT)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it."""
        return instant(self.end, MIDNIGHT)

    def holds(self, other: "Period") -> bool:
        """Whether another period lies within this one, or is the same."""
        return self.first <= other.first and other.end <= self.end


def read_period(name: str) -> Period:
    """A period by its name.

    Raises:
        NoSuchPeriod: it is none.
    """
    for form, months in FORMS:
        if (found := form.fullmatch(name)) and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            year, part = int(found[1]), int(found[2])
            if months == A_YEAR:
                if part != (year + 1) % 100:
                    break
                return Period(name, date(year, 4, 1), date(year + 1, 4, 1))
            first = (part - 1) * months
            return Period(name, month_of(year, first), month_of(year, first + months))
    raise NoSuchPeriod(NoSuchPeriod.__doc__)


def month_of(year: int, months: int) -> date:
    """The first day of a month that is counted from January of a year, from 0 on."""
    return date(year + months // 12, months % 12 + 1, 1)


def microseconds(at: datetime) -> int:
    """An instant, since 1970, exactly."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def days(day: date) -> int:
    """A day, since 1970."""
    return (day - EPOCH.date()).days


def london_days(at: datetime) -> int:
    """The London day of an instant, since 1970."""
    return days(at.astimezone(LONDON).date())
