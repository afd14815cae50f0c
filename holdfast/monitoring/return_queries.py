"""Reads of returns: what stands for a period, and what others publish about a hub's area."""

from uuid import UUID

from django.db.models import QuerySet

from holdfast.hubs.hours import DAY
from holdfast.hubs.models import Hub
from holdfast.monitoring.models import Return
from holdfast.monitoring.periods import Period
from holdfast.monitoring.sickness_queries import sickness_of
from holdfast.monitoring.states import Status

MOST_SHOWN = 100


def returns_of(hub: Hub) -> QuerySet[Return]:
    """Every return of a hub, the latest first."""
    found = Return.objects.filter(hub=hub).select_related("prepared_by__account", "signed_by__account")
    return found.select_related("released_by__account").order_by("-prepared_at", "-pk")[:MOST_SHOWN]


def find_return(hub: Hub, pk: UUID) -> Return | None:
    """One return of this hub."""
    people = ("prepared_by__account", "signed_by__account", "released_by__account")
    return Return.objects.filter(hub=hub, pk=pk).select_related("hub", *people).first()


def released_of(hub: Hub) -> list[Return]:
    """Everything that was released of a hub, the latest period first, and of one period the version that stands."""
    found = Return.objects.filter(hub=hub, status=Status.RELEASED).order_by("-period", "-version")
    return list(found[:MOST_SHOWN])


def find_released(hub: Hub, pk: UUID) -> Return | None:
    """One return of this hub that was released."""
    return Return.objects.filter(hub=hub, pk=pk, status=Status.RELEASED).select_related("hub").first()


def released(hub: Hub, period: Period) -> Return | None:
    """What the commissioner has for a period: the latest version that two people released."""
    found = Return.objects.filter(hub=hub, period=period.name, status=Status.RELEASED)
    return found.select_related("signed_by__account", "released_by__account").order_by("-version").first()


def waiting(hub: Hub, period: Period) -> Return | None:
    """What waits for its release for a period; there is never more than one."""
    return Return.objects.filter(hub=hub, period=period.name, status__in=[Status.PREPARED, Status.SIGNED]).first()


def published_of(hub: Hub, period: Period) -> dict[str, str]:
    """What others publish about the hub's area: days lost with reason S10, in the months of the period."""
    system = hub.systems.order_by("pk").first()
    if system is None:
        return {}
    found = sickness_of(system.pk, period.first, period.end - DAY)
    days = [each.days_lost for each in found.months]
    if any(each is None for each in days):
        return {}
    return {"R14.days": f"{sum(each for each in days if each is not None):.1f}"}
