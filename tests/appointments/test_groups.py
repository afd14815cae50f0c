"""Groups: places that are never given twice, beside nobody whom somebody named; each comes, misses, leaves alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from holdfast.appointments import actions
from holdfast.appointments.actions import NotFree
from holdfast.appointments.group_actions import AskEach, Full, NotTogether, attend_group, cancel_group, may_run, put_in
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import groups_between, groups_for, seated
from holdfast.correspondence.models import Message
from holdfast.diary import hours_actions as hours
from holdfast.diary.models import Hold, Session
from holdfast.diary.rules import NoSuchTime
from holdfast.events.models import Event
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.identity import seal
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import tell_background, withdraw
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import DAY, TEN, booked, placed, planned, waits, works
from tests.builders import make_hub

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
EMAIL = {"email": "tansy@home.example", "times": []}


def somebody(team, name, *, now, **asked):
    return waits(team, owner=asked.pop("owner", team.nell), now=now, name=name, **asked)


def state(team, row):
    with hub_scope(team.hub):
        row.refresh_from_db()
        return row


def right(team, member, referral, *, now):
    with hub_scope(team.hub):
        return right_of(viewer(member, now=now), referral.person)


@pytest.fixture
def group(tidewater, met, now):
    """Led by Wren, three places."""
    (made,) = planned(tidewater, tidewater.wren, now=now)
    return made


def test_a_group_holds_its_practitioners_and_room_once_and_each_person_for_themselves(tidewater, met, now):
    with hub_scope(tidewater.hub):
        room = hours.add_room(
            tidewater.hub, name="Group room", place="", seats=5, is_step_free=True, by=tidewater.ada, now=now
        )
    (group,) = planned(tidewater, tidewater.wren, tidewater.nell, how="room", room=room, now=now)
    hazel = somebody(tidewater, "Hazel Pretend", now=now)

    first, second = (placed(tidewater, each, group, now=now) for each in (met.tansy, hazel))

    assert [(each.seat, each.status, each.session_id) for each in (first, second)] == [
        (1, "booked", group.pk), (2, "booked", group.pk)
    ]  # fmt: skip
    with hub_scope(tidewater.hub):
        held = Hold.objects.filter(session=group, released_at=None).select_related("bookable")
        kinds = [
            (bool(each.bookable.member_id), bool(each.bookable.room_id), bool(each.bookable.person_id)) for each in held
        ]
        assert sorted(kinds) == [(False, False, True)] * 2 + [(False, True, False)] + [(True, False, False)] * 2
        assert Event.objects.get(subject_id=first.pk, kind="appointment.put_in").codes == {
            "what": "group", "how": "room", "at": TEN.isoformat(), "referral": str(met.tansy.pk), "asked": [],
        }  # fmt: skip
    with pytest.raises(NotFree):
        booked(tidewater, met.tansy, tidewater.nell, at=TEN + HOUR, now=now)
    assert state(tidewater, hazel).next_action == "assess"  # a place in a group is beside what their stage asks for


def test_a_weekly_group_is_at_the_same_time_on_the_clock_and_all_of_it_or_nothing_is_planned(tidewater, met, now):
    made = planned(tidewater, tidewater.wren, weeks=3, now=now)

    assert [f"{each.starts_at:%d %H:%M}" for each in made] == ["19 09:00", "26 10:00", "02 10:00"]
    assert len({each.series for each in made}) == 1
    booked(tidewater, met.tansy, tidewater.nell, at=instant(DAY + 2 * WEEK, time(14)), now=now)
    with pytest.raises(NotFree):
        planned(tidewater, tidewater.nell, at=time(14), weeks=3, now=now)
    with hub_scope(tidewater.hub):
        assert Session.objects.filter(kind="group").count() == 3


@pytest.mark.parametrize(
    "more",
    [{"places": 1}, {"places": 41}, {"weeks": 0}, {"weeks": 27}, {"name": "  "}, {"by": "sol"}, {"by": "max"},
     {"by": "outside"}],
)  # fmt: skip
def test_what_is_no_group_and_who_may_not_plan_one_are_refused(tidewater, met, now, more):
    more |= {"by": getattr(tidewater, more["by"])} if "by" in more else {}
    with pytest.raises(PermissionDenied):
        planned(tidewater, tidewater.wren, now=now, **more)
    with pytest.raises(PermissionDenied):
        planned(tidewater, now=now)
    with pytest.raises(PermissionDenied):
        planned(tidewater, tidewater.wren, tidewater.nell, tidewater.ines, now=now)


def test_a_group_is_not_planned_where_the_room_is_too_small_or_the_clock_has_no_such_time(tidewater, met, now):
    with pytest.raises(NotFree) as refused:
        planned(
            tidewater, tidewater.wren, how="room", room=met.room, now=now
        )  # three places, one who leads, three seats
    assert refused.value.why == "seats"
    with pytest.raises(NoSuchTime):
        planned(tidewater, tidewater.wren, day=date(2027, 3, 21), at=time(1, 30), weeks=2, now=now)


def test_the_last_place_is_the_last_and_one_that_is_given_back_is_free_again(tidewater, met, group, now):
    people = [met.tansy, *(somebody(tidewater, f"Hazel Pretend{each}", now=now) for each in "abc")]
    first, *_ = (placed(tidewater, each, group, now=now) for each in people[:3])

    with pytest.raises(Full):
        placed(tidewater, people[3], group, now=now)
    with hub_scope(tidewater.hub):
        assert groups_for(people[3].person, tidewater.hub, now=now) == []
        actions.cancel(first, reason="work", by_them=True, by=None, now=now)
        assert groups_for(people[3].person, tidewater.hub, now=now) == [group]
    assert placed(tidewater, people[3], group, now=now).seat == 1


def test_the_database_refuses_a_seat_that_is_taken_or_beyond_the_places_from_whoever_writes(tidewater, met, group, now):
    hazel = somebody(tidewater, "Hazel Pretend", now=now)
    placed(tidewater, met.tansy, group, now=now)

    def write(**seat):
        with hub_scope(tidewater.hub), transaction.atomic():
            Appointment.objects.create(
                hub=tidewater.hub, session=group, person=hazel.person, referral=hazel, booked_at=now, **seat
            )

    for seat, refusal in [({"seat": 1, "places": 3}, "appointment_seat_once"),
                          ({"seat": 4, "places": 3}, "seat_is_one_of_the_places"),
                          ({"seat": 4, "places": 9}, "places_of_session"),
                          ({"seat": 2, "places": 2}, "places_of_session")]:  # fmt: skip
        with pytest.raises(IntegrityError, match=refusal):
            write(**seat)


def test_of_many_who_press_at_once_one_gets_the_last_place(committed, now):
    """Real connections, each in a thread of its own: one is quicker, and the others are told that it is full."""
    team = make_hub("tidewater", "Tidewater", now=now)
    works(team, team.nell, team.wren, now=now)
    people = [somebody(team, f"Racer Invented{each}", now=now) for each in "abcdef"]
    (group,) = planned(team, team.wren, places=3, now=now)
    for each in people[:2]:
        placed(team, each, group, now=now)
    begin = Barrier(4)

    def press(referral):
        begin.wait(20)
        try:
            return placed(team, referral, group, now=now).seat
        except Full:
            return "full"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(press, people[2:]))

    assert sorted(map(str, told)) == ["3", "full", "full", "full"]
    with hub_scope(team.hub):
        assert [each.seat for each in seated(group)] == [1, 2, 3]
        assert Hold.objects.filter(session=group, released_at=None, bookable__person__isnull=False).count() == 3
    connection.close()


def test_whoever_leads_it_has_the_record_open_until_the_place_is_given_back(tidewater, met, group, now):
    assert right(tidewater, tidewater.wren, met.tansy, now=now) == ""

    place = placed(tidewater, met.tansy, group, now=now)

    assert right(tidewater, tidewater.wren, met.tansy, now=now) == "team"
    with hub_scope(tidewater.hub):
        actions.cancel(place, reason="room", by_them=False, by=tidewater.ada, now=now)
    assert right(tidewater, tidewater.wren, met.tansy, now=now) == ""
    with hub_scope(tidewater.hub):
        assert Session.objects.get(pk=group.pk).cancelled_at is None


def test_a_group_led_by_somebody_they_keep_out_is_not_offered_and_a_place_in_it_is_refused(tidewater, met, group, now):
    otto = somebody(tidewater, "Otto Exampleton", now=now, must_not_see=("Wren Dummerly",))
    held = somebody(tidewater, "Heldy Exampleton", now=now, must_not_see=("Zephyr Unheardof",))

    for each in (otto, held):
        with hub_scope(tidewater.hub):
            assert groups_for(each.person, tidewater.hub, now=now) == []
        with pytest.raises(NotTogether):
            placed(tidewater, each, group, now=now)


@pytest.mark.parametrize("who", ["newcomer", "present"])
def test_nobody_gets_a_place_beside_somebody_whom_one_of_them_named_and_it_is_not_said_whom(
    tidewater, met, group, now, who
):
    naming, named = (somebody(tidewater, name, now=now) for name in ("Otto Exampleton", "Hazel Pretend"))
    with hub_scope(tidewater.hub):
        name_people(naming, named=["Ms Hazel Pretend"], now=now)
        for row in naming.person.must_not_see.all():  # a lead settles that nobody who works here is meant
            row.status = "nobody_here"
            row.save()
        type(naming.person).objects.filter(pk=naming.person_id).update(is_held=False)
    present, newcomer = (named, naming) if who == "newcomer" else (naming, named)
    placed(tidewater, present, group, now=now)

    with pytest.raises(NotTogether) as refused:
        placed(tidewater, newcomer, group, now=now)

    assert str(refused.value) == "They cannot have a place in this group."
    with hub_scope(tidewater.hub):
        assert len(seated(group)) == 1


def test_somebody_who_works_here_and_comes_as_a_person_is_not_put_beside_one_who_keeps_them_out(
    tidewater, met, group, now
):
    otto = somebody(tidewater, "Otto Exampleton", now=now, must_not_see=("Sol Placeholder",))
    sol = somebody(tidewater, "Sol Placeholder", now=now)
    placed(tidewater, otto, group, now=now)

    with pytest.raises(NotTogether):
        placed(tidewater, sol, group, now=now)


def test_a_name_given_later_gives_the_place_of_whoever_gave_it_back_and_nobody_elses(tidewater, met, group, now):
    hazel = somebody(tidewater, "Hazel Pretend", now=now)
    places = [placed(tidewater, each, group, now=now) for each in (met.tansy, hazel)]

    with hub_scope(tidewater.hub):
        name_people(met.tansy, named=["Hazel Pretend"], now=now)

    assert [(state(tidewater, each).status, each.reason) for each in places] == [
        ("cancelled_by_hub", "kept_out"), ("booked", "")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("Tidewater Trust", "TIDEWATER  trust", ["employer"]),
        ("Tidewater Trust", "Saltpan Care", []),
        ("Tidewater Trust", None, ["unknown"]),
    ],
)
def test_colleagues_of_one_another_are_asked_first_and_that_is_kept_as_a_code(
    tidewater, met, group, now, first, second, codes
):
    hazel = somebody(tidewater, "Hazel Pretend", now=now)
    for referral, told in ((met.tansy, first), (hazel, second)):
        works_for(tidewater, referral, told, now=now)
    placed(tidewater, met.tansy, group, now=now)

    if codes:
        with pytest.raises(AskEach) as asked:
            placed(tidewater, hazel, group, has_asked=False, now=now)
        assert asked.value.codes == codes
    place = placed(tidewater, hazel, group, has_asked=bool(codes), now=now)

    with hub_scope(tidewater.hub):
        assert Event.objects.get(subject_id=place.pk).codes["asked"] == codes


def works_for(team, referral, employer, *, now):
    with hub_scope(team.hub):
        sealed = seal(referral.person, "employer", employer) if employer else None
        tell_background(referral, part="work", now=now, employer_sealed=sealed)


def test_a_name_that_only_could_mean_somebody_is_asked_about(tidewater, met, group, now):
    otto = somebody(tidewater, "Otto Exampleton", now=now, must_not_see=("Max Fauxley",))
    max_of_another_name = somebody(tidewater, "Max Madeup", now=now)
    for each in (otto, max_of_another_name):
        works_for(tidewater, each, f"Employer of {each.reference}", now=now)
    placed(tidewater, otto, group, now=now)

    with pytest.raises(AskEach) as asked:
        placed(tidewater, max_of_another_name, group, has_asked=False, now=now)
    assert asked.value.codes == ["named"]


def test_a_place_is_refused_twice_to_the_closed_once_it_has_begun_and_by_whoever_may_not_book(
    tidewater, saltpan, met, group, now
):
    hazel = somebody(tidewater, "Hazel Pretend", now=now)
    placed(tidewater, met.tansy, group, now=now)

    for referral, at in ((met.tansy, now), (hazel, TEN)):
        with pytest.raises(MoveNotAllowed):
            placed(tidewater, referral, group, now=at)
    for by in (tidewater.sol, tidewater.max):
        with pytest.raises(PermissionDenied):
            placed(tidewater, hazel, group, by=by, now=now)
    single = booked(tidewater, hazel, tidewater.nell, at=TEN + 5 * HOUR, now=now)
    with hub_scope(tidewater.hub), pytest.raises(PermissionDenied):
        put_in(hazel, single.session, by=tidewater.ada, now=now)
    with hub_scope(tidewater.hub):
        withdraw(hazel, now=now)
    with pytest.raises(MoveNotAllowed):
        placed(tidewater, hazel, group, now=now)
    with hub_scope(saltpan.hub):
        assert groups_between(saltpan.hub, now, TEN + WEEK) == []


def test_a_group_is_not_moved_for_one_person_and_no_single_place_is_booked_as_a_group(tidewater, met, group, now):
    place = placed(tidewater, met.tansy, group, now=now)

    for by in (None, tidewater.ada):
        with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed):
            actions.move(place, starts_at=TEN + 4 * HOUR, how="video", by=by, now=now)
    with pytest.raises(PermissionDenied):
        booked(tidewater, met.tansy, tidewater.nell, kind="group", at=TEN + 5 * HOUR, now=now)
    with hub_scope(tidewater.hub):
        assert Session.objects.get(pk=group.pk).starts_at == TEN


def test_attendance_of_each_sets_what_comes_next_for_each(tidewater, met, group, now):
    hazel, fern = (somebody(tidewater, name, now=now) for name in ("Hazel Pretend", "Fern Fictional"))
    before = (state(tidewater, met.tansy).next_action, met.tansy.next_action_at)
    came, missed, worrying = (placed(tidewater, each, group, now=now) for each in (met.tansy, hazel, fern))
    said = {came.pk: ("attend", False), missed.pk: ("miss", False), worrying.pk: ("miss", True)}
    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed):
        attend_group(said, group, by=tidewater.wren, now=now)

    with hub_scope(tidewater.hub):
        assert len(attend_group(said, group, by=tidewater.wren, now=TEN + 2 * HOUR)) == 3
        assert attend_group(said, group, by=tidewater.wren, now=TEN + 2 * HOUR) == []

    steps = [(state(tidewater, each).next_action, each.next_action_at) for each in (met.tansy, hazel, fern)]
    assert steps == [
        before,
        ("try_again", instant(date(2026, 10, 20), time(17))),
        ("welfare", TEN + 4 * HOUR),
    ]
    assert [state(tidewater, each).status for each in (came, missed, worrying)] == ["attended", "missed", "missed"]


def test_whom_they_worry_is_asked_today_although_the_next_week_is_booked(tidewater, met, now):
    first, second = planned(tidewater, tidewater.wren, weeks=2, now=now)
    place = placed(tidewater, met.tansy, first, now=now)
    placed(tidewater, met.tansy, second, now=now)

    with hub_scope(tidewater.hub):
        attend_group({place.pk: ("miss", True)}, first, by=tidewater.wren, now=TEN + 2 * HOUR)

    assert state(tidewater, met.tansy).next_action == "welfare"


def test_what_was_to_be_done_beside_the_group_stays(tidewater, met, group, now):
    single = booked(tidewater, met.tansy, tidewater.nell, at=instant(date(2026, 10, 16), time(9)), now=now)
    with hub_scope(tidewater.hub):
        actions.attend(single, "attend", by=tidewater.nell, now=single.session.ends_at)
    assert state(tidewater, met.tansy).next_action == "write_up"

    place = placed(tidewater, met.tansy, group, now=single.session.ends_at)
    assert state(tidewater, met.tansy).next_action == "write_up"
    with hub_scope(tidewater.hub):
        attend_group({place.pk: ("attend", False)}, group, by=tidewater.wren, now=TEN + 2 * HOUR)
    assert state(tidewater, met.tansy).next_action == "write_up"


def test_each_is_reminded_and_whoever_leaves_is_not(tidewater, met, group, now):
    quill = somebody(tidewater, "Quill Notreal", now=now, channels=EMAIL)
    place = placed(tidewater, quill, group, now=now)
    with hub_scope(tidewater.hub):
        reminder = Message.objects.get(kind="reminder", subject_id=place.pk)
        assert (reminder.not_before, reminder.cancelled_at) == (instant(date(2026, 10, 18), time(10)), None)

        actions.cancel(place, reason="work", by_them=True, by=None, now=now)

    assert state(tidewater, reminder).cancelled_at == now


@pytest.mark.parametrize(("whole", "left"), [(False, 2), (True, 1)])
def test_cancelling_the_group_cancels_each_place_and_leaves_each_something_to_do(tidewater, met, now, whole, left):
    groups = planned(tidewater, tidewater.wren, weeks=3, now=now)
    hazel = somebody(tidewater, "Hazel Pretend", now=now)
    places = [placed(tidewater, each, groups[1], now=now) for each in (met.tansy, hazel)]

    with hub_scope(tidewater.hub):
        assert cancel_group(groups[1], reason="practitioner", whole_series=whole, by=tidewater.wren, now=now) == 2
        with pytest.raises(MoveNotAllowed):
            cancel_group(groups[1], reason="practitioner", whole_series=False, by=tidewater.ada, now=now)

    assert [(state(tidewater, each).status, each.reason) for each in places] == [
        ("cancelled_by_hub", "practitioner")
    ] * 2  # fmt: skip
    assert [state(tidewater, each).next_action for each in (met.tansy, hazel)] == ["assess", "assess"]
    assert right(tidewater, tidewater.wren, met.tansy, now=now) == ""
    with hub_scope(tidewater.hub):
        assert Session.objects.filter(kind="group", cancelled_at=None).count() == left
        assert Hold.objects.filter(session=groups[1], released_at=None).count() == 0


def test_a_group_is_taken_out_by_whoever_leads_it_or_keeps_the_diary_and_not_once_attendance_stands(
    tidewater, saltpan, met, group, now
):
    with hub_scope(tidewater.hub):
        may = [may_run(group, getattr(tidewater, name)) for name in ("wren", "ada", "ines", "nell", "max", "sol")]
        assert may == [True, True, True, False, False, False]
        with pytest.raises(PermissionDenied):
            cancel_group(group, reason="room", whole_series=False, by=tidewater.nell, now=now)
    place = placed(tidewater, met.tansy, group, now=now)
    with hub_scope(tidewater.hub):
        attend_group({place.pk: ("attend", False)}, group, by=tidewater.wren, now=TEN + HOUR)
        with pytest.raises(MoveNotAllowed):
            cancel_group(group, reason="room", whole_series=False, by=tidewater.wren, now=TEN + HOUR)
