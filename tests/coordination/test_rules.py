"""What a plan asks of the team: all of what waits, of which the earliest comes next."""

from datetime import UTC, date, datetime

import pytest

from holdfast.coordination.rules import asked_by

WEDNESDAY = datetime(2026, 10, 14, 13, 52, tzinfo=UTC)
FRIDAY = datetime(2026, 10, 23, 8, 0, tzinfo=UTC)
NOTHING = {"waits_since": None, "is_change_asked": False, "changed_at": None, "steps": [], "look_on": None}


def five(month, day, hour=16):
    """5pm in London, which is 16:00 in UTC until the clocks go back on 25 October."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        ({}, None),
        ({"waits_since": WEDNESDAY}, ("agree_plan", five(10, 21))),
        ({"waits_since": WEDNESDAY, "is_change_asked": True}, ("agree_plan", five(10, 19))),
        ({"waits_since": FRIDAY}, ("agree_plan", five(10, 30, 17))),
        ({"changed_at": WEDNESDAY}, ("plan", five(10, 21))),
        ({"steps": [date(2026, 10, 26), date(2026, 10, 24)]}, ("step", five(10, 24))),
        ({"steps": [date(2026, 10, 26)]}, ("step", five(10, 26, 17))),
        ({"look_on": date(2026, 11, 2)}, ("plan", five(11, 2, 17))),
        ({"look_on": date(2026, 10, 15), "steps": [date(2026, 10, 16)]}, ("plan", five(10, 15))),
        ({"steps": [date(2026, 10, 1)], "changed_at": WEDNESDAY}, ("step", five(10, 1))),
    ],
)  # fmt: skip
def test_the_earliest_comes_next(asks, expected):
    assert min(asked_by(**NOTHING | asks), key=lambda step: step[1], default=None) == expected
