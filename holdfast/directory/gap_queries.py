"""Reads of what is missing: needs that no service meets, how often each was met, and what was proposed."""

from uuid import UUID

from django.db.models import Count, Max

from holdfast.directory.models import Gap, Proposal
from holdfast.directory.states import MISSING
from holdfast.hubs.models import Hub

MOST_GAPS = 100


def gaps_of(hub: Hub, *, closed: bool = False) -> list[Gap]:
    """What is missing, the oftenest met first, with `times` and `last_met_at`; or what was closed."""
    found = Gap.objects.filter(hub=hub)
    found = found.exclude(status__in=MISSING) if closed else found.filter(status__in=MISSING)
    found = found.annotate(times=Count("met"), last_met_at=Max("met__met_at"))
    return list(found.order_by("-times", "-last_met_at", "pk")[:MOST_GAPS])


def find_gap(hub: Hub, pk: UUID) -> Gap | None:
    """One of them, with `times` and `last_met_at`."""
    found = Gap.objects.filter(hub=hub, pk=pk).select_related("raised_by__account", "closed_by__account")
    return found.annotate(times=Count("met"), last_met_at=Max("met__met_at")).first()


def proposals_of(gap: Gap) -> list[Proposal]:
    """What was proposed for it, the latest first."""
    found = Proposal.objects.filter(hub_id=gap.hub_id, gap=gap)
    return list(found.select_related("proposed_by__account", "recorded_by__account").order_by("-proposed_at", "-pk"))
