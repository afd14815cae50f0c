"""Which hub: by employer or place, with the neighbours that see its staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from holdfast.hubs.models import Hub, Neighbour, Organisation
from holdfast.hubs.queries import employers_named, open_hubs

MOST_HUBS = 200
MOST_NEIGHBOURS = 50
MOST_NAMED = 3


@dataclass(frozen=True)
class Found:
    """A hub that a search found, with the employers that led to it; none where its own place or name did."""

    hub: Hub
    employers: tuple[str, ...]
    neighbours: tuple[Hub, ...]


@dataclass(frozen=True)
class Search:
    """What a search found, and the employers that no hub here looks after."""

    found: tuple[Found, ...]
    unserved: tuple[str, ...]


def hubs_to_choose() -> list[Hub]:
    """Every hub that takes requests, by name."""
    return list(open_hubs()[:MOST_HUBS])


def neighbours_of(hub: Hub, *, today: date) -> list[Hub]:
    """Open hubs that see this one's staff by an agreement that holds today, by name."""
    return [each.neighbour for each in agreed_by([hub], today=today)[:MOST_NEIGHBOURS]]


def agreed_by(hubs: Iterable[Hub], *, today: date) -> QuerySet[Neighbour]:
    """Agreements of these hubs that hold today, with open hubs only."""
    holds = Q(agreed_on__lte=today) & (Q(ended_on=None) | Q(ended_on__gt=today))
    agreed = Neighbour.objects.filter(holds, hub__in=list(hubs), neighbour__status=Hub.Status.OPEN)
    return agreed.select_related("neighbour").order_by("neighbour__name")


def search_hubs(words: Sequence[str], *, today: date) -> Search:
    """The hubs of a place, or of the employers whose name holds every word. At most four statements."""
    employers = list(employers_named(list(words), today=today)) if words else []
    heirs = successors_of(employers, today=today)
    hubs = open_hubs().annotate(
        system_codes=ArrayAgg("systems", filter=Q(systems__isnull=False), default=[])
    )  # fmt: skip
    led: dict[Hub, list[str]] = {}
    served = set()
    for hub in hubs[:MOST_HUBS]:
        names = [each.name for each in employers if serves(hub, each) or serves(hub, heirs.get(each.successor_code))]
        served.update(names)
        if names or is_named(hub, words):
            led[hub] = [] if is_named(hub, words) else names
    unserved = tuple(dict.fromkeys(each.name for each in employers if each.name not in served))
    return Search(with_neighbours(led, today=today), unserved[:MOST_NAMED])


def successors_of(employers: Iterable[Organisation], *, today: date) -> dict[str, Organisation]:
    """Who came after those that have ended, by code."""
    codes = {
        each.successor_code for each in employers if each.successor_code and each.valid_to and each.valid_to < today
    }
    return {each.code: each for each in Organisation.objects.filter(pk__in=codes)} if codes else {}


def serves(hub: Hub, employer: Organisation | None) -> bool:
    """Whether the hub looks after an employer's staff: it is its host, or lies in its footprint."""
    if employer is None:
        return False
    codes: list[str] = hub.system_codes  # type: ignore[attr-defined]
    return employer.code == hub.host_id or (bool(employer.system_code) and employer.system_code in codes)


def is_named(hub: Hub, words: Sequence[str]) -> bool:
    """Whether every word stands in the hub's name or place."""
    text = f"{hub.name} {hub.place}".casefold().replace("-", " ")
    return bool(words) and all(word in text for word in words)


def with_neighbours(led: dict[Hub, list[str]], *, today: date) -> tuple[Found, ...]:
    """The hubs found, those found by place first, each with its neighbours."""
    beside: dict = {}
    for each in agreed_by(led, today=today)[: MOST_HUBS * 2] if led else ():
        beside.setdefault(each.hub_id, []).append(each.neighbour)
    ordered = sorted(led, key=lambda hub: (bool(led[hub]), hub.name))
    return tuple(Found(hub, tuple(led[hub][:MOST_NAMED]), tuple(beside.get(hub.pk, ()))) for hub in ordered)
