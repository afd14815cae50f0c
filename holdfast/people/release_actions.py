"""Writes of taking a name off the list of who must not see: the person asks, a lead answers after a talk."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import is_kept_out
from holdfast.people.actions import person_subject, release_if_settled
from holdfast.people.holding import hold_with_joined
from holdfast.people.identity import reveal
from holdfast.people.models import MustNotSee, Person


@transaction.atomic
def ask_release(person: Person, entry: UUID, *, now: datetime) -> bool:
    """Ask a lead to take a name off the list. It stays on it until they have talked; False where there is none."""
    found = MustNotSee.objects.select_for_update().filter(hub_id=person.hub_id, person=person, pk=entry, ended_at=None)
    row = found.exclude(status=MustNotSee.Status.POSSIBLE).first()
    if row is None:
        return False
    if row.release_asked_at is None:
        row.release_asked_at = now
        row.save(update_fields=["release_asked_at"])
        record(row, "person.ask_release", by=None, now=now)
    return True


@transaction.atomic
def answer_release(entry: MustNotSee, *, is_released: bool, by: Membership, now: datetime) -> None:
    """Take a name off the list, or leave it, after a talk with the person. Everybody whom it kept out may see again.

    Raises:
        PermissionDenied: `by` may not settle names, or is kept out of this record.
        MoveNotAllowed: a colleague has answered meanwhile.
    """
    person = entry.person
    if not by.may(Permission.SETTLE_NAMES) or is_kept_out(by, person):
        raise PermissionDenied("answer_release")
    hold_with_joined(person.hub_id, person.pk)
    entry = MustNotSee.objects.select_for_update().get(hub_id=person.hub_id, pk=entry.pk)
    if entry.release_asked_at is None or entry.ended_at:
        raise MoveNotAllowed("A colleague has answered this")
    entry.release_asked_at = None
    entry.save(update_fields=["release_asked_at"])
    if is_released:
        take_off(person, entry, now=now)
    kind = "person.release" if is_released else "person.keep_kept_out"
    record(person_subject(person), kind, by=by, now=now)


def take_off(person: Person, entry: MustNotSee, *, now: datetime) -> None:
    """End every row that one name of one request wrote: one for each colleague whom it means."""
    name = reveal(person, f"named:{entry.pk}", entry.named_sealed)
    rows = MustNotSee.objects.filter(hub_id=person.hub_id, person=person, named_at=entry.named_at, ended_at=None)
    same = [row.pk for row in rows if reveal(person, f"named:{row.pk}", row.named_sealed) == name]
    MustNotSee.objects.filter(hub_id=person.hub_id, pk__in=same).update(ended_at=now)
    release_if_settled(person)
