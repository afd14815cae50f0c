"""Reads of the directory: a hub's services, which of them fit a search, what was known before, and what is due."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from holdfast.directory.models import EarlierService, Service
from holdfast.directory.rules import MeasuredWait
from holdfast.hubs.models import Hub

MOST_SERVICES = 1000
MOST_EARLIER = 100
MOST_WORDS = 8
AT_ONCE = 50
Sorted = tuple[str, UUID]


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. Empty: all of it."""

    words: str = ""
    place: str = ""
    kind: str = ""
    how: str = ""
    cost: str = ""
    language: str = ""
    welcome: str = ""
    reach: str = ""
    is_recommended: bool = False
    is_public: bool | None = None

    def __bool__(self) -> bool:
        return self != Asked()


@dataclass
class Found:
    """A page of services, by name.

    Attributes:
        number: how many fit, on this page and others.
        after: where the next page begins; None after the last.
    """

    services: list[Service] = field(default_factory=list)
    number: int = 0
    after: Sorted | None = None


def services_of(hub: Hub) -> list[Service]:
    """The services that the hub keeps, by name. In the hub's scope."""
    return list(kept(hub).select_related("contingency").order_by("name", "pk")[:MOST_SERVICES])


def kept(hub: Hub) -> QuerySet[Service]:
    """What has not ended."""
    return Service.objects.filter(hub=hub, ended_at=None)


def for_everybody(hub: Hub) -> QuerySet[Service]:
    """What the public page shows: services that somebody has confirmed, and nobody has marked as the hub's own."""
    return kept(hub).filter(is_public=True, confirmed_at__isnull=False)


def find_service(hub: Hub, pk: UUID) -> Service | None:
    """One service of the hub, whether it is kept still or not."""
    return Service.objects.filter(hub=hub, pk=pk).select_related("contingency", "confirmed_by__account").first()


def search(services: QuerySet[Service], asked: Asked, *, after: Sorted | None = None, most: int = AT_ONCE) -> Found:
    """Those that fit, by name, from behind `after`."""
    fitting = services.filter(fits(asked))
    rest = fitting
    if after:
        name, pk = after
        rest = rest.filter(Q(name__gt=name) | Q(name=name, pk__gt=pk))
    page = list(rest.order_by("name", "pk")[: most + 1])
    last = page[most - 1] if len(page) > most else None
    return Found(page[:most], fitting.count(), (last.name, last.pk) if last else None)


def fits(asked: Asked) -> Q:
    """What has to be true of a service. Every word must stand somewhere in it; a national one serves every place."""
    found = Q()
    for word in asked.words.split()[:MOST_WORDS]:
        found &= (
            Q(name__icontains=word) | Q(run_by__icontains=word) | Q(offers__icontains=word)
            | Q(for_whom__icontains=word) | Q(area__icontains=word)
        )  # fmt: skip
    if asked.place:
        found &= Q(area__icontains=asked.place) | Q(address__icontains=asked.place) | Q(is_national=True)
    for name, value in (("kinds", asked.kind), ("hows", asked.how), ("welcomes", asked.welcome)):
        found &= Q(**{f"{name}__contains": [value]}) if value else Q()
    found &= Q(languages__contains=[asked.language]) if asked.language else Q()
    found &= Q(cost=asked.cost) if asked.cost else Q()
    found &= Q(is_national=asked.reach == "national") if asked.reach else Q()
    found &= ~Q(recommended="") if asked.is_recommended else Q()
    return found & (Q() if asked.is_public is None else Q(is_public=asked.is_public))


def due(hub: Hub, *, today: date) -> QuerySet[Service]:
    """Whom somebody should ask again whether it is all true, the longest due first."""
    return kept(hub).filter(review_on__lte=today).order_by("review_on", "pk")


def ended(hub: Hub) -> list[Service]:
    """What was taken out, the latest first."""
    found = Service.objects.filter(hub=hub, ended_at__isnull=False).order_by("-ended_at", "pk")
    return list(found[:AT_ONCE])


def earlier_of(service: Service) -> list[EarlierService]:
    """What was known before, the latest first."""
    found = EarlierService.objects.filter(hub_id=service.hub_id, service=service)
    return list(found.select_related("changed_by__account").order_by("-changed_at", "-pk")[:MOST_EARLIER])


def names_of(hub: Hub, pks: set[str]) -> dict[str, str]:
    """Names of services by their ids, for a history that points at them."""
    found = Service.objects.filter(hub=hub, pk__in=pks) if pks else Service.objects.none()
    return {str(pk): name for pk, name in found.values_list("pk", "name")}


def measured_wait(service: Service, now: datetime) -> MeasuredWait | None:
    """How long people whom the hub referred really waited, where something measures it. Referring stands behind."""
    measure: Callable[..., Any] | None = import_string(settings.MEASURED_WAIT) if settings.MEASURED_WAIT else None
    return measure(service, now=now) if measure else None
