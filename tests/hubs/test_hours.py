from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.hubs import hours
from holdfast.hubs.hours import LONDON, OFFICE_HOURS, WeeklyHours, instant

WATCHED = WeeklyHours.from_rows([[day, "08:00", "18:00"] for day in range(5)] + [[5, "09:00", "13:00"]])
NIGHTS = WeeklyHours.from_rows([[day, "22:00", "06:00"] for day in range(7)])
ALWAYS = WeeklyHours.from_rows([[day, "00:00", "24:00"] for day in range(7)], closed_on_bank_holidays=False)


def london(*parts, fold=0):
    return datetime(*parts, tzinfo=LONDON, fold=fold)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


# 14 October 2026 is a Wednesday. London is one hour ahead of UTC until 25 October.


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (london(2026, 10, 14, 7, 59, 59), False),
        (london(2026, 10, 14, 8), True),
        (london(2026, 10, 14, 17, 59, 59), True),
        (london(2026, 10, 14, 18), False),
        (london(2026, 10, 17, 9), True),
        (london(2026, 10, 17, 13), False),
        (london(2026, 10, 18, 10), False),
        (utc(2026, 10, 14, 7), True),
    ],
)
def test_hours_open_at_their_start_and_are_closed_at_their_end(at, is_open):
    assert WATCHED.is_open(at) is is_open


def test_next_open_is_now_when_open():
    assert WATCHED.next_open(london(2026, 10, 14, 14, 35)) == utc(2026, 10, 14, 13, 35)


def test_next_open_at_night_is_eight_in_the_morning():
    assert WATCHED.next_open(london(2026, 10, 14, 3, 10)) == utc(2026, 10, 14, 7)


def test_next_open_skips_sunday_and_gives_utc():
    opens = WATCHED.next_open(london(2026, 10, 17, 13))
    assert (opens, opens.tzinfo) == (utc(2026, 10, 19, 7), UTC)


def test_next_open_over_easter_is_tuesday():
    # Good Friday is 3 April 2026, Easter Monday the 6th. Saturday the 4th is an ordinary Saturday.
    assert WATCHED.next_open(london(2026, 4, 2, 18)) == utc(2026, 4, 4, 8)
    assert OFFICE_HOURS.next_open(london(2026, 4, 2, 17)) == utc(2026, 4, 7, 8)


def test_next_open_over_christmas_2026_counts_the_day_observed_instead():
    # Boxing Day falls on a Saturday and is observed on Monday the 28th.
    assert OFFICE_HOURS.next_open(london(2026, 12, 24, 17)) == utc(2026, 12, 29, 9)


def test_hours_that_ignore_bank_holidays_open_on_christmas_day():
    assert ALWAYS.is_open(london(2026, 12, 25, 12)) is True
    assert WATCHED.is_open(london(2026, 12, 25, 12)) is False


def test_no_hours_never_open():
    never = WeeklyHours()
    now = london(2026, 10, 14, 12)
    assert (never.is_open(now), never.next_open(now), never.closes_at(now)) == (False, None, None)
    assert never.open_between(now, now + timedelta(days=30)) == timedelta(0)


def test_closes_at_is_the_end_of_today():
    assert WATCHED.closes_at(london(2026, 10, 14, 9)) == utc(2026, 10, 14, 17)
    assert WATCHED.closes_at(london(2026, 10, 14, 18)) is None


def test_hours_that_never_end_have_no_closing():
    assert ALWAYS.closes_at(london(2026, 10, 14, 9)) is None


def test_day_and_night_hours_close_where_a_bank_holiday_begins():
    nearly_always = WeeklyHours(ALWAYS.spans)
    assert nearly_always.closes_at(london(2026, 10, 14, 9)) == utc(2026, 12, 25, 0)


def test_hours_over_midnight_belong_to_the_day_they_start_on():
    assert NIGHTS.is_open(london(2026, 10, 15, 5, 59)) is True
    assert NIGHTS.is_open(london(2026, 10, 15, 6)) is False
    assert NIGHTS.closes_at(london(2026, 10, 14, 23)) == utc(2026, 10, 15, 5)
    # The night of Christmas Eve runs into Christmas Day; Christmas night is not watched.
    assert NIGHTS.is_open(london(2026, 12, 25, 5)) is True
    assert NIGHTS.is_open(london(2026, 12, 25, 23)) is False


def test_overlapping_hours_are_counted_once():
    overlapping = WeeklyHours.from_rows([[2, "08:00", "12:00"], [2, "10:00", "18:00"], [2, "09:00", "10:00"]])
    day = london(2026, 10, 14, 0), london(2026, 10, 15, 0)
    assert overlapping.open_between(*day) == timedelta(hours=10)
    assert overlapping.closes_at(london(2026, 10, 14, 9)) == utc(2026, 10, 14, 17)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (london(2026, 10, 14, 9), london(2026, 10, 14, 11, 30), 2.5),
        (london(2026, 10, 14, 17), london(2026, 10, 15, 9), 2.0),
        (london(2026, 10, 16, 17), london(2026, 10, 19, 9), 6.0),  # 1 Friday, 4 Saturday, 1 Monday
        (london(2026, 12, 24, 17), london(2026, 12, 29, 9), 2.0),  # Christmas, observed to the 28th
        (london(2026, 10, 15, 9), london(2026, 10, 14, 9), 0.0),
    ],
)
def test_working_hours_are_those_open(start, end, expected):
    assert WATCHED.working_hours_between(start, end) == expected


# 29 March 2026: the clock goes from 01:00 to 02:00. 25 October 2026: from 02:00 back to 01:00.


def test_a_day_in_march_has_23_hours_and_one_in_october_25():
    assert ALWAYS.working_hours_between(london(2026, 3, 29, 0), london(2026, 3, 30, 0)) == 23.0
    assert ALWAYS.working_hours_between(london(2026, 10, 25, 0), london(2026, 10, 26, 0)) == 25.0


def test_a_night_in_march_is_an_hour_shorter_and_one_in_october_longer():
    assert NIGHTS.working_hours_between(london(2026, 3, 28, 22), london(2026, 3, 29, 6)) == 7.0
    assert NIGHTS.working_hours_between(london(2026, 10, 24, 22), london(2026, 10, 25, 6)) == 9.0


def test_a_time_the_clock_jumps_over_is_the_jump_itself():
    assert instant(date(2026, 3, 29), time(1, 30)) == utc(2026, 3, 29, 1)
    assert instant(date(2026, 3, 29), time(2, 30)) == utc(2026, 3, 29, 1, 30)
    early = WeeklyHours.from_rows([[6, "01:30", "08:00"]])
    assert early.next_open(london(2026, 3, 29, 0)) == utc(2026, 3, 29, 1)
    assert early.is_open(utc(2026, 3, 29, 0, 59)) is False
    assert early.working_hours_between(london(2026, 3, 29, 0), london(2026, 3, 30, 0)) == 6.0


def test_hours_wholly_inside_the_jump_do_not_happen():
    lost = WeeklyHours.from_rows([[6, "01:15", "01:45"]])
    assert lost.next_open(london(2026, 3, 28, 12)) == utc(2026, 4, 5, 0, 15)


def test_a_time_that_comes_twice_counts_when_it_first_comes():
    assert instant(date(2026, 10, 25), time(1, 30)) == utc(2026, 10, 25, 0, 30)
    early = WeeklyHours.from_rows([[6, "01:30", "08:00"]])
    assert early.next_open(london(2026, 10, 25, 0)) == utc(2026, 10, 25, 0, 30)
    assert early.is_open(london(2026, 10, 25, 1, 10, fold=1)) is True
    late = WeeklyHours.from_rows([[5, "20:00", "01:30"]])
    assert late.is_open(london(2026, 10, 25, 1, 10, fold=0)) is True
    assert late.is_open(london(2026, 10, 25, 1, 10, fold=1)) is False


@pytest.mark.parametrize(
    ("at", "days", "expected"),
    [
        (london(2026, 10, 14, 9), 2, utc(2026, 10, 16, 16)),  # Wednesday to Friday
        (london(2026, 10, 16, 18, 30), 2, utc(2026, 10, 20, 16)),  # Friday evening to Tuesday
        (london(2026, 10, 17, 10), 1, utc(2026, 10, 19, 16)),  # Saturday is watched, yet no working day
        (london(2026, 10, 23, 10), 1, utc(2026, 10, 26, 17)),  # over the change of the clocks
        (london(2026, 12, 23, 10), 2, utc(2026, 12, 29, 17)),  # 24th, then the 29th
        (london(2026, 4, 2, 10), 1, utc(2026, 4, 7, 16)),  # Maundy Thursday to Tuesday
        (london(2026, 10, 14, 9), 0, utc(2026, 10, 14, 16)),
        (london(2026, 10, 14, 17, 1), 0, utc(2026, 10, 15, 16)),
        (london(2026, 10, 18, 9), 0, utc(2026, 10, 19, 16)),
        (utc(2026, 10, 14, 23, 30), 1, utc(2026, 10, 16, 16)),  # already Thursday in London
    ],
)
def test_working_days_are_added_from_the_day_after(at, days, expected):
    assert WATCHED.add_working_days(at, days, time(17)) == expected


def test_a_hub_that_works_three_days_a_week_promises_only_those():
    part_time = WeeklyHours.from_rows([[day, "09:00", "17:00"] for day in (0, 1, 2)])
    assert part_time.add_working_days(london(2026, 10, 14, 9), 1, time(17)) == utc(2026, 10, 19, 16)


def test_without_weekday_hours_working_days_are_monday_to_friday():
    assert WeeklyHours().add_working_days(london(2026, 10, 16, 9), 1, time(17)) == utc(2026, 10, 19, 16)


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="counted forwards"):
        WATCHED.add_working_days(london(2026, 10, 14, 9), -1, time(17))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (london(2026, 10, 14, 9), london(2026, 10, 14, 17), 0),
        (london(2026, 10, 16, 9), london(2026, 10, 19, 9), 1),
        (london(2026, 12, 23, 9), london(2027, 1, 4, 9), 5),  # 24, 29, 30, 31 December and 4 January
        (london(2026, 10, 19, 9), london(2026, 10, 16, 9), 0),
    ],
)
def test_working_days_between_counts_the_days_after_the_first(start, end, expected):
    assert WATCHED.working_days_between(start, end) == expected


@pytest.mark.parametrize(
    "ask",
    [
        WATCHED.is_open,
        WATCHED.next_open,
        WATCHED.closes_at,
        hours.say_time,
        lambda at: WATCHED.add_working_days(at, 1, time(17)),
        lambda at: WATCHED.open_between(at, utc(2026, 10, 14)),
        lambda at: hours.say_day(utc(2026, 10, 14), at),
    ],
)
def test_a_time_without_a_zone_is_refused(ask):
    with pytest.raises(ValueError, match="has no zone"):
        ask(datetime(2026, 10, 14, 9))


@pytest.mark.parametrize("rows", [[[7, "08:00", "18:00"]], [[0, "09:00", "09:00"]], [[0, "25:00", "26:00"]]])
def test_impossible_hours_are_refused(rows):
    with pytest.raises(ValueError, match=r"weekday|empty|hour"):
        WeeklyHours.from_rows(rows)


def test_hours_read_back_from_their_rows():
    assert WeeklyHours.from_rows(WATCHED.as_rows()) == WATCHED
    assert ALWAYS.as_rows()[0] == [0, "00:00", "00:00"]


moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
clocks = st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
spans = st.tuples(st.integers(0, 6), clocks, clocks).filter(lambda s: s[1] != s[2] or s[1] == time(0))
weeks = st.builds(WeeklyHours, st.lists(spans, max_size=6).map(tuple), st.booleans())


@given(weeks, moments)
@settings(max_examples=150, deadline=None)
def test_when_it_says_it_opens_it_is_open_and_not_a_moment_before(week, at):
    opens = week.next_open(at)
    if opens is None:
        assert week.is_open(at) is False
    else:
        assert opens >= at
        assert week.is_open(opens) is True
        assert opens == at or week.open_between(at, opens) == timedelta(0)


@given(weeks, moments)
@settings(max_examples=150, deadline=None)
def test_it_stays_open_until_it_says_it_closes(week, at):
    closes = week.closes_at(at)
    assert closes is None or (week.is_open(at) and not week.is_open(closes))
    assert closes is None or week.open_between(at, closes) == closes - at


@given(
    weeks,
    moments,
    st.timedeltas(timedelta(0), timedelta(days=20)),
    st.timedeltas(timedelta(0), timedelta(days=20)),
)
@settings(max_examples=150, deadline=None)
def test_open_time_adds_up(week, at, first, second):
    middle, end = at + first, at + first + second
    assert week.open_between(at, middle) + week.open_between(middle, end) == week.open_between(at, end)
    assert week.open_between(at, end) <= end - at


@given(weeks, moments, st.integers(1, 15), clocks)
@settings(max_examples=150, deadline=None)
def test_days_added_are_the_days_counted(week, at, days, close_time):
    due = week.add_working_days(at, days, close_time)
    assert week.working_days_between(at, due) == days
    assert due > at


@given(moments)
@settings(max_examples=100, deadline=None)
def test_an_instant_of_a_clock_time_is_never_later_than_that_time(at):
    local = at.astimezone(LONDON)
    assert instant(local.date(), local.time()) <= at
    assert at - instant(local.date(), local.time()) in (timedelta(0), timedelta(hours=1))


NOW = london(2026, 10, 14, 14, 35)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (london(2026, 10, 14, 0), "today"),
        (london(2026, 10, 15, 23, 59), "tomorrow"),
        (london(2026, 10, 13, 12), "yesterday"),
        (london(2026, 10, 16, 12), "Friday 16 October"),
        (london(2027, 1, 4, 12), "Monday 4 January"),
        (london(2027, 10, 14, 12), "Thursday 14 October 2027"),
        (utc(2026, 10, 14, 23, 30), "tomorrow"),
    ],
)
def test_days_are_said_as_a_person_would(at, day):
    assert hours.say_day(at, NOW) == day


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (london(2026, 10, 14, 8), "8am"),
        (london(2026, 10, 14, 8, 30), "8:30am"),
        (london(2026, 10, 14, 15, 5), "3:05pm"),
        (london(2026, 10, 14, 12), "12 noon"),
        (london(2026, 10, 14, 12, 30), "12:30pm"),
        (london(2026, 10, 14, 0), "12 midnight"),
        (london(2026, 10, 14, 0, 15), "12:15am"),
        (london(2026, 10, 25, 1, 30), "1:30am, before the clocks go back"),
        (london(2026, 10, 25, 1, 30, fold=1), "1:30am, after the clocks go back"),
        (utc(2026, 3, 29, 1), "2am"),
    ],
)
def test_times_are_said_as_a_person_would(at, said):
    assert hours.say_time(at) == said


def test_moments_say_day_and_time():
    assert hours.say_moment(london(2026, 10, 14, 15, 5), NOW) == "today at 3:05pm"
    assert hours.say_moment(london(2026, 10, 16, 8), NOW) == "Friday 16 October at 8am"
    assert hours.say_time_and_day(london(2026, 10, 14, 8), NOW) == "8am today, Wednesday"
    assert hours.say_time_and_day(london(2026, 10, 16, 8), NOW) == "8am on Friday 16 October"


@pytest.mark.parametrize(
    ("wait", "short", "long"),
    [
        (timedelta(seconds=30), "0 min", "less than a minute"),
        (timedelta(minutes=4, seconds=59), "4 min", "4 minutes"),
        (timedelta(hours=2), "2 h", "2 hours"),
        (timedelta(hours=7, minutes=3), "7 h", "7 hours 3 minutes"),
        (timedelta(days=1, hours=4, minutes=50), "1 d 4 h", "1 day 4 hours"),
        (timedelta(days=3, minutes=5), "3 d", "3 days"),
        (timedelta(minutes=-5), "0 min", "less than a minute"),
    ],
)
def test_waits_are_said_short_and_long(wait, short, long):
    assert (hours.say_wait(wait), hours.say_wait_long(wait)) == (short, long)


@pytest.mark.parametrize(
    ("weekly", "said"),
    [
        (WATCHED, "Monday to Friday, 8am to 6pm; Saturday, 9am to 1pm"),
        (ALWAYS, "every day, day and night"),
        (NIGHTS, "every day, 10pm to 6am the next day"),
        (WeeklyHours(), "not open"),
        (
            WeeklyHours.from_rows([[0, "09:00", "12:00"], [0, "13:00", "17:30"], [5, "10:00", "24:00"]]),
            "Monday, 9am to 12 noon and 1pm to 5:30pm; Saturday, 10am to 12 midnight",
        ),
        (
            WeeklyHours.from_rows([[5, "09:00", "12:00"], [5, "11:00", "17:00"], [6, "09:00", "17:00"]]),
            "Saturday and Sunday, 9am to 5pm",
        ),
    ],
)
def test_hours_are_said_in_one_line(weekly, said):
    assert hours.say_hours(weekly) == said
