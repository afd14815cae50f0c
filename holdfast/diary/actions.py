"""Writes of sessions: what holds the time of somebody, or of a room.

What is about a person of the hub writes its event where the appointment is made: `appointments.actions`.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.diary.hours_actions import may_keep
from holdfast.diary.models import TOGETHER, WITH_PEOPLE, Bookable, Hold, How, Kind, Room, Session
from holdfast.diary.queries import away_at, numbers_of
from holdfast.diary.rules import WEEK, Length, Span, clock_to_instant
from holdfast.events.together import write_together
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub, Organisation
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.holding import joined_now

LONGEST_SERIES = 26  # weeks of own time that comes every week


class TooSmall(Exception):
    """The room does not hold everybody."""


class NotThen(Exception):
    """Colleagues cannot meet then. Its words say why."""


class Clash(Exception):
    """Somebody, or the room, is held then already."""


@transaction.atomic
def keep_time(
    member: Membership, *, kind: str, day: date, at: time, minutes: int, weeks: int, by: Membership, now: datetime
) -> list[Session]:
    """Keep time free of appointments: notes, supervision, a break; once, or at the same time on the clock every week.

    Raises:
        PermissionDenied: it is a colleague's diary, or a kind to which people come.
        NoSuchTime, TimeTwice: on one of the days the clock has no such time, or has it twice.
        Clash: something stands there already on one of the days; nothing is kept.
    """
    may_keep(member, by=by)
    if kind in WITH_PEOPLE or not 1 <= weeks <= LONGEST_SERIES:
        raise PermissionDenied("keep_time")
    series = uuid7() if weeks > 1 else None
    starts = [clock_to_instant(day + WEEK * number, at) for number in range(weeks)]
    length = Length(minutes)
    return [
        plan(
            member.hub, kind=kind, how=How.ELSEWHERE, starts_at=each, length=length, members=[member.pk],
            series=series, by=by, now=now,
        )
        for each in starts
    ]  # fmt: skip


@transaction.atomic
def plan_together(
    hub: Hub,
    *,
    kind: str,
    members: Collection[Membership],
    starts_at: datetime,
    minutes: int,
    how: str,
    room: Room | None = None,
    organisation: Organisation | None = None,
    name: str = "",
    by: Membership,
    now: datetime,
) -> Session:
    """Plan supervision, a meeting, training, or outreach to an organisation: everybody in it is held.

    Raises:
        PermissionDenied: `by` may not book, it is another kind, or supervision is not of two at least.
        TooSmall: the room does not hold everybody, or is in use no longer.
        NotThen: it has passed, or somebody is away then.
        Clash: somebody or the room is held then already. Nothing is written.
    """
    fewest = 2 if kind == Kind.SUPERVISION else 1
    if not by.may(Permission.BOOK) or kind not in TOGETHER or len({each.pk for each in members}) < fewest:
        raise PermissionDenied("plan_together")
    room = room if how == How.ROOM else None
    if how == How.ROOM and (room is None or room.ended_at is not None or room.seats < len(members)):
        raise TooSmall(TooSmall.__doc__)
    if starts_at < now:
        raise NotThen("This time has passed")
    if away := away_at(hub, members, starts_at, starts_at + timedelta(minutes=minutes)):
        raise NotThen(f"Away then: {', '.join(member.name for member in away)}")
    about: dict[str, Any] = {"organisation": organisation, "name": name.strip()} if kind == Kind.OUTREACH else {}
    return plan(
        hub, kind=kind, how=how, starts_at=starts_at, length=Length(minutes), members=[each.pk for each in members],
        room=room, by=by, now=now, **about,
    )  # fmt: skip


def plan(hub: Hub, **what: Any) -> Session:
    """Put a session into the diary, and hold everybody's time and the room's. `what`: as of `session_rows`.

    Raises:
        Clash: somebody or the room is held then already. Nothing is written.
    """
    with all_or_clash():
        session, *holds = session_rows(hub, **what)
        write_together(session, *holds)
    return session


def session_rows(
    hub: Hub,
    *,
    kind: str,
    how: str,
    starts_at: datetime,
    length: Length,
    members: Collection[UUID],
    room: Room | None = None,
    person: UUID | None = None,
    series: UUID | None = None,
    by: Membership | None,
    now: datetime,
    **more: Any,
) -> tuple[Session, *tuple[Hold, ...]]:
    """The rows of `plan`, for the caller to write together with other rows, or to clash: a session, and what it holds.

    The caller has asked whether they work then. Practitioners are held for what they need before and after, too.
    `more`: name and places of a group, name and organisation of outreach.
    """
    session = Session(
        hub=hub, kind=kind, how=how, starts_at=starts_at, ends_at=length.ends(starts_at), room=room, series=series,
        made_at=now, made_by=by, **more,
    )  # fmt: skip
    people = [person] if person else []
    return session, *holds_of(hub, session, length, members=members, room=room, people=people)


@contextmanager
def all_or_clash() -> Iterator[None]:
    """Write what stands inside, or none of it.

    Raises:
        Clash: somebody or the room is held then already.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "hold_not_twice" not in str(error):
            raise
        raise Clash(Clash.__doc__) from error


def holds_of(
    hub: Hub, session: Session, length: Length, *, members: Collection[UUID] = (), room: Room | None = None,
    people: Collection[UUID] = (),
) -> list[Hold]:  # fmt: skip
    """The rows that hold what a session takes, unsaved.

    Raises:
        Clash: a record that is joined with somebody's is held then.
    """
    spans = dict.fromkeys(members, length.held(session.starts_at))
    whole = session.starts_at, session.ends_at
    spans |= dict.fromkeys([*([room.pk] if room else []), *people], whole)
    joined = {each for person in people for each in joined_now(hub.pk, person)}
    numbers = book_under(hub, members=members, room=room.pk if room else None, people=[*people, *joined])
    if joined and is_held(hub, {numbers[pk] for pk in joined}, whole):  # one person, under two numbers: both are locked
        raise Clash(Clash.__doc__)
    return [
        Hold(hub=hub, bookable_id=numbers[pk], session=session, starts_at=starts_at, ends_at=ends_at)
        for pk, (starts_at, ends_at) in sorted(spans.items(), key=lambda each: numbers[each[0]])
    ]


def is_held(hub: Hub, numbers: Collection[int], span: Span) -> bool:
    """Whether one of these numbers is held at some time of a span."""
    begin, end = span
    found = Hold.objects.filter(hub=hub, bookable__in=numbers, released_at=None, starts_at__lt=end, ends_at__gt=begin)
    return found.exists()


def book_under(
    hub: Hub, *, members: Collection[UUID] = (), room: UUID | None = None, people: Collection[UUID] = ()
) -> dict[UUID, int]:
    """The number under which each is held. Whoever has none gets one."""
    found = numbers_of(hub, members=members, room=room, people=people)
    missing = [Bookable(hub=hub, member_id=pk) for pk in members if pk not in found]
    missing += [Bookable(hub=hub, room_id=room)] if room and room not in found else []
    missing += [Bookable(hub=hub, person_id=pk) for pk in sorted(people) if pk not in found]
    if not missing:
        return found
    Bookable.objects.bulk_create(missing, ignore_conflicts=True)  # somebody else may be as quick
    return numbers_of(hub, members=members, room=room, people=people)


@transaction.atomic
def move(
    session: Session, *, starts_at: datetime, length: Length, how: str, room: Room | None = None, now: datetime
) -> Session:
    """Move a session to another time, way of meeting and room. Everybody whom it held is held then.

    Raises:
        Clash: somebody or the room is held then already. It stays where it was.
    """
    held = Hold.objects.filter(hub_id=session.hub_id, session=session, released_at=None).select_related("bookable")
    of = [each.bookable for each in held]
    people = [each.person_id for each in of if each.person_id]
    session.starts_at, session.ends_at = starts_at, length.ends(starts_at)
    session.how, session.room = how, room
    with all_or_clash():
        members = [each.member_id for each in of if each.member_id]
        rows = holds_of(session.hub, session, length, members=members, room=room, people=people)
        held.update(released_at=now)
        session.save(update_fields=["starts_at", "ends_at", "how", "room"])
        write_together(*rows)
    return session


@transaction.atomic
def join(session: Session, person: UUID) -> None:
    """Hold a person's time for a session that stands in the diary.

    Raises:
        Clash: they are held then already.
    """
    rows = holds_of(session.hub, session, Length(0), people=[person])
    with all_or_clash():
        write_together(*rows)


def leave(session: Session, person: UUID, *, now: datetime) -> None:
    """A person's time is free again; the session stands."""
    held = Hold.objects.filter(hub_id=session.hub_id, session=session, bookable__person_id=person, released_at=None)
    held.update(released_at=now)


@transaction.atomic
def cancel(session: Session, *, by: Membership | None, now: datetime) -> None:
    """Take a session out of the diary: everybody's time is free again.

    Raises:
        MoveNotAllowed: it was taken out meanwhile.
    """
    found = Session.objects.filter(hub_id=session.hub_id, pk=session.pk, cancelled_at=None)
    if not found.update(cancelled_at=now, cancelled_by=by):
        raise MoveNotAllowed("It was taken out meanwhile")
    Hold.objects.filter(hub_id=session.hub_id, session=session, released_at=None).update(released_at=now)


@transaction.atomic
def give_time_back(session: Session, *, whole_series: bool, by: Membership, now: datetime) -> int:
    """Take back time that was kept: this once, or this and every later one of its series. How many there were.

    Raises:
        PermissionDenied: people come to it, or it is a colleague's diary.
        MoveNotAllowed: it was taken back meanwhile.
    """
    if session.kind in WITH_PEOPLE:
        raise PermissionDenied("give_time_back")
    held = session.holds.filter(released_at=None, bookable__member__isnull=False).select_related("bookable__member")
    members = [hold.bookable.member for hold in held]
    if not members:
        raise MoveNotAllowed("It was taken out meanwhile")
    may_keep(by if by in members else members[0], by=by)  # whoever is to be there may say that it is off
    cancel(session, by=by, now=now)
    later = Session.objects.filter(
        hub_id=session.hub_id, series=session.series, series__isnull=False, cancelled_at=None,
        starts_at__gt=session.starts_at,
    )  # fmt: skip
    found = list(later[:LONGEST_SERIES]) if whole_series else []
    for each in found:
        cancel(each, by=by, now=now)
    return 1 + len(found)
