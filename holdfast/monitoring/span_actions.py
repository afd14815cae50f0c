"""Keeps a hub's live figures: whoever had a step since the last time is counted anew, and nobody else."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from holdfast.events.models import Event
from holdfast.events.sealing import settled_transaction
from holdfast.hubs.models import Hub, Terms
from holdfast.monitoring import definitions
from holdfast.monitoring.facts import Fact
from holdfast.monitoring.models import KeptSpan, KeptUpTo
from holdfast.monitoring.reading import kinds_of_services, read_facts
from holdfast.monitoring.span_queries import hold_spans
from holdfast.monitoring.spans import spans_of
from holdfast.monitoring.translating import READ
from holdfast.people.models import Joined

TELLS = "referral.tell"
CHUNK = 500
JOINS = ("person.join", "person.separate")
RULES = 4
"""One more with each change of `spans`, so that everybody is counted anew."""


@transaction.atomic
def keep(hub: Hub, *, now: datetime) -> int:
    """Bring the live figures of a hub up to what has settled. In its scope; safe to run twice, and by two at once.

    Where a definition, the directory's kinds or the hub's targets changed, everybody is counted anew.

    Returns:
        How many people were counted.
    """
    hold_spans(hub)  # one at a time: the next one goes on from here
    place, end, rules = KeptUpTo.objects.filter(hub=hub).first(), settled_transaction(), rules_of(hub)
    goes_on = place is not None and place.rules == rules and int(place.transaction) <= end  # a restored one begins anew
    since = int(place.transaction) if place and goes_on else 0
    found = persons(hub, since=since, end=end)
    for first in range(0, len(found), CHUNK):
        count_anew(hub, found[first : first + CHUNK])
    until = followed_until(hub, end=end, now=now)
    KeptUpTo.objects.update_or_create(
        hub=hub, defaults={"transaction": str(end), "rules": rules, "kept_at": until}
    )  # fmt: skip
    return len(found)


def followed_until(hub: Hub, *, end: int, now: datetime) -> datetime:
    """Up to when everything that happened is counted: until the first step that has not settled yet."""
    unread = Event.objects.filter(hub=hub, transaction__gte=str(end)).order_by("transaction", "pk")
    return min([now, *unread.values_list("recorded_at", flat=True)[:1]])


def rules_of(hub: Hub) -> str:
    """What everybody's spans rest on beside their own steps."""
    terms = Terms.objects.filter(hub=hub).order_by("pk").values_list("starts_at", "contact_target_days", "open_hours")
    said = [RULES, [(each.code, each.version) for each in definitions.EVERY], sorted(kinds_of_services(hub).items()),
            list(terms)]  # fmt: skip
    return sha256(json.dumps(said, default=str).encode()).hexdigest()


def persons(hub: Hub, *, since: int, end: int) -> list[UUID]:
    """Who had a step in the transactions from `since` up to `end`, told something of themselves, or whose record was
    joined with another or separated."""
    found = Event.objects.filter(hub=hub, transaction__gte=str(since), transaction__lt=str(end))
    found = found.filter(Q(kind__in=[*READ, TELLS, *JOINS]) | Q(reverses_id__isnull=False))
    return list(found.order_by("person_id").values_list("person_id", flat=True).distinct())


def count_anew(hub: Hub, some: Collection[UUID]) -> None:
    """Make the spans of some people anew, and of everybody whose record is joined with theirs: they are one person."""
    some = {*some, *Joined.objects.filter(hub=hub, other_id__in=some).values_list("person_id", flat=True)}
    found = read_facts(hub, str, as_hub=hub.slug, persons=some, names_services=True)
    facts = sorted(found, key=lambda each: each.person)
    KeptSpan.objects.filter(hub=hub, person_id__in=some).delete()
    of_persons = groupby(facts, key=lambda each: each.person)
    rows = (row for person, own in of_persons for row in rows_of(hub, UUID(person), own))
    KeptSpan.objects.bulk_create(rows, batch_size=2000)


def rows_of(hub: Hub, person_id: UUID, facts: Iterable[Fact]) -> list[KeptSpan]:
    """The spans of one person, of all facts of theirs, unsaved."""
    return [
        KeptSpan(
            hub=hub, person_id=person_id, kind=span.kind, at=span.at, until=span.until, code=span.code,
            detail=span.detail, value=span.value, since=span.since,
        )
        for span in spans_of(facts)
    ]  # fmt: skip
