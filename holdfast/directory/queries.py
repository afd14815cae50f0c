"""Reads of the directory: a hub's services."""

from uuid import UUID

from holdfast.directory.models import Service
from holdfast.hubs.models import Hub

MOST_SERVICES = 1000


def services_of(hub: Hub) -> list[Service]:
    """The services that the hub keeps, by name. In the hub's scope."""
    found = Service.objects.filter(hub=hub, ended_at=None)
    return list(found.select_related("contingency").order_by("name", "pk")[:MOST_SERVICES])


def find_service(hub: Hub, pk: UUID) -> Service | None:
    """One service of the hub, whether it is kept still or not."""
    return Service.objects.filter(hub=hub, pk=pk).select_related("contingency", "confirmed_by__account").first()
