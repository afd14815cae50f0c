"""Writes of opt-outs: said, and withdrawn. Whoever says it twice has said it once."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.module_loading import import_string

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.events.actions import record
from holdfast.people.access import about
from holdfast.people.holding import hold, hold_with_joined
from holdfast.people.models import Person
from holdfast.research.models import OptOut


@transaction.atomic
def opt_out(person: Person, *, kind: str, how: str, now: datetime, by: Membership | None = None) -> OptOut:
    """Keep somebody's record out of every study from now on. `by` wrote it down; nobody: they said so themselves.

    Raises:
        PermissionDenied: `by` may not.
    """
    checked(person, by)
    hold(person.hub_id, [person.pk])
    known = OptOut.objects.filter(hub_id=person.hub_id, person=person, kind=kind, withdrawn_at=None).first()
    if known is not None:
        return known
    row = OptOut.objects.create(hub_id=person.hub_id, person=person, kind=kind, how=how, said_at=now, noted_by=by)
    record(row, "opt_out.say", by=by, now=now, which=kind, how=how)
    import_string(settings.OPTED_OUT)(person)
    return row


@transaction.atomic
def withdraw(person: Person, *, kind: str, now: datetime, by: Membership | None = None) -> int:
    """Let their record be in approved studies again, on every record that is joined with theirs. How many had said no.

    Raises:
        PermissionDenied: `by` may not.
    """
    checked(person, by)
    hold_with_joined(person.hub_id, person.pk)
    rows = OptOut.objects.filter(about(person), hub_id=person.hub_id, kind=kind, withdrawn_at=None).order_by("pk")
    for row in (found := list(rows)):
        row.withdrawn_at, row.withdrawal_noted_by = now, by
        row.save(update_fields=["withdrawn_at", "withdrawal_noted_by"])
        record(row, "opt_out.withdraw", by=by, now=now, which=kind)
    if found:
        import_string(settings.OPTED_OUT)(person)
    return len(found)


def checked(person: Person, by: Membership | None) -> None:
    """Refuse a colleague who may not reach people, or works elsewhere.

    Raises:
        PermissionDenied: they may not.
    """
    if by is not None and (by.hub_id != person.hub_id or not by.may(Permission.CONTACT)):
        raise PermissionDenied("opt_out")
