"""Reads of what lies between installations: the hub's own key, hubs elsewhere, offers to and from them."""

from uuid import UUID

from django.db.models import QuerySet

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.models import Hub
from holdfast.network.models import Arrival, HubElsewhere, Transfer, TransferKey
from holdfast.network.package import Package
from holdfast.network.queries import is_named
from holdfast.network.states import Status
from holdfast.people.access import is_kept_out
from holdfast.people.models import Person

MOST_HUBS = 200


def own_key(hub: Hub) -> TransferKey | None:
    """The key by which other installations know this hub; None where it has made no card yet."""
    return TransferKey.objects.filter(hub=hub).select_related("box").first()


def hubs_elsewhere(hub: Hub) -> QuerySet[HubElsewhere]:
    """Hubs of other installations that this one trusts, by name."""
    return HubElsewhere.objects.filter(hub=hub, ended_at=None).order_by("name", "pk")[:MOST_HUBS]


def known_as(hub: Hub, fingerprint: str) -> HubElsewhere | None:
    """The hub elsewhere that this fingerprint names: the one that is trusted, else one that was; None: a stranger."""
    found = HubElsewhere.objects.filter(hub=hub).order_by("-trusted_at", "-pk")
    fitting = [each for each in found if each.fingerprint == fingerprint]
    return next((each for each in fitting if each.ended_at is None), fitting[0] if fitting else None)


def to_export(hub: Hub) -> list[UUID]:
    """Offers to hubs elsewhere that wait for their answer, the longest waiting first."""
    found = Transfer.objects.filter(hub=hub, status=Status.OFFERED, elsewhere__isnull=False)
    return list(found.order_by("offered_at", "pk").values_list("pk", flat=True))


def arrival_elsewhere(hub: Hub, transfer_id: UUID) -> Arrival | None:
    """What was decided here on a transfer of another installation; None where nothing was."""
    found = Arrival.objects.filter(hub=hub, transfer_id=transfer_id)
    return found.select_related("from_elsewhere", "person", "referral").first()


def may_answer(by: Membership, package: Package, *, person: Person | None) -> bool:
    """Whether this member may know of an offer and answer it: the person keeps them out in nothing, there or here."""
    is_meant = is_named(by, package["kept_out"])  # asked of whomever, so that a refusal tells nothing
    is_barred = person is not None and is_kept_out(by, person)
    return by.may(Permission.ALLOCATE) and not is_meant and not is_barred
