"""What happens to somebody while another hub is asked to take them on, or is about to: an alert, a welfare check, a
death. As long as this hub has not let go of them it is responsible, and what it learns goes there too."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from holdfast.alerts.models import Alert
from holdfast.alerts.rules import is_worse
from holdfast.alerts.states import Status as AlertStatus
from holdfast.alerts.words import OTHER_HUB
from holdfast.hubs.models import Hub
from holdfast.network.actions import held_of, renew, tell
from holdfast.network.models import Arrival, Transfer
from holdfast.network.package import Package
from holdfast.network.queries import must_be_seen_to
from holdfast.network.soon import carry_soon, see_to_soon
from holdfast.network.states import OPEN, Status
from holdfast.people.access import about
from holdfast.people.models import Joined, Person
from holdfast.referrals.actions import locked
from holdfast.referrals.models import Referral

MOST_ALERTS = 200
LOOKED_BACK = timedelta(days=2)
TO_ANOTHER = Q(status=Status.ACCEPTED, elsewhere=None)
"""Accepted by a hub of this installation, whether they are let go of or not."""


def hold_offers(person: Person, *, now: datetime | None = None) -> int:
    """An alert about them, or about a record that is joined with theirs, was raised or closed; or a welfare check came,
    or was done. Nobody accepts them elsewhere as long as somebody has to act first, so that whoever does is of the hub
    that is responsible; a hub that has accepted hears of it. In that transaction. How many offers were changed.

    The referral is held first, as everywhere. That of a joined record is not: whoever does this holds their own, and
    two of several records are held in order or not at all. A job of this transaction sees to it; until then, whoever
    lets go asks for open alerts (`carrying.settle`).

    Args:
        now: of the alert, for the event; None: a welfare check, which has one of its own.
    """
    found = Transfer.objects.filter(about(person), Q(status__in=OPEN) | TO_ANOTHER, hub_id=person.hub_id)
    changed = 0
    for each in found.select_related("referral").order_by("referral_id"):
        if each.person_id == person.pk:
            changed += see_to_one(each, now=now)
        else:
            see_to_soon(each)
    return changed


@transaction.atomic
def see_to(hub: Hub, transfer_id: UUID, *, now: datetime) -> None:
    """Let an offer follow what stands of them and of every record that is joined with theirs. In the hub's scope."""
    found = Transfer.objects.filter(Q(status__in=OPEN) | TO_ANOTHER, hub=hub, pk=transfer_id)
    for each in found.select_related("referral"):
        see_to_one(each, now=now)


def see_to_all(hub_id: UUID, persons: Collection[UUID], *, now: datetime) -> None:
    """The same for every offer of these people, who were joined or separated: they and their referrals are held."""
    found = Transfer.objects.filter(Q(status__in=OPEN) | TO_ANOTHER, hub_id=hub_id, person_id__in=persons)
    for each in found.select_related("referral").order_by("referral_id"):
        see_to_one(each, now=now)


def see_to_one(transfer: Transfer, *, now: datetime | None) -> int:
    """Hold an offer, or release it, or carry what is known to the hub that has accepted. Whether that changed it."""
    _, transfer = held_of(locked(transfer.referral), transfer)
    if transfer.status == Status.ACCEPTED:
        return say_there(transfer)
    return put_on_hold(transfer, now=now) if transfer.status in OPEN else 0


def look_again(hub: Hub, *, now: datetime) -> int:
    """Queue once more what an open alert has to say to a hub that has accepted somebody, should a job be lost, or what
    they asked this hub for end. In the hub's scope. Nothing comes of what that hub knows. How many transfers."""
    joined = Joined.objects.filter(hub=hub, person_id=OuterRef(OuterRef("person_id")))
    theirs = Q(person_id=OuterRef("person_id")) | Q(person_id__in=joined.values("other_id"))
    raised = Alert.objects.filter(theirs, hub_id=OuterRef("hub_id")).exclude(status=AlertStatus.CLOSED)
    found = Transfer.objects.filter(TO_ANOTHER, Exists(raised), hub=hub)
    rows = list(found.order_by("pk"))
    for each in rows:
        see_to_soon(each)
    return len(rows)


def put_on_hold(transfer: Transfer, *, now: datetime | None) -> int:
    """Let the other hub accept, or not, as things stand now. 1 where that changed."""
    is_on_hold = must_be_seen_to(transfer.person)
    if transfer.is_on_hold == is_on_hold:
        return 0
    transfer.is_on_hold = is_on_hold
    transfer.save(update_fields=["is_on_hold"])
    if now is not None:
        tell(transfer, "transfer.hold" if is_on_hold else "transfer.release", by=None, now=now)
    return 1


def say_there(transfer: Transfer) -> int:
    """Carry the alerts that are open about somebody to the hub that has accepted them: it hears of them before this hub
    lets go, and where it has, all the same, unless they have asked this hub again since: then it looks after them for
    that itself, and they agreed to no word of it. Where that went on to a hub, too, this one hears of what is about the
    request that it has, and of nothing else. How many packages that changed."""
    if transfer.settled_at is not None and has_them(transfer.person):
        return 0
    alerts = alerts_about(transfer.person, of=transfer.referral_id if has_gone_on(transfer) else None)

    def change(_: Person, package: Package) -> None:
        if alerts or "alerts" in package:
            package["alerts"] = alerts

    return carry_too(transfer, change, is_late=True)


def has_them(person: Person) -> bool:
    """Whether this hub looks after them for a request that is open, on whichever of their records."""
    return Referral.objects.filter(about(person), hub_id=person.hub_id, closed_at=None).exists()


def has_gone_on(transfer: Transfer) -> bool:
    """Whether they, or a record that is joined with theirs, came back or went to a hub after this one had accepted."""
    if transfer.settled_at is None:
        return False
    theirs = Q(about(transfer.person), hub_id=transfer.hub_id)
    went = Transfer.objects.filter(theirs, TO_ANOTHER, ended_at__gt=transfer.ended_at).exclude(pk=transfer.pk)
    came = Arrival.objects.filter(theirs, brought_at__gte=transfer.ended_at)
    return went.exists() or came.exists()


def alerts_about(person: Person, *, of: UUID | None = None) -> list[dict[str, Any]]:
    """Open alerts about them: which, by what it was at the hub that raised it first, and the worst that they say in it
    of keeping safe. Nothing else: the other hub asks. The earliest first.

    What was heard before alerts kept their names goes nowhere: it would come back under another one.

    Args:
        of: the one request that they are about; None: whichever.
    """
    found = Alert.objects.filter(about(person), hub_id=person.hub_id).exclude(status=AlertStatus.CLOSED)
    found = found.exclude(reasons__contains=[OTHER_HUB], first_id=None)
    if of is not None:
        found = found.filter(subject_id=of)
    said: dict[str, dict[str, Any]] = {}
    for each in reversed(found.order_by("-raised_at", "-pk")[:MOST_ALERTS]):
        first = str(each.first_id or each.pk)
        row = said.setdefault(first, {"id": first, "keep_safe": each.keep_safe, "at": each.raised_at.isoformat()})
        if is_worse(each.keep_safe, than=row["keep_safe"]):
            row["keep_safe"] = each.keep_safe
    return list(said.values())


def carry_too(transfer: Transfer, change: Any, *, is_late: bool = False) -> int:
    """Change what is on its way, and send it after them."""
    changed = renew(Transfer.objects.filter(hub_id=transfer.hub_id, pk=transfer.pk), change, is_late=is_late)
    if changed:
        carry_soon(transfer)
    return changed
