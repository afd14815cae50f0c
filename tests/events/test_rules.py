"""What makes reading unusual, at each side of each limit."""

from datetime import timedelta
from uuid import uuid4

import pytest

from holdfast.events.rules import Reading, again_and_again, is_night, many_at_once
from tests.conftest import NOW

BY = uuid4()


def spread(count: int, *, every: timedelta, person=None) -> list[Reading]:
    return [Reading(BY, person or uuid4(), NOW + number * every) for number in range(count)]


@pytest.mark.parametrize(
    ("readings", "persons"),
    [
        (spread(20, every=timedelta(minutes=3)), 20),
        (spread(19, every=timedelta(minutes=1)), None),
        (spread(20, every=timedelta(minutes=3, seconds=10)), None),
        (spread(60, every=timedelta(seconds=30), person=uuid4()), None),
        (spread(50, every=timedelta(minutes=2)), 50),
    ],
)
def test_twenty_different_records_within_an_hour_are_many(readings, persons):
    found = many_at_once(readings)

    assert (found and found.persons) == persons


def test_a_run_of_many_records_is_one_finding_from_its_first_to_its_last():
    quiet = [Reading(BY, uuid4(), NOW - timedelta(hours=5))]
    found = many_at_once([*spread(25, every=timedelta(minutes=1)), *quiet])

    assert (found.kind, found.person, found.readings, found.persons) == ("many", None, 25, 25)
    assert (found.first_at, found.last_at) == (NOW, NOW + timedelta(minutes=24))


def test_ten_readings_of_one_record_are_many_and_its_pages_one_after_the_other_are_one():
    person = uuid4()

    assert again_and_again(spread(9, every=timedelta(hours=1), person=person)) is None
    assert again_and_again(spread(40, every=timedelta(minutes=4), person=person)) is None
    found = again_and_again(spread(10, every=timedelta(minutes=6), person=person))
    assert (found.kind, found.person, found.readings) == ("again", person, 10)


@pytest.mark.parametrize(("hours", "night"), [(6, False), (6.2, True), (13, True), (15.2, False), (0, False)])
def test_night_is_from_nine_to_six_in_london(hours, night):
    assert is_night(NOW + timedelta(hours=hours)) is night
