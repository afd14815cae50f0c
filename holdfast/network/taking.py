"""A file of another installation on its way in: from whom it is, what it says, and in words what came of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied

from holdfast.accounts.models import Membership
from holdfast.events.models import AccessEntry
from holdfast.hubs.hours import say_moment, say_wait_long
from holdfast.hubs.models import Hub
from holdfast.network import envelope as envelopes
from holdfast.network.contents import LONGEST_SUMMARY, Offer, read_offer, read_receipt
from holdfast.network.elsewhere_queries import arrival_elsewhere, known_as, may_answer
from holdfast.network.envelope import RECEIPT, Envelope, Header
from holdfast.network.file_actions import Outcome, answer, file_name, log, take_receipt
from holdfast.network.files import FileRefused
from holdfast.network.limits import text
from holdfast.network.models import Arrival, HubElsewhere, Transfer, TransferKey
from holdfast.network.rules import plain_lines
from holdfast.network.sealed import private_keys
from holdfast.network.shown import NOT_REACHED, REACHED
from holdfast.network.states import Part

OTHER_HUB = "it is sealed for another hub"
STRANGER = "it is from a hub that this one does not trust: take its card in first, by holdfast transfer trust"
ENDED = "it is from a hub that this one does not trust any more"
OWN = "it is this hub’s own file: bring it to the hub it was written for"
NO_DECISION = "it is a receipt: there is nothing to show or to refuse in it"
RESULTS = {
    Outcome.ACCEPTED: "Accepted there: {name} is responsible from now on, and the request is closed here.",
    Outcome.REFUSED: "Refused there. This hub stays responsible; why stands on the record, under “Another hub”.",
    Outcome.AS_BEFORE: "This receipt was taken in before. Nothing was changed.",
    Outcome.REFUSED_WHEN_TAKEN_BACK: "The offer had been taken back here, and was refused there. Nothing was changed.",
}
TAKEN_BACK = (
    "the offer was taken back here before this receipt came, and {name} has accepted it. Nothing was changed: this hub "
    "is responsible. Call {name}, {telephone}: both hubs have the record now, and one of you must close theirs"
)

DIED = (
    "they have died, which is recorded here, and the offer ended before this receipt came; {name} has accepted it. "
    "Nothing was changed. Call {name}, {telephone}, and tell them of the death: nothing more must go to them from there"
)
TROUBLE = {Outcome.TAKEN_BACK: TAKEN_BACK, Outcome.DIED: DIED}


@dataclass(frozen=True)
class Taken:
    """What came of a file: words, a receipt to carry back, and what needs somebody at once."""

    sender: str
    words: list[str] = field(default_factory=list)
    trouble: str = ""
    receipt: bytes = b""
    receipt_name: str = ""


def take(
    hub: Hub, own: TransferKey, content: bytes, *, refusal: str, is_shown: bool, by: Membership, now: datetime
) -> Taken:
    """Check a file, open it, and do what it is for. In the hub's scope, in one transaction.

    Raises:
        FileRefused: it cannot be taken; nothing was written.
        PermissionDenied: another member has to do it.
    """
    envelope = envelopes.read(content)
    sender = sender_of(hub, envelope, own)
    inside = envelopes.opened(envelope, private_keys(own))
    if envelope.header.kind == RECEIPT:
        if is_shown or refusal:
            raise FileRefused(NO_DECISION)
        receipt = read_receipt(inside, now=now)
        outcome = take_receipt(hub, envelope.header.transfer_id, receipt, sender, by=by, now=now)
        return said(outcome, sender)
    offer = read_offer(inside, now=now)
    if is_shown:
        return Taken(sender.name, shown(hub, envelope, offer, sender, by=by, now=now))
    why = text(refusal.strip(), "--refuse", longest=LONGEST_SUMMARY)
    arrival, is_new = answer(hub, envelope, offer, sender, own, refusal=why, by=by, now=now)
    return answered(arrival, sender, is_new=is_new, wanted=not why)


def sender_of(hub: Hub, envelope: Envelope, own: TransferKey) -> HubElsewhere:
    """The hub that signed a file, and for this one.

    Raises:
        FileRefused: it is for another hub, from one that is not trusted, or was changed.
    """
    header = envelope.header
    if header.sender == own.fingerprint:
        raise FileRefused(OWN)
    if header.recipient != own.fingerprint:
        raise FileRefused(OTHER_HUB)
    found = known_as(hub, header.sender)
    if found is None:
        raise FileRefused(STRANGER)
    envelopes.check_signature(envelope, bytes(found.sign_key))
    if found.ended_at is not None:
        raise FileRefused(ENDED)
    return found


def said(outcome: Outcome, sender: HubElsewhere) -> Taken:
    """What a receipt changed, in words."""
    if outcome in TROUBLE:
        return Taken(sender.name, trouble=TROUBLE[outcome].format(name=sender.name, telephone=sender.telephone))
    return Taken(sender.name, [RESULTS[outcome].format(name=sender.name)])


def shown(
    hub: Hub, envelope: Envelope, offer: Offer, sender: HubElsewhere, *, by: Membership, now: datetime
) -> list[str]:
    """An offer in the words that are needed to decide, and not who it is. That it was read stands in the access log.

    Raises:
        PermissionDenied: another member has to do it.
    """
    arrival = arrival_elsewhere(hub, envelope.header.transfer_id)
    if not may_answer(by, offer.package, person=arrival.person if arrival else None):
        raise PermissionDenied("show")
    log(hub, [], "network:one", by=by, now=now, action=AccessEntry.Action.READ)
    reached = REACHED if offer.package["asked"]["was_reached"] else NOT_REACHED
    goes = "; ".join(Part(each).label for each in offer.parts) or "name, safe ways to reach them, whom they keep out"
    return [
        f"From {sender.name}, {sender.telephone}. Offered {say_moment(offer.offered_at, now)}.",
        f"Why: {Transfer.Reason(offer.reason).label}.",
        f"First asked for help {say_wait_long(max(now - offer.received_at, timedelta()))} ago. {reached}",
        f"Comes with them: {goes}.",
        "",
        *(printed(each) for each in plain_lines(offer.package["summary"])),
    ]


def printed(line: str) -> str:
    """A line without signs that move the cursor."""
    return "".join(sign if sign.isprintable() else "�" for sign in line)


def answered(arrival: Arrival, sender: HubElsewhere, *, is_new: bool, wanted: bool) -> Taken:
    """What was decided on an offer, in words, with the receipt to carry back."""
    back = f"Bring the receipt to {sender.name}: it stays responsible until it has taken it in."
    if arrival.referral is not None:
        reference = arrival.referral.reference
        spaced = f"{reference[:3]} {reference[3:6]} {reference[6:]}"
        words = f"Accepted. They wait in triage; their reference here is {spaced}."
    else:
        words = "Refused. Nothing of them is kept here."
    before = "" if is_new else "This offer was answered before; no second record was made. "
    trouble = "" if arrival.is_accepted == wanted else "this offer was answered otherwise before, and that stands"
    assert arrival.receipt is not None  # arrival_from_one_hub
    name = file_name(Header(RECEIPT, arrival.transfer_id, "", ""))
    return Taken(sender.name, [f"{before}{words}", back], trouble, bytes(arrival.receipt), name)
