"""Diaries are read a few days at a time: what is found is what would be found in all of them at once."""

from datetime import date, time, timedelta

import pytest

from holdfast.appointments import actions
from holdfast.appointments.free_times import slots_for, stretches
from holdfast.diary import hours_actions as hours
from holdfast.diary.rules import DAY
from holdfast.hubs.hours import instant, london_day
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import booked

FIRST = date(2026, 10, 15)
EVERYTHING = 10_000
HOUR = timedelta(hours=1)


def found(team, met, *, most, now, members=None, **more):
    with hub_scope(team.hub):
        pks = members or [team.nell.pk, team.wren.pk]
        return slots_for(met.tansy, pks, "assessment", hub=team.hub, now=now, first=FIRST, most=most, **more)


@pytest.mark.parametrize("most", [1, 3, 20, 60, 200])
@pytest.mark.parametrize("apart", [timedelta(minutes=15), timedelta(hours=2), timedelta(days=3)])
def test_the_first_of_them_are_the_first_of_all(tidewater, met, now, most, apart):
    with hub_scope(tidewater.hub):  # a night, which lies in two stretches
        night = {"starts_at": instant(FIRST + DAY, time(20)), "ends_at": instant(FIRST + 2 * DAY, time(6))}
        hours.add_hours(tidewater.nell, **night, by=tidewater.nell, now=now)
    booked(tidewater, met.tansy, tidewater.wren, at=instant(FIRST, time(9)), now=now)

    every = found(tidewater, met, most=EVERYTHING, now=now, apart=apart)

    assert found(tidewater, met, most=most, now=now, apart=apart) == every[:most]
    midnight = instant(FIRST + 2 * DAY, time(0))
    assert apart > HOUR or midnight - HOUR / 2 in [slot.starts_at for slot in every]


def test_a_second_practitioner_is_reckoned_in_every_stretch(tidewater, met, now):
    both = {"members": [tidewater.nell.pk], "beside": [tidewater.wren.pk], "apart": 4 * HOUR, "now": now}
    booked(tidewater, met.tansy, tidewater.wren, at=instant(FIRST, time(9)), now=now)

    every = found(tidewater, met, most=EVERYTHING, **both)

    assert found(tidewater, met, most=2, **both) == every[:2]
    assert every[0].starts_at == instant(FIRST, time(11))


def test_where_nothing_is_free_every_day_is_looked_at_and_none_behind_the_last(tidewater, met, now):
    with hub_scope(tidewater.hub):
        for member in (tidewater.nell, tidewater.wren):
            away = {"starts_at": instant(FIRST, time(0)), "ends_at": instant(FIRST + 14 * DAY, time(0))}
            hours.set_absence(member, why="leave", **away, by=member, now=now)

    assert found(tidewater, met, most=3, now=now) == []
    later = found(tidewater, met, most=3, now=now, days=15)
    assert [london_day(slot.starts_at) for slot in later] == [FIRST + 14 * DAY] * 3


@pytest.mark.parametrize(
    ("days", "lengths"), [(1, [1, 2, 4, 7]), (2, [2, 4, 8]), (9, [9, 5]), (14, [14]), (5_000, [14])]
)
def test_stretches_follow_one_another_and_each_is_twice_as_long(days, lengths):
    got = list(stretches(FIRST, FIRST + 13 * DAY, days=days))

    assert [(end - begin).days + 1 for begin, end in got] == lengths
    assert [begin for begin, _ in got[1:]] == [end + DAY for _, end in got[:-1]]
    assert (got[0][0], got[-1][1]) == (FIRST, FIRST + 13 * DAY)


def test_a_slot_that_was_shown_is_booked(tidewater, met, now):
    (slot,) = found(tidewater, met, most=1, now=now)
    with hub_scope(tidewater.hub):
        member = next(each for each in (tidewater.nell, tidewater.wren) if each.pk == slot.member_id)
        made = actions.book(
            met.tansy, kind="assessment", members=[member], starts_at=slot.starts_at, how="phone", by=tidewater.ada,
            now=now,
        )  # fmt: skip
    assert made.session.starts_at == slot.starts_at
