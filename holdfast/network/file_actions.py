"""Writes on the way between installations: write an offer into a file, answer a file, take in what was answered.

Each is one transaction of one hub, and none reads a row of the other: what it knows of it stands in the file. The hub
that offers is responsible until it takes in a receipt. A step that was killed left nothing, and is run again.
"""

import json
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.events import access
from holdfast.events.actions import record
from holdfast.events.models import AccessEntry
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network.actions import held, tell
from holdfast.network.carrying import bring_changes, bring_papers, received, settle, ways_of
from holdfast.network.contents import Offer, Receipt, offer_content, read_offer, receipt_content
from holdfast.network.elsewhere_queries import arrival_elsewhere, may_answer
from holdfast.network.envelope import OFFER, RECEIPT, Envelope, Header, close
from holdfast.network.files import FileRefused
from holdfast.network.models import Arrival, HubElsewhere, Transfer, TransferKey
from holdfast.network.queries import must_be_seen_to
from holdfast.network.sealed import open_package, private_keys, seal_answer
from holdfast.network.states import ENDED, TRANSFER, Status
from holdfast.people.access import is_kept_out
from holdfast.people.holding import hold_with_joined
from holdfast.referrals.actions import lock_all_of

NO_OFFER = "it answers no offer of this hub"
OTHERWISE = "it says something else than the receipt that was taken in before: call that hub"
NUMBER_TAKEN = "an offer of another hub came under its number: call the hub that sent it"
Put = Callable[[str, bytes], None]


OLDER = (
    "it answers an older file: somebody was named since, or a way to reach them changed. Write the file again by "
    "holdfast transfer export, bring it there, and take in the receipt for that one"
)
ALERT = (
    "an alert about them is open here. Act on it and close it first: until then this hub is responsible. Call that hub "
    "meanwhile, {telephone}"
)


class NotTrusted(MoveNotAllowed):
    """This hub is not trusted any more, so nothing is written for it."""


class Outcome(StrEnum):
    """What a receipt changed."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    AS_BEFORE = "as before"
    TAKEN_BACK = "taken back"
    DIED = "died"
    REFUSED_WHEN_TAKEN_BACK = "refused when taken back"


def file_name(header: Header) -> str:
    """What a file is called: nothing of the person."""
    return f"{header.kind}-{header.transfer_id}.holdfast"


@transaction.atomic
def export(hub: Hub, transfer_id: UUID, own: TransferKey, *, put: Put, now: datetime) -> str | None:
    """Write one offer into a sealed file by `put`, before the commit: marked as written is only what was. Any number of
    times. Its name; None where it was answered or taken back meanwhile.

    Raises:
        NotTrusted: its hub is not trusted any more.
        FileRefused: another hub could not take it, or an alert is open.
    """
    found = Transfer.objects.select_related("referral").get(hub=hub, pk=transfer_id)
    _, transfer = held(found)
    if transfer.status != Status.OFFERED or transfer.elsewhere is None:
        return None
    if transfer.elsewhere.ended_at is not None:
        raise NotTrusted(NotTrusted.__doc__)
    check_no_alert(transfer)
    content = offer_content(transfer, open_package(transfer, hub))
    read_offer(json.loads(json.dumps(content)), now=now)
    header = Header(OFFER, transfer.pk, own.fingerprint, transfer.elsewhere.fingerprint)
    put(file_name(header), close(header, content, keys=private_keys(own), seal_key=bytes(transfer.elsewhere.seal_key)))
    transfer.exported_at, transfer.carried = now, transfer.edition
    transfer.save(update_fields=["exported_at", "carried"])
    tell(transfer, "transfer.export", by=None, now=now)
    log(hub, [transfer.person_id], "network:export", by=None, now=now)
    return file_name(header)


def check_no_alert(transfer: Transfer) -> None:
    """That nobody has to act on an alert first.

    Raises:
        FileRefused: somebody has.
    """
    is_on_hold = transfer.is_on_hold or must_be_seen_to(transfer.person)  # of a joined record, whose job has not run
    if is_on_hold and transfer.elsewhere is not None:
        raise FileRefused(ALERT.format(telephone=transfer.elsewhere.telephone))


@transaction.atomic
def answer(
    hub: Hub, envelope: Envelope, offer: Offer, sender: HubElsewhere, own: TransferKey, *, refusal: str, by: Membership,
    now: datetime,
) -> tuple[Arrival, bool]:  # fmt: skip
    """Accept somebody whom a file offers, or refuse them; with whether that was new. A file that was answered is
    answered as before; a later edition only brings what changed of whom they keep out, safe ways and promised calls.

    Args:
        refusal: why they cannot be taken on; empty: they are.

    Raises:
        PermissionDenied: it is not for `by` to answer, or the person keeps them out.
        FileRefused: another hub's offer has its number.
    """
    one_by_one(sender)
    arrival = arrival_elsewhere(hub, envelope.header.transfer_id)
    if not may_answer(by, offer.package, person=arrival.person if arrival else None):
        raise PermissionDenied("answer")
    if arrival is None:
        return decided(hub, envelope.header, offer, sender, own, refusal=refusal, by=by, now=now), True
    if arrival.from_elsewhere is None or arrival.from_elsewhere.fingerprint != sender.fingerprint:
        raise FileRefused(NUMBER_TAKEN)
    if arrival.referral is not None and offer.edition > (arrival.edition or 0):
        lock_all_of(hub.pk, [each.pk for each in hold_with_joined(hub.pk, arrival.referral.person_id)])
        bring_changes(arrival, offer.package, now=now)
        arrival.edition = offer.edition
        arrival.receipt = receipt_for(arrival, sender, own, why="")
        arrival.save(update_fields=["edition", "receipt", "ways_sealed"])
        log(hub, [arrival.referral.person_id], "network:accept", by=by, now=now)
    return arrival, False


def one_by_one(sender: HubElsewhere) -> None:
    """Files of one hub are answered one after the other: the same one by two hands is answered once."""
    HubElsewhere.objects.select_for_update().get(hub_id=sender.hub_id, pk=sender.pk)


def decided(
    hub: Hub, header: Header, offer: Offer, sender: HubElsewhere, own: TransferKey, *, refusal: str, by: Membership,
    now: datetime,
) -> Arrival:  # fmt: skip
    """The new record, or none, with who decided and the receipt, all in one."""
    arrival = Arrival(
        hub=hub, from_elsewhere=sender, transfer_id=header.transfer_id, edition=offer.edition, is_accepted=not refusal,
        decided_at=now, decided_by=by,
    )  # fmt: skip
    if arrival.is_accepted:
        referral = received(hub, offer.package, transfer_id=header.transfer_id, since=offer.received_at, now=now)
        bring_papers(referral, offer.package)
        arrival.person, arrival.referral, arrival.brought_at = referral.person, referral, now
        arrival.ways_sealed = ways_of(arrival, offer.package)
        record(referral, "transfer.arrive", by=by, now=now, elsewhere=str(sender.pk))
    arrival.receipt = receipt_for(arrival, sender, own, why=refusal)
    arrival.save(force_insert=True)
    persons = [arrival.person.pk] if arrival.person else []
    log(hub, persons, "network:accept" if arrival.is_accepted else "network:refuse", by=by, now=now)
    return arrival


def receipt_for(arrival: Arrival, sender: HubElsewhere, own: TransferKey, *, why: str) -> bytes:
    """The file that says what was decided, and on which edition of the offer."""
    reference = arrival.referral.reference if arrival.referral else ""
    header = Header(RECEIPT, arrival.transfer_id, own.fingerprint, sender.fingerprint)
    content = receipt_content(arrival, reference=reference, why=why)
    return close(header, content, keys=private_keys(own), seal_key=bytes(sender.seal_key))


@transaction.atomic
def take_receipt(
    hub: Hub, transfer_id: UUID, receipt: Receipt, sender: HubElsewhere, *, by: Membership, now: datetime
) -> Outcome:
    """Take in what the hub elsewhere answered. In this one transaction it becomes responsible, and this hub lets go.

    An offer that was taken back meanwhile stays taken back, whatever was answered: this hub is responsible.

    Raises:
        PermissionDenied: it is not for `by` to do, or the person keeps them out.
        FileRefused: it answers no offer to that hub, says something else than an earlier one, or accepts what does not
            stand any more; or somebody has to act on an alert first.
    """
    found = Transfer.objects.filter(hub=hub, pk=transfer_id).select_related("referral").first()
    if found is None:
        raise FileRefused(NO_OFFER)
    referral, transfer = held(found)
    is_barred = is_kept_out(by, referral.person)
    if not by.may(Permission.ALLOCATE) or is_barred:
        raise PermissionDenied("receipt")
    is_theirs = transfer.elsewhere is not None and transfer.elsewhere.fingerprint == sender.fingerprint
    if not is_theirs or transfer.offered_at is None:
        raise FileRefused(NO_OFFER)
    if transfer.status != Status.OFFERED:
        return stands(transfer, receipt)
    if receipt.is_accepted:
        check_no_alert(transfer)
        if receipt.edition != transfer.edition:
            raise FileRefused(OLDER)
    conclude(transfer, receipt, by=by, now=now)
    settle(hub, transfer.pk, now=now)
    return Outcome.ACCEPTED if receipt.is_accepted else Outcome.REFUSED


def stands(transfer: Transfer, receipt: Receipt) -> Outcome:
    """What a receipt means for an offer that is not open any more.

    Raises:
        FileRefused: another receipt said something else.
    """
    if transfer.status in ENDED and transfer.status != Status.REFUSED:
        if not receipt.is_accepted:
            return Outcome.REFUSED_WHEN_TAKEN_BACK
        return Outcome.DIED if transfer.person.died_at else Outcome.TAKEN_BACK
    was_accepted = transfer.status == Status.ACCEPTED
    if was_accepted != receipt.is_accepted or transfer.reference != receipt.reference:
        raise FileRefused(OTHERWISE)
    return Outcome.AS_BEFORE


def conclude(transfer: Transfer, receipt: Receipt, *, by: Membership, now: datetime) -> None:
    """Keep what was answered."""
    verb = "accept" if receipt.is_accepted else "refuse"
    transfer.status = TRANSFER.target(verb, status=transfer.status, by=by)
    transfer.ended_at, transfer.reference = now, receipt.reference
    transfer.exported_at = transfer.exported_at or now  # its export was killed once the file was written
    transfer.carried = transfer.edition if receipt.is_accepted else transfer.carried or 1
    if not receipt.is_accepted:
        transfer.answer_sealed = seal_answer(transfer, by.hub, receipt.why)
        transfer.package_sealed = None
    transfer.save(
        update_fields=["status", "ended_at", "reference", "exported_at", "carried", "answer_sealed", "package_sealed"]
    )
    tell(transfer, "transfer.receipt", by=by, now=now, outcome=str(transfer.status))
    log(by.hub, [transfer.person_id], "network:receipt", by=by, now=now)


def log(
    hub: Hub, persons: list[UUID], what: str, *, by: Membership | None, now: datetime,
    action: str = AccessEntry.Action.WRITE,
) -> None:  # fmt: skip
    """Write into the access log whose data was touched: nobody's of this hub, where a file became no record."""
    facts: dict[str, Any] = {"by": by} if by else {"actor": "system"}
    access.log(hub.pk, persons, what=what, why="transfer", action=action, now=now, **facts)
