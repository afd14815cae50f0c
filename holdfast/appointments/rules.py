"""What follows from an appointment: when a reminder goes, how late it may be changed, what comes next. Pure.

None of it is a clinical rule: after somebody did not come, a person decides.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from holdfast.appointments.states import CAME, Status
from holdfast.diary.models import Kind
from holdfast.diary.rules import Length, Span, starts_in, up_to_step
from holdfast.hubs.hours import LONDON, OFFICE_HOURS, WeeklyHours, instant
from holdfast.referrals.states import NextAction

REMINDED_AT = time(10)  # on the clock in London, the day before
CHANGE_UNTIL = timedelta(hours=24)
"""How long before it a person may move or cancel by themselves; later they call, and nobody is scolded."""
SOONEST = timedelta(hours=4)
"""How long from now the first time lies that somebody may choose by themselves."""
SETTLED_AT = time(12)  # on the clock in London, the last working day before
CLOSE = time(17)
WRITTEN_UP_IN = 2  # working days after the assessment
ARRANGED_IN = 2  # working days after a cancelling, until another time is arranged
WELFARE_WITHIN = timedelta(hours=2)
TALKS = (Kind.CONTACT, Kind.WELFARE)


def reminder_at(starts_at: datetime, *, booked_at: datetime) -> datetime | None:
    """The day before at ten on the clock in London; none where that has passed when it is booked."""
    day = (starts_at.astimezone(LONDON) - timedelta(days=1)).date()
    at = instant(day, REMINDED_AT)
    return at if at > booked_at else None


def by_hand_until(now: datetime) -> datetime:
    """Reminders that are due before this moment are made by hand now, where no mail makes them.

    From ten on a working day these are the ones until ten on the next: whoever comes on Monday is reminded on Friday,
    because nobody is there on Sunday.
    """
    day = now.astimezone(LONDON).date()
    if now >= instant(day, REMINDED_AT) or not OFFICE_HOURS.is_working_day(day):
        day += timedelta(days=1)
    while not OFFICE_HOURS.is_working_day(day):
        day += timedelta(days=1)
    return instant(day, REMINDED_AT)


def may_choose(starts_at: datetime, *, now: datetime) -> bool:
    """Whether a person may choose this time by themselves: a whole quarter of an hour, and not too soon."""
    return starts_at - now >= SOONEST and up_to_step(starts_at) == starts_at


def may_change(starts_at: datetime, *, now: datetime) -> bool:
    """Whether the person may still move or cancel it by themselves."""
    return starts_at - now >= CHANGE_UNTIL


def may_wait(starts_at: datetime, *, now: datetime) -> bool:
    """Whether an earlier time than this one could still be given."""
    return starts_at - now > SOONEST


def first_released(
    free: Sequence[Span], released: Sequence[Span], length: Length, *, after: datetime, before: datetime
) -> Iterator[datetime]:
    """The starts that take some of the time that was released and of no other than free time, the earliest first."""
    touched = [each for each in free if any(meet(each, other) for other in released)]
    for at in starts_in(touched, length, after=after):
        if at >= before:
            return
        if any(meet(length.held(at), other) for other in released):
            yield at


def meet(one: Span, other: Span) -> bool:
    """Whether two spans have some time in common."""
    return one[0] < other[1] and other[0] < one[1]


def written_up_by(settled_at: datetime) -> datetime:
    """By when an assessment is written up, once it was recorded that they came."""
    return OFFICE_HOURS.add_working_days(settled_at, WRITTEN_UP_IN, CLOSE)


def next_after(kind: str, status: str, *, is_worrying: bool, hours: WeeklyHours, now: datetime) -> tuple[str, datetime]:
    """What comes next for the referral, and by when, once an appointment was settled.

    Did not attend: somebody tries the safe ways again the next working day; where it is worrying, asks the same day
    whether they are safe. It never closes a referral.
    """
    if status in CAME and kind == Kind.ASSESSMENT:
        return NextAction.WRITE_UP, written_up_by(now)
    if status in CAME:
        return NextAction.ASSESS, OFFICE_HOURS.add_working_days(now, ARRANGED_IN, CLOSE)
    if status in (Status.MISSED, Status.TOO_LATE):
        if is_worrying:
            return NextAction.WELFARE, welfare_by(hours, now=now)
        return NextAction.TRY_AGAIN, OFFICE_HOURS.add_working_days(now, 1, CLOSE)
    return NextAction.ASSESS, OFFICE_HOURS.add_working_days(now, ARRANGED_IN, CLOSE)


def settled_by(starts_at: datetime) -> datetime:
    """By when a name that may mean whoever sees them is to be settled: at noon on the last working day before. Then an
    appointment ends by itself, and there is an afternoon in which somebody tells them."""
    day = (starts_at.astimezone(LONDON) - timedelta(days=1)).date()
    while not OFFICE_HOURS.is_working_day(day):
        day -= timedelta(days=1)
    return instant(day, SETTLED_AT)


def welfare_by(hours: WeeklyHours, *, now: datetime) -> datetime:
    """By when somebody asks whether they are safe: within two hours, before the hub closes; when it opens, where it is
    closed."""
    closes = hours.closes_at(now) if hours.is_open(now) else None
    soon = now + WELFARE_WITHIN
    return min(soon, closes) if closes else hours.next_open(now) or soon


def worries(*, has_open_alert: bool, safe_now: str) -> bool:
    """Whether not coming is proposed as worrying: an alert is open, or they did not say that they are safe.

    Proposed only: whoever records it decides.
    """
    return has_open_alert or safe_now in ("no", "unsure", "skipped")


def say_span(first: date, last: date) -> str:
    """From the first day to the last, the month said once where it is one."""
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%B}"
    return f"{first.day} {first:%B}–{last.day} {last:%B}"
