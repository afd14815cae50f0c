"""Keeps a hub's live figures: whoever had a step since the last time is counted anew, and nobody else."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
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
PORTION = 2_000
"""People, of one transaction: some seconds, for which nobody else keeps or freezes figures of that hub."""
JOINS = ("person.join", "person.separate")
RANG = "call.match"
RULES = 6
"""One more with each change of `spans`, so that everybody is counted anew."""


@dataclass(frozen=True)
class Kept:
    """What one portion did: how many people it counted, and whether nobody is left."""

    people: int
    is_whole: bool


@transaction.atomic
def keep(hub: Hub, *, now: datetime) -> Kept:
    """Bring the live figures of a hub further up to what has settled, by one portion of people. In its scope; safe to
    run twice, and by two at once. A count that was cut short goes on behind its last portion.

    Where a definition, the directory's kinds or the hub's targets changed, everybody is counted anew.
    """
    hold_spans(hub)  # one at a time: the next one goes on from here
    place = under_way(hub)
    end = int(place.counting_to or 0)
    since = int(place.transaction) if place.rules == place.counting_rules else 0
    found = persons(hub, since=since, end=end, after=place.counted_person)
    for first in range(0, len(found), CHUNK):
        count_anew(hub, found[first : first + CHUNK])
    is_whole = len(found) < PORTION
    if is_whole:
        place.kept_at = followed_until(hub, end=end, now=now)
        place.transaction, place.rules = str(end), place.counting_rules
        place.counting_to, place.counting_rules, place.counted_person = None, "", None
    else:
        place.counted_person = found[-1]
    place.save()
    return Kept(len(found), is_whole)


def under_way(hub: Hub) -> KeptUpTo:
    """The count that goes on, unsaved; or a new one, where none does or what it rests on has changed meanwhile."""
    place = KeptUpTo.objects.filter(hub=hub).first() or KeptUpTo(hub=hub, transaction="0")
    end, rules = settled_transaction(), rules_of(hub)
    if place.counting_rules != rules or int(place.counting_to or 0) > end:
        place.counting_to, place.counting_rules, place.counted_person = str(end), rules, None
        if place.rules != rules or int(place.transaction) > end:  # a later one than there is: restored from a copy
            place.rules = ""  # figures are of no one rule until everybody is counted
    return place


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


def persons(hub: Hub, *, since: int, end: int, after: UUID | None = None) -> list[UUID]:
    """A portion of those who had a step in the transactions from `since` up to `end`, told something of themselves, or
    whose record was joined with another or separated: in order, and behind the person `after`."""
    found = Event.objects.filter(hub=hub, transaction__gte=str(since), transaction__lt=str(end))
    found = found.filter(Q(kind__in=[*READ, TELLS, RANG, *JOINS]) | Q(reverses_id__isnull=False))
    if after is not None:
        found = found.filter(person_id__gt=after)
    return list(found.order_by("person_id").values_list("person_id", flat=True).distinct()[:PORTION])


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
