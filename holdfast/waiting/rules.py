"""When somebody who waits is contacted next, when they are asked again, and whether they got worse. Pure."""

from datetime import date, datetime, time, timedelta

from holdfast.hubs.hours import DAY, LONDON, MIDNIGHT, OFFICE_HOURS, instant, london_day
from holdfast.measures.questionnaire import Questionnaire
from holdfast.measures.rules import change_in_words

CLOSE = time(17)
WORSE_WITHIN = 1
"""Working days in which somebody who got worse is contacted. Ours, and no clinical rule: a risk answer raises an alert
by itself, whatever the total."""
FIRST_MAIL, LAST_MAIL, ASKED_AT = time(8), time(19), time(10)
ASK_LASTS = timedelta(days=14)


def next_contact(base: datetime, *, days: int, worse_at: datetime | None = None) -> datetime:
    """By when somebody who waits is contacted next: always a moment, on a working day.

    Args:
        base: when they were last in contact with the hub, or since when they wait.
        days: the hub's rhythm.
        worse_at: when they were last found worse, if that was after `base`.
    """
    day = london_day(base) + timedelta(days=days)
    while not OFFICE_HOURS.is_working_day(day):
        day += DAY
    by = instant(day, CLOSE)
    if worse_at is None or worse_at <= base:
        return by
    return min(by, OFFICE_HOURS.add_working_days(worse_at, WORSE_WITHIN, CLOSE))


def overdue_before(now: datetime, *, days: int) -> datetime:
    """Whoever was last in contact before this moment should have been contacted by now: `next_contact` backwards."""
    day = london_day(now) - timedelta(days=days)
    while next_contact(instant(day, CLOSE), days=days) >= now:
        day -= DAY
    return instant(day + DAY, MIDNIGHT)


def worse_before(now: datetime) -> datetime:
    """Whoever was found worse before this moment, and not contacted since, should have been by now."""
    day = london_day(now)
    while OFFICE_HOURS.add_working_days(instant(day, CLOSE), WORSE_WITHIN, CLOSE) >= now:
        day -= DAY
    return instant(day + DAY, MIDNIGHT)


def has_passed(expected_on: date | None, *, today: date) -> bool:
    """Whether somebody still waits after the day that they were told."""
    return expected_on is not None and expected_on < today


def is_worse(form: Questionnaire, first: float, last: float) -> bool:
    """Reliable deterioration of one measure: it moved the wrong way by its reliable change or more.

    A form of which no source gives a reliable change is never worse by this. Source: the reliable changes that NHS
    Talking Therapies uses (`measures.rules`); each questionnaire cites its own.
    """
    return change_in_words(form, first, last) == "worse"


def is_due(last_at: datetime, *, days: int, now: datetime) -> bool:
    """Whether it is time to ask again."""
    return now >= last_at + timedelta(days=days)


def mail_at(now: datetime) -> datetime:
    """At once by day; at night it waits until ten in the morning."""
    clock, day = now.astimezone(LONDON).time(), london_day(now)
    if FIRST_MAIL <= clock < LAST_MAIL:
        return now
    return instant(day if clock < FIRST_MAIL else day + DAY, ASKED_AT)
