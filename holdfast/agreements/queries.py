"""Reads of agreements: what holds, what a partner may read."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from holdfast.agreements.models import Agreement, Statement
from holdfast.people.models import Person

MOST_SHOWN = 50


def agreements_of(person: Person) -> list[Agreement]:
    """The person's agreements, those that hold first, then the latest."""
    found = Agreement.objects.filter(hub_id=person.hub_id, person=person).order_by("-given_at", "-pk")[:MOST_SHOWN]
    return sorted(found, key=lambda agreement: agreement.withdrawn_at is not None)


def holding(person: Person, partner_id: UUID) -> Agreement | None:
    """The agreement with one partner that holds now."""
    return Agreement.objects.filter(
        hub_id=person.hub_id, person=person, partner_id=partner_id, withdrawn_at=None
    ).first()


def told_to(hub_id: UUID, partner_id: UUID, referrals: Iterable[UUID]) -> QuerySet[Statement]:
    """What one partner was told about these referrals, the latest first. Nothing else is theirs to read."""
    return Statement.objects.filter(hub_id=hub_id, partner_id=partner_id, referral_id__in=list(referrals)).order_by(
        "-approved_at", "-pk"
    )


def statements_of(person: Person) -> list[Statement]:
    """Everything that was ever told about a person, the latest first."""
    found = Statement.objects.filter(hub_id=person.hub_id, person=person).select_related("agreement")
    return list(found.order_by("-approved_at", "-pk")[:MOST_SHOWN])
