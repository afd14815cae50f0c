"""Writes of a person about what is their own: how to reach them, who must not see, another hub, stopping."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from holdfast.agreements import actions as agreements
from holdfast.agreements.models import Agreement, Partner, Statement
from holdfast.agreements.queries import about
from holdfast.agreements.rules import Facts, true_of
from holdfast.correspondence.actions import post_to_box
from holdfast.correspondence.models import Message
from holdfast.network.actions import renew_ways
from holdfast.people.actions import set_channels
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Status
from holdfast.triage.models import Decision


@transaction.atomic
def change_reach(referral: Referral, *, channels: dict[str, Any], now: datetime) -> None:
    """Keep new safe ways at once, and nothing of the old ones.

    No mail goes to the old address: it may be unsafe now. Whoever works with them sees on the record that it was
    changed here, and asks in the next conversation.
    """
    set_channels(referral.person, channels=channels, now=now)
    renew_ways(referral.person)


def true_now(referral: Referral) -> dict[Statement.Kind, date]:
    """The statements that are true of a referral now, each with its day."""
    decided = (
        Decision.objects.filter(hub_id=referral.hub_id, referral=referral, undone_at=None)
        .order_by("-decided_at", "-pk")
        .values_list("decided_at", flat=True)
        .first()
    )
    facts = Facts(
        status=referral.status,
        first_attempt_at=referral.first_attempt_at,
        first_contact_at=referral.first_contact_at,
        decided_at=decided if referral.status != Status.RECEIVED else None,
        closed_at=referral.closed_at,
    )
    return true_of(facts)


@transaction.atomic
def tell(referral: Referral, partner: Partner, *, kind: str, now: datetime) -> Statement:
    """Approve one sentence for a partner, who is told by mail that there is something to read.

    Raises:
        NotAgreed: the person has not agreed to it, or has changed their mind.
        NotTrue: it is not so, or not any more.
    """
    statement = agreements.approve(
        referral.person,
        partner=partner,
        referral_id=referral.pk,
        kind=kind,
        true={str(each): day for each, day in true_now(referral).items()},
        now=now,
    )
    if statement.approved_at == now:
        address = about(partner)["email"]
        post_to_box(partner.box, to=address, kind=Message.Kind.PARTNER, subject_id=statement.pk, now=now)
    return statement


def may_tell(agreement: Agreement, true: dict[Statement.Kind, date], told: Sequence[Statement]) -> list[Statement.Kind]:
    """What the person may have told now: agreed, true, and not told with this day before."""
    done = {(s.partner_id, s.kind, s.true_on) for s in told}
    return [
        kind
        for kind, day in true.items()
        if kind in agreement.kinds and (agreement.partner_id, str(kind), day) not in done
    ]
