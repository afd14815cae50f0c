"""The times of very many appointments: working days, and nobody twice at once, however many there are."""

from collections import Counter
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

import pytest

from holdfast.demo.many_times import FIFTY, HOURS, MOST_TO_COME, Diaries, blocks, days_past, working_day

WEDNESDAY, SATURDAY = date(2026, 10, 14), date(2026, 10, 17)


def days(first, *numbers):
    return [working_day(first, number).isoformat() for number in numbers]


def test_working_days_are_counted_from_a_day_on_and_back():
    assert days(WEDNESDAY, 0, 2, 3, -1, -3) == ["2026-10-14", "2026-10-16", "2026-10-19", "2026-10-13", "2026-10-09"]
    assert days(SATURDAY, 0, -1) == ["2026-10-19", "2026-10-16"]


@pytest.mark.parametrize("today", [WEDNESDAY, SATURDAY, date(2026, 10, 18), date(2026, 10, 19)])
def test_the_first_day_of_the_diary_is_as_long_ago_as_is_reckoned(today):
    assert days(today, -days_past(today)) == ["2020-01-06"]


@pytest.mark.parametrize(
    "already", [0, MOST_TO_COME - 20, MOST_TO_COME + 2 * FIFTY * HOURS * days_past(WEDNESDAY) - 500]
)
def test_nobody_is_in_two_places_at_once(already):
    fifties = blocks(already + 1000, WEDNESDAY)
    numbers = [(number, UUID(int=number)) for number in range(FIFTY * fifties)]
    rows = list(islice(Diaries(WEDNESDAY, numbers, waiting=100, people=400).rows(already), 1000))

    with_whom = Counter((row[2], row[5]) for row in rows)
    who = Counter((row[4], row[5]) for row in rows)
    assert max(with_whom.values()) == max(who.values()) == 1
    assert {row[6] for row in rows if row[5].date() > WEDNESDAY} <= {"booked"}
    assert {row[6] for row in rows if row[5].date() <= WEDNESDAY - timedelta(days=1)} <= {"attended", "missed"}
