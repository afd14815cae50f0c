"""People who wait for a lead about who must not see their record, while every lead of the hub is kept from it."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from holdfast.accounts.roles import Permission
from holdfast.alerts.queries import with_role
from holdfast.alerts.reckoning import Check, Finding, keep_every_role_out, sentinel_person
from holdfast.hubs.models import Hub, Terms
from holdfast.people.access import not_kept_out_of
from holdfast.people.models import MustNotSee

AT_ONCE = 200
MOST_ROUNDS = 20


def waiting_for_a_lead(hub: Hub) -> QuerySet[MustNotSee]:
    """Names to settle, and names that people ask to be taken off the list."""
    waits = Q(release_asked_at__isnull=False) | Q(status=MustNotSee.Status.UNSETTLED, member=None)
    return MustNotSee.objects.filter(waits, hub_id=hub.pk, ended_at=None)


def people_without_a_lead(hub: Hub) -> Iterator[UUID]:
    """The people whom no lead may answer, in order of their key: of the first 4,000 who wait."""
    leads, waiting, last = with_role(hub, Permission.SETTLE_NAMES), waiting_for_a_lead(hub), None
    for _ in range(MOST_ROUNDS):
        rows = waiting.filter(person_id__gt=last) if last else waiting
        people = list(rows.order_by("person_id").values_list("person_id", flat=True).distinct()[:AT_ONCE])
        admitted = not_kept_out_of(hub.pk, people, leads)
        yield from (person_id for person_id in people if not admitted[person_id])
        if len(people) < AT_ONCE:
            return
        last = people[-1]


def unled(hub: Hub, terms: Terms, now: datetime) -> Iterator[Finding]:
    """Names to settle or to take off that no lead of the hub may answer: one finding for each person."""
    for person_id in people_without_a_lead(hub):
        named_at = waiting_for_a_lead(hub).filter(person_id=person_id).values_list("named_at", flat=True)
        references = hub.referrals.filter(person_id=person_id).order_by("-received_at", "-pk")
        reference = references.values_list("reference", flat=True).first() or ""
        yield Finding("unled", person_id, person_id, reference, min(named_at))


def seed_unled(hub: Hub, now: datetime) -> UUID:
    """Somebody whose unsettled name waits for a lead, and whom every role is kept from."""
    person = sentinel_person(hub, now)
    keep_every_role_out(hub, person, now)
    MustNotSee.objects.create(
        hub=hub, person=person, named_sealed=b"", status=MustNotSee.Status.UNSETTLED, named_at=now
    )
    return person.pk


CHECKS = (Check("unled", "a name to settle or to take off that no lead may answer", unled, seed_unled),)
