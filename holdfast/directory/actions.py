"""Writes of the directory: add a service, change it, say that it is true, take it out, bring it back."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.directory.kinds import Kind
from holdfast.directory.models import EarlierService, Service
from holdfast.directory.rules import as_kept
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed

Why = EarlierService.Why
REVIEWED_IN = timedelta(days=182)
"""How long what is known of a service is believed, unless somebody says otherwise: half a year, a choice of ours."""


class ChangedMeanwhile(Exception):
    """A colleague changed this service meanwhile. Open it again to see what stands by now, then change it."""


class NotSorted(Exception):
    """Say first what this service is for. It came in a file whose words were not known here."""


@transaction.atomic
def add_service(hub: Hub, *, review_on: date | None = None, by: Membership, now: datetime, **known: Any) -> Service:
    """Add a service, as it was just confirmed. `known`: the fields of `Service`.

    Raises:
        PermissionDenied: `by` may not keep the directory.
    """
    may_keep(by)
    return Service.objects.create(
        hub=hub, review_on=review_on or london_day(now) + REVIEWED_IN, confirmed_at=now, confirmed_by=by, **known
    )


@transaction.atomic
def change_service(service: Service, *, seen: int, by: Membership, now: datetime, **known: Any) -> Service:
    """Write down what is otherwise now. What was known before stays as a row of its own.

    Args:
        seen: the version that was on the page.
        known: fields of `Service`; those that are as they were are left alone.

    Raises:
        ChangedMeanwhile: a colleague was quicker.
        PermissionDenied: `by` may not keep the directory.
    """
    may_keep(by)
    found = locked(service, seen=seen)
    changed = {name: value for name, value in known.items() if getattr(found, name) != value}
    return written(found, changed, why=Why.CHANGED, by=by, now=now) if changed else found


@transaction.atomic
def confirm_service(
    service: Service, *, confirmed_with: str, review_on: date, seen: int, by: Membership, now: datetime
) -> Service:
    """Say that all of it is still true, as somebody of the service said.

    Raises:
        ChangedMeanwhile: a colleague changed it meanwhile: read it, then say so again.
        NotSorted: nobody has said yet what it is for.
        PermissionDenied: `by` may not keep the directory.
    """
    may_keep(by)
    found = locked(service, seen=seen)
    if Kind.UNSORTED in found.kinds:
        raise NotSorted(NotSorted.__doc__)
    said = {"confirmed_at": now, "confirmed_by": by, "confirmed_with": confirmed_with, "review_on": review_on}
    return written(found, said, why=Why.CONFIRMED, by=by, now=now)


@transaction.atomic
def end_service(service: Service, *, seen: int, by: Membership, now: datetime) -> Service:
    """Take a service out. Who was referred to it stays with it.

    Raises:
        ChangedMeanwhile: a colleague changed it meanwhile.
        MoveNotAllowed: it is out already.
        PermissionDenied: `by` may not keep the directory.
    """
    may_keep(by)
    found = locked(service, seen=seen)
    if found.ended_at:
        raise MoveNotAllowed("It is out of the directory already")
    return written(found, {"ended_at": now, "ended_by": by}, why=Why.ENDED, by=by, now=now)


@transaction.atomic
def bring_back_service(service: Service, *, seen: int, by: Membership, now: datetime) -> Service:
    """Put a service back. Whether it is all still true has to be asked: it is due for that today.

    Raises:
        ChangedMeanwhile: a colleague changed it meanwhile.
        MoveNotAllowed: it is in the directory.
        PermissionDenied: `by` may not keep the directory.
    """
    may_keep(by)
    found = locked(service, seen=seen)
    if not found.ended_at:
        raise MoveNotAllowed("It is in the directory")
    back = {"ended_at": None, "ended_by": None, "review_on": london_day(now)}
    return written(found, back, why=Why.BROUGHT_BACK, by=by, now=now)


def may_keep(by: Membership) -> None:
    """That `by` may keep the directory.

    Raises:
        PermissionDenied: they may not.
    """
    if not by.may(Permission.KEEP_DIRECTORY):
        raise PermissionDenied("keep the directory")


def locked(service: Service, *, seen: int) -> Service:
    """The row as it stands, held until the end of the transaction.

    Raises:
        ChangedMeanwhile: it is not the version that was seen.
    """
    found = Service.objects.select_for_update(of=("self",)).get(hub_id=service.hub_id, pk=service.pk)
    if found.version != seen:
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    return found


def written(service: Service, changed: dict[str, Any], *, why: str, by: Membership | None, now: datetime) -> Service:
    """Write these fields, and keep what they were."""
    before = {name: as_kept(getattr(service, name)) for name in changed}
    EarlierService.objects.create(
        hub_id=service.hub_id, service=service, why=why, known=before, changed_at=now, changed_by=by
    )
    for name, value in changed.items():
        setattr(service, name, value)
    service.version += 1
    service.save(update_fields=[*changed, "version"])
    return service
