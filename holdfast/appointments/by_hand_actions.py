"""Writing down that somebody was reminded by hand."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.actions import locked
from holdfast.appointments.by_hand import BY_HAND, key_of, mark_of, reminded
from holdfast.appointments.models import Appointment
from holdfast.appointments.states import Status
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import channels_of


@transaction.atomic
def remind_by_hand(appointment: Appointment, *, how: str, seen: str, by: Membership, now: datetime) -> None:
    """Write down that somebody was reminded of the time that it has now, or was told that the hub cancelled it: by whom
    and in which of their safe ways.

    Args:
        seen: of which time, and whether of its end, as the page showed it (`by_hand.mark_of`).

    Raises:
        PermissionDenied: `by` may not book, or it is no way that the person called safe.
        MoveNotAllowed: it is over, was moved or cancelled since, or a colleague has reminded them of this time.
    """
    appointment = locked(appointment)
    if not by.may(Permission.BOOK) or how not in BY_HAND or not channels_of(appointment.person).get(how):
        raise PermissionDenied("remind")
    starts_at = appointment.session.starts_at
    is_ended = appointment.status == Status.CANCELLED_BY_HUB
    if (appointment.status != Status.BOOKED and not is_ended) or starts_at <= now:
        raise MoveNotAllowed("It is over, or was cancelled")
    if seen != mark_of(appointment):
        raise MoveNotAllowed("It was moved or cancelled since: they were told something else")
    if key_of(appointment) in reminded(appointment.hub_id, [appointment]):
        raise MoveNotAllowed("A colleague has reminded them")
    record(appointment, "appointment.remind", by=by, now=now, how=how, at=starts_at.isoformat(),
           referral=str(appointment.referral_id), **({"ended": True} if is_ended else {}))  # fmt: skip
