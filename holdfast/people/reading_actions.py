"""Writes about unusual reading: what a round finds, and what a lead says of it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.events import access
from holdfast.events.models import AccessEntry, UnusualReading
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import is_kept_out
from holdfast.people.actions import new_box
from holdfast.people.identity import seal
from holdfast.people.models import Person
from holdfast.people.reading import JOB, log_of, unusual_in


def look_for_unusual(hub: Hub, *, now: datetime) -> int:
    """Write down what is unusual in the last hours of the access log. Safe to run twice: nothing is found again.

    In the hub's scope. Returns how much was found.
    """
    log = log_of(hub, now=now)
    rows = [
        UnusualReading(
            hub=hub, member_id=found.by, kind=found.kind, person_id=found.person, readings=found.readings,
            persons=found.persons, first_at=found.first_at, last_at=found.last_at, found_at=now,
        )
        for found in unusual_in(hub, log, now=now)
    ]  # fmt: skip
    UnusualReading.objects.bulk_create(rows, ignore_conflicts=True)
    if log.people:  # their names were opened
        access.log(hub.pk, log.people, what=JOB, why="job", action=AccessEntry.Action.READ, now=now, actor="system")
    return len(rows)


@transaction.atomic
def review_reading(
    reading: UnusualReading, *, finding: str, words: str, by: Membership, now: datetime
) -> UnusualReading:
    """Say what came of looking into it. Nobody reviews their own.

    Raises:
        PermissionDenied: `by` may not review, it is their own reading, or of a record they must not see.
        MoveNotAllowed: a colleague has reviewed it.
    """
    if not by.may(Permission.REVIEW_READING) or reading.member_id == by.pk or reading.hub_id != by.hub_id:
        raise PermissionDenied("review_reading")
    reading = UnusualReading.objects.select_for_update().get(hub_id=reading.hub_id, pk=reading.pk)
    if reading.person_id and is_kept_out(by, Person.objects.get(hub_id=reading.hub_id, pk=reading.person_id)):
        raise PermissionDenied("review_reading")
    if reading.reviewed_at:
        raise MoveNotAllowed("A colleague has reviewed this")
    box = new_box(by.hub, now=now)
    box.save(force_insert=True)
    reading.box, reading.words_sealed = box, seal(box, f"review:{reading.pk}", words)
    reading.reviewed_at, reading.reviewed_by, reading.finding = now, by, finding
    reading.save(update_fields=["box", "words_sealed", "reviewed_at", "reviewed_by", "finding"])
    return reading
