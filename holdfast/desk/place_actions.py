"""Writes of what a hub is called and whose staff it serves: employers and integrated care systems."""

from datetime import datetime

from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.desk.actions import lock, may_set, note
from holdfast.desk.models import Change
from holdfast.desk.queries import MOST_EMPLOYERS
from holdfast.hubs.models import Hub, Organisation, System


class TooManyEmployers(Exception):
    """A hub serves at most 500 employers. Remove one first."""


@transaction.atomic
def name_hub(hub: Hub, *, name: str, place: str, host: Organisation | None, by: Membership, now: datetime) -> Hub:
    """What the hub is called, for which area, and who hosts it. Its address stays: links and letters name it.

    Raises:
        PermissionDenied: `by` may not set the hub.
    """
    may_set(hub, by)
    kept = lock(hub)
    if (kept.name, kept.place, kept.host_id) != (name, place, host.pk if host else None):
        kept.name, kept.place, kept.host = name, place, host
        kept.save(update_fields=["name", "place", "host"])
        note(hub, Change.Kind.NAME, by=by, now=now)
    return kept


@transaction.atomic
def add_employer(hub: Hub, organisation: Organisation, *, by: Membership, now: datetime) -> None:
    """Serve this organisation's staff too. One that is there already stays.

    Raises:
        PermissionDenied: `by` may not set the hub.
        TooManyEmployers: there are as many as there may be.
    """
    may_set(hub, by)
    lock(hub)
    if hub.employers.filter(pk=organisation.pk).exists():
        return
    if hub.employers.count() >= MOST_EMPLOYERS:
        raise TooManyEmployers(TooManyEmployers.__doc__)
    hub.employers.add(organisation)
    note(hub, Change.Kind.ADD_EMPLOYER, by=by, now=now, code=organisation.pk)


@transaction.atomic
def remove_employer(hub: Hub, organisation: Organisation, *, by: Membership, now: datetime) -> None:
    """Serve this organisation's staff no longer. Referrals keep the employer they were made from.

    Raises:
        PermissionDenied: `by` may not set the hub.
    """
    may_set(hub, by)
    lock(hub)
    if hub.employers.filter(pk=organisation.pk).exists():
        hub.employers.remove(organisation)
        note(hub, Change.Kind.REMOVE_EMPLOYER, by=by, now=now, code=organisation.pk)


@transaction.atomic
def add_system(hub: Hub, system: System, *, by: Membership, now: datetime) -> None:
    """Serve this integrated care system too.

    Raises:
        PermissionDenied: `by` may not set the hub.
    """
    may_set(hub, by)
    lock(hub)
    if not hub.systems.filter(pk=system.pk).exists():
        hub.systems.add(system)
        note(hub, Change.Kind.ADD_SYSTEM, by=by, now=now, code=system.pk)


@transaction.atomic
def remove_system(hub: Hub, system: System, *, by: Membership, now: datetime) -> None:
    """Serve this integrated care system no longer.

    Raises:
        PermissionDenied: `by` may not set the hub.
    """
    may_set(hub, by)
    lock(hub)
    if hub.systems.filter(pk=system.pk).exists():
        hub.systems.remove(system)
        note(hub, Change.Kind.REMOVE_SYSTEM, by=by, now=now, code=system.pk)
