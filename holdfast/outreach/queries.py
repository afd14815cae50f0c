"""Reads of teams' requests: the lists by what waits, one request, its calls, what nobody was told of."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from holdfast.hubs.models import Hub
from holdfast.outreach.models import TeamCall, TeamRequest
from holdfast.outreach.states import TO_CALL, Status
from holdfast.people.identity import reveal_data

PAGE = 50
MOST_CALLS = 30
MOST_IN_A_ROUND = 200
TO_CALL_LIST, CALLED_LIST, CLOSED_LIST = "to-call", "called-back", "closed"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
Key = tuple[int, datetime, UUID]


def requests_of(hub: Hub) -> QuerySet[TeamRequest]:
    """The hub's requests, with what a row shows."""
    return TeamRequest.objects.filter(hub=hub).select_related("organisation", "taken_by__account")


def to_call(hub: Hub) -> QuerySet[TeamRequest]:
    """Teams that wait for a call: those where somebody may not be safe first, then by when the call is due."""
    return requests_of(hub).filter(status__in=TO_CALL).order_by("urgency", "next_call_at", "pk")


def page_of(hub: Hub, which: str, *, after: Key | None = None, limit: int = PAGE) -> list[TeamRequest]:
    """Up to `limit` rows of a list and one more."""
    if which == TO_CALL_LIST:
        found = to_call(hub)
        if after:
            found = found.filter(TupleGreaterThan(("urgency", "next_call_at", "pk"), after))
    elif which == CALLED_LIST:
        found = requests_of(hub).filter(status=Status.CALLED_BACK).order_by("called_back_at", "pk")
        if after:
            found = found.filter(TupleGreaterThan(("called_back_at", "pk"), after[1:]))
    else:
        found = requests_of(hub).filter(status=Status.CLOSED).order_by("-closed_at", "-pk")
        if after:
            found = found.filter(TupleLessThan(("closed_at", "pk"), after[1:]))
    return list(found[: limit + 1])


def key_of(request: TeamRequest) -> Key:
    """The place of a request in its list."""
    at = request.next_call_at or request.closed_at or request.called_back_at or request.received_at
    return request.urgency, at, request.pk


def write_key(request: TeamRequest) -> str:
    """The place of a request in its list, for an address."""
    urgency, at, pk = key_of(request)
    return f"{urgency}.{(at - EPOCH) // MICROSECOND:x}.{pk.hex}"


def read_key(text: str) -> Key | None:
    """The place that `write_key` wrote; None for anything else."""
    try:
        urgency, at, pk = text.split(".")
        if urgency not in ("0", "1") or len(at) > 14 or len(pk) != 32:
            return None
        return int(urgency), EPOCH + int(at, 16) * MICROSECOND, UUID(hex=pk)
    except (ValueError, OverflowError):
        return None


def find_request(hub: Hub, pk: UUID) -> TeamRequest | None:
    """One request of the hub."""
    return requests_of(hub).filter(pk=pk).select_related("organisation", "taken_by__account", "closed_by__account",
                                                         "box").first()  # fmt: skip


def told_in(request: TeamRequest) -> dict[str, Any]:
    """Everything that was typed, opened by its box."""
    return dict(reveal_data(request.box, "team", request.told_sealed))


def calls_of(request: TeamRequest) -> list[TeamCall]:
    """The last tries to call them back, the latest first, undone ones too."""
    found = TeamCall.objects.filter(hub_id=request.hub_id, request=request).select_related("by__account")
    return list(found.order_by("-at", "-pk")[:MOST_CALLS])


def find_call(request: TeamRequest, pk: UUID) -> TeamCall | None:
    """One try about this request."""
    found = TeamCall.objects.filter(hub_id=request.hub_id, request=request, pk=pk)
    return found.select_related("by__account").first()


def latest_call(request: TeamRequest) -> TeamCall | None:
    """The last try that was not undone."""
    found = TeamCall.objects.filter(hub_id=request.hub_id, request=request, undone_at=None)
    return found.order_by("-at", "-pk").first()


def untold(hub: Hub) -> list[TeamRequest]:
    """Urgent requests of which the duty has not been told yet, held until the transaction ends."""
    waiting = TeamRequest.objects.select_for_update(of=("self",), skip_locked=True)
    found = waiting.filter(hub=hub, status__in=TO_CALL, urgency=TeamRequest.Urgency.TODAY, told_at=None)
    return list(found.order_by("next_call_at", "pk")[:MOST_IN_A_ROUND])


def late(hub: Hub, *, now: datetime) -> list[TeamRequest]:
    """Requests whose call is late and of which nobody was reminded, held until the transaction ends."""
    waiting = TeamRequest.objects.select_for_update(of=("self",), skip_locked=True)
    found = waiting.filter(hub=hub, status__in=TO_CALL, next_call_at__lte=now, reminded_at=None)
    return list(found.select_related("taken_by__account").order_by("urgency", "next_call_at", "pk")[:MOST_IN_A_ROUND])
