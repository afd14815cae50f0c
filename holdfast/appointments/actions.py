"""Writes of appointments: book, move, cancel, record who came. Each writes its event with what it changes.

The referral's next action follows the next appointment that is booked; once none is, somebody has to arrange one.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.actions import stand_still
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.mail_actions import remind, reminders_of, tell_changed
from holdfast.appointments.models import Appointment, EarlierWish
from holdfast.appointments.next_actions import coming_next, follow_settled, put_back, standing
from holdfast.appointments.opening import check_opening
from holdfast.appointments.queries import all_here, practitioners_of, to_come
from holdfast.appointments.states import APPOINTMENT, ATTENDANCE, NOT_SEEN
from holdfast.contacts.promises import open_promises
from holdfast.correspondence.actions import cancel_about, queue_job
from holdfast.diary import actions as diary
from holdfast.diary.actions import Clash
from holdfast.diary.models import WITH_PEOPLE, Hold, How, Kind, Room, Session
from holdfast.diary.queries import busy_rooms, lengths_of, times_of
from holdfast.diary.rules import DAY, Length, is_free
from holdfast.events.actions import event_about, latest, record, reverse
from holdfast.events.together import write_together
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.lifecycle import Actor, MoveNotAllowed, Oneself
from holdfast.people.access import admitted_to, have_it, works_with
from holdfast.people.actions import team_rows, unrelate
from holdfast.people.holding import joined_now
from holdfast.people.identity import seal
from holdfast.people.models import Person, Relationship
from holdfast.referrals.absences import raise_absent
from holdfast.referrals.actions import locked_with_person
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.states import NextAction
from holdfast.referrals.together import locked_together
from holdfast.triage.actions import UNDO, TooLate
from holdfast.workforce.queries import override_needed

ALONE = [kind for kind in WITH_PEOPLE if kind != Kind.GROUP]
"""Kinds to which one person comes; a place in a group is given by `group_actions`."""


class NotFree(Exception):
    """This time cannot be booked. `why`: past, away, hours, held, room, no_room, seats,
    person, or named: they may have named whoever sees them."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def book(
    referral: Referral,
    *,
    kind: str,
    members: Collection[Membership],
    starts_at: datetime,
    how: str,
    room: Room | None = None,
    interpreter: str = "",
    video_link: str = "",
    override: str = "",
    offered_at: datetime | None = None,
    by: Membership | None,
    now: datetime,
) -> Appointment:
    """Book an appointment. `by` is None where the person chose the time themselves.

    Args:
        override: why somebody assesses whom the hub's rule does not admit.
        offered_at: when it was offered to the person. By the rule of that moment it stands.

    Raises:
        PermissionDenied: `by` may not book, the kind is not for people, or the person keeps one of the members out.
        OnlyForNow: `by` has the record open for a while only, and by this it would open for longer.
        MoveNotAllowed: the referral is closed.
        NotAdmitted: the hub's rule admits none of the members to assess, and no reason was given.
        NotFree: somebody does not work then, is away, or is held; the room is too small or held.
    """
    members = list(members)
    if (by is not None and not by.may(Permission.BOOK)) or kind not in ALONE or not members:
        raise PermissionDenied("book")
    hub, room = members[0].hub, room if how == How.ROOM else None
    length = lengths_of(hub)[kind]
    try:
        with diary.all_or_clash():
            referral, theirs = checked(referral, members, by=by, now=now)
            at = offered_at or now
            why = override_needed(hub, members, override=override, now=at) if kind == Kind.ASSESSMENT else ""
            check(hub, [each.pk for each in members], length, starts_at, how=how, room=room, now=now)
            session, *holds = diary.session_rows(
                hub, kind=kind, how=how, starts_at=starts_at, length=length, members=[each.pk for each in members],
                room=room, person=referral.person_id, by=by, now=now,
            )  # fmt: skip
            appointment = Appointment(
                hub=hub, session=session, person=referral.person, referral=referral, booked_at=now, booked_by=by
            )  # fmt: skip
            appointment.video_link_sealed = seal(referral.person, f"video:{appointment.pk}", video_link)
            appointment.interpreter_sealed = seal(referral.person, f"interpreter:{appointment.pk}", interpreter)
            opened = team_rows(referral.person, members, theirs=theirs, now=now)
            write_booked(appointment, holds, opened, override=why, by=by, now=now)
    except Clash as clash:
        raise NotFree(held_by(referral.person, length, starts_at, room=room)) from clash
    return appointment


def checked(
    referral: Referral, members: Sequence[Membership], *, by: Membership | None, now: datetime
) -> tuple[Referral, set[UUID]]:
    """The referral as it is now, held, and whose record it is already, once it is clear that it may be booked with
    these; raises as `book`."""
    stand_still(members)  # a role that somebody gains may be kept out
    referral = locked_with_person(referral)  # a name that is given meanwhile may hold the record: it is read after that
    if admitted_to(referral.person, members) != members:
        raise PermissionDenied("book")
    if referral.closed_at is not None:
        raise MoveNotAllowed("This referral is closed")
    theirs = have_it(referral.person)
    check_opening(referral, members, theirs=theirs, by=by, now=now)
    return referral, theirs


def write_booked(
    appointment: Appointment, holds: Sequence[Hold], opened: Sequence[Relationship], *, override: str,
    by: Membership | None, now: datetime,
) -> None:  # fmt: skip
    """Everything that a booking writes, in one statement: its session and what that holds, the appointment, its event,
    its reminder, and to whom the record opens by it. Then what comes next, and the job."""
    session, referral = appointment.session, appointment.referral
    event = event_about(
        appointment, "appointment.book", by=by, now=now, what=session.kind, how=session.how,
        at=session.starts_at.isoformat(), referral=str(referral.pk),
        interpreter=appointment.interpreter_sealed is not None, **coded(override),
    )  # fmt: skip
    reminders = reminders_of(appointment, now=now)
    write_together(session, *holds, appointment, event, *reminders, unless_there=opened)
    follow(referral, now=now)
    for each in reminders:
        queue_job(each)


def coded(override: str) -> dict[str, str]:
    """The code of an event by which it is counted that the rule was overridden; none where it was not."""
    return {"override": override} if override else {}


def check(
    hub: Hub, members: Collection[UUID], length: Length, starts_at: datetime, *, how: str, room: Room | None,
    now: datetime, besides: Session | None = None, people: int = 1,
) -> None:  # fmt: skip
    """That this time can be booked. `besides` is a session that is given up for it; `people`, how many may come.

    Raises:
        NotFree: it cannot; why.
    """
    if starts_at < now:
        raise NotFree("past")
    own = besides.holds.filter(released_at=None) if besides else Hold.objects.none()
    given_up = set(own.values_list("starts_at", "ends_at"))
    held = length.held(starts_at)
    for times in times_of(hub, members, london_day(held[0]) - DAY, london_day(held[1])).values():  # whole nights
        if not is_free(times.works, held):
            raise NotFree("hours")
        if not is_free(times.there, held):
            raise NotFree("away")
        taken = [span for span in times.held if span not in given_up]
        if any(held[0] < end and begin < held[1] for begin, end in taken):
            raise NotFree("held")
    if how == How.ROOM:
        if room is None:
            raise NotFree("no_room")
        if room.ended_at is not None or room.seats < len(members) + people:
            raise NotFree("seats")
        if besides is None and room.pk in busy_rooms(hub, (starts_at, length.ends(starts_at))):
            raise NotFree("room")


def held_by(
    person: Person, length: Length, starts_at: datetime, *, room: Room | None, besides: Session | None = None
) -> str:
    """What is held at a time that could not be booked: the person, the room, or somebody of the team."""
    holds = Hold.objects.filter(
        hub_id=person.hub_id, released_at=None, starts_at__lt=length.ends(starts_at), ends_at__gt=starts_at
    ).exclude(session=besides)
    if holds.filter(bookable__person__in=[person.pk, *joined_now(person.hub_id, person.pk)]).exists():
        return "person"
    return "room" if room is not None and holds.filter(bookable__room=room).exists() else "held"


def let_go(appointment: Appointment, *, now: datetime) -> None:
    """Whoever was to see the person, and will not, has the record no longer by that. It is settled already."""
    still = works_with(appointment.person)
    for member in practitioners_of([appointment.session_id], appointment.hub)[appointment.session_id]:
        if member.pk not in still:
            unrelate(appointment.person, why=Relationship.Why.TEAM, member=member, now=now)


def locked(appointment: Appointment) -> Appointment:
    """The appointment as it is now, held with its referral, and their other requests, until the transaction ends.

    The referrals first, as in booking and in the person's own stop: nobody waits for each other.
    """
    hub_id, person_id = appointment.hub_id, appointment.person_id
    referral = locked_together(Referral(hub_id=hub_id, person_id=person_id, pk=appointment.referral_id))
    found = Appointment.objects.select_for_update(of=("self",)).select_related("session__room", "person")
    held = found.get(hub_id=appointment.hub_id, pk=appointment.pk)
    held.referral, referral.person = referral, held.person
    return held


def end_wish(appointment: Appointment, *, now: datetime) -> int:
    """Nobody waits for an earlier time than one that they have no longer. How many did: one at most."""
    found = EarlierWish.objects.filter(hub_id=appointment.hub_id, appointment=appointment, ended_at=None)
    return found.update(ended_at=now)


def settle(
    appointment: Appointment, verb: str, *, actor: Actor, by: Membership | None, now: datetime, reason: str = ""
) -> Appointment:
    """Make one move that ends an appointment."""
    appointment.status = APPOINTMENT.target(verb, status=appointment.status, by=actor)
    appointment.settled_at, appointment.settled_by, appointment.reason = now, by, reason
    appointment.save(update_fields=["status", "settled_at", "settled_by", "reason"])
    cancel_about(appointment.hub_id, appointment.pk, now=now)
    end_wish(appointment, now=now)
    return appointment


@transaction.atomic
def attend(
    appointment: Appointment, verb: str, *, is_worrying: bool = False, by: Membership, now: datetime
) -> Appointment:
    """Record whether they came. Whoever did not come is tried again, kindly; a worrying absence is asked about today.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was recorded or cancelled meanwhile, or it has not begun.
    """
    appointment = locked(appointment)
    if verb not in ATTENDANCE or appointment.session.starts_at > now:
        raise MoveNotAllowed("It has not begun")
    referral = appointment.referral
    before, stood = coming_next(referral), standing(referral)
    settle(appointment, verb, actor=by, by=by, now=now)
    kind = appointment.session.kind
    follow_settled(appointment, is_worrying=is_worrying, now=now)
    moved = {"stood": stood} if referral.stage != stood["stage"] else {}
    record(appointment, f"appointment.{verb}", by=by, now=now, what=kind, worrying=is_worrying,
           referral=str(referral.pk), before=before, after=coming_next(referral), **moved)  # fmt: skip
    if is_worrying and appointment.status in NOT_SEEN and not is_asked_today(referral, now=now):
        raise_absent(referral, by=by, now=now)
    return appointment


def is_asked_today(referral: Referral, *, now: datetime) -> bool:
    """Whether somebody asks them today whether they are safe. Where a decision waits, the request is closed or the hub
    is, that is no next action: an alert sees to it."""
    checks = open_promises(referral).filter(action=NextAction.WELFARE).values_list("due_at", flat=True)
    is_next = referral.next_action == NextAction.WELFARE
    return is_next and any(london_day(due_at) == london_day(now) for due_at in checks)


@transaction.atomic
def undo(appointment: Appointment, *, by: Membership, now: datetime) -> Appointment:
    """Take back what one has just recorded of attendance. What came next before it does so again, unless something
    else was set since: that stands.

    Raises:
        PermissionDenied: it was a colleague who recorded it.
        MoveNotAllowed: there is nothing to take back.
        TooLate: the minute has passed.
    """
    appointment = locked(appointment)
    was, status = appointment.status, APPOINTMENT.target("undo", status=appointment.status, by=by)
    if appointment.settled_by_id != by.pk:
        raise PermissionDenied("undo")
    if appointment.settled_at is None or now - appointment.settled_at > UNDO:
        raise TooLate(TooLate.__doc__)
    appointment.status, appointment.settled_at, appointment.settled_by = status, None, None
    appointment.save(update_fields=["status", "settled_at", "settled_by"])
    verb = next(verb for verb, settled in ATTENDANCE.items() if settled == was)
    event = latest(appointment.pk, appointment.hub_id, appointment.person_id, f"appointment.{verb}")
    if event is not None:
        reverse(event, by=by, now=now)
        put_back(appointment, event, now=now)
    return appointment


@transaction.atomic
def cancel(
    appointment: Appointment, *, reason: str, by_them: bool, by: Membership | None, now: datetime
) -> Appointment:
    """Cancel an appointment. `by` is None where the person does it by themselves; `by_them`: they asked for it.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was cancelled or recorded meanwhile.
    """
    verb = "cancel_own" if by is None else "cancel_for_them" if by_them else "cancel"
    appointment = call_off(locked(appointment), verb, reason=reason, actor=by or Oneself(), by=by, now=now)
    if by is not None and appointment.referral.closed_at is None:
        tell_changed(appointment, now=now)
    return appointment


def call_off(
    appointment: Appointment, verb: str, *, reason: str, actor: Actor, by: Membership | None, now: datetime
) -> Appointment:
    """Everything that a cancelling writes of an appointment that is held: its time is free, its reminder does not go,
    and what comes next is set."""
    settle(appointment, verb, actor=actor, by=by, now=now, reason=reason)
    let_go(appointment, now=now)
    if appointment.session.kind == Kind.GROUP:
        diary.leave(appointment.session, appointment.person_id, now=now)
    else:
        diary.cancel(appointment.session, by=by, now=now)
    record(appointment, f"appointment.{verb}", by=by, now=now, reason=reason, referral=str(appointment.referral_id))
    follow_settled(appointment, now=now)
    return appointment


@transaction.atomic
def move(
    appointment: Appointment, *, starts_at: datetime, how: str, room: Room | None = None, by: Membership | None,
    now: datetime,
) -> Appointment:  # fmt: skip
    """Move an appointment to another time. Everybody in it stays; its reminder moves with it. Where the team moves it
    to a time too near for one it goes at once: whom no mail reaches stands on the list by hand.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was cancelled or recorded meanwhile, has begun, is of a closed request, or is a place in a
            group, which others have too.
        NotFree: the other time cannot be booked, or they chose one of somebody who sees nobody by now. It stays.
    """
    appointment = locked(appointment)
    actor = by if by is not None else Oneself()
    APPOINTMENT.target("move" if by is not None else "move_own", status=appointment.status, by=actor)
    session, hub = appointment.session, appointment.hub
    if session.kind == Kind.GROUP:
        raise MoveNotAllowed("Others have a place in it")
    if session.starts_at <= now or appointment.referral.closed_at is not None:
        raise MoveNotAllowed("It has begun, or their request is closed")
    length = lengths_of(hub)[session.kind]
    members = practitioners_of([session.pk], hub)[session.pk]
    if admitted_to(appointment.person, members) != members:
        raise NotFree("named")
    if by is None and not all_here(members):  # the team arranges it with somebody who is
        raise NotFree("away")
    old = session.starts_at
    check(hub, [each.pk for each in members], length, starts_at, how=how, room=room, now=now, besides=session)
    try:
        diary.move(
            session, starts_at=starts_at, length=length, how=how, room=room if how == How.ROOM else None, now=now
        )
    except Clash as clash:
        taken = room if how == How.ROOM else None
        raise NotFree(held_by(appointment.person, length, starts_at, room=taken, besides=session)) from clash
    record(appointment, "appointment.move", by=by, now=now, before=old.isoformat(), at=starts_at.isoformat(),
           referral=str(appointment.referral_id))  # fmt: skip
    follow(appointment.referral, now=now)
    cancel_about(appointment.hub_id, appointment.pk, now=now)
    end_wish(appointment, now=now)
    remind(appointment, now=now, is_owed=by is not None)
    if by is not None:
        tell_changed(appointment, now=now)
    return appointment


@transaction.atomic
def cancel_all(referral: Referral, *, now: datetime) -> int:
    """Cancel what is booked from now on for a referral whose person stopped. How many there were."""
    found = to_come(referral, now=now)
    for each in found:
        cancel(each, reason=Appointment.Reason.NO_LONGER, by_them=True, by=None, now=now)
    return len(found)
