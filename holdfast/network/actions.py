"""Writes of the hub that offers somebody to another one: prepare, agree, offer, take back; and what the person says.

What the hub that was asked writes is in `answer_actions`; what follows an answer, step by step, in `carrying`.
"""

from collections.abc import Callable, Collection, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from holdfast.accounts.models import Membership
from holdfast.correspondence.actions import cancel_about, post_to_person
from holdfast.correspondence.models import Message
from holdfast.events.actions import record
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed, Oneself
from holdfast.network.models import HubElsewhere, Transfer
from holdfast.network.package import FORMAT, Later, Package, calls, compose, kept_out_by, opted_out_by
from holdfast.network.queries import must_be_seen_to, open_transfer
from holdfast.network.rules import look_on
from holdfast.network.sealed import open_package, seal_package, shared_key
from holdfast.network.states import OPEN, TRANSFER, Status
from holdfast.people.actions import share_key
from holdfast.people.identity import channels_of, key_of
from holdfast.people.models import Person
from holdfast.referrals import next_actions
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.actions import may_allocate, place
from holdfast.referrals.models import Referral
from holdfast.referrals.states import NextAction, Stage
from holdfast.referrals.together import locked_together
from holdfast.triage.actions import UNDO

CLOSED = "This request is closed: nobody is offered to another hub any more"
OFFERED_ALREADY = (
    "They are offered to another hub already, or an offer waits for their answer. Take that one back first"
)


class AlertOpen(MoveNotAllowed):
    """An alert about them is open, or somebody has to ask whether they are safe. Do that first: until then you are the
    ones who look after them."""


class WithTheOtherHub(MoveNotAllowed):
    """The other hub has accepted: they look after this person now."""


class NotTaking(MoveNotAllowed):
    """That hub takes nobody any more, or is not trusted any more. Take this back, and offer them to another one."""


@transaction.atomic
def prepare(
    referral: Referral,
    to: Hub | HubElsewhere,
    *,
    reason: str,
    summary: str,
    parts: Sequence[str],
    by: Membership,
    now: datetime,
) -> Transfer:
    """Put together what would go to another hub, here or elsewhere, and show it to the person. Nothing is offered yet.

    Raises:
        PermissionDenied: it is not `by` who says who has this referral, or the other hub takes nobody.
        MoveNotAllowed: it is closed, or an offer is open.
    """
    referral = locked_referral(referral)
    if not may_allocate(referral, by=by, now=now) or not takes_people(to, referral):
        raise PermissionDenied("prepare")
    if referral.closed_at:
        raise MoveNotAllowed(CLOSED)
    if open_transfer(referral) is not None:
        raise MoveNotAllowed(OFFERED_ALREADY)
    here, elsewhere = (to, None) if isinstance(to, Hub) else (None, to)
    transfer = Transfer(
        hub_id=referral.hub_id, to_hub=here, elsewhere=elsewhere, person=referral.person, referral=referral,
        reason=reason, parts=list(parts), received_at=referral.received_at, prepared_at=now, prepared_by=by,
    )  # fmt: skip
    keys = share_key(by.hub, here, subject_id=transfer.pk, now=now)
    package = compose(referral, parts=parts, summary=summary, now=now)
    transfer.package_sealed = seal_package(key_of(keys[0]), transfer, package)
    for row in (transfer, *keys):
        row.save(force_insert=True)
    tell(transfer, "transfer.prepare", by=by, now=now, reason=reason, parts=list(parts))
    post_to_person(referral.person, kind=Message.Kind.NEWS, subject_id=transfer.pk, now=now, not_before=now + UNDO)
    follow(referral, now=now)
    return transfer


def takes_people(to: Hub | HubElsewhere, referral: Referral) -> bool:
    """Whether somebody can be offered there: an open hub here, or one elsewhere that this hub trusts."""
    if isinstance(to, HubElsewhere):
        return to.hub_id == referral.hub_id and to.ended_at is None
    return to.status == Hub.Status.OPEN and to.pk != referral.hub_id


@transaction.atomic
def agree(transfer: Transfer, *, now: datetime, by: Membership | None = None) -> Transfer:
    """Agree that this very package is offered to that hub.

    Args:
        by: the practitioner who wrote down what the person said in conversation; None: the person themselves.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it does not wait for an answer any more.
    """
    referral, transfer = held(transfer)
    verb, how = ("agree", Transfer.How.OWN_PAGES) if by is None else ("agree_for_them", Transfer.How.CONVERSATION)
    check_says(referral, by=by, now=now)
    transfer.status = TRANSFER.target(verb, status=transfer.status, by=by or Oneself())
    transfer.agreed_at, transfer.agreed_how = now, how
    transfer.save(update_fields=["status", "agreed_at", "agreed_how"])
    tell(transfer, "transfer.agree", by=by, now=now, how=how)
    follow(referral, now=now)
    return transfer


@transaction.atomic
def offer(transfer: Transfer, *, by: Membership, now: datetime) -> Transfer:
    """Offer them to the other hub, which can read from now on what it needs to decide.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: the person has not agreed, or took their yes back.
        NotTaking: that hub takes nobody by now.
        AlertOpen: somebody has to act on an alert, or to do a welfare check, first.
    """
    referral, transfer = held(transfer)
    check_says(referral, by=by, now=now)
    target = TRANSFER.target("offer", status=transfer.status, by=by)
    if not takes_people(transfer.other, referral):
        raise NotTaking(NotTaking.__doc__)
    if must_be_seen_to(referral.person):
        raise AlertOpen(" ".join(str(AlertOpen.__doc__).split()))
    transfer.status, transfer.offered_at, transfer.offered_by = target, now, by
    transfer.save(update_fields=["status", "offered_at", "offered_by"])
    renew_calls(referral, now=now)  # what was prepared by an older version holds the first alone
    tell(transfer, "transfer.offer", by=by, now=now)
    follow(referral, now=now)
    return transfer


@transaction.atomic
def withdraw(transfer: Transfer, *, by: Membership, now: datetime) -> Transfer:
    """Take an offer back, or what was prepared for one.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it has been answered.
    """
    referral, transfer = held(transfer)
    check_says(referral, by=by, now=now)
    return end(referral, transfer, "withdraw", by=by, now=now)


@transaction.atomic
def say_no(transfer: Transfer, *, now: datetime) -> Transfer:
    """The person says no, or not after all. It goes nowhere; they stay with their hub.

    Raises:
        MoveNotAllowed: the other hub has answered.
    """
    referral, transfer = held(transfer)
    return end(referral, transfer, "say_no", by=None, now=now)


@transaction.atomic
def stop_offers(referral: Referral, *, now: datetime) -> int:
    """The request is closed, so nobody is offered any more. How many offers there were. In the closing's transaction.

    Raises:
        WithTheOtherHub: it was accepted: there is nothing left to close here.
    """
    referral = locked_together(referral)
    transfer = open_transfer(referral)
    if transfer is None:
        return 0
    _, transfer = held_of(referral, transfer)
    if transfer.status == Status.ACCEPTED:
        raise WithTheOtherHub(WithTheOtherHub.__doc__)
    end(referral, transfer, "close", by=None, now=now)
    return 1


def end(referral: Referral, transfer: Transfer, verb: str, *, by: Membership | None, now: datetime) -> Transfer:
    """Leave an offer. What it held is gone at once, for both hubs."""
    transfer.status = TRANSFER.target(verb, status=transfer.status, by=by or Oneself())
    transfer.ended_at = transfer.settled_at = now
    transfer.package_sealed = None
    transfer.save(update_fields=["status", "ended_at", "settled_at", "package_sealed"])
    cancel_about(transfer.hub_id, transfer.pk, now=now)
    tell(transfer, f"transfer.{verb}", by=by, now=now)
    follow(referral, now=now)
    return transfer


def keep_out_too(hub_id: UUID, persons: Collection[UUID], *, now: datetime) -> int:
    """Carry new names of these people in what waits to be brought over, so that the other hub keeps them out too. In
    the transaction in which the name took effect. How many offers were changed."""
    found = Transfer.objects.filter(hub_id=hub_id, person_id__in=persons)
    return renew(found, lambda person, package: package.update({"kept_out": kept_out_by(person)}))


@transaction.atomic
def renew_ways(person: Person) -> int:
    """Carry how somebody can be reached in what waits to be brought over: what they took back may not be safe. How many
    offers were changed."""
    rows = Referral.objects.filter(hub_id=person.hub_id, person=person).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))  # whoever prepares one at this moment is waited for
    found = Transfer.objects.filter(hub_id=person.hub_id, person=person)
    return renew(found, lambda each, package: package.update({"channels": channels_of(each)}))


def renew_opt_outs(person: Person) -> int:
    """Carry what somebody said of research in what waits to be brought over. In the transaction in which they said it.
    How many offers were changed."""
    rows = Referral.objects.filter(hub_id=person.hub_id, person=person).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))  # whoever prepares one at this moment is waited for
    found = Transfer.objects.filter(hub_id=person.hub_id, person=person)
    return renew(found, lambda each, package: package.update({"opted_out": opted_out_by(each)}))


def renew_calls(referral: Referral, *, now: datetime) -> int:
    """Carry by when somebody was promised calls in what waits to be brought over. The referral is held. How many
    offers were changed."""
    found = Transfer.objects.filter(hub_id=referral.hub_id, referral=referral)

    def change(_: Person, package: Package) -> None:
        package["format"] = FORMAT
        package["asked"].update(calls(referral, now=now))

    return renew(found, change)


def renew(found: QuerySet[Transfer], change: Callable[[Person, Any], None], *, is_late: bool = False) -> int:
    """Change what of these waits to be brought over. What went there before is behind from then on: a sealed file has
    to be written again, and whoever was brought over is not let go before it went after them.

    Args:
        is_late: also for whoever was let go of, and whose package is gone: another one, of this alone, goes after them.
    """
    open_still = found.filter(status__in=[*OPEN, Status.ACCEPTED])
    if not is_late:
        open_still = open_still.filter(settled_at=None)
    waiting = open_still.select_for_update(of=("self",)).select_related("person", "hub")
    changed = 0
    for transfer in waiting.order_by("pk"):
        package: Package | Later = (
            open_package(transfer, transfer.hub) if transfer.package_sealed else Later(format=FORMAT)
        )
        before = deepcopy(package)
        change(transfer.person, package)
        if package == before:
            continue
        transfer.package_sealed = seal_package(shared_key(transfer, transfer.hub), transfer, package)
        transfer.edition += 1
        transfer.save(update_fields=["package_sealed", "edition"])
        changed += 1
    return changed


def follow(referral: Referral, *, now: datetime) -> None:
    """Let the next action follow. Before a decision it is the offer, or to decide anew; a signature stands."""
    if referral.closed_at:
        return
    transfer = open_transfer(referral)
    if referral.stage == Stage.TRIAGE:
        if transfer is not None and referral.next_action == NextAction.DECIDE:
            place(referral, next_action=NextAction.OFFER_TRANSFER)
        elif referral.next_action == NextAction.OFFER_TRANSFER:
            at = max(referral.contact_by, look_on(Status.REFUSED, now))
            place(referral, next_action=NextAction.DECIDE, next_action_at=at)
    next_actions.follow(referral, now=now)


def check_says(referral: Referral, *, by: Membership | None, now: datetime) -> None:
    """That whoever does this says who has the referral; the person always may.

    Raises:
        PermissionDenied: it is not theirs to say.
    """
    if by is not None and not may_allocate(referral, by=by, now=now):
        raise PermissionDenied("transfer")


def held(transfer: Transfer) -> tuple[Referral, Transfer]:
    """The referral, with their other requests, and then the transfer as they are now, held until the transaction
    ends."""
    return held_of(locked_together(transfer.referral), transfer)


def held_of(referral: Referral, transfer: Transfer) -> tuple[Referral, Transfer]:
    """The transfer of a referral that is held."""
    found = Transfer.objects.select_for_update(of=("self",)).select_related("to_hub", "elsewhere", "person")
    now_stands = found.get(hub_id=transfer.hub_id, pk=transfer.pk)
    now_stands.referral = referral
    return referral, now_stands


def tell(transfer: Transfer, kind: str, *, by: Membership | None, now: datetime, **codes: Any) -> None:
    """Write the event of a step."""
    to = {"elsewhere": str(transfer.elsewhere_id)} if transfer.elsewhere_id else {"to_hub": str(transfer.to_hub_id)}
    told = {"referral": str(transfer.referral_id), **to}
    record(transfer, kind, by=by, now=now, **told, **codes)
