"""Reads of returns: what stands for a period, and what others publish about a hub's area."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from holdfast.hubs.hours import DAY
from holdfast.hubs.models import Hub
from holdfast.monitoring.models import Return
from holdfast.monitoring.periods import Period, read_period
from holdfast.monitoring.sickness_queries import rate_of, sickness_of
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
    found = Return.objects.filter(hub=hub, status=Status.RELEASED).defer("cells", "lines")
    return sorted(found, key=lambda each: (*ends_of(each.period), each.version), reverse=True)[:MOST_SHOWN]


def ends_of(period: str) -> tuple[date, date]:
    """When a period ends, and when it begins: by name, the months of a year would stand before its quarters."""
    found = read_period(period)
    return found.end, found.first


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
    """What others publish about the hub's area: days lost with reason S10 in every month of the period, of every trust
    of each of its systems, and the rate where each file also held days available. Of a part of them nothing is said: it
    would stand as the whole."""
    systems = hub.systems.order_by("pk")
    months = [month for each in systems for month in sickness_of(each.pk, period.first, period.end - DAY).months]
    lost = [each.days_lost for each in months if each.days_lost is not None and each.counted == each.expected]
    if not months or len(lost) < len(months):
        return {}
    days = sum(lost, Decimal())
    available = [each.days_available for each in months if each.days_available is not None]
    rate = rate_of(days, sum(available, Decimal())) if len(available) == len(months) else None
    return {"R14.days": f"{days:.1f}"} | ({"R14.rate": str(rate)} if rate is not None else {})
