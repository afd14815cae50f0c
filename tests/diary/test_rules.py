"""The slot engine: what is offered is what the clock on the wall, leave, buffers and other appointments leave free."""

import os
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from holdfast.diary.rules import (
    DAY,
    STEP,
    Length,
    NoSuchTime,
    Pattern,
    TimeTwice,
    clock_to_instant,
    hours_between,
    is_free,
    merged,
    starts_in,
    up_to_step,
    without,
)
from holdfast.hubs.hours import LONDON, WeeklyHours, is_bank_holiday

SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
UNIT = timedelta(minutes=5)
WEEKS = int(os.environ.get("HOLDFAST_WEEKS", "1000"))  # the long run is 10,000: docs/operations.md says how
RUNS = 4


def midnight(day):
    """The first instant of a day in London."""
    return datetime.combine(day, time(0), LONDON).astimezone(UTC)


def at(units):
    """A time on the clock, in five minutes from midnight."""
    return time(units // 12, units % 12 * 5)


CHANGES = [
    day - 6 * DAY
    for day in (date(2024, 1, 7) + 7 * DAY * number for number in range(364))
    if midnight(day + DAY) - midnight(day) != DAY
]
"""Mondays of weeks on whose Sunday the clocks change."""


def utc(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def nine_to(hour, *days):
    return WeeklyHours(tuple((day, time(9), time(hour)) for day in days))


def test_a_time_that_the_clocks_go_forward_over_does_not_exist():
    with pytest.raises(NoSuchTime):
        clock_to_instant(SPRING, time(1, 30))
    assert clock_to_instant(SPRING, time(0, 59)) == utc(SPRING, 0, 59)
    assert clock_to_instant(SPRING, time(2)) == utc(SPRING, 1)


def test_a_time_that_comes_twice_asks_which_is_meant():
    with pytest.raises(TimeTwice):
        clock_to_instant(AUTUMN, time(1, 30))
    assert clock_to_instant(AUTUMN, time(1, 30), second=False) == utc(AUTUMN, 0, 30)
    assert clock_to_instant(AUTUMN, time(1, 30), second=True) == utc(AUTUMN, 1, 30)
    assert clock_to_instant(AUTUMN, time(2), second=True) == utc(AUTUMN, 2)


@pytest.mark.parametrize(("day", "opens"), [(date(2027, 3, 25), 9), (date(2027, 3, 30), 8), (date(2026, 10, 26), 9)])
def test_hours_follow_the_clock_on_the_wall_through_its_changes(day, opens):
    pattern = Pattern(date(2026, 1, 5), None, (nine_to(17, *range(5)),))

    assert hours_between([pattern], day, day) == [(utc(day, opens), utc(day, opens + 8))]


def test_a_bank_holiday_has_hours_only_where_somebody_works_on_it():
    good_friday = date(2027, 3, 26)
    works = WeeklyHours(((4, time(9), time(17)),), closed_on_bank_holidays=False)

    assert hours_between([Pattern(date(2026, 1, 5), None, (nine_to(17, 4),))], good_friday, good_friday) == []
    assert hours_between([Pattern(date(2026, 1, 5), None, (works,))], good_friday, good_friday) == [
        (utc(good_friday, 9), utc(good_friday, 17))
    ]


def test_weeks_of_a_pattern_take_turns_from_its_monday_on_until_its_last_day():
    first = date(2026, 10, 5)
    pattern = Pattern(first, date(2026, 10, 21), (nine_to(17, 0, 1), nine_to(13, 2)))

    days = [start.date() for start, _ in hours_between([pattern], first - DAY, first + 28 * DAY)]

    assert [(day - first).days for day in days] == [0, 1, 9, 14, 15]


def test_the_pattern_that_began_last_counts_and_one_that_ended_leaves_nothing():
    first = date(2026, 10, 5)
    old, new = Pattern(first, None, (nine_to(17, 0),)), Pattern(first + 7 * DAY, first + 8 * DAY, (nine_to(12, 1),))

    assert hours_between([new, old], first, first + 20 * DAY) == [
        (utc(first, 8), utc(first, 16)), (utc(first + 8 * DAY, 8), utc(first + 8 * DAY, 11)),
    ]  # fmt: skip


def test_a_night_shift_is_cut_at_the_days_that_are_asked_for():
    pattern = Pattern(date(2026, 10, 5), None, (WeeklyHours(((0, time(20), time(6)),)),))

    assert hours_between([pattern], date(2026, 10, 6), date(2026, 10, 6)) == [
        (utc(date(2026, 10, 5), 23), utc(date(2026, 10, 6), 5))
    ]


def test_slots_begin_at_quarters_of_an_hour_and_leave_room_before_and_after():
    day = date(2026, 10, 14)
    free = [(utc(day, 9, 10), utc(day, 10, 40))]

    def starts(length, *, after=free[0][0]):
        return [f"{at:%H:%M}" for at in starts_in(free, length, after=after)]

    assert starts(Length(30, 5, 10)) == ["09:15", "09:30", "09:45", "10:00"]
    assert starts(Length(30, 10, 25)) == ["09:30", "09:45"]
    assert starts(Length(30), after=utc(day, 9, 46)) == ["10:00"]
    assert starts(Length(30), after=utc(day, 10, 1)) == []


@st.composite
def some_week(draw):
    """A Monday of 2024 to 2030, when a pattern began, its weeks, what is taken, a length. Counted in five minutes."""
    mondays = st.integers(0, 364).map(lambda number: date(2024, 1, 1) + 7 * DAY * number)
    monday = draw(mondays | st.sampled_from(CHANGES))
    minutes = st.integers(6 * 12, 22 * 12)  # the clocks change at night; tests above look at the night itself
    span = st.tuples(minutes, minutes).filter(lambda pair: pair[0] < pair[1])
    rows = st.lists(st.tuples(st.integers(0, 6), span), max_size=4)
    cycle = draw(st.lists(rows, min_size=1, max_size=4))
    taken = draw(st.lists(st.tuples(st.integers(0, 7 * DAY // UNIT), st.integers(1, 60)), max_size=6))
    length = Length(15 * draw(st.integers(1, 8)), 5 * draw(st.integers(0, 6)), 5 * draw(st.integers(0, 6)))
    return monday, monday - 7 * DAY * draw(st.integers(0, 9)), cycle, taken, length


@pytest.mark.parametrize("run", range(RUNS))
def test_every_slot_offered_can_be_booked_and_every_slot_that_can_be_booked_is_offered(run):
    @seed(run)
    @settings(max_examples=WEEKS // RUNS, database=None)
    @given(some_week())
    def agrees(week):
        monday, begins, cycle, taken, length = week
        hours = [WeeklyHours(tuple((day, at(a), at(b)) for day, (a, b) in rows)) for rows in cycle]
        start = midnight(monday)
        held = [(start + UNIT * first, start + UNIT * (first + many)) for first, many in taken]
        free = without(hours_between([Pattern(begins, None, tuple(hours))], monday, monday + DAY * 6), held)
        offered = list(starts_in(free, length, after=start))

        rows = cycle[(monday - begins).days // 7 % len(cycle)]
        assert offered == slowly(monday, rows, taken, length)
        assert all(is_free(free, length.held(each)) for each in offered)
        if offered:
            assert not is_free(without(free, [length.held(offered[0])]), length.held(offered[0]))

    agrees()


def slowly(monday, rows, taken, length):
    """The same by asking the clock on the wall every hour of the week, and who has each of its five minutes."""
    start, end = midnight(monday), midnight(monday + 7 * DAY)
    free = set()
    for hour in range((end - start) // (12 * UNIT)):
        wall = (start + 12 * UNIT * hour).astimezone(LONDON)
        for day, (first, last) in rows:
            if day == wall.weekday() and not is_bank_holiday(wall.date()):
                worked = range(max(first - wall.hour * 12, 0), min(last - wall.hour * 12, 12))
                free.update(hour * 12 + five for five in worked)
    free -= {unit for first, many in taken for unit in range(first, first + many)}
    runs = {}
    for unit in sorted(free, reverse=True):
        runs[unit] = runs.get(unit + 1, 0) + 1
    before, whole = length.before // 5, (length.before + length.minutes + length.after) // 5
    found = sorted(unit + before for unit, run in runs.items() if run >= whole and (unit + before) % 3 == 0)
    return [start + UNIT * unit for unit in found]


def test_merged_spans_neither_touch_nor_overlap():
    at = [utc(date(2026, 1, 1), hour) for hour in range(6)]

    assert merged([(at[2], at[4]), (at[0], at[1]), (at[1], at[2]), (at[5], at[5] + STEP)]) == [
        (at[0], at[4]), (at[5], at[5] + STEP),
    ]  # fmt: skip
    assert up_to_step(at[0]) == at[0]
    assert up_to_step(at[0] + UNIT) == at[0] + STEP
