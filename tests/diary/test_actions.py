"""What holds somebody's time: nobody and no room twice at once, whoever writes; moved, taken out, given back."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.diary import hours_actions as hours
from holdfast.diary.actions import (
    Clash,
    TooSmall,
    book_under,
    cancel,
    give_time_back,
    keep_time,
    move,
    plan,
    plan_together,
)
from holdfast.diary.models import Bookable, Hold, Session
from holdfast.diary.queries import held_by, times_of
from holdfast.diary.rules import Length, NoSuchTime, TimeTwice
from holdfast.hubs.hours import WeeklyHours, instant
from holdfast.hubs.models import Organisation
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from tests.builders import send_request

DAY = date(2026, 10, 19)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
AN_HOUR = Length(60)
MORNING = instant(DAY, time(9))


@pytest.fixture
def room(tidewater, now):
    with hub_scope(tidewater.hub):
        return hours.add_room(
            tidewater.hub, name="Room 2", place="Quay House", seats=4, is_step_free=True, by=tidewater.ada, now=now
        )


def planned(team, *members, at=MORNING, now, length=AN_HOUR, room=None, person=None):
    with hub_scope(team.hub):
        return plan(
            team.hub, kind="support", how="room" if room else "phone", starts_at=at, length=length,
            members=[each.pk for each in members], room=room, person=person, by=team.ada, now=now,
        )  # fmt: skip


def held(team, member):
    with hub_scope(team.hub):
        return sorted(held_by(team.hub, [member.pk], MORNING - WEEK, MORNING + 4 * WEEK)[member.pk])


@pytest.mark.parametrize(("late", "clashes"), [(0, True), (59, True), (-59, True), (60, False), (-60, False)])
def test_nobody_is_held_twice_at_once(tidewater, now, late, clashes):
    planned(tidewater, tidewater.nell, now=now)
    at = MORNING + timedelta(minutes=late)

    if clashes:
        with pytest.raises(Clash):
            planned(tidewater, tidewater.nell, at=at, now=now)
    else:
        planned(tidewater, tidewater.nell, at=at, now=now)
    planned(tidewater, tidewater.wren, at=at, now=now)

    assert len(held(tidewater, tidewater.nell)) == (1 if clashes else 2)


def test_a_practitioner_is_held_for_what_they_need_before_and_after_and_a_room_is_not(tidewater, now, room):
    planned(tidewater, tidewater.nell, now=now, length=Length(60, 10, 30), room=room)

    assert held(tidewater, tidewater.nell) == [(MORNING - HOUR / 6, MORNING + 1.5 * HOUR)]
    planned(tidewater, tidewater.wren, at=MORNING + HOUR, now=now, room=room)
    with pytest.raises(Clash):
        planned(tidewater, tidewater.ines, at=MORNING + 1.5 * HOUR, now=now, room=room)


def test_a_person_is_not_held_twice_and_of_a_clash_nothing_stays(tidewater, now):
    person = send_request(tidewater, now=now).person_id
    planned(tidewater, tidewater.nell, now=now, person=person)

    with pytest.raises(Clash):
        planned(tidewater, tidewater.wren, at=MORNING + HOUR / 2, now=now, person=person)

    with hub_scope(tidewater.hub):
        assert Session.objects.count() == 1
        assert Hold.objects.count() == 2
    assert held(tidewater, tidewater.wren) == []


def test_the_database_refuses_it_from_whoever_writes_and_tells_nothing_of_another_hub(tidewater, saltpan, now):
    session = planned(saltpan, saltpan.nell, now=now)
    with hub_scope(saltpan.hub):
        theirs = Hold.objects.get()
        again = {"bookable_id": theirs.bookable_id, "starts_at": MORNING, "ends_at": MORNING + HOUR}
        with pytest.raises(IntegrityError, match="hold_not_twice"), transaction.atomic():
            Hold.objects.create(hub=saltpan.hub, session=session, **again)
    own = planned(tidewater, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        for at in (MORNING, MORNING + 5 * HOUR):  # held there, and free there
            probe = again | {"starts_at": at, "ends_at": at + HOUR}
            with pytest.raises(IntegrityError, match="bookable_id_in_hub"), transaction.atomic():
                Hold.objects.create(hub=tidewater.hub, session=own, **probe)


def test_moving_frees_the_old_time_and_holds_the_new_one(tidewater, now, room):
    person = send_request(tidewater, now=now).person_id
    session = planned(tidewater, tidewater.nell, tidewater.wren, now=now, room=room, person=person)

    with hub_scope(tidewater.hub):
        move(session, starts_at=MORNING + HOUR / 2, length=Length(60), how="phone", now=now)

    for member in (tidewater.nell, tidewater.wren):
        assert held(tidewater, member) == [(MORNING + HOUR / 2, MORNING + 1.5 * HOUR)]
    planned(tidewater, tidewater.ines, now=now, room=room)
    with pytest.raises(Clash):
        planned(tidewater, tidewater.ines, at=MORNING + HOUR, now=now, person=person)


def test_moving_onto_somebody_elses_time_leaves_it_where_it_was(tidewater, now):
    planned(tidewater, tidewater.nell, at=MORNING + 2 * HOUR, now=now)
    session = planned(tidewater, tidewater.nell, now=now)

    with hub_scope(tidewater.hub), pytest.raises(Clash):
        move(session, starts_at=MORNING + 1.5 * HOUR, length=Length(60), how="phone", now=now)

    with hub_scope(tidewater.hub):
        assert Session.objects.get(pk=session.pk).starts_at == MORNING
    assert held(tidewater, tidewater.nell) == [(MORNING, MORNING + HOUR), (MORNING + 2 * HOUR, MORNING + 3 * HOUR)]


def test_taking_it_out_frees_the_time_once(tidewater, now):
    session = planned(tidewater, tidewater.nell, now=now)

    with hub_scope(tidewater.hub):
        cancel(session, by=tidewater.ada, now=now)
        with pytest.raises(MoveNotAllowed):
            cancel(session, by=tidewater.ada, now=now)

    assert held(tidewater, tidewater.nell) == []
    planned(tidewater, tidewater.nell, now=now)


def test_a_number_is_given_once(tidewater, now):
    with hub_scope(tidewater.hub):
        first = book_under(tidewater.hub, members=[tidewater.nell.pk, tidewater.wren.pk])
        assert book_under(tidewater.hub, members=[tidewater.wren.pk]) == {tidewater.wren.pk: first[tidewater.wren.pk]}
        assert Bookable.objects.count() == 2


def keep(team, *, by=None, day=DAY, at=time(12), kind="break", weeks=3, now):
    with hub_scope(team.hub):
        return keep_time(team.nell, kind=kind, day=day, at=at, minutes=60, weeks=weeks, by=by or team.nell, now=now)


def test_time_that_is_kept_every_week_is_at_the_same_time_on_the_clock(tidewater, now):
    kept = keep(tidewater, now=now)

    assert [f"{each.starts_at:%d %H:%M}" for each in kept] == ["19 11:00", "26 12:00", "02 12:00"]  # the clocks go back
    assert len({each.series for each in kept}) == 1


def test_of_a_series_that_meets_something_nothing_is_kept(tidewater, now):
    planned(tidewater, tidewater.nell, at=instant(DAY + 2 * WEEK, time(12, 30)), now=now)

    with pytest.raises(Clash):
        keep(tidewater, now=now)

    assert len(held(tidewater, tidewater.nell)) == 1


@pytest.mark.parametrize(("day", "error"), [(date(2026, 10, 25), TimeTwice), (date(2027, 3, 28), NoSuchTime)])
def test_time_is_not_kept_at_a_time_that_is_not_one(tidewater, now, day, error):
    with pytest.raises(error):
        keep(tidewater, day=day, at=time(1, 30), weeks=1, now=now)


@pytest.mark.parametrize(("whole", "left"), [(False, 2), (True, 1)])
def test_kept_time_is_given_back_once_or_from_there_on(tidewater, now, whole, left):
    _, second, _ = keep(tidewater, now=now)

    with hub_scope(tidewater.hub):
        assert give_time_back(second, whole_series=whole, by=tidewater.nell, now=now) == 3 - left

    assert len(held(tidewater, tidewater.nell)) == left


def test_nobody_keeps_a_colleagues_diary_or_takes_a_persons_appointment_out_of_it(tidewater, saltpan, now):
    for by in (tidewater.wren, tidewater.sol, saltpan.ines):
        with pytest.raises(PermissionDenied):
            keep(tidewater, by=by, now=now)
    with pytest.raises(PermissionDenied):
        keep(tidewater, kind="support", now=now)
    assert len(keep(tidewater, by=tidewater.ada, now=now)) == 3

    session = planned(tidewater, tidewater.nell, now=now)
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        give_time_back(session, whole_series=False, by=tidewater.nell, now=now)


def test_time_that_was_given_back_in_another_tab_is_not_given_back_again(tidewater, now):
    kept = keep(tidewater, now=now)[0]
    with hub_scope(tidewater.hub):
        give_time_back(kept, whole_series=False, by=tidewater.nell, now=now)
        with pytest.raises(MoveNotAllowed, match="taken out meanwhile"):
            give_time_back(kept, whole_series=False, by=tidewater.nell, now=now)


def nine_to_five(**more):
    return WeeklyHours(tuple((day, time(9), time(17)) for day in range(5)), **more)


def test_what_is_free_is_the_pattern_and_extra_hours_less_absence_and_what_is_held(tidewater, now):
    nell = tidewater.nell
    with hub_scope(tidewater.hub):
        hours.set_pattern(nell, starts_on=DAY, ends_on=None, weeks=[nine_to_five()], by=nell, now=now)
        hours.add_hours(nell, starts_at=MORNING + 8 * HOUR, ends_at=MORNING + 9 * HOUR, by=nell, now=now)
        away = hours.set_absence(
            nell, why="study", starts_at=MORNING + 3 * HOUR, ends_at=MORNING + 5 * HOUR, by=nell, now=now
        )
    planned(tidewater, nell, at=MORNING + HOUR, now=now, length=Length(30, 0, 15))

    def free():
        with hub_scope(tidewater.hub):
            times = times_of(tidewater.hub, [nell.pk, tidewater.wren.pk], DAY, DAY)
        assert times[tidewater.wren.pk].free == []
        return [((a - MORNING) / HOUR, (b - MORNING) / HOUR) for a, b in times[nell.pk].free]

    assert free() == [(0, 1), (1.75, 3), (5, 9)]
    with hub_scope(tidewater.hub):
        hours.take_back(away, by=tidewater.ada, now=now)
        with pytest.raises(MoveNotAllowed):
            hours.take_back(away, by=tidewater.ada, now=now)
    assert free() == [(0, 1), (1.75, 9)]


def test_a_new_pattern_of_the_same_monday_takes_the_place_of_the_old_one(tidewater, now):
    with hub_scope(tidewater.hub):
        for weeks in ([nine_to_five()], [WeeklyHours(((0, time(10), time(11)),))]):
            hours.set_pattern(tidewater.nell, starts_on=DAY, ends_on=None, weeks=weeks, by=tidewater.ada, now=now)
        times = times_of(tidewater.hub, [tidewater.nell.pk], DAY, DAY + WEEK)

    assert times[tidewater.nell.pk].works == [
        (MORNING + HOUR, MORNING + 2 * HOUR),
        (MORNING + WEEK + 2 * HOUR, MORNING + WEEK + 3 * HOUR),
    ]


def test_who_may_say_when_somebody_works(tidewater, saltpan, now):
    for by, may in [(tidewater.nell, True), (tidewater.ada, True), (tidewater.max, True), (tidewater.ines, True),
                    (tidewater.wren, False), (tidewater.sol, False), (saltpan.ines, False)]:  # fmt: skip
        with hub_scope(tidewater.hub):
            if may:
                hours.may_keep(tidewater.nell, by=by)
            else:
                with pytest.raises(PermissionDenied):
                    hours.may_keep(tidewater.nell, by=by)


def together(team, *members, kind="supervision", now, by=None, **more):
    usual = {"starts_at": MORNING, "minutes": 60, "how": "phone"}
    with hub_scope(team.hub):
        return plan_together(team.hub, kind=kind, members=list(members), by=by or team.nell, now=now, **(usual | more))


def test_supervision_holds_both_and_either_of_them_gives_it_back(tidewater, now):
    session = together(tidewater, tidewater.nell, tidewater.ines, now=now)

    for member in (tidewater.nell, tidewater.ines):
        assert held(tidewater, member) == [(MORNING, MORNING + HOUR)]
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        give_time_back(session, whole_series=False, by=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        give_time_back(session, whole_series=False, by=tidewater.nell, now=now)
    assert held(tidewater, tidewater.ines) == []


def test_what_colleagues_plan_is_refused_where_somebody_or_the_room_is_held_or_it_is_not_theirs(
    tidewater, saltpan, now, room
):
    both = (tidewater.nell, tidewater.wren)
    planned(tidewater, tidewater.wren, now=now)
    with pytest.raises(Clash):
        together(tidewater, *both, now=now)
    with pytest.raises(TooSmall):
        together(tidewater, *both, tidewater.ines, tidewater.ada, tidewater.max, how="room", room=room, now=now)
    for more in ({"kind": "support"}, {"by": tidewater.sol}, {"by": tidewater.max}):
        with pytest.raises(PermissionDenied):
            together(tidewater, *both, now=now, **more)
    with pytest.raises(PermissionDenied):
        together(tidewater, tidewater.nell, now=now)
    assert held(tidewater, tidewater.nell) == []


def test_outreach_says_for_which_organisation_and_the_database_refuses_one_for_anything_else(tidewater, now):
    trust = Organisation.objects.create(code="ZZ9", name="Invented Trust", kind="trust", search_text="invented trust")

    session = together(
        tidewater, tidewater.nell, kind="outreach", organisation=trust, name="Ward rounds", how="elsewhere", now=now
    )

    assert (session.organisation, session.name) == (trust, "Ward rounds")
    with hub_scope(tidewater.hub), pytest.raises(IntegrityError, match="session_for_an_organisation_is_outreach"):
        Session.objects.filter(pk=session.pk).update(kind="meeting")
