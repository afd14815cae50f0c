"""Reads of courses: the one that is open, its sessions, the notes, and what comes next by it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.accounts.models import Membership
from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import of_referral
from holdfast.appointments.states import CAME, CANCELLED
from holdfast.courses.models import Course, Extension, Note
from holdfast.courses.rules import Step, next_of, standing
from holdfast.courses.states import OPEN, Status
from holdfast.diary.models import Kind
from holdfast.hubs.models import Hub
from holdfast.people.access import admitted_to
from holdfast.people.models import Person
from holdfast.referrals.models import Referral

MOST_SHOWN = 60


def courses_of(referral: Referral) -> list[Course]:
    """Every course of a referral, the latest first."""
    found = Course.objects.filter(hub_id=referral.hub_id, referral=referral)
    related = ("protocol", "practitioner__account", "agreed_by__account", "ended_by__account")
    return list(found.select_related(*related).order_by("-agreed_at", "-pk")[:MOST_SHOWN])


def open_course(referral: Referral) -> Course | None:
    """The course that waits or is under way: one at most."""
    found = Course.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=OPEN)
    return found.select_related("protocol", "practitioner__account").first()


def sessions_of(course: Course) -> list[Appointment]:
    """The appointments that are sessions of a course, the earliest first: every support session while it goes on.

    Whoever books one as any other appointment has booked it for the course; nothing has to be linked. One that was
    booked for it, and to which they came after it had ended, is one of it too, unless another course had begun.
    """
    return list(sessions_in(course).select_related("session__room").order_by("session__starts_at", "pk")[:MOST_SHOWN])


def sessions_in(course: Course) -> QuerySet[Appointment]:
    """The same as a query."""
    referral = Referral(hub_id=course.hub_id, pk=course.referral_id, person_id=course.person_id)
    found = of_referral(referral).filter(session__kind=Kind.SUPPORT).exclude(status__in=CANCELLED)
    if course.begun_at is None:
        return found.none()
    found = found.filter(session__starts_at__gte=course.begun_at)
    if course.ended_at is None:
        return found
    since = {"hub_id": course.hub_id, "referral_id": course.referral_id, "begun_at__gt": course.ended_at}
    begun = Course.objects.filter(**since, begun_at__lte=OuterRef("session__starts_at"))
    after = Q(booked_at__lte=course.ended_at, status__in=CAME) & ~Exists(begun)
    return found.filter(Q(session__starts_at__lte=course.ended_at) | after)


def next_of_course(referral: Referral, *, now: datetime) -> Step | None:
    """What comes next by the course. Called by `referrals.next_step`. Whoever waits for one is contacted: `waiting`."""
    course = open_course(referral)
    if course is None or course.begun_at is None:
        return None
    found = sessions_of(course)
    ended = [each.session.ends_at for each in found if each.session.ends_at <= now]
    return next_of(standing(course.sessions, [each.status for each in found]), since=max([course.begun_at, *ended]))


def notes_of(course: Course) -> list[Note]:
    """Every note in all its words, the earliest first."""
    found = Note.objects.filter(hub_id=course.hub_id, course=course)
    return list(found.select_related("by__account").order_by("pk")[:200])


def find_note(course: Course, pk: UUID) -> Note | None:
    """A note of this course, in words that nobody has corrected."""
    notes = notes_of(course)
    corrected = {each.replaces_id for each in notes}
    return next((each for each in notes if each.pk == pk and each.pk not in corrected), None)


def extensions_of(course: Course) -> list[Extension]:
    """When more sessions were agreed, the earliest first."""
    found = Extension.objects.filter(hub_id=course.hub_id, course=course)
    return list(found.select_related("by__account").order_by("at", "pk")[:MOST_SHOWN])


def able_for(person: Person, hub: Hub) -> list[Membership]:
    """Who of the team may have a course: at work, a practitioner or lead, and nobody whom the person keeps out."""
    members = hub.members.filter(status=Membership.Status.ACTIVE).select_related("account", "hub")
    able = [each for each in members.order_by("account__name", "pk") if each.has_caseload]
    return admitted_to(person, able)


def givers_of(person: Person, *, has_to_do: bool = False) -> set[UUID]:
    """Who of the team has an open course of this person. Asked before a record closes to somebody (`WORKS_WITH`): each
    has something to do."""
    found = Course.objects.filter(
        hub_id=person.hub_id, person=person, status__in=OPEN, practitioner__isnull=False, referral__closed_at=None
    )
    return set(found.values_list("practitioner_id", flat=True))


def running_of(hub: Hub, referrals: Collection[UUID]) -> dict[UUID, Course]:
    """The courses under way of some referrals, by referral. One statement."""
    found = Course.objects.filter(hub=hub, status=Status.RUNNING, referral_id__in=referrals)
    return {each.referral_id: each for each in found.select_related("protocol", "person", "referral__person")}


def corrected(notes: Sequence[Note]) -> list[tuple[Note, list[Note]]]:
    """Each note in the words that stand, with the words it had before, the latest first."""
    replaced = {each.replaces_id: each for each in notes if each.replaces_id}
    by_pk = {each.pk: each for each in notes}
    found = []
    for note in notes:
        if note.pk in replaced:
            continue
        earlier, at = [], note
        while at.replaces_id and at.replaces_id in by_pk:
            at = by_pk[at.replaces_id]
            earlier.append(at)
        found.append((note, earlier))
    return found
