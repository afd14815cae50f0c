"""Onward referrals by service: the cells of H1, summed up from spans. In the hub's scope."""

from collections.abc import Collection
from uuid import UUID

from holdfast.directory.models import Service
from holdfast.hubs.models import Hub
from holdfast.monitoring.cells import Key, wholes
from holdfast.monitoring.definitions import find
from holdfast.monitoring.span_queries import Asked
from holdfast.monitoring.span_sql import AT_SERVICES

ITEM, BREAKDOWN = "H1", "at_service"
MEASURES = tuple(each.key for each in find(ITEM).measures)
"""In the order of the columns of the statement."""


def cells_at_services(asked: Asked) -> dict[Key, int | None]:
    """Every cell of H1: wholes, and the services of which there is anything to say."""
    found = wholes([ITEM])
    for is_whole, service, *values in asked.rows(AT_SERVICES):
        part = ("", "") if is_whole else (BREAKDOWN, service)
        found.update({(ITEM, measure, *part): value for measure, value in zip(MEASURES, values, strict=True)})
    return found


def services_in(cells: Collection[Key]) -> set[str]:
    """The services that cells are about."""
    return {key[3] for key in cells if key[2] == BREAKDOWN}


def names_of_services(hub: Hub, some: Collection[str]) -> dict[str, str]:
    """The names of services, by id, in order; also of those that ended."""
    found = Service.objects.filter(hub=hub, pk__in=[each for each in some if is_id(each)]).order_by("name", "pk")
    return {str(pk): name for pk, name in found.values_list("pk", "name")}


def is_id(given: str) -> bool:
    """Whether an address holds an id where it should."""
    try:
        UUID(given)
    except ValueError:
        return False
    return True
