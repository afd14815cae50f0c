"""Writes of the rota: a shift is added, or taken off."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership, Shift
from holdfast.accounts.roles import Permission
from holdfast.hubs.models import Hub


class ShiftsOverlap(Exception):
    """They are on duty then already. Choose other times."""


@transaction.atomic
def add_shift(
    hub: Hub, *, member: Membership, starts_at: datetime, ends_at: datetime, by: Membership, now: datetime
) -> Shift:
    """Put a member on duty from `starts_at` to `ends_at`.

    Raises:
        PermissionDenied: `by` may not set the rota, or the member may not take alerts.
        ShiftsOverlap: the member is on duty then already.
    """
    if not by.may(Permission.SET_ROTA) or not member.may(Permission.TAKE_ALERT) or member.hub_id != hub.pk:
        raise PermissionDenied("add_shift")
    members = Membership.objects.select_for_update(of=("self",), no_key=True)
    members.get(pk=member.pk)  # two leads at once: one after the other
    overlapping = Shift.objects.filter(
        hub=hub, member=member, starts_at__lt=ends_at, ends_at__gt=starts_at, removed_at=None
    )
    if overlapping.exists():
        raise ShiftsOverlap(ShiftsOverlap.__doc__)
    return Shift.objects.create(hub=hub, member=member, starts_at=starts_at, ends_at=ends_at)


def remove_shift(shift: Shift, *, by: Membership, now: datetime) -> Shift:
    """Take a shift off the rota; its row stays. A shift that was removed already stays as it is.

    Raises:
        PermissionDenied: `by` may not set the rota.
    """
    if not by.may(Permission.SET_ROTA):
        raise PermissionDenied("remove_shift")
    if shift.removed_at is None:
        shift.removed_at = now
        shift.save(update_fields=["removed_at"])
    return shift
