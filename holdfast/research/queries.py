"""Reads: who is in no study, which studies stand, which were given an extract."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from holdfast.hubs.models import Hub
from holdfast.people.access import about, joined_with, same_people
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Status
from holdfast.research.models import Extract, OptOut, Study
from holdfast.research.rules import is_same_number

MOST_SHOWN = 50


def said_by(person: Person) -> list[OptOut]:
    """What a person said, on whichever of their records, the latest first."""
    found = OptOut.objects.filter(about(person), hub_id=person.hub_id).select_related(
        "noted_by__account", "withdrawal_noted_by__account"
    )
    return list(found.order_by("-said_at", "-pk")[:MOST_SHOWN])


def open_kinds(rows: Collection[OptOut]) -> set[str]:
    """Which opt-outs of these hold."""
    return {row.kind for row in rows if row.withdrawn_at is None}


def left_out(hub: Hub) -> set[UUID]:
    """Whose records are in no extract: who opted out, whose record is held or erased, who is with another hub by now;
    and everybody joined with them.

    Whoever went to another hub cannot say no here any more: their pages are there. Somebody who has died is in, unless
    they had opted out. In the hub's scope.
    """
    opted = OptOut.objects.filter(hub=hub, withdrawn_at=None).values_list("person_id", flat=True)
    closed = Person.objects.filter(Q(is_held=True) | Q(wrapped_key=None), hub=hub).values_list("pk", flat=True)
    moved = Referral.objects.filter(hub=hub, status=Status.TRANSFERRED).values_list("person_id", flat=True)
    found = {*opted, *closed, *moved}
    return found.union(*same_people(hub.pk, found).values())


def people_of(hub: Hub) -> list[UUID]:
    """Everybody whose record may be in an extract, in the order of their numbers."""
    out = left_out(hub)
    return [pk for pk in Person.objects.filter(hub=hub).order_by("pk").values_list("pk", flat=True) if pk not in out]


def studies_of(hub: Hub) -> QuerySet[Study]:
    """Every study that was recorded, the latest first."""
    found = Study.objects.filter(hub=hub).select_related(
        "recorded_by__account", "agreed_by__account", "ended_by__account"
    )
    return found.order_by("-recorded_at", "-pk").prefetch_related("extracts")


def holds(study: Study, *, today: date) -> bool:
    """Whether another one has agreed, nobody has ended it, and its last day is not over."""
    return study.agreed_at is not None and study.ended_at is None and today <= study.until_on


def was_given(hub: Hub, reference: str) -> bool:
    """Whether an extract was given for the approval of this number: of this record of it, or of one that was ended."""
    numbers = Extract.objects.filter(hub=hub).values_list("study__reference", flat=True)
    return any(is_same_number(each, reference) for each in numbers)


def given_since(person: Person) -> list[Extract]:
    """The extracts that were written since somebody came, by the first of their records; the latest extract first.
    Theirs may be among the rows."""
    records = Person.objects.filter(Q(pk=person.pk) | Q(pk__in=joined_with(person).values("person_id")))
    came = records.filter(hub_id=person.hub_id).order_by("created_at").values("created_at")[:1]
    found = Extract.objects.filter(hub_id=person.hub_id, written_at__gte=came).select_related("study")
    return list(found.order_by("-written_at", "-pk")[:MOST_SHOWN])
