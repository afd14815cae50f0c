"""Reads of agreements: what holds, what a partner may read."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from holdfast.agreements.models import Agreement, Partner, Statement
from holdfast.hubs.models import Hub
from holdfast.people.identity import reveal_data
from holdfast.people.models import Person

MOST_SHOWN = 50


def agreements_of(person: Person) -> list[Agreement]:
    """The person's agreements, those that hold first, then the latest."""
    found = (
        Agreement.objects.filter(hub_id=person.hub_id, person=person)
        .select_related("partner")
        .order_by("-given_at", "-pk")[:MOST_SHOWN]
    )
    return sorted(found, key=lambda agreement: agreement.withdrawn_at is not None)


def holding(person: Person, partner: Partner) -> Agreement | None:
    """The agreement with one partner that holds now."""
    return Agreement.objects.filter(hub_id=person.hub_id, person=person, partner=partner, withdrawn_at=None).first()


def withdrawn_since(person: Person, partner: Partner, at: datetime) -> bool:
    """Whether the person has told this partner nothing more since then, and has not agreed anew."""
    ended = Agreement.objects.filter(hub_id=person.hub_id, person=person, partner=partner, withdrawn_at__gte=at)
    return ended.exists() and holding(person, partner) is None


def route_withdrawn_since(person: Person, route: str, at: datetime) -> bool:
    """Whether the person has told any partner of this route nothing more since then: a letter says whom it is for, and
    names no partner."""
    ended = Agreement.objects.filter(hub_id=person.hub_id, person=person, partner__route=route, withdrawn_at__gte=at)
    return ended.filter(partner__hub_id=person.hub_id).exists()


def partner_known(hub: Hub, email_hash: bytes) -> Partner | None:
    """The partner of an address at a hub, by its hash."""
    return Partner.objects.filter(hub=hub, email_hash=email_hash).select_related("box").first()


def told_to(partner: Partner, referrals: Iterable[UUID]) -> QuerySet[Statement]:
    """What one partner was told about these referrals, the latest first. Nothing else is theirs to read."""
    return Statement.objects.filter(hub_id=partner.hub_id, partner=partner, referral_id__in=list(referrals)).order_by(
        "-approved_at", "-pk"
    )


def statements_of(person: Person) -> list[Statement]:
    """Everything that was ever told about a person, the latest first."""
    found = Statement.objects.filter(hub_id=person.hub_id, person=person).select_related("partner")
    return list(found.order_by("-approved_at", "-pk")[:MOST_SHOWN])


def about(partner: Partner) -> dict:
    """The partner's own name, email and telephone."""
    return dict(reveal_data(partner.box, "partner", partner.about_sealed))
