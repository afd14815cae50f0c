"""Measures the day before a session: asked by a link, moved with the session, and not asked once it is cancelled."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from holdfast.appointments.models import Appointment
from holdfast.appointments.rules import reminder_at
from holdfast.appointments.states import Status
from holdfast.courses.models import Course
from holdfast.courses.queries import running_of, sessions_of
from holdfast.courses.rules import is_measured
from holdfast.diary.models import Kind
from holdfast.hubs.models import Hub
from holdfast.waiting.asking import ask, stop_asking
from holdfast.waiting.models import Ask
from holdfast.waiting.rhythm import forms_of

AHEAD = timedelta(days=10)
MOST_IN_A_ROUND = 1000


@transaction.atomic
def ask_before_sessions(hub: Hub, *, now: datetime) -> int:
    """Ask for the sessions of the next days, each once; follow those that were moved or cancelled. How many are new.

    Doing it twice changes nothing.
    """
    wanted = coming(hub, now=now)
    asks = Ask.objects.filter(hub=hub, why=Ask.Why.SESSION, ended_at=None, closes_at__gt=now)
    standing = {each.subject_id: each for each in asks[:MOST_IN_A_ROUND]}
    for pk, asked in standing.items():
        if pk not in wanted or wanted[pk][0].session.starts_at != asked.closes_at:
            stop_asking(asked, now=now)
    new = [pk for pk, (each, _) in wanted.items() if not is_asked(standing.get(pk), each)]
    for pk in new:
        appointment, course = wanted[pk]
        starts_at = appointment.session.starts_at
        course.referral.hub = hub
        ask(
            course.referral, why=Ask.Why.SESSION, subject_id=pk, questionnaires=keys_of(course),
            opens_at=reminder_at(starts_at, booked_at=now) or now, closes_at=starts_at, now=now,
        )  # fmt: skip
    return len(new)


def is_asked(asked: Ask | None, appointment: Appointment) -> bool:
    """Whether this is asked already, for the time at which the session is."""
    return asked is not None and asked.closes_at == appointment.session.starts_at


def keys_of(course: Course) -> list[str]:
    """What is asked before the sessions of a course."""
    return [form.key for form in forms_of(course.protocol.questionnaires)]


def coming(hub: Hub, *, now: datetime) -> dict[UUID, tuple[Appointment, Course]]:
    """The sessions of courses in the next days before which measures are asked, with their course."""
    booked = Appointment.objects.filter(
        hub=hub, status=Status.BOOKED, session__kind=Kind.SUPPORT, session__starts_at__gt=now,
        session__starts_at__lte=now + AHEAD, referral__closed_at=None,
    )  # fmt: skip
    rows = list(booked.select_related("session").order_by("session__starts_at", "pk")[:MOST_IN_A_ROUND])
    courses = running_of(hub, {each.referral_id for each in rows})
    numbers: dict[UUID, list[UUID]] = {pk: [each.pk for each in counted(course)] for pk, course in courses.items()}
    return {
        each.pk: (each, course)
        for each in rows
        if (course := courses.get(each.referral_id)) is not None and each.pk in numbers[each.referral_id]
        and keys_of(course)
        and is_measured(numbers[each.referral_id].index(each.pk) + 1, every=course.protocol.every,
                        agreed=course.sessions)
    }  # fmt: skip


def counted(course: Course) -> list[Appointment]:
    """The sessions that count towards the number agreed: not those that were missed."""
    return [each for each in sessions_of(course) if each.status not in (Status.MISSED, Status.TOO_LATE)]
