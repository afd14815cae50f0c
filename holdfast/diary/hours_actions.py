"""Writes of who works when: patterns, absence, extra hours; and of rooms and lengths. Rows are their own history."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.diary.models import Absence, ExtraHours, KindLength, Room, WorkingPattern
from holdfast.diary.rules import Length
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed

MOST_WEEKS = 4  # of a pattern


def may_keep(member: Membership, *, by: Membership) -> None:
    """That `by` may say when this member works: their own diary, or everybody's.

    Raises:
        PermissionDenied: it is a colleague's, and not theirs to keep.
    """
    is_own = by.pk == member.pk and by.may(Permission.SEE_DIARY)
    if by.hub_id != member.hub_id or not (is_own or by.may(Permission.SET_DIARY)):
        raise PermissionDenied("keep the diary")


def may_set(by: Membership) -> None:
    """That `by` may say which rooms there are and how long appointments take.

    Raises:
        PermissionDenied: they may not.
    """
    if not by.may(Permission.SET_DIARY):
        raise PermissionDenied("set the diary")


@transaction.atomic
def set_pattern(
    member: Membership,
    *,
    starts_on: date,
    ends_on: date | None,
    weeks: Sequence[WeeklyHours],
    is_off_on_bank_holidays: bool = True,
    by: Membership,
    now: datetime,
) -> WorkingPattern:
    """Say when somebody works, from a Monday on. It stands until the next one; one of the same Monday gives way.

    Raises:
        PermissionDenied: it is a colleague's diary.
        ValueError: there are no weeks, or more than four.
    """
    may_keep(member, by=by)
    if not 1 <= len(weeks) <= MOST_WEEKS:
        raise ValueError("A working pattern has one to four weeks")
    same = WorkingPattern.objects.filter(hub_id=member.hub_id, member=member, ended_at=None, starts_on=starts_on)
    same.update(ended_at=now, ended_by=by)
    return WorkingPattern.objects.create(
        hub_id=member.hub_id, member=member, starts_on=starts_on, ends_on=ends_on,
        weeks=[week.as_rows() for week in weeks], is_off_on_bank_holidays=is_off_on_bank_holidays,
        set_at=now, set_by=by,
    )  # fmt: skip


@transaction.atomic
def set_absence(
    member: Membership, *, why: str, starts_at: datetime, ends_at: datetime, by: Membership, now: datetime
) -> Absence:
    """Say that somebody is away. What stands in their diary then stays, for somebody to move. Said twice, it is once.

    Raises:
        PermissionDenied: it is a colleague's diary.
    """
    may_keep(member, by=by)
    Membership.objects.select_for_update(no_key=True).get(pk=member.pk)  # two presses wait for each other
    about = {"hub_id": member.hub_id, "member": member, "why": why, "starts_at": starts_at, "ends_at": ends_at}
    twice = Absence.objects.filter(**about, ended_at=None).first()
    return twice or Absence.objects.create(**about, set_at=now, set_by=by)


@transaction.atomic
def add_hours(
    member: Membership, *, starts_at: datetime, ends_at: datetime, by: Membership, now: datetime
) -> ExtraHours:
    """Say that somebody works beyond their pattern, once.

    Raises:
        PermissionDenied: it is a colleague's diary.
    """
    may_keep(member, by=by)
    return ExtraHours.objects.create(
        hub_id=member.hub_id, member=member, starts_at=starts_at, ends_at=ends_at, set_at=now, set_by=by
    )


@transaction.atomic
def take_back(row: Absence | ExtraHours, *, by: Membership, now: datetime) -> None:
    """Not away after all, or not working then after all.

    Raises:
        PermissionDenied: it is a colleague's diary.
        MoveNotAllowed: it was taken back meanwhile.
    """
    may_keep(row.member, by=by)
    found = type(row).objects.filter(hub_id=row.hub_id, pk=row.pk, ended_at=None)
    if not found.update(ended_at=now, ended_by=by):
        raise MoveNotAllowed("It was taken back meanwhile")


@transaction.atomic
def add_room(hub: Hub, *, name: str, place: str, seats: int, is_step_free: bool, by: Membership, now: datetime) -> Room:
    """Add a room that can be booked.

    Raises:
        PermissionDenied: `by` may not set the diary.
        IntegrityError: there is a room of that name.
    """
    may_set(by)
    return Room.objects.create(
        hub=hub, name=name, place=place, seats=seats, is_step_free=is_step_free, added_at=now, added_by=by
    )


@transaction.atomic
def end_room(room: Room, *, by: Membership, now: datetime) -> None:
    """Take a room out of use. What is booked there stays, for somebody to move.

    Raises:
        PermissionDenied: `by` may not set the diary.
    """
    may_set(by)
    Room.objects.filter(hub_id=room.hub_id, pk=room.pk, ended_at=None).update(ended_at=now, ended_by=by)


@transaction.atomic
def set_length(hub: Hub, *, kind: str, length: Length, by: Membership, now: datetime) -> KindLength:
    """Say how long a kind of appointment takes from now on. What is booked stays as it is.

    Raises:
        PermissionDenied: `by` may not set the diary.
    """
    may_set(by)
    return KindLength.objects.create(
        hub=hub, kind=kind, minutes=length.minutes, before=length.before, after=length.after, set_at=now, set_by=by
    )
