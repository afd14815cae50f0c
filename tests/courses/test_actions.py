"""Courses: what is agreed, started, handed on, extended and ended; what is refused; to whom a record opens by them."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from holdfast.appointments.actions import cancel
from holdfast.courses import actions
from holdfast.courses.models import Course, Extension, Note, Protocol
from holdfast.courses.protocols import ChangedMeanwhile, proposals_of, protocols_of, used_of
from holdfast.courses.queries import able_for, courses_of, notes_of, sessions_of
from holdfast.courses.rules import standing
from holdfast.courses.shipped import SHIPPED
from holdfast.events.models import Event
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.viewer import Viewer
from holdfast.referrals.actions import withdraw
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.waiting.models import Expectation, Wait
from tests.appointments.conftest import DAY as MONDAY
from tests.appointments.conftest import NINE, booked, waits
from tests.builders import leaves
from tests.coordination.conftest import assessed
from tests.courses.conftest import DAY, LATER, agreed, came, fresh, session, signed

WHY = "They begin to sleep, heron-canary-why"
NOTE = "They kept a diary, heron-canary-note"


def fresh_in_scope(course):
    return Course.objects.select_related("referral__person", "person").get(pk=course.pk)


def of_it(team, course):
    with hub_scope(team.hub):
        return [each.pk for each in sessions_of(fresh_in_scope(course))]


def kinds(team, begin="course."):
    with hub_scope(team.hub):
        found = Event.objects.filter(kind__startswith=begin).order_by("pk")
        return [(each.kind, each.codes) for each in found]


def right(team, member, referral, *, now):
    with hub_scope(team.hub):
        return right_of(Viewer(member, now, has_duty=False), referral.person)


def next_of(team, referral):
    with hub_scope(team.hub):
        found = Referral.objects.get(pk=referral.pk)
        return found.next_action, found.next_action_at


def statuses(team, course):
    course = fresh(team, course)
    with hub_scope(team.hub):
        return standing(course.sessions, [each.status for each in sessions_of(course)])


def test_a_course_with_a_practitioner_starts_and_the_first_session_is_to_be_booked(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.wren, now=now)

    assert (course.status, course.begun_at) == ("running", now)
    about = {"referral": str(given.tansy.pk)}
    assert kinds(tidewater) == [
        ("course.agree", about | {"protocol": "sleep", "sessions": 3}),
        ("course.start", about | {"owner": str(tidewater.wren.pk)}),
    ]
    assert next_of(tidewater, given.tansy) == ("step", instant(MONDAY - 3 * DAY, time(17)))  # in two working days
    assert right(tidewater, tidewater.wren, given.tansy, now=now) == "team"


def test_whoever_waits_for_a_practitioner_is_told_until_when_and_is_contacted(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, now=now)

    assert (course.status, course.begun_at, course.practitioner_id) == ("waiting", None, None)
    with hub_scope(tidewater.hub):
        assert list(Wait.objects.values_list("what", "since_at", "ended_at")) == [("course", now, None)]
        assert list(Expectation.objects.values_list("what", "expected_on")) == [("course", LATER)]
    # a plan is still to be made, and that comes first: within five working days, where contact is due in fourteen
    assert next_of(tidewater, given.tansy) == ("plan", instant(MONDAY + 2 * DAY, time(17)))


def test_nobody_waits_for_a_course_without_a_day(tidewater, given, now):
    with pytest.raises(ValueError, match="until when"):
        agreed(tidewater, given.tansy, given.protocol, expected_on=None, now=now)
    with hub_scope(tidewater.hub):
        assert (Course.objects.count(), Wait.objects.count()) == (0, 0)


def test_a_wait_ends_when_somebody_is_free(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, now=now)
    with hub_scope(tidewater.hub):
        course = actions.start(course, practitioner=tidewater.wren, by=tidewater.nell, now=now + DAY)
        with pytest.raises(MoveNotAllowed):
            actions.start(course, practitioner=tidewater.nell, by=tidewater.nell, now=now + DAY)

        assert (course.status, course.practitioner, course.begun_at) == ("running", tidewater.wren, now + DAY)
        assert list(Wait.objects.values_list("ended_at", flat=True)) == [now + DAY]
    assert next_of(tidewater, given.tansy)[0] == "step"


def test_every_support_session_while_it_goes_on_is_one_of_the_course_and_one_missed_is_not_used_up(
    tidewater, given, now
):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    first = session(tidewater, given.tansy, at=NINE, now=now)
    assert statuses(tidewater, course).booked == 1
    assert next_of(tidewater, given.tansy) == ("meet", NINE)
    came(tidewater, first, at=NINE + timedelta(hours=1))
    assert next_of(tidewater, given.tansy) == ("step", instant(MONDAY + 2 * DAY, time(17)))
    second = session(tidewater, given.tansy, at=NINE + DAY, now=NINE)
    came(tidewater, second, at=NINE + DAY + timedelta(hours=1), verb="miss")

    stands = statuses(tidewater, course)

    assert (stands.agreed, stands.attended, stands.booked, stands.missed, stands.left) == (3, 1, 0, 1, 2)


def test_after_the_last_session_somebody_looks_at_how_it_went_and_it_ends_as_agreed(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now, sessions=1)
    came(tidewater, session(tidewater, given.tansy, now=now), at=NINE + timedelta(hours=1))
    assert next_of(tidewater, given.tansy) == ("review", instant(MONDAY + 7 * DAY, time(17)))

    with hub_scope(tidewater.hub):
        ended = actions.end(course, "complete", why="", by=tidewater.nell, now=NINE + DAY)

    assert (ended.status, ended.ended_at, ended.ended_by) == ("completed", NINE + DAY, tidewater.nell)
    assert next_of(tidewater, given.tansy)[0] == "plan"
    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed):
        actions.end(course, "complete", why="", by=tidewater.nell, now=NINE + DAY)


def test_more_sessions_are_agreed_with_a_sealed_reason(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        with pytest.raises(MoveNotAllowed):
            actions.extend(course, sessions=3, why=WHY, by=tidewater.nell, now=now)
        actions.extend(course, sessions=5, why=WHY, by=tidewater.nell, now=now)

        row = Extension.objects.get()
        assert (row.before, row.after, b"heron" in bytes(row.why_sealed)) == (3, 5, False)
    assert fresh(tidewater, course).sessions == 5
    assert kinds(tidewater)[-1] == ("course.extend", {"referral": str(given.tansy.pk), "sessions": 5})


def test_it_ends_earlier_by_them_or_by_the_team_and_the_record_closes_to_whoever_had_it_by_this(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        ended = actions.end(course, "end_for_them", why=WHY, by=tidewater.nell, now=now)
        assert (ended.status, b"heron" in bytes(ended.why_sealed)) == ("ended_by_them", False)

    assert right(tidewater, tidewater.wren, given.tansy, now=now) == ""
    assert right(tidewater, tidewater.nell, given.tansy, now=now) == "owner"


def test_a_practitioner_keeps_the_record_when_a_session_is_cancelled(tidewater, given, now):
    agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.wren, now=now)
    appointment = booked(tidewater, given.tansy, tidewater.wren, now=now, kind="support")
    with hub_scope(tidewater.hub):
        cancel(appointment, reason="work", by_them=True, by=tidewater.nell, now=now)

    assert right(tidewater, tidewater.wren, given.tansy, now=now) == "team"


def test_a_note_is_signed_sealed_and_corrected_by_a_row_of_its_own(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    appointment = session(tidewater, given.tansy, now=now)
    later = NINE + timedelta(hours=1)
    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed):
        actions.write_note(course, appointment.pk, NOTE, by=tidewater.nell, now=now)
    came(tidewater, appointment, at=later)
    course = fresh(tidewater, course)
    with hub_scope(tidewater.hub):
        note = actions.write_note(course, appointment.pk, NOTE, by=tidewater.nell, now=later)
        assert actions.write_note(course, appointment.pk, NOTE, by=tidewater.nell, now=later).pk == note.pk
        with pytest.raises(PermissionDenied):
            actions.correct_note(note, "Otherwise", by=tidewater.wren, now=later)
        newer = actions.correct_note(note, "Otherwise", by=tidewater.nell, now=later)
        with pytest.raises(actions.WrittenSince) as trouble:
            actions.correct_note(note, "Once more", by=tidewater.nell, now=later)

        assert trouble.value.text == "Otherwise"
        assert [(each.pk, each.replaces_id) for each in notes_of(course)] == [(note.pk, None), (newer.pk, note.pk)]
        assert actions.opened(course, Note.objects.get(pk=note.pk)) == NOTE
        assert b"heron" not in bytes(note.text_sealed)


@pytest.mark.parametrize("who", ["ada", "sol", "max"])
def test_whoever_may_not_assess_changes_no_course(tidewater, given, now, who):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    by = getattr(tidewater, who)
    with hub_scope(tidewater.hub):
        for do in (
            lambda: actions.extend(course, sessions=9, why="x", by=by, now=now),
            lambda: actions.end(course, "end", why="x", by=by, now=now),
            lambda: actions.hand_on(course, practitioner=tidewater.wren, by=by, now=now),
            lambda: actions.write_note(course, course.pk, "x", by=by, now=now),
        ):
            with pytest.raises(PermissionDenied):
                do()


def test_one_course_at_a_time_after_an_assessment_and_by_a_protocol_that_is_offered(tidewater, given, now):
    agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    with pytest.raises(MoveNotAllowed, match="already"):
        agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    not_assessed = waits(tidewater, owner=tidewater.nell, now=now, name="Otto Nobody")
    with pytest.raises(MoveNotAllowed, match="not assessed"):
        agreed(tidewater, not_assessed, given.protocol, practitioner=tidewater.nell, now=now)
    otto = assessed(tidewater, owner=tidewater.nell, now=now, name="Otto Another")
    off = signed(tidewater, now=now, key="off", is_used=False)
    with pytest.raises(MoveNotAllowed, match="not offered"):
        agreed(tidewater, otto, off, practitioner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        withdraw(otto, now=now)
    with pytest.raises(MoveNotAllowed, match="closed"):
        agreed(tidewater, otto, given.protocol, practitioner=tidewater.nell, now=now)


def test_somebody_whom_they_keep_out_is_not_offered_and_cannot_be_given_one(tidewater, given, now):
    with hub_scope(tidewater.hub):
        name_people(given.tansy, named=["Wren Dummerly"], now=now)
        assert tidewater.wren not in able_for(given.tansy.person, tidewater.hub)
    with pytest.raises(PermissionDenied):
        agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.wren, now=now)


def test_when_a_name_takes_effect_or_somebody_leaves_the_course_goes_to_whoever_has_the_referral(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        name_people(given.tansy, named=["Wren Dummerly"], now=now)
    assert fresh(tidewater, course).practitioner == tidewater.nell
    assert right(tidewater, tidewater.wren, given.tansy, now=now) == ""

    leaves(tidewater.nell, now=now)

    assert fresh(tidewater, course).practitioner is None
    assert kinds(tidewater)[-1][0] == "course.hand_on"


def test_the_database_refuses_two_open_courses_and_one_that_ended_by_nobody(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    for nonsense in (
        f"UPDATE courses_course SET status = 'completed' WHERE id = '{course.pk}'",
        f"UPDATE courses_course SET status = 'waiting' WHERE id = '{course.pk}'",
        f"UPDATE courses_course SET sessions = 0 WHERE id = '{course.pk}'",
        f"UPDATE courses_course SET status = 'other' WHERE id = '{course.pk}'",
    ):
        with hub_scope(tidewater.hub), pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(nonsense)


def test_a_protocol_is_signed_by_a_lead_in_versions_and_a_course_stays_with_its_own(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    signed(tidewater, now=now, seen_version=1, sessions=8)
    with pytest.raises(ChangedMeanwhile):
        signed(tidewater, now=now, seen_version=1)
    with pytest.raises(PermissionDenied):
        signed(tidewater, now=now, key="another", by=tidewater.nell)

    with hub_scope(tidewater.hub):
        assert [(each.key, each.version, each.signed_by) for each in protocols_of(tidewater.hub)] == [
            ("sleep", 2, "Ines Pretendham")
        ]
        assert Protocol.objects.count() == 2
    assert fresh(tidewater, course).protocol_id == given.protocol.pk


def test_every_proposal_is_switched_off_and_says_what_was_not_checked(tidewater, now):
    with hub_scope(tidewater.hub):
        assert used_of(tidewater.hub) == []
        assert proposals_of([]) == list(SHIPPED)
    assert [each.is_used or not each.unverified for each in SHIPPED] == [False] * 5


def test_another_hub_reads_nothing_of_it(tidewater, saltpan, given, now):
    agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    with hub_scope(saltpan.hub):
        assert (Course.objects.count(), Protocol.objects.count(), courses_of(given.tansy)) == (0, 0, [])


def test_a_session_to_which_they_came_after_its_course_had_ended_has_a_place_for_a_note(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    appointment = session(tidewater, given.tansy, now=now)
    with hub_scope(tidewater.hub):
        actions.end(course, "end_for_them", why="Enough", by=tidewater.nell, now=now)
    later = session(tidewater, given.tansy, at=NINE + DAY, now=now + timedelta(minutes=1))
    assert of_it(tidewater, course) == []
    for each in (appointment, later):
        came(tidewater, each, at=NINE + DAY + timedelta(hours=1))

    assert of_it(tidewater, course) == [appointment.pk]
    with hub_scope(tidewater.hub):
        note = actions.write_note(
            fresh_in_scope(course), appointment.pk, NOTE, by=tidewater.nell, now=NINE + DAY + timedelta(hours=1)
        )
        assert actions.opened(course, note) == NOTE


def test_once_another_course_has_begun_a_session_is_one_of_that(tidewater, given, now):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    appointment = session(tidewater, given.tansy, now=now)
    with hub_scope(tidewater.hub):
        actions.end(course, "end_for_them", why="Enough", by=tidewater.nell, now=now)
    again = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now + timedelta(hours=1))
    came(tidewater, appointment, at=NINE + timedelta(hours=1))

    assert (of_it(tidewater, course), of_it(tidewater, again)) == ([], [appointment.pk])
