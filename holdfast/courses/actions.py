"""Writes of courses: agree, start, hand on, extend, end; notes of sessions. Each writes its event, and the referral's
next action follows."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.states import CAME
from holdfast.coordination.owners import may_take
from holdfast.courses.models import MOST_SESSIONS, Course, Extension, Note, Protocol
from holdfast.courses.owners import let_go, open_to_giver
from holdfast.courses.queries import find_note, open_course, sessions_of
from holdfast.courses.states import COURSE, ENDS
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import admitted_to
from holdfast.people.identity import reveal, seal
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.states import PAST_ASSESSMENT
from holdfast.waiting.actions import begin_wait, end_wait, say
from holdfast.waiting.models import What

CLOSED = "This request is closed"
CHANGED = "A colleague was quicker: the course was changed or ended meanwhile"
NOT_YET = "They are not assessed yet: a course is agreed after that"


class WrittenSince(Exception):
    """Somebody's words have changed since the page was drawn. `text`: what stands there now."""

    SAID = "This note was corrected meanwhile"

    def __init__(self, text: str):
        super().__init__(WrittenSince.SAID)
        self.text = text


def held(referral: Referral, *, by: Membership) -> Referral:
    """The referral, held until the transaction ends.

    Raises:
        PermissionDenied: `by` may not give courses.
        MoveNotAllowed: the referral is closed.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("course")
    referral = locked_referral(referral)
    if referral.closed_at is not None:
        raise MoveNotAllowed(CLOSED)
    return referral


def held_course(course: Course, *, by: Membership) -> Course:
    """A course as it is now, with its referral held.

    Raises:
        PermissionDenied: `by` may not give courses.
        MoveNotAllowed: the referral is closed, or another course is open by now.
    """
    referral = held(course.referral, by=by)
    found = open_course(referral)
    if found is None or found.pk != course.pk:
        raise MoveNotAllowed(CHANGED)
    found.referral, found.person = referral, referral.person
    return found


@transaction.atomic
def agree(
    referral: Referral, *, protocol: Protocol, sessions: int, practitioner: Membership | None,
    expected_on: date | None, by: Membership, now: datetime,
) -> Course:  # fmt: skip
    """Agree a course with somebody. With a practitioner it starts; without one they wait, and are told until when.

    Raises:
        PermissionDenied: `by` may not, or would keep the record by this; the person keeps the practitioner out.
        MoveNotAllowed: they are not assessed, have a course already, or the protocol is not used any more.
        ValueError: nobody gives it, and no day was said until which they wait.
    """
    referral = held(referral, by=by)
    if referral.stage not in PAST_ASSESSMENT:
        raise MoveNotAllowed(NOT_YET)
    if open_course(referral) is not None:
        raise MoveNotAllowed("They have a course already: end that one first")
    if not protocol.is_used or protocol.hub_id != referral.hub_id:
        raise MoveNotAllowed("This course is not offered any more")
    if practitioner is None and expected_on is None:
        raise ValueError("Say until when they wait")
    course = Course(
        hub_id=referral.hub_id, person=referral.person, referral=referral, protocol=protocol, sessions=sessions,
        agreed_at=now, agreed_by=by,
    )  # fmt: skip
    course.save(force_insert=True)
    record(course, "course.agree", by=by, now=now, referral=str(referral.pk), protocol=protocol.key, sessions=sessions)
    if practitioner is not None:
        give(course, practitioner, by=by, now=now)
    elif expected_on is not None:
        begin_wait(referral, What.COURSE, now=now)
        say(referral, What.COURSE, expected_on=expected_on, by=by, now=now)
    follow(referral, now=now)
    return course


def give(course: Course, practitioner: Membership, *, by: Membership, now: datetime) -> None:
    """Start a course with somebody who gives it. The record opens to them.

    Raises:
        PermissionDenied: they must not see the record, can have nobody, or `by` would keep it by this.
    """
    check_giver(course, practitioner, by=by, now=now)
    course.status = COURSE.target("start", status=course.status, by=by)
    course.practitioner, course.begun_at = practitioner, now
    open_to_giver(course, now=now)
    course.save(update_fields=["status", "practitioner", "begun_at", "opens_record"])
    end_wait(course.referral, What.COURSE, now=now)
    record(course, "course.start", by=by, now=now, referral=str(course.referral_id), owner=str(practitioner.pk))


def check_giver(course: Course, practitioner: Membership, *, by: Membership, now: datetime) -> None:
    """That somebody may give this course.

    Raises:
        PermissionDenied: they may not.
    """
    is_able = practitioner.has_caseload and bool(admitted_to(course.person, [practitioner]))
    if not is_able or not may_take(course.referral, practitioner, by=by, now=now):
        raise PermissionDenied("give")


@transaction.atomic
def start(course: Course, *, practitioner: Membership, by: Membership, now: datetime) -> Course:
    """A practitioner is free: the wait is over, and the first session is to be booked.

    Raises:
        PermissionDenied: as for `agree`.
        MoveNotAllowed: it was started or ended meanwhile.
    """
    course = held_course(course, by=by)
    give(course, practitioner, by=by, now=now)
    follow(course.referral, now=now)
    return course


@transaction.atomic
def hand_on(course: Course, *, practitioner: Membership, by: Membership, now: datetime) -> Course:
    """Let somebody else give the course from now on. What is booked stays as it is.

    Raises:
        PermissionDenied: as for `agree`.
        MoveNotAllowed: it waits, was ended, or is theirs already.
    """
    course = held_course(course, by=by)
    if course.practitioner_id == practitioner.pk:
        raise MoveNotAllowed("They give it already")
    check_giver(course, practitioner, by=by, now=now)
    course.status = COURSE.target("hand_on", status=course.status, by=by)
    take_over(course, practitioner, by=by, now=now)
    follow(course.referral, now=now)
    return course


def take_over(course: Course, heir: Membership | None, *, by: Membership | None, now: datetime) -> None:
    """Write down who gives it now; None: nobody, and the page says so."""
    before, has_opened = course.practitioner, course.opens_record
    course.practitioner = heir
    open_to_giver(course, now=now)
    course.save(update_fields=["practitioner", "opens_record"])
    let_go(course, before, has_opened=has_opened, now=now)
    record(
        course, "course.hand_on", by=by, now=now, referral=str(course.referral_id), owner=str(heir.pk if heir else "")
    )


@transaction.atomic
def extend(course: Course, *, sessions: int, why: str, by: Membership, now: datetime) -> Extension:
    """Agree on more sessions than before, with the reason.

    Raises:
        PermissionDenied: `by` may not give courses.
        MoveNotAllowed: it waits, was ended, or has as many already.
    """
    course = held_course(course, by=by)
    course.status = COURSE.target("extend", status=course.status, by=by)
    if not course.sessions < sessions <= MOST_SESSIONS:
        raise MoveNotAllowed("It has as many sessions already")
    row = Extension(hub_id=course.hub_id, course=course, before=course.sessions, after=sessions, at=now, by=by)
    row.why_sealed = seal(course.person, f"extension:{row.pk}", why) or b""
    row.save(force_insert=True)
    course.sessions = sessions
    course.save(update_fields=["sessions"])
    record(course, "course.extend", by=by, now=now, referral=str(course.referral_id), sessions=sessions)
    follow(course.referral, now=now)
    return row


@transaction.atomic
def end(course: Course, verb: str, *, why: str, by: Membership, now: datetime) -> Course:
    """End a course: as agreed, or earlier by them or by the team. Nothing that is booked is cancelled by it.

    Raises:
        PermissionDenied: `by` may not give courses.
        MoveNotAllowed: it waits still and cannot be complete, or was ended meanwhile.
    """
    course = held_course(course, by=by)
    if verb not in ENDS:
        raise MoveNotAllowed(CHANGED)
    return ended(course, verb, COURSE.target(verb, status=course.status, by=by), why=why, by=by, now=now)


def ended(course: Course, verb: str, status: str, *, by: Membership | None, now: datetime, why: str = "") -> Course:
    """Write down that a held course has ended, and how. `by`: None where the person ended it themselves."""
    course.status, course.ended_at, course.ended_by = status, now, by
    course.why_sealed = seal(course.person, f"course:{course.pk}", why) if why else None
    course.save(update_fields=["status", "ended_at", "ended_by", "why_sealed"])
    end_wait(course.referral, What.COURSE, now=now)
    let_go(course, course.practitioner, has_opened=course.opens_record, now=now)
    record(course, f"course.{verb}", by=by, now=now, referral=str(course.referral_id))
    follow(course.referral, now=now)
    return course


@transaction.atomic
def write_note(course: Course, appointment_pk: UUID, text: str, *, by: Membership, now: datetime) -> Note:
    """Sign words on a session to which they came. Of an ended course too: what was done is still written up.

    Raises:
        PermissionDenied: `by` may not give courses.
        MoveNotAllowed: there is no such session, or they have not come to it.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("write_note")
    locked_referral(course.referral)
    session = next((each for each in sessions_of(course) if each.pk == appointment_pk), None)
    if session is None or session.status not in CAME:
        raise MoveNotAllowed("Write down first that they came to this session")
    twice = Note.objects.filter(hub_id=course.hub_id, course=course, appointment=session, by=by).order_by("-pk").first()
    if twice is not None and opened(course, twice) == text:
        return twice
    note = signed(course, session.pk, text, by=by, now=now)
    record(course, "course.write_note", by=by, now=now, appointment=str(session.pk), note=str(note.pk))
    return note


def signed(
    course: Course, appointment_pk: UUID, text: str, *, by: Membership, now: datetime, replaces: Note | None = None
) -> Note:
    """The row of a note."""
    note = Note(
        hub_id=course.hub_id, course=course, appointment_id=appointment_pk, by=by, written_at=now, replaces=replaces
    )
    note.text_sealed = seal(course.person, f"note:{note.pk}", text) or b""
    note.save(force_insert=True)
    return note


def opened(course: Course, note: Note) -> str:
    """The words of a note."""
    return reveal(course.person, f"note:{note.pk}", note.text_sealed)


@transaction.atomic
def correct_note(note: Note, text: str, *, by: Membership, now: datetime) -> Note:
    """Put other words in the place of one's own. The old ones stay to be read.

    Raises:
        PermissionDenied: they are somebody else's.
        WrittenSince: they were corrected meanwhile.
    """
    course = note.course
    locked_referral(course.referral)
    if note.by_id != by.pk or not by.may(Permission.ASSESS):
        raise PermissionDenied("correct_note")
    if find_note(course, note.pk) is None:
        newer = Note.objects.get(hub_id=note.hub_id, replaces=note)
        raise WrittenSince(opened(course, newer))
    row = signed(course, note.appointment_id, text, by=by, now=now, replaces=note)
    record(course, "course.correct_note", by=by, now=now, note=str(row.pk), was=str(note.pk))
    return row
