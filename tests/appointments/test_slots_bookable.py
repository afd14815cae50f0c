"""Random weeks of a hub: every time that is shown can be booked, and every time that could be booked is shown.

What is shown comes of `slots_for`; what could be booked is asked of the booking's own check, at every
quarter of an hour. The rules behind both are tried alone on many more weeks in tests/diary/test_rules.py.
"""

import os
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from holdfast.appointments import actions
from holdfast.appointments.actions import NotFree
from holdfast.appointments.free_times import slots_for
from holdfast.diary import hours_actions as hours
from holdfast.diary.queries import lengths_of
from holdfast.diary.rules import Length
from holdfast.hubs.hours import MIDNIGHT, WeeklyHours, instant
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import waits

WEEKS = int(os.environ.get("HOLDFAST_WEEKS", "1000")) // 250  # a week asks the check some 300 times
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
CHANGES = (date(2026, 10, 23), date(2027, 3, 26))
"""Fridays: on the Sunday after, the clocks go back, and forward."""
DAYS = 3


def at_random(random, day, *, most=15):
    """A quarter of an hour of the three days, in UTC, where every clock is plain."""
    begins = instant(day, MIDNIGHT)
    return begins + random.randrange(DAYS * 96 - most) * QUARTER


def hours_of(random):
    """A week of working hours: by day, by night, with a gap or without."""
    spans = []
    for weekday in range(7):
        start = time(random.choice((0, 6, 8, 9, 13, 20, 22)), random.choice((0, 15, 30)))
        end = time((start.hour + random.choice((2, 4, 8, 9))) % 24, random.choice((0, 15, 45)))
        if random.random() < 0.8 and start != end:
            spans.append((weekday, start, end))
    return WeeklyHours(tuple(spans), closed_on_bank_holidays=False)


@pytest.fixture
def week(request, tidewater, now):
    """Two practitioners, two rooms, absences, more hours, what is booked already, and lengths with time around them."""
    random, team = Random(request.param), tidewater
    day = random.choice(CHANGES)
    tansy = waits(team, owner=team.nell, now=now, name="Tansy Madeup")
    hazel = waits(team, owner=team.wren, now=now, name="Hazel Pretend")
    with hub_scope(team.hub):
        length = Length(random.choice((30, 45, 90)), random.choice((0, 15)), random.choice((0, 15, 30)))
        hours.set_length(team.hub, kind="assessment", length=length, by=team.ada, now=now)
        rooms = [
            hours.add_room(team.hub, name=name, place="", seats=seats, is_step_free=True, by=team.ada, now=now)
            for name, seats in (("Room 1", 2), ("Room 2", random.choice((2, 3))))
        ]
        for member in (team.nell, team.wren):
            hours.set_pattern(
                member, starts_on=date(2026, 10, 5), ends_on=None, weeks=[hours_of(random)],
                is_off_on_bank_holidays=False, by=team.ada, now=now,
            )  # fmt: skip
            for give in (hours.add_hours, lambda whom, **span: hours.set_absence(whom, why="leave", **span)):
                begin = at_random(random, day)
                give(member, starts_at=begin, ends_at=begin + random.randrange(1, 40) * QUARTER, by=team.ada, now=now)
        made = [
            one
            for _ in range(60)
            for referral, member in [random.choice(((hazel, team.wren), (hazel, team.nell), (tansy, team.nell)))]
            for one in [booked_or_not(team, referral, member, at_random(random, day), random, rooms, now=now)]
            if one is not None
        ][:9]
        if random.random() < 0.3:
            hours.end_room(rooms[0], by=team.ada, now=now)
    team.tansy = tansy
    return team, day, rooms, [each for each in made if each.person_id == tansy.person_id], random


def booked_or_not(team, referral, member, at, random, rooms, *, now):
    """An appointment, where it can be."""
    how = random.choice(("room", "phone"))
    try:
        return actions.book(
            referral, kind="assessment", members=[member], starts_at=at, how=how, room=random.choice(rooms),
            by=team.ada, now=now,
        )  # fmt: skip
    except NotFree:
        return None


def quarters(day):
    """Every quarter of an hour of the three days."""
    begin, end = instant(day, MIDNIGHT), instant(day + DAYS * DAY, MIDNIGHT)
    return [begin + number * QUARTER for number in range((end - begin) // QUARTER)]


def could_be_booked(team, members, how, at, *, rooms, now, besides=None):
    """What the booking's own check says: with the person's own appointments, as the database would."""
    length = lengths_of(team.hub)["assessment"]
    own = [
        (each.session.starts_at, each.session.ends_at)
        for each in team.tansy.person.appointments.filter(status="booked").select_related("session")
        if besides is None or each.session_id != besides.pk
    ]
    if any(at < end and begin < length.ends(at) for begin, end in own):
        return False
    taken = {
        hold.bookable.room_id
        for hold in team.hub.holds.filter(released_at=None, bookable__room__isnull=False).select_related("bookable")
        if hold.starts_at < length.ends(at) and at < hold.ends_at and (besides is None or hold.session_id != besides.pk)
    }
    free = [each for each in rooms if each.ended_at is None and each.pk not in taken]
    for room in free if how == "room" else [None]:
        try:
            actions.check(team.hub, members, length, at, how=how, room=room, now=now, besides=besides)
        except NotFree:
            continue
        return True
    return False


def shown(team, members, how, day, *, now, besides=None):
    """What is shown of these days, with the first of them, and the others beside."""
    found = slots_for(
        team.tansy, members[:1], "assessment", hub=team.hub, now=now, first=day, days=DAYS, beside=members[1:],
        most=10_000, in_room=how == "room", besides=besides,
    )  # fmt: skip
    return [each.starts_at for each in found]


@pytest.mark.parametrize("week", range(WEEKS), indirect=True)
def test_what_is_shown_is_what_could_be_booked(week, now):
    team, day, rooms, theirs, random = week
    with hub_scope(team.hub):
        for each in rooms:
            each.refresh_from_db()
        how = random.choice(("room", "phone"))
        members = [team.nell.pk, team.wren.pk][: random.choice((1, 2))]
        moved = random.choice(theirs).session if theirs and len(members) == 1 else None
        expected = [
            at for at in quarters(day) if could_be_booked(team, members, how, at, rooms=rooms, now=now, besides=moved)
        ]
        assert shown(team, members, how, day, now=now, besides=moved) == expected


def test_some_of_these_weeks_have_times_in_the_night_on_which_the_clocks_change():
    nights = [datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2027, 3, 28, 0, tzinfo=UTC)]
    assert all(any(begin <= night < begin + DAYS * DAY for begin in (instant(each, MIDNIGHT) for each in CHANGES))
               for night in nights)  # fmt: skip
