from datetime import UTC, datetime, time, timedelta

import pytest

from holdfast.contacts.rules import assessment_due, next_try
from holdfast.hubs.hours import WeeklyHours

HOURS = WeeklyHours(tuple((day, time(8), time(18)) for day in range(5)))
WEDNESDAY = datetime(2026, 10, 14, 13, 52, tzinfo=UTC)  # 14:52 in London


def local(at):
    return f"{at.astimezone().astimezone(UTC):%a %H:%M}"


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((), "Wed 16:00"),  # 17:00 in London: two hours on, at the next quarter
        (("any",), "Wed 16:00"),
        (("eve",), "Wed 16:00"),
        (("am",), "Thu 07:00"),
        (("pm",), "Thu 11:00"),
        (("pm", "am"), "Thu 07:00"),
    ],
)
def test_the_next_try_is_in_a_good_time_of_theirs_on_a_quarter_hour(times, expected):
    assert local(next_try("no_answer", hours=HOURS, now=WEDNESDAY, times=times)) == expected


def test_good_times_in_which_the_hub_is_never_open_do_not_put_it_off():
    early = WeeklyHours(((0, time(6), time(7)),))

    assert local(next_try("no_answer", hours=early, now=WEDNESDAY, times=["pm"])) == "Mon 05:00"


def test_an_assessment_is_due_at_the_end_of_a_day_and_never_in_the_past():
    asked = datetime(2026, 10, 14, 1, 35, tzinfo=UTC)

    assert assessment_due(asked, days=14, now=asked) == datetime(2026, 10, 28, 17, tzinfo=UTC)
    late = asked + timedelta(days=30)
    assert assessment_due(asked, days=14, now=late) == late
