"""When somebody who waits is contacted next: always a moment, on a working day, sooner where they got worse."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from holdfast.hubs.hours import LONDON, OFFICE_HOURS, instant, london_day
from holdfast.measures.questionnaires import find
from holdfast.waiting.rules import (
    has_passed,
    is_due,
    is_worse,
    mail_at,
    next_contact,
    overdue_before,
    worse_before,
)

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
DAYS = st.integers(1, 91)


@given(MOMENTS, DAYS)
def test_everybody_who_waits_has_a_next_contact_within_the_rhythm_on_a_working_day(base, days):
    at = next_contact(base, days=days)

    assert OFFICE_HOURS.is_working_day(london_day(at))
    assert at.astimezone(LONDON).time() == time(17)
    assert timedelta(days=days) <= london_day(at) - london_day(base) <= timedelta(days=days + 5)  # Christmas, at most


@given(MOMENTS, DAYS, st.integers(1, 60))
def test_whoever_got_worse_is_contacted_by_the_next_working_day_and_never_later_than_before(base, days, after):
    worse_at = base + timedelta(hours=after)

    at = next_contact(base, days=days, worse_at=worse_at)

    assert at <= next_contact(base, days=days)
    assert at <= OFFICE_HOURS.add_working_days(worse_at, 1, time(17))
    assert next_contact(worse_at, days=days, worse_at=worse_at) == next_contact(
        worse_at, days=days
    )  # settled by contact


@given(MOMENTS, MOMENTS, DAYS)
def test_the_list_of_those_who_are_overdue_agrees_with_the_date_that_each_has(base, now, days):
    assert (base < overdue_before(now, days=days)) == (next_contact(base, days=days) < now)
    assert (base < worse_before(now)) == (OFFICE_HOURS.add_working_days(base, 1, time(17)) < now)


def test_worse_is_a_reliable_change_the_wrong_way():
    phq9, swemwbs, unknown = find("phq9"), find("swemwbs"), find("goals")
    assert [is_worse(phq9, 9, last) for last in (3, 14, 15, 27)] == [False, False, True, True]
    assert phq9.reliable_change == 6
    if swemwbs.reliable_change is not None:
        assert is_worse(swemwbs, 25, 25 - swemwbs.reliable_change)
        assert not is_worse(swemwbs, 20, 20 + swemwbs.reliable_change)
    assert unknown.reliable_change is None
    assert not is_worse(unknown, 0, 10)


def test_a_wait_has_passed_on_the_day_after_the_one_that_was_told():
    today = date(2026, 10, 14)
    told = [None, today - timedelta(days=1), today, today + timedelta(days=1)]
    assert [has_passed(day, today=today) for day in told] == [False, True, False, False]


def test_they_are_asked_again_after_the_days_of_the_rhythm_and_mail_goes_by_day():
    now = datetime(2026, 10, 14, 13, 0, tzinfo=UTC)
    assert [is_due(now - timedelta(days=n), days=28, now=now) for n in (27, 28)] == [False, True]
    assert mail_at(now) == now
    assert mail_at(now.replace(hour=2)) == instant(date(2026, 10, 14), time(10))
    assert mail_at(now.replace(hour=20)) == instant(date(2026, 10, 15), time(10))
