"""Writes about hubs of other installations: this hub's own key and card, whom it trusts, and whom no longer."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network.cards import Card, write_card
from holdfast.network.elsewhere_queries import known_as, own_key
from holdfast.network.envelope import Keys
from holdfast.network.models import HubElsewhere, TransferKey
from holdfast.network.sealed import private_keys, seal_private
from holdfast.people.actions import new_box

OWN = "it is the card of this hub itself"
TRUSTED = "this hub is trusted already; end that first where its name, place or telephone has changed"
ENDED = "this hub is not trusted any more"


@transaction.atomic
def give_card(hub: Hub, *, now: datetime) -> tuple[Card, str]:
    """This hub's card, and the file for it. Its key is made with the first card, and stays."""
    row = own_key(hub) or make_key(hub, now=now)
    card = Card(
        name=hub.name, place=hub.place, telephone=terms_of(hub, now=now).telephone, seal_key=bytes(row.seal_key),
        sign_key=bytes(row.sign_key),
    )  # fmt: skip
    return card, write_card(card, private_keys(row))


def make_key(hub: Hub, *, now: datetime) -> TransferKey:
    """A key of this hub's own. Where two make one at once, the first stays."""
    box, keys = new_box(hub, now=now), Keys(X25519PrivateKey.generate(), Ed25519PrivateKey.generate())
    row = TransferKey(
        hub=hub, box=box, made_at=now, seal_key=keys.seal.public_key().public_bytes_raw(),
        sign_key=keys.sign.public_key().public_bytes_raw(),
    )  # fmt: skip
    row.private_sealed = seal_private(box, row, keys)
    box.save(force_insert=True)
    TransferKey.objects.bulk_create([row], ignore_conflicts=True)
    return TransferKey.objects.select_related("box").get(hub=hub)


@transaction.atomic
def trust(hub: Hub, card: Card, *, by: Membership, now: datetime) -> HubElsewhere:
    """Take a hub of another installation for what its card says. Its fingerprint was compared by telephone before.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is trusted already, or it is this hub.
    """
    if not by.may(Permission.SET_HUB):
        raise PermissionDenied("trust")
    own, known = own_key(hub), known_as(hub, card.fingerprint)
    if own is not None and own.fingerprint == card.fingerprint:
        raise MoveNotAllowed(OWN)
    if known is not None and known.ended_at is None:
        raise MoveNotAllowed(TRUSTED)
    return HubElsewhere.objects.create(
        hub=hub, name=card.name, place=card.place, telephone=card.telephone, seal_key=card.seal_key,
        sign_key=card.sign_key, trusted_at=now, trusted_by=by,
    )  # fmt: skip


@transaction.atomic
def end_trust(found: HubElsewhere, *, by: Membership, now: datetime) -> HubElsewhere:
    """Take nothing from there any more, and send nothing there. Whoever was offered stays with this hub.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it had ended.
    """
    if not by.may(Permission.SET_HUB):
        raise PermissionDenied("end_trust")
    found = HubElsewhere.objects.select_for_update().get(hub_id=found.hub_id, pk=found.pk)
    if found.ended_at is not None:
        raise MoveNotAllowed(ENDED)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    return found
