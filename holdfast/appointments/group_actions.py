"""Writes of groups: plan one, give a place in it, take it out. Each person has an appointment of their own in it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.actions import NotFree, attend, cancel, check
from holdfast.appointments.company import known_of, may_meet, to_ask
from holdfast.appointments.mail_actions import remind
from holdfast.appointments.models import Appointment
from holdfast.appointments.opening import check_opening
from holdfast.appointments.queries import practitioners_of, seated, together_with
from holdfast.appointments.states import SETTLED, Status
from holdfast.diary import actions as diary
from holdfast.diary.actions import LONGEST_SERIES, Clash
from holdfast.diary.models import How, Kind, Room, Session
from holdfast.diary.queries import lengths_of
from holdfast.diary.rules import WEEK, clock_to_instant
from holdfast.events.actions import record
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import admitted_to, have_it
from holdfast.people.actions import work_with
from holdfast.people.holding import hold
from holdfast.people.models import Person
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.together import lock_all_together

FEWEST_PLACES, MOST_PLACES, MOST_LEADERS = 2, 40, 2


class Full(Exception):
    """Every place of this group is taken."""


class NotTogether(Exception):
    """They cannot have a place in this group."""


class AskEach(Exception):
    """Something is to be asked of each before the place is given. `codes`: what."""

    def __init__(self, codes: Sequence[str]):
        super().__init__(*codes)
        self.codes = list(codes)


@transaction.atomic
def plan_group(
    hub: Hub,
    *,
    name: str,
    members: Collection[Membership],
    day: date,
    at: time,
    second: bool | None = None,
    weeks: int,
    how: str,
    room: Room | None = None,
    places: int,
    by: Membership,
    now: datetime,
) -> list[Session]:
    """Plan a group: once, or at the same time on the clock every week. Its practitioners and room are held once.

    Raises:
        PermissionDenied: `by` may not book, or it has too many practitioners, places or weeks, or too few.
        NoSuchTime, TimeTwice: on one of the days the clock has no such time, or has it twice.
        NotFree: one of the days cannot be booked; nothing is.
    """
    members = list(members)
    fits = 1 <= len(members) <= MOST_LEADERS and FEWEST_PLACES <= places <= MOST_PLACES
    if not (by.may(Permission.BOOK) and fits and name.strip() and 1 <= weeks <= LONGEST_SERIES):
        raise PermissionDenied("plan_group")
    length, series = lengths_of(hub)[Kind.GROUP], uuid7() if weeks > 1 else None
    starts = [clock_to_instant(day + WEEK * number, at, second=second) for number in range(weeks)]
    room = room if how == How.ROOM else None
    pks = [each.pk for each in members]
    for each in starts:
        check(hub, pks, length, each, how=how, room=room, now=now, people=places)
    try:
        return [
            diary.plan(
                hub, kind=Kind.GROUP, how=how, starts_at=each, length=length, members=pks, room=room, series=series,
                name=name.strip(), places=places, by=by, now=now,
            )
            for each in starts
        ]  # fmt: skip
    except Clash as clash:
        raise NotFree("held") from clash


@transaction.atomic
def put_in(
    referral: Referral, session: Session, *, asked: Collection[str] = (), by: Membership, now: datetime
) -> Appointment:
    """Give somebody a place in a group. Whoever leads it has their record open by that.

    Raises:
        PermissionDenied: `by` may not book, or it is no group.
        OnlyForNow: `by` has the record open for a while only, and by this it would open for longer.
        MoveNotAllowed: the referral is closed; the group was taken out or has begun; they have a place already.
        NotTogether: they keep a practitioner of it out, or somebody in it named somebody in it.
        AskEach: something is to be asked first that is not among what was `asked`.
        Full: every place is taken.
        NotFree: they have another appointment then.
    """
    (session,), people, referral = held(referral, [session])
    return give_place(referral, session, people, asked=asked, by=by, now=now)


@transaction.atomic
def put_in_every_week(
    referral: Referral, session: Session, *, asked: Collection[str] = (), by: Membership, now: datetime
) -> tuple[list[Appointment], list[Session]]:
    """Give somebody a place in a group from this time on, every week in which they have none: the places, and the weeks
    in which none could be given.

    Raises:
        As `put_in`, where it is the first that cannot be.
        AskEach: in any of the weeks; everything that is to be asked, at once.
    """
    (session, *later), people, referral = held(referral, [session, *together_with(session)])
    given, left_out, codes = [], [], set()
    weeks = [each for each in later if referral.person_id not in {place.person_id for place in seated(each)}]
    for each in [session, *weeks]:
        try:
            with transaction.atomic():
                given.append(give_place(referral, each, people, asked=asked, by=by, now=now))
        except AskEach as first:
            codes.update(first.codes)
        except (Full, MoveNotAllowed, NotFree, NotTogether):
            if each is session:
                raise
            left_out.append(each)
    if codes:
        raise AskEach(sorted(codes))
    return given, left_out


def held(referral: Referral, sessions: Sequence[Session]) -> tuple[list[Session], list[Person], Referral]:
    """The sessions in order, everybody in them with the newcomer, and the referral, as they are now, until the end of
    the transaction: whoever gives a place waits for whoever is giving one, and a name that one of these people gives
    meanwhile waits, and then finds them."""
    hub_id, now_so = referral.hub_id, held_sessions(referral.hub_id, sessions)
    pks = {referral.person_id, *(place.person_id for each in now_so for place in seated(each))}
    return now_so, hold(hub_id, pks), locked_referral(referral)


def held_sessions(hub_id: UUID, sessions: Sequence[Session]) -> list[Session]:
    """These sessions as they are now, held until the transaction ends, all in one order."""
    found = Session.objects.select_for_update(no_key=True).filter(hub_id=hub_id, pk__in=[each.pk for each in sessions])
    return list(found.order_by("starts_at", "pk"))


def give_place(
    referral: Referral,
    session: Session,
    everybody: Sequence[Person],
    *,
    asked: Collection[str],
    by: Membership,
    now: datetime,
) -> Appointment:
    """One place, in one of them. In a transaction that holds the session and the people in it; raises as `put_in`."""
    if not by.may(Permission.BOOK) or session.kind != Kind.GROUP:
        raise PermissionDenied("put_in")
    if session.cancelled_at is not None or session.starts_at <= now or referral.closed_at is not None:
        raise MoveNotAllowed("This group is not to come any more, or their request is closed")
    taken = seated(session)
    here = {each.person_id for each in taken}
    if referral.person_id in here:
        raise MoveNotAllowed("They have a place in it")
    leaders = practitioners_of([session.pk], referral.hub)[session.pk]
    check_opening(referral, leaders, theirs=have_it(referral.person), by=by, now=now)
    together = [each for each in everybody if each.pk in {*here, referral.person_id}]
    codes = checked(referral.person, together, leaders)
    if not set(codes) <= set(asked):
        raise AskEach(codes)
    free = set(range(1, session.places + 1)) - {each.seat for each in taken}
    if not free:
        raise Full(Full.__doc__)
    appointment = seat_them(referral, session, min(free), by=by, now=now)
    record(appointment, "appointment.put_in", by=by, now=now, what=session.kind, how=session.how,
           at=session.starts_at.isoformat(), referral=str(referral.pk), asked=codes)  # fmt: skip
    work_with(referral.person, leaders, now=now)
    follow(referral, now=now)
    remind(appointment, now=now)
    return appointment


def checked(person: Person, people: Sequence[Person], leaders: Sequence[Membership]) -> list[str]:
    """What is to be asked before they get a place beside these.

    Raises:
        NotTogether: they cannot have one, whatever is asked. It does not say because of whom.
    """
    known = known_of(person.hub_id, people)
    others = [known[each.pk] for each in people if each.pk != person.pk]
    if admitted_to(person, leaders) != list(leaders) or not may_meet(known[person.pk], others):
        raise NotTogether(NotTogether.__doc__)
    return to_ask(known[person.pk], others)


def seat_them(referral: Referral, session: Session, seat: int, *, by: Membership, now: datetime) -> Appointment:
    """Write the place, and hold the person's time.

    Raises:
        NotFree: they have another appointment then.
    """
    appointment = Appointment(
        hub_id=session.hub_id, session=session, person=referral.person, referral=referral, seat=seat,
        places=session.places, booked_at=now, booked_by=by,
    )  # fmt: skip
    try:
        diary.join(session, referral.person_id)
    except Clash as clash:
        raise NotFree("person") from clash
    appointment.save(force_insert=True)
    return appointment


@transaction.atomic
def attend_group(
    found: Mapping[UUID, tuple[str, bool]], session: Session, *, by: Membership, now: datetime
) -> list[Appointment]:
    """Record of several whether they came: by appointment the verb, and whether not coming worries.

    What a colleague recorded meanwhile stays as it is, and is not among those that are returned.
    """
    rows = [each for each in seated(session) if each.pk in found and each.status == Status.BOOKED]
    lock_all_together(session.hub_id, {each.person_id for each in rows})
    return [
        attend(each, found[each.pk][0], is_worrying=found[each.pk][1], by=by, now=now)
        for each in sorted(rows, key=lambda row: row.pk)
    ]


def may_run(session: Session, member: Membership) -> bool:
    """Whether a group is this member's to take out: they lead it, or keep the hub's diary."""
    if not member.may(Permission.BOOK):
        return False
    leads = session.holds.filter(bookable__member=member, released_at=None)
    return member.may(Permission.SET_DIARY) or leads.exists()


@transaction.atomic
def cancel_group(session: Session, *, reason: str, whole_series: bool, by: Membership, now: datetime) -> int:
    """Take a group out of the diary, and each place in it with the reason: once, or from there on. How many places.

    Raises:
        PermissionDenied: it is not theirs.
        MoveNotAllowed: it was taken out, or attendance was recorded.
    """
    if not may_run(session, by):
        raise PermissionDenied("cancel_group")
    rest = together_with(session) if whole_series else []
    sessions = held_sessions(session.hub_id, [session, *rest])
    lock_all_together(session.hub_id, {place.person_id for each in sessions for place in seated(each)})
    return sum(take_out(each, reason=reason, by=by, now=now) for each in sessions)


def take_out(session: Session, *, reason: str, by: Membership, now: datetime) -> int:
    """One of them, which is held, and the referrals of those in it."""
    places = seated(session)
    if session.kind != Kind.GROUP or session.cancelled_at or any(each.status in SETTLED for each in places):
        raise MoveNotAllowed("It was taken out, or has been")
    for each in sorted(places, key=lambda row: row.pk):
        cancel(each, reason=reason, by_them=False, by=by, now=now)
    diary.cancel(session, by=by, now=now)
    return len(places)
