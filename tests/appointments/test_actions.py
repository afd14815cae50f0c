"""Appointments: booked where somebody is free and may see the person; moved, cancelled, attended; never the end."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.alerts.models import Alert
from holdfast.appointments import actions
from holdfast.appointments.actions import NotFree
from holdfast.appointments.free_times import slots_for
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import in_diary, pool_for
from holdfast.appointments.today import waits as waits_on_today
from holdfast.contacts.actions import log_attempt
from holdfast.correspondence.models import Message
from holdfast.diary import hours_actions as hours
from holdfast.diary.models import Hold, Session
from holdfast.events.models import Event
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.identity import reveal
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import withdraw
from holdfast.referrals.naming import name_people
from holdfast.triage.actions import TooLate
from tests.appointments.conftest import DAY, NINE, booked, waits, works
from tests.builders import leaves, send_request, works_as

HOUR = timedelta(hours=1)
EMAIL = {"email": "tansy@home.example", "times": []}


def state(team, row):
    """What stands about a referral or an appointment now."""
    with hub_scope(team.hub):
        row.refresh_from_db()
        return row


def kinds(team, appointment):
    with hub_scope(team.hub):
        return list(Event.objects.filter(subject_id=appointment.pk).order_by("pk").values_list("kind", flat=True))


def test_booking_holds_everybodys_time_and_becomes_the_next_action(tidewater, met, now):
    found = booked(tidewater, met.tansy, tidewater.nell, now=now, how="room", room=met.room, interpreter="Polish")

    with hub_scope(tidewater.hub):
        session = Session.objects.get()
        assert (session.kind, session.starts_at, session.ends_at) == ("assessment", NINE, NINE + 1.5 * HOUR)
        assert Hold.objects.filter(released_at=None).count() == 3
        assert Hold.objects.get(bookable__member=tidewater.nell).ends_at == NINE + 2 * HOUR
        assert Event.objects.get(kind="appointment.book").codes == {
            "what": "assessment", "how": "room", "at": NINE.isoformat(), "referral": str(met.tansy.pk),
            "interpreter": True,
        }  # fmt: skip
    assert reveal(found.person, f"interpreter:{found.pk}", found.interpreter_sealed) == "Polish"
    tansy = state(tidewater, met.tansy)
    assert (tansy.next_action, tansy.next_action_at) == ("meet", NINE)


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (instant(DAY, time(8, 45)), "hours"),
        (instant(DAY, time(15, 15)), "hours"),  # with what they need after it, it would last until 17:15
        (instant(DAY + timedelta(days=5), time(10)), "hours"),
        (instant(date(2026, 10, 14), time(14)), "past"),
        (instant(DAY, time(12)), "away"),
        (instant(DAY, time(13, 30)), "held"),
    ],
)
def test_a_time_that_cannot_be_booked_says_why(tidewater, met, now, at, why):
    with hub_scope(tidewater.hub):
        hours.set_absence(
            tidewater.nell,
            why="study",
            starts_at=NINE + 2.5 * HOUR,
            ends_at=NINE + 4 * HOUR,
            by=tidewater.nell,
            now=now,
        )
    other = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    booked(tidewater, other, tidewater.nell, at=instant(DAY, time(14)), kind="support", now=now)

    with pytest.raises(NotFree) as refused:
        booked(tidewater, met.tansy, tidewater.nell, at=at, now=now)

    assert refused.value.why == why
    with hub_scope(tidewater.hub):
        assert Appointment.objects.count() == 1


def test_a_room_that_is_taken_too_small_or_closed_is_refused(tidewater, met, now):
    works(tidewater, tidewater.ines, now=now)
    hazel = waits(tidewater, owner=tidewater.wren, now=now, name="Hazel Pretend")
    booked(tidewater, met.tansy, tidewater.nell, now=now, how="room", room=met.room)

    def refused(**more):
        with pytest.raises(NotFree) as error:
            booked(tidewater, hazel, *more.pop("members", [tidewater.wren]), now=now, how="room", **more)
        return error.value.why

    assert refused(room=met.room) == "room"
    assert refused(room=None) == "no_room"
    assert (
        refused(room=met.room, at=NINE + 3 * HOUR, members=[tidewater.nell, tidewater.wren, tidewater.ines]) == "seats"
    )
    with hub_scope(tidewater.hub):
        hours.end_room(met.room, by=tidewater.ada, now=now)
        met.room.refresh_from_db()
    assert refused(room=met.room, at=NINE + 3 * HOUR) == "seats"


def test_whom_the_person_keeps_out_is_never_offered_and_cannot_be_booked(tidewater, met, now):
    otto = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Exampleton", must_not_see=("Wren Dummerly",))

    with hub_scope(tidewater.hub):
        assert pool_for(otto.person, tidewater.hub) == [tidewater.nell]
        assert pool_for(met.tansy.person, tidewater.hub) == [tidewater.nell, tidewater.wren]
    for members in ([tidewater.wren], [tidewater.nell, tidewater.wren]):
        with pytest.raises(PermissionDenied):
            booked(tidewater, otto, *members, now=now)


def test_who_may_not_book_and_a_kind_without_people_are_refused(tidewater, met, now):
    for more in ({"by": tidewater.sol}, {"by": tidewater.max}, {"kind": "supervision"}):
        with pytest.raises(PermissionDenied):
            booked(tidewater, met.tansy, tidewater.nell, now=now, **more)
    with hub_scope(tidewater.hub):
        withdraw(met.tansy, now=now)
    with pytest.raises(MoveNotAllowed):
        booked(tidewater, met.tansy, tidewater.nell, now=now)


def test_whoever_will_see_them_has_the_record_until_they_will_not(tidewater, met, now):
    def right(member):
        with hub_scope(tidewater.hub):
            return right_of(viewer(member, now=now), met.tansy.person)

    assert right(tidewater.wren) == ""
    first = booked(tidewater, met.tansy, tidewater.wren, now=now)
    second = booked(tidewater, met.tansy, tidewater.wren, at=NINE + 3 * HOUR, now=now, kind="support")
    assert right(tidewater.wren) == "team"

    with hub_scope(tidewater.hub):
        actions.cancel(first, reason="room", by_them=False, by=tidewater.ada, now=now)
    assert right(tidewater.wren) == "team"
    with hub_scope(tidewater.hub):
        actions.cancel(second, reason="room", by_them=False, by=tidewater.ada, now=now)
    assert right(tidewater.wren) == ""
    assert right(tidewater.nell) == "owner"


@pytest.mark.parametrize(
    ("by_them", "by", "status", "reason"),
    [
        (True, "ada", "cancelled_by_person", "not_well"),
        (False, "ada", "cancelled_by_hub", "practitioner"),
        (True, None, "cancelled_by_person", "another_time"),
    ],
)
def test_cancelling_frees_the_time_and_leaves_something_to_do(tidewater, met, now, by_them, by, status, reason):
    found = booked(tidewater, met.tansy, tidewater.nell, now=now)

    with hub_scope(tidewater.hub):
        actions.cancel(found, reason=reason, by_them=by_them, by=getattr(tidewater, by or "", None), now=now)

    found, tansy = state(tidewater, found), state(tidewater, met.tansy)
    assert (found.status, found.reason) == (status, reason)
    assert (tansy.next_action, tansy.closed_at) == ("assess", None)
    assert tansy.next_action_at == instant(date(2026, 10, 16), time(17))
    booked(tidewater, met.tansy, tidewater.nell, now=now)


def after(team, appointment, verb, *, now, **more):
    with hub_scope(team.hub):
        return actions.attend(appointment, verb, by=team.nell, now=now, **more)


@pytest.mark.parametrize(
    ("verb", "worrying", "status", "step", "due"),
    [
        ("attend", False, "attended", "write_up", instant(date(2026, 10, 21), time(17))),
        ("come_late", False, "late", "write_up", instant(date(2026, 10, 21), time(17))),
        ("miss", False, "missed", "try_again", instant(date(2026, 10, 20), time(17))),
        ("come_too_late", False, "too_late", "try_again", instant(date(2026, 10, 20), time(17))),
        ("miss", True, "missed", "welfare", NINE + 4 * HOUR),
    ],
)
def test_what_became_of_it_sets_what_comes_next_and_never_closes(
    tidewater, met, now, verb, worrying, status, step, due
):
    found = booked(tidewater, met.tansy, tidewater.nell, now=now)

    after(tidewater, found, verb, is_worrying=worrying, now=NINE + 2 * HOUR)

    found, tansy = state(tidewater, found), state(tidewater, met.tansy)
    assert (found.status, tansy.next_action, tansy.next_action_at) == (status, step, due)
    assert (tansy.stage, tansy.closed_at) == ("assessment", None)
    assert kinds(tidewater, found) == ["appointment.book", f"appointment.{verb}"]


def test_attendance_is_recorded_once_it_has_begun_and_taken_back_within_a_minute_by_who_recorded_it(
    tidewater, met, now
):
    found = booked(tidewater, met.tansy, tidewater.nell, now=now)
    with pytest.raises(MoveNotAllowed):
        after(tidewater, found, "attend", now=NINE - HOUR)
    after(tidewater, found, "miss", now=NINE + HOUR)

    with hub_scope(tidewater.hub):
        with pytest.raises(PermissionDenied):
            actions.undo(found, by=tidewater.ada, now=NINE + HOUR)
        with pytest.raises(TooLate):
            actions.undo(found, by=tidewater.nell, now=NINE + HOUR + timedelta(seconds=61))
        actions.undo(found, by=tidewater.nell, now=NINE + HOUR + timedelta(seconds=60))
        with pytest.raises(MoveNotAllowed):
            actions.undo(found, by=tidewater.nell, now=NINE + HOUR)

    assert state(tidewater, met.tansy).next_action == "meet"
    assert kinds(tidewater, found)[-2:] == ["appointment.miss", "appointment.miss.undo"]


def test_a_move_across_the_clock_change_keeps_the_time_on_the_wall_and_moves_the_reminder(tidewater, met, now):
    with hub_scope(tidewater.hub):
        hours.set_length(tidewater.hub, kind="assessment", length=actions.Length(60), by=tidewater.ada, now=now)
    tansy = waits(tidewater, owner=tidewater.nell, now=now, name="Quill Notreal", channels=EMAIL)
    found = booked(tidewater, tansy, tidewater.nell, now=now)
    after_the_change = instant(DAY + timedelta(days=7), time(9))

    with hub_scope(tidewater.hub):
        actions.move(found, starts_at=after_the_change, how="phone", by=tidewater.ada, now=now)

    assert after_the_change - NINE == timedelta(days=7, hours=1)
    assert state(tidewater, tansy).next_action_at == after_the_change
    with hub_scope(tidewater.hub):
        reminders = Message.objects.filter(kind="reminder").order_by("not_before")
        assert [(each.not_before, each.cancelled_at is None) for each in reminders] == [
            (datetime(2026, 10, 18, 9, tzinfo=NINE.tzinfo), False),
            (datetime(2026, 10, 25, 10, tzinfo=NINE.tzinfo), True),  # ten on the wall, on the day the clocks change
        ]
        actions.cancel(found, reason="work", by_them=True, by=None, now=now)
        assert not Message.objects.filter(kind="reminder", cancelled_at=None).exists()


def test_moving_to_where_somebody_is_held_leaves_it_and_half_an_hour_later_is_no_clash_with_itself(tidewater, met, now):
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    found = booked(tidewater, met.tansy, tidewater.nell, now=now)
    booked(tidewater, hazel, tidewater.nell, at=NINE + 5 * HOUR, now=now)

    with hub_scope(tidewater.hub), pytest.raises(NotFree) as refused:
        actions.move(found, starts_at=NINE + 4.5 * HOUR, how="phone", by=tidewater.ada, now=now)
    assert refused.value.why == "held"
    with hub_scope(tidewater.hub):
        actions.move(found, starts_at=NINE + HOUR / 2, how="phone", by=tidewater.ada, now=now)

    with hub_scope(tidewater.hub):
        assert Session.objects.get(pk=found.session_id).starts_at == NINE + HOUR / 2


def test_whoever_stops_has_nothing_booked(tidewater, met, now):
    booked(tidewater, met.tansy, tidewater.nell, now=now)

    with hub_scope(tidewater.hub):
        withdraw(met.tansy, now=now)
        assert actions.cancel_all(met.tansy, now=now) == 1

    assert state(tidewater, met.tansy).next_action == "none"
    with hub_scope(tidewater.hub):
        assert not Hold.objects.filter(released_at=None).exists()


def test_every_slot_that_is_offered_can_be_booked_and_none_in_the_persons_own_time(tidewater, met, now):
    booked(tidewater, met.tansy, tidewater.wren, at=NINE + HOUR, kind="support", now=now)
    with hub_scope(tidewater.hub):
        found = slots_for(
            met.tansy, [tidewater.nell.pk, tidewater.wren.pk], "assessment", hub=tidewater.hub, now=now, first=DAY,
            days=1, most=99,
        )  # fmt: skip
    local = [(f"{slot.starts_at + HOUR:%H:%M}", slot.member_id) for slot in found]

    assert local == [
        (f"{at // 60:02}:{at % 60:02}", pk)
        for at in range(11 * 60, 15 * 60 + 1, 15)
        for pk in sorted([tidewater.nell.pk, tidewater.wren.pk])
    ]
    for slot in found[::8]:
        member = next(each for each in (tidewater.nell, tidewater.wren) if each.pk == slot.member_id)
        made = booked(tidewater, met.tansy, member, at=slot.starts_at, now=now)
        with hub_scope(tidewater.hub):
            actions.cancel(made, reason="other", by_them=False, by=tidewater.ada, now=now)


def test_the_diary_names_only_those_whose_record_is_open_to_whoever_reads_it(tidewater, saltpan, met, now):
    otto = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Exampleton", must_not_see=("Wren Dummerly",))
    booked(tidewater, met.tansy, tidewater.nell, now=now)
    booked(tidewater, otto, tidewater.nell, at=NINE + 3 * HOUR, now=now)

    def seen(member):
        with hub_scope(member.hub):
            found = in_diary(viewer(member, now=now), NINE, NINE + 9 * HOUR, members=[tidewater.nell.pk])
            return [[each.person_id for each in entry.appointments] for entry in found]

    assert seen(tidewater.nell) == [[met.tansy.person_id], [otto.person_id]]
    assert seen(tidewater.ines) == [[met.tansy.person_id], [otto.person_id]]
    assert seen(tidewater.wren) == [[], []]
    assert seen(tidewater.max) == [[], []]
    assert seen(saltpan.ines) == []
    works_as(tidewater.wren, "clinical_lead")
    tidewater.wren.refresh_from_db()
    assert seen(type(tidewater.wren).objects.get(pk=tidewater.wren.pk)) == [[met.tansy.person_id], []]


def test_a_name_that_takes_effect_cancels_what_is_booked_with_them_and_the_owner_arranges_another(tidewater, met, now):
    with_wren = booked(tidewater, met.tansy, tidewater.wren, now=now)
    with_nell = booked(tidewater, met.tansy, tidewater.nell, at=NINE + 4 * HOUR, kind="support", now=now)

    with hub_scope(tidewater.hub):
        name_people(met.tansy, named=["Wren Dummerly"], now=now)

    with_wren, with_nell = state(tidewater, with_wren), state(tidewater, with_nell)
    assert (with_wren.status, with_wren.reason) == ("cancelled_by_hub", "kept_out")
    assert with_nell.status == "booked"
    assert state(tidewater, met.tansy).next_action_at == NINE + 4 * HOUR


def test_today_names_what_has_no_answer_and_what_is_booked_with_somebody_away_or_gone(tidewater, met, now):
    hazel = waits(tidewater, owner=tidewater.wren, now=now, name="Hazel Pretend")
    first = booked(tidewater, met.tansy, tidewater.nell, now=now)
    booked(tidewater, hazel, tidewater.wren, at=NINE + HOUR, now=now)

    def lines(member, *, at=now):
        with hub_scope(tidewater.hub):
            return [each["text"] for each in waits_on_today(viewer(member, now=at))]

    assert lines(tidewater.nell) == lines(tidewater.ines) == []
    with hub_scope(tidewater.hub):
        span = {"starts_at": NINE - HOUR, "ends_at": NINE + HOUR / 2}
        hours.set_absence(tidewater.nell, why="ill", **span, by=tidewater.nell, now=now)
    assert lines(tidewater.ines) == ["One appointment with somebody who is away or sees people no more"]
    leaves(tidewater.wren, now=now)
    assert lines(tidewater.ines) == ["2 appointments with somebody who is away or sees people no more"]
    assert lines(tidewater.nell, at=NINE + 2 * HOUR) == ["One appointment not said yet whether they came"]
    after(tidewater, first, "attend", now=NINE + 2 * HOUR)
    assert lines(tidewater.nell, at=NINE + 2 * HOUR) == []


def test_a_decision_that_waits_stays_what_comes_next_whatever_is_booked(tidewater, met, now):
    asked = send_request(tidewater, now=now, name="Fern Fictional")
    before = (asked.next_action, asked.next_action_at)

    found = booked(tidewater, asked, tidewater.nell, kind="contact", now=now)
    assert (state(tidewater, asked).next_action, asked.next_action_at) == before
    after(tidewater, found, "miss", now=NINE + HOUR)
    assert (state(tidewater, asked).next_action, asked.next_action_at) == before
    with hub_scope(tidewater.hub):
        assert not Alert.objects.exists()


def test_a_worrying_absence_while_a_decision_waits_raises_an_alert_and_else_a_welfare_check(tidewater, met, now):
    asked = send_request(tidewater, now=now, name="Fern Fictional")
    first = booked(tidewater, asked, tidewater.nell, kind="contact", now=now)
    other = booked(tidewater, met.tansy, tidewater.wren, now=now)

    for each in (first, other):
        after(tidewater, each, "miss", is_worrying=True, now=NINE + HOUR)

    assert state(tidewater, met.tansy).next_action == "welfare"
    with hub_scope(tidewater.hub):
        assert [(each.person_id, each.reasons) for each in Alert.objects.all()] == [
            (asked.person_id, ["worker.absent"])
        ]


def test_a_move_is_no_clash_with_itself_where_the_hub_has_changed_the_length_meanwhile(tidewater, met, now):
    found = booked(tidewater, met.tansy, tidewater.nell, now=now)

    with hub_scope(tidewater.hub):
        hours.set_length(tidewater.hub, kind="assessment", length=actions.Length(60), by=tidewater.ada, now=now)
        actions.move(found, starts_at=NINE + HOUR / 2, how="phone", by=tidewater.ada, now=now)
        assert Session.objects.get(pk=found.session_id).ends_at == NINE + 1.5 * HOUR


@pytest.mark.parametrize(
    ("result", "step", "due"),
    [
        ("spoke", "assess", None),
        ("no_answer", "welfare", NINE + 5 * HOUR),
        ("sent", "welfare", NINE + 5 * HOUR),
    ],
)
def test_a_welfare_check_is_done_by_speaking_and_stays_near_after_an_attempt_in_vain(
    tidewater, met, now, result, step, due
):
    found = booked(tidewater, met.tansy, tidewater.nell, now=now)
    after(tidewater, found, "miss", is_worrying=True, now=NINE + 2 * HOUR)
    with hub_scope(tidewater.hub):
        log_attempt(
            met.tansy, channel="call", result=result, terms=tidewater.hub.current, by=tidewater.nell,
            now=NINE + 3 * HOUR,
        )  # fmt: skip
        met.tansy.refresh_from_db()
        assert met.tansy.next_action == step
        assert due is None or met.tansy.next_action_at == due


def test_speaking_with_somebody_who_has_an_appointment_leaves_it_as_what_comes_next(tidewater, met, now):
    missed = booked(tidewater, met.tansy, tidewater.nell, now=now)
    after(tidewater, missed, "miss", is_worrying=True, now=NINE + 2 * HOUR)
    booked(tidewater, met.tansy, tidewater.nell, at=NINE + 24 * HOUR, now=NINE + 2 * HOUR)
    with hub_scope(tidewater.hub):
        log_attempt(
            met.tansy, channel="call", result="spoke", terms=tidewater.hub.current, by=tidewater.nell,
            now=NINE + 3 * HOUR,
        )  # fmt: skip
        met.tansy.refresh_from_db()
        assert (met.tansy.next_action, met.tansy.next_action_at) == ("meet", NINE + 24 * HOUR)
