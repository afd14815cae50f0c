"""Clocks of first contact, and when to try again. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.contacts.models import Attempt
from holdfast.hubs.hours import OFFICE_HOURS, WeeklyHours

SAME_DAY_GAP = timedelta(hours=2)


@dataclass(frozen=True)
class Clock:
    """Time from the request to something, running or stopped, beside the hub's limit.

    Attributes:
        hours: elapsed, hours by the clock on the wall.
        working_hours: elapsed within office hours (Monday to Friday, 9 to 5, no bank holidays), so that hubs compare.
        working_days: working days after the day of the request.
        share: elapsed part of the way to the limit; above 1 when it has passed.
    """

    is_running: bool
    hours: float
    working_hours: float
    working_days: int
    share: float


def clock(start: datetime, stop: datetime | None, *, limit: datetime, now: datetime) -> Clock:
    """The clock from `start` to `stop`, or to `now` while it runs."""
    end = stop or now
    whole = max((limit - start).total_seconds(), 1)
    return Clock(
        is_running=stop is None,
        hours=(end - start).total_seconds() / 3600,
        working_hours=OFFICE_HOURS.working_hours_between(start, end),
        working_days=OFFICE_HOURS.working_days_between(start, end),
        share=(end - start).total_seconds() / whole,
    )


def is_contact(result: str) -> bool:
    """Whether an attempt reached the person: they spoke."""
    return result == Attempt.Result.SPOKE


def next_try(result: str, *, hours: WeeklyHours, now: datetime) -> datetime:
    """When to try again: two hours on if the hub is still open then, else when it next opens.

    After something was sent, a day is left for the answer.
    """
    gap = timedelta(days=1) if result == Attempt.Result.SENT else SAME_DAY_GAP
    later = now + gap
    return hours.next_open(later) or later
