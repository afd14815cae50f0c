"""Writes of whoever calls a team back: take, hand back, log a call, close; undo within a minute."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Terms
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outreach.actions import change, locked
from holdfast.outreach.models import TeamCall, TeamRequest
from holdfast.outreach.queries import latest_call, told_in
from holdfast.outreach.rules import NEEDS_WORDS, next_call, outcomes_open
from holdfast.outreach.states import TEAM_REQUEST, Status
from holdfast.people.identity import seal
from holdfast.triage.actions import UNDO, TooLate

INSTANTS = ("next_call_at", "called_back_at", "taken_at")


class WordsMissing(Exception):
    """Say what was agreed or advised before you close this."""


@transaction.atomic
def take(request: TeamRequest, *, by: Membership, now: datetime) -> TeamRequest:
    """Take a request: from now on it is this member's to call back.

    Raises:
        PermissionDenied: `by` may not call teams back.
        MoveNotAllowed: a colleague has taken it.
    """
    request = locked(request)
    status = TEAM_REQUEST.target("take", status=request.status, by=by)
    return change(request, status=status, taken_at=now, taken_by=by)


@transaction.atomic
def hand_back(request: TeamRequest, *, by: Membership, now: datetime) -> TeamRequest:
    """Give a request that one took back to everybody. It keeps the moment by which it must be called.

    Raises:
        PermissionDenied: `by` may not call teams back.
        MoveNotAllowed: nobody has it, or somebody has called back.
    """
    request = locked(request)
    status = TEAM_REQUEST.target("hand_back", status=request.status, by=by)
    return change(request, status=status, taken_at=None, taken_by=None)


@transaction.atomic
def log_call(
    request: TeamRequest, *, result: str, terms: Terms, by: Membership, now: datetime, note: str = "",
    next_try_at: datetime | None = None,
) -> TeamCall:  # fmt: skip
    """Log a try to call back. Nobody's request becomes theirs who logs it.

    Speaking with them is the call back; anything else sets the next try.

    Raises:
        PermissionDenied: `by` may not call teams back.
        MoveNotAllowed: they were called back already, or it is closed.
    """
    request = locked(request)
    spoke = result == TeamCall.Result.SPOKE
    status = TEAM_REQUEST.target("call_back", status=request.status, by=by)
    if not spoke:
        proposed = next_call(result, urgency=request.urgency, told=told_in(request), terms=terms, now=now)
        next_try_at = next_try_at or proposed
    call = TeamCall(
        id=uuid7(), hub_id=request.hub_id, request=request, at=now, by=by, result=result,
        next_try_at=None if spoke else next_try_at, before=snapshot(request),
    )  # fmt: skip
    call.note_sealed = seal(request.box, f"call:{call.pk}", note)
    call.save(force_insert=True)
    change(
        request,
        status=status if spoke else Status.TAKEN,
        tries=request.tries + 1,
        taken_at=request.taken_at or now,
        taken_by=request.taken_by or by,
        called_back_at=now if spoke else None,
        next_call_at=call.next_try_at,
        reminded_at=None,
    )
    return call


@transaction.atomic
def undo_call(call: TeamCall, *, by: Membership, now: datetime) -> TeamRequest:
    """Take back one's own entry, within a minute of making it.

    Raises:
        PermissionDenied: it is somebody else's.
        TooLate: the minute has passed, another try followed, or the request was closed.
    """
    request = locked(call.request)
    last = latest_call(request)
    if call.by_id != by.pk:
        raise PermissionDenied("undo_call")
    if last is None or last.pk != call.pk or now > call.at + UNDO or request.status == Status.CLOSED:
        raise TooLate(TooLate.__doc__)
    call.undone_at = now
    call.save(update_fields=["undone_at"])
    put_back = {name: instant(value) if name in INSTANTS else value for name, value in call.before.items()}
    return change(request, **put_back)


@transaction.atomic
def close(
    request: TeamRequest, *, outcome: str, agreed: Sequence[str] = (), words: str = "", by: Membership, now: datetime
) -> TeamRequest:
    """Close a request with what came of it.

    Raises:
        PermissionDenied: `by` may not call teams back.
        MoveNotAllowed: nobody has spoken with them yet, or a colleague has closed it.
        WordsMissing: what was agreed or advised is not said.
    """
    request = locked(request)
    status = TEAM_REQUEST.target("close", status=request.status, by=by)
    if outcome not in outcomes_open(request.status, request.tries):
        raise MoveNotAllowed("It cannot be closed in this way now")
    if outcome in NEEDS_WORDS and not words.strip():
        raise WordsMissing(WordsMissing.__doc__)
    return change(
        request, status=status, closed_at=now, closed_by=by, outcome=outcome, agreed=list(agreed), next_call_at=None,
        outcome_sealed=seal(request.box, "outcome", words),
    )  # fmt: skip


@transaction.atomic
def reopen(request: TeamRequest, *, by: Membership, now: datetime) -> TeamRequest:
    """Take back one's own closing, within a minute.

    Raises:
        PermissionDenied: a colleague closed it.
        TooLate: the minute has passed.
    """
    request = locked(request)
    if request.closed_at is None or now > request.closed_at + UNDO:
        raise TooLate(TooLate.__doc__)
    if request.closed_by_id != by.pk:
        raise PermissionDenied("reopen")
    last = latest_call(request)
    return change(
        request, status=Status.CALLED_BACK if request.called_back_at else Status.TAKEN, closed_at=None, closed_by=None,
        outcome="", agreed=[], outcome_sealed=None,
        next_call_at=None if request.called_back_at or last is None else last.next_try_at,
    )  # fmt: skip


def snapshot(request: TeamRequest) -> dict[str, Any]:
    """What undo puts back, as JSON."""
    kept = {name: getattr(request, name) for name in INSTANTS}
    instants = {name: value.isoformat() if value else None for name, value in kept.items()}
    taken_by = str(request.taken_by_id) if request.taken_by_id else None
    return {"status": request.status, "tries": request.tries, "taken_by_id": taken_by, **instants}


def instant(text: str | None) -> datetime | None:
    """An instant of a snapshot."""
    return datetime.fromisoformat(text) if text else None
