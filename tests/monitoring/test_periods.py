"""Periods: months, quarters, years from April on; London midnights through the changes of the clock."""

from datetime import UTC, date, datetime

import pytest

from holdfast.monitoring.periods import NoSuchPeriod, days, london_days, microseconds, read_period


@pytest.mark.parametrize(
    ("name", "first", "end"),
    [
        ("2026-07", date(2026, 7, 1), date(2026, 8, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-27-Y", date(2026, 4, 1), date(2027, 4, 1)),
        ("2099-00-Y", date(2099, 4, 1), date(2100, 4, 1)),
    ],
)
def test_a_period_has_a_first_day_and_a_day_with_which_it_is_over(name, first, end):
    found = read_period(name)
    assert (found.name, found.first, found.end) == (name, first, end)


def test_it_begins_and_ends_at_midnight_in_london_also_where_the_clock_changes():
    found = read_period("2026-Q4")
    assert (found.starts_at, found.ends_at) == (
        datetime(2026, 9, 30, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    )  # fmt: skip


@pytest.mark.parametrize("name", ["", "2026", "2026-13", "2026-00", "2026-Q5", "2026-28-Y", "1999-Q1", "2026-Q3 ", "x"])
def test_what_is_none_is_refused_with_how_to_write_one(name):
    with pytest.raises(NoSuchPeriod, match="Write a month as 2026-07"):
        read_period(name)


def test_one_that_lies_in_another_is_told_from_one_that_does_not():
    year, quarter = read_period("2026-27-Y"), read_period("2026-Q2")
    assert [year.holds(quarter), quarter.holds(year), quarter.holds(quarter)] == [True, False, True]
    assert not quarter.holds(read_period("2026-Q3"))


def test_moments_are_counted_exactly():
    at = datetime(2026, 6, 30, 23, 0, 0, 1, tzinfo=UTC)
    assert microseconds(at) == int(at.replace(microsecond=0).timestamp()) * 1_000_000 + 1
    assert london_days(at) == days(date(2026, 7, 1))
