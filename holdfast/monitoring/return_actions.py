"""Writes of a return: prepare, sign, release, discard. Two people let figures leave, and each signs what they read."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring.cells import Cells
from holdfast.monitoring.leaving import Line
from holdfast.monitoring.models import Return
from holdfast.monitoring.periods import Period
from holdfast.monitoring.states import RETURN, Status
from holdfast.monitoring.two_people import AnotherOne, Changed, digest_of

OPEN = "A return for this period waits for its release. Release it, or discard it first"
OWN = "You signed it: another one releases it."
NOT_OVER = "This period is not over yet"


class ReasonMissing(MoveNotAllowed):
    """A return for this period was released. Say what is wrong in it: the commissioner reads that with the new one."""


class NothingToCorrect(MoveNotAllowed):
    """No return for this period was released, so that there is nothing to correct. Take out what you wrote of that."""


@transaction.atomic
def prepare(
    hub: Hub, period: Period, *, cells: Cells, lines: Sequence[Line], reason: str = "", by: Membership, now: datetime
) -> Return:
    """Freeze what was counted for a period, and what would leave of it.

    Args:
        reason: what was wrong in the version before, where one was released.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: the period is not over, or a return for it waits.
        ReasonMissing: one was released, and nothing is said of what is wrong in it.
        NothingToCorrect: none was, and something is said.
    """
    if by.hub_id != hub.pk or not by.may(Permission.RELEASE_FIGURES):
        raise PermissionDenied("prepare")
    if period.ends_at > now:
        raise MoveNotAllowed(NOT_OVER)
    Hub.objects.select_for_update().get(pk=hub.pk)
    before = Return.objects.filter(hub=hub, period=period.name).exclude(status=Status.DISCARDED)
    latest = before.order_by("-version").first()
    if latest is not None and latest.status != Status.RELEASED:
        raise MoveNotAllowed(OPEN)
    if latest is not None and not reason.strip():
        raise ReasonMissing(ReasonMissing.__doc__)
    if latest is None and reason.strip():
        raise NothingToCorrect(NothingToCorrect.__doc__)
    left = [asdict(each) for each in lines]
    return Return.objects.create(
        hub=hub, period=period.name, version=latest.version + 1 if latest else 1,
        reason=reason.strip(), lines=left, cells=as_rows(cells), digest=digest_of(left),
        prepared_at=now, prepared_by=by,
    )  # fmt: skip


def as_rows(cells: Cells) -> list[list[str | int | None]]:
    """Cells as they are kept: item, measure, breakdown, category, value."""
    return [[*key, value] for key, value in sorted(cells.items())]


@transaction.atomic
def sign(found: Return, *, seen: str, by: Membership, now: datetime) -> Return:
    """The first of two signs what they have read.

    Args:
        seen: the digest of what they read.

    Raises:
        PermissionDenied: `by` may not.
        Changed: it is another one by now.
        MoveNotAllowed: it was signed, released or discarded.
    """
    found = held(found, seen=seen)
    found.status = RETURN.target("sign", status=found.status, by=by)
    found.signed_at, found.signed_by = now, by
    found.save(update_fields=["status", "signed_at", "signed_by"])
    return found


@transaction.atomic
def release(found: Return, *, seen: str, by: Membership, now: datetime) -> Return:
    """The second releases it. From this commit it can be written into files, and is never changed.

    Raises:
        PermissionDenied: `by` may not.
        AnotherOne: it was they who signed.
        Changed: it is another one by now.
        MoveNotAllowed: it is not signed, or was released or discarded.
    """
    found = held(found, seen=seen)
    target = RETURN.target("release", status=found.status, by=by)
    if found.signed_by_id == by.pk:
        raise AnotherOne(OWN)
    found.status, found.released_at, found.released_by = target, now, by
    found.save(update_fields=["status", "released_at", "released_by"])
    return found


@transaction.atomic
def discard(found: Return, *, by: Membership, now: datetime) -> Return:
    """Throw away what was not released.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was released, or discarded before.
    """
    found = held(found, seen=found.digest)
    found.status = RETURN.target("discard", status=found.status, by=by)
    found.discarded_at = now
    found.save(update_fields=["status", "discarded_at"])
    return found


def held(found: Return, *, seen: str) -> Return:
    """The return as it is now, held until the transaction ends.

    Raises:
        Changed: it is not what was read.
    """
    stands = Return.objects.select_for_update(of=("self",)).get(hub_id=found.hub_id, pk=found.pk)
    if stands.digest != seen or digest_of(stands.lines) != stands.digest:
        raise Changed(Changed.__doc__)
    return stands
