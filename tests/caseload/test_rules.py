"""Groups and words of the work list."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from holdfast.caseload import rules
from holdfast.caseload.rules import Horizon

WEDNESDAY = datetime(2026, 10, 14, 13, 52, tzinfo=UTC)
ORDER = [rules.TODAY, rules.TWO_DAYS, rules.LATER]


def test_groups_part_at_the_end_of_today_and_of_the_second_working_day():
    horizon = Horizon.seen_from(WEDNESDAY)

    assert horizon.group_of(datetime(2026, 10, 14, 22, 59, tzinfo=UTC)) == rules.TODAY
    assert horizon.group_of(datetime(2026, 10, 14, 23, 0, tzinfo=UTC)) == rules.TWO_DAYS
    assert horizon.group_of(datetime(2026, 10, 16, 16, 0, tzinfo=UTC)) == rules.TWO_DAYS
    assert horizon.group_of(datetime(2026, 10, 19, 16, 0, tzinfo=UTC)) == rules.LATER


def test_on_a_friday_two_working_days_reach_to_tuesday():
    horizon = Horizon.seen_from(WEDNESDAY + timedelta(days=2))

    assert horizon.group_of(datetime(2026, 10, 20, 16, 0, tzinfo=UTC)) == rules.TWO_DAYS
    assert horizon.group_of(datetime(2026, 10, 21, 16, 0, tzinfo=UTC)) == rules.LATER


@given(st.integers(-50_000, 50_000), st.integers(0, 50_000), st.integers(0, 600_000))
def test_a_later_moment_is_never_in_an_earlier_group(minutes, more, shift):
    horizon = Horizon.seen_from(WEDNESDAY + timedelta(minutes=shift))
    moment = horizon.now + timedelta(minutes=minutes)

    groups = [ORDER.index(horizon.group_of(at)) for at in (moment, moment + timedelta(minutes=more))]

    assert groups == sorted(groups)


def test_why_names_an_open_alert_first_and_a_closed_one_not_at_all():
    keys = ["off_sick", "open_alert"]

    assert rules.say_why(keys, has_open_alert=True) == "alert open, off sick"
    assert rules.say_why(keys, has_open_alert=False) == "off sick"


def test_late_is_said_in_days_and_hours():
    due = WEDNESDAY - timedelta(hours=3)

    assert rules.say_late(due, WEDNESDAY) == "Overdue 3 h"
    assert rules.say_late(WEDNESDAY - timedelta(days=1), WEDNESDAY) == "Overdue 1 day"
    assert rules.say_late(WEDNESDAY - timedelta(days=3), WEDNESDAY) == "Overdue 3 days"
    assert rules.say_late(WEDNESDAY, WEDNESDAY) == ""


def test_moments_are_short_in_rows():
    assert rules.say_short(datetime(2026, 10, 14, 16, 0, tzinfo=UTC), WEDNESDAY) == "5pm"
    assert rules.say_short(datetime(2026, 10, 15, 16, 0, tzinfo=UTC), WEDNESDAY) == "tomorrow 5pm"
    assert rules.say_short(datetime(2026, 10, 16, 16, 0, tzinfo=UTC), WEDNESDAY) == "Fri 16 Oct 5pm"
    assert rules.say_short(datetime(2027, 1, 4, 17, 0, tzinfo=UTC), WEDNESDAY) == "Mon 4 Jan 2027 5pm"
