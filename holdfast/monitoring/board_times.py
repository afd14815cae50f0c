"""Of which time figures speak: the last four weeks, or a month, a quarter or a year, up to now where it is not over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from holdfast.hubs.hours import DAY, london_day, say_day
from holdfast.monitoring.periods import NoSuchPeriod, read_period

FOUR_WEEKS = "28d"
MONTHS = 13
"""Of a trend: a year and the same month before it."""


@dataclass(frozen=True, slots=True)
class Time:
    """From `start` up to `end`.

    Attributes:
        key: as it stands in addresses; label: as it is said.
        is_over: whether nothing that happens from now on falls into it.
    """

    key: str
    label: str
    start: datetime
    end: datetime
    is_over: bool


def read_time(key: str, *, now: datetime) -> Time:
    """The time of an address; the last four weeks where it is none, or has not begun."""
    try:
        found = read_period(key)
    except NoSuchPeriod:
        return four_weeks(now)
    if found.starts_at >= now:
        return four_weeks(now)
    is_over = found.ends_at <= now
    label = say_period(found.name) if is_over else f"{say_period(found.name)}, so far"
    return Time(found.name, label, found.starts_at, min(found.ends_at, now), is_over)


def four_weeks(now: datetime) -> Time:
    """The last four weeks, to the moment."""
    return Time(FOUR_WEEKS, f"Four weeks to {say_day(now, now)}", now - timedelta(days=28), now, is_over=False)


def choices(now: datetime) -> list[Time]:
    """What a reader chooses from, the nearest first."""
    today = london_day(now)
    last_month = today.replace(day=1) - DAY
    year = int(year_name_of(now)[:4])
    quarter = quarter_of(today)
    names = [
        month_name(today), month_name(last_month), quarter, quarter_of(first_of_quarter(today) - DAY),
        year_name(year), year_name(year - 1),
    ]  # fmt: skip
    return [four_weeks(now), *(read_time(name, now=now) for name in names)]


def tells_what_people_told(time: Time) -> bool:
    """Whether what people told of themselves is shown of a time: of a quarter or a year that is over. Of a shorter one,
    of one that slides, and of one that still grows, a difference from one day to the next would tell of a person."""
    return time.is_over and ("Q" in time.key or "Y" in time.key)


def long_choices(now: datetime) -> list[Time]:
    """The last quarters and the last year of which it is shown, the nearest first."""
    return [each for each in over_by(now) if tells_what_people_told(each)]


def read_long_time(key: str, *, now: datetime) -> Time:
    """The quarter or year of an address; the last quarter where it is none of which that is shown."""
    found = long_choices(now)
    return next((each for each in found if each.key == key), found[0])


def year_name_of(now: datetime) -> str:
    """The year from April on in which a moment lies."""
    today = london_day(now)
    return year_name(today.year if today.month > 3 else today.year - 1)


def over_by(now: datetime) -> list[Time]:
    """Periods that are over, for a return: the last four quarters, the last year, the last month."""
    first, quarters = first_of_quarter(london_day(now)), []
    for _ in range(4):
        first = first_of_quarter(first - DAY)
        quarters.append(read_time(quarter_of(first), now=now))
    return [*quarters, *(each for each in choices(now)[1:] if each.is_over and "Q" not in each.key)]


def months(now: datetime) -> list[str]:
    """The names of the months of a trend, the earliest first, the running one last."""
    today, found = london_day(now).replace(day=1), []
    for _ in range(MONTHS):
        found.append(month_name(today))
        today = (today - DAY).replace(day=1)
    return found[::-1]


def month_name(day: date) -> str:
    """Of the month of a day: 2026-07."""
    return f"{day.year}-{day.month:02}"


def first_of_quarter(day: date) -> date:
    """The first day of the quarter of the calendar."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_of(day: date) -> str:
    """Of the quarter of a day: 2026-Q3."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def year_name(year: int) -> str:
    """Of a year from April on: 2026-27-Y."""
    return f"{year}-{(year + 1) % 100:02}-Y"


def say_period(name: str) -> str:
    """In words: "July 2026", "July to September 2026", "April 2026 to March 2027"."""
    found = read_period(name)
    last = found.end - DAY
    if found.first.month == last.month:
        return f"{found.first:%B %Y}"
    if found.first.year == last.year:
        return f"{found.first:%B} to {last:%B %Y}"
    return f"{found.first:%B %Y} to {last:%B %Y}"
