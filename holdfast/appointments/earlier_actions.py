"""Writes of waiting for an earlier time. Nothing of it moves an appointment: that is `actions.move`, as ever."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.actions import end_wish, locked
from holdfast.appointments.earlier import open_wish
from holdfast.appointments.mail_actions import tell_changed
from holdfast.appointments.models import Appointment, EarlierWish
from holdfast.appointments.rules import may_wait
from holdfast.appointments.states import Status
from holdfast.contacts.actions import PRESSED_TWICE
from holdfast.diary.models import Kind
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed


@transaction.atomic
def wish_earlier(appointment: Appointment, *, by: Membership | None, now: datetime) -> EarlierWish:
    """Wait for an earlier time. `by` is None where the person asks by themselves. Asked twice, it is once.

    Raises:
        PermissionDenied: `by` may not book.
        MoveNotAllowed: nothing is booked any more, it is a place in a group, or it is too soon.
    """
    appointment = open_for_wish(appointment, by=by)
    session = appointment.session
    if session.kind == Kind.GROUP or not may_wait(session.starts_at, now=now):
        raise MoveNotAllowed("Nothing earlier could be given")
    found = open_wish(appointment)
    if found is not None:
        return found
    made = EarlierWish.objects.create(
        hub_id=appointment.hub_id, person=appointment.person, appointment=appointment, since_at=now, by=by
    )
    record(appointment, "appointment.wish_earlier", by=by, now=now, referral=str(appointment.referral_id))
    return made


@transaction.atomic
def end_wish_earlier(appointment: Appointment, *, by: Membership | None, now: datetime) -> None:
    """Wait no longer: the time they have is right. Pressed twice, it is once.

    Raises:
        PermissionDenied: `by` may not book.
        MoveNotAllowed: nothing is booked any more.
    """
    appointment = open_for_wish(appointment, by=by)
    if end_wish(appointment, now=now):
        record(appointment, "appointment.end_wish_earlier", by=by, now=now, referral=str(appointment.referral_id))


@transaction.atomic
def tell_earlier(appointment: Appointment, *, mails: bool, by: Membership, now: datetime) -> EarlierWish:
    """Keep that they know of what came free until now: it is not told again, and they go on waiting. Pressed twice, it
    is once.

    Args:
        mails: they get neutral mail, and choose on their own page; otherwise they were asked and stay where they are.

    Raises:
        PermissionDenied: `by` may not book.
        MoveNotAllowed: they wait no longer.
    """
    appointment = open_for_wish(appointment, by=by)
    found = open_wish(appointment)
    if found is None:
        raise MoveNotAllowed("They wait no longer")
    if found.told_at is not None and now - found.told_at < PRESSED_TWICE:
        return found
    found.told_at = now
    found.save(update_fields=["told_at"])
    record(appointment, "appointment.tell_earlier", by=by, now=now, mailed=mails, referral=str(appointment.referral_id))
    if mails:
        tell_changed(appointment, now=now)
    return found


def open_for_wish(appointment: Appointment, *, by: Membership | None) -> Appointment:
    """The appointment as it is now, held until the transaction ends.

    Raises:
        PermissionDenied: `by` may not book.
        MoveNotAllowed: nothing is booked any more.
    """
    if by is not None and not by.may(Permission.BOOK):
        raise PermissionDenied("wish_earlier")
    appointment = locked(appointment)
    if appointment.status != Status.BOOKED:
        raise MoveNotAllowed("It was cancelled or recorded meanwhile")
    return appointment
