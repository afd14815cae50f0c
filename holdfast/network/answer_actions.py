"""Writes of the hub that was asked: accept, refuse. Its answer is one change of the transfer's status."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network.models import Arrival, Transfer
from holdfast.network.queries import is_named
from holdfast.network.sealed import open_package, seal_answer
from holdfast.network.soon import carry_soon
from holdfast.network.states import TRANSFER


class OnHold(MoveNotAllowed):
    """Their hub is acting on an alert about them, and stays responsible meanwhile. You can accept once it is closed."""


@transaction.atomic
def accept(transfer: Transfer, *, by: Membership, now: datetime) -> Arrival:
    """Take somebody on. The record follows by a job; until the hub that offers lets go, by the same job, it is the one
    that is responsible.

    Raises:
        PermissionDenied: `by` may not, or must not know of it.
        MoveNotAllowed: a colleague was quicker, or it was taken back.
        OnHold: their hub has to act on an alert first.
    """
    transfer = held(transfer, by=by)
    transfer.status = TRANSFER.target("accept", status=transfer.status, by=by)
    check_may_know(transfer, by=by)
    if transfer.is_on_hold:
        raise OnHold(OnHold.__doc__)
    transfer.ended_at = now
    transfer.save(update_fields=["status", "ended_at"])
    return decided(transfer, is_accepted=True, by=by, now=now)


@transaction.atomic
def refuse(transfer: Transfer, *, reason: str, by: Membership, now: datetime) -> Arrival:
    """Say that this hub cannot take them on, and why: the hub that asked reads it. What was offered is gone.

    Raises:
        PermissionDenied: `by` may not, or must not know of it.
        MoveNotAllowed: a colleague was quicker, or it was taken back.
    """
    transfer = held(transfer, by=by)
    transfer.status = TRANSFER.target("refuse", status=transfer.status, by=by)
    check_may_know(transfer, by=by)
    transfer.ended_at = now
    transfer.answer_sealed = seal_answer(transfer, by.hub, reason)
    transfer.package_sealed = None
    transfer.save(update_fields=["status", "ended_at", "answer_sealed", "package_sealed"])
    return decided(transfer, is_accepted=False, by=by, now=now)


def decided(transfer: Transfer, *, is_accepted: bool, by: Membership, now: datetime) -> Arrival:
    """Keep who decided, and queue what follows."""
    arrival = Arrival.objects.create(
        hub_id=by.hub_id, from_hub_id=transfer.hub_id, transfer_id=transfer.pk, is_accepted=is_accepted,
        decided_at=now, decided_by=by,
    )  # fmt: skip
    carry_soon(transfer)
    return arrival


def held(transfer: Transfer, *, by: Membership) -> Transfer:
    """The transfer as it is now, held until the transaction ends."""
    return Transfer.objects.select_for_update(of=("self",)).get(to_hub_id=by.hub_id, pk=transfer.pk)


def check_may_know(transfer: Transfer, *, by: Membership) -> None:
    """That the person keeps `by` out in nothing.

    Raises:
        PermissionDenied: they may be named.
    """
    if is_named(by, open_package(transfer, by.hub)["kept_out"]):
        raise PermissionDenied("answer")
