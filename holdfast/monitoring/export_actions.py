"""Writes of an export of events: one asks, another one agrees, and then it is written once."""

from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring.models import EventExport

ONE_WAITS = "an export waits already: agree to it and write it, or drop it"
NONE_WAITS = "no export waits: one asks for it first"
OWN = "you asked for it: another one agrees"
OTHER_KEY = "it was asked for another key: compare with the processor by telephone, and drop it where it is wrong"
NOT_AGREED = "nobody else has agreed to it yet"
ALREADY = "another one has agreed to it already"
OTHER_BEGAN = "it was begun again elsewhere meanwhile: nothing of this was kept"
NO_KEY = "this is no key of a processor: 32 bytes, as holdfast network-return --make-key shows it"
NO_WORDS = "say under which contract and assessment the facts are given"


@transaction.atomic
def ask(hub: Hub, *, to_key: bytes, under: str, by: Membership, now: datetime) -> EventExport:
    """The first of two asks that the hub's facts be given to the holder of a key.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: one waits, or the key or the words are none.
    """
    checked(hub, by)
    if not is_key(to_key):
        raise MoveNotAllowed(NO_KEY)
    if not under.strip():
        raise MoveNotAllowed(NO_WORDS)
    Hub.objects.select_for_update().get(pk=hub.pk)
    if EventExport.objects.filter(hub=hub, written_at=None, dropped_at=None).exists():
        raise MoveNotAllowed(ONE_WAITS)
    return EventExport.objects.create(hub=hub, to_key=to_key, under=under.strip(), asked_at=now, asked_by=by)


@transaction.atomic
def agree(hub: Hub, *, to_key: bytes, by: Membership, now: datetime) -> EventExport:
    """The second agrees, with the key that they were given by the processor themselves.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: none waits, it is for another key, or it was they who asked.
    """
    checked(hub, by)
    found = waits(hub)
    if bytes(found.to_key) != to_key:
        raise MoveNotAllowed(OTHER_KEY)
    if found.agreed_at is not None:
        raise MoveNotAllowed(ALREADY)
    if found.asked_by_id == by.pk:
        raise MoveNotAllowed(OWN)
    found.agreed_at, found.agreed_by = now, by
    found.save(update_fields=["agreed_at", "agreed_by"])
    return found


@transaction.atomic
def drop(hub: Hub, *, by: Membership, now: datetime) -> EventExport:
    """Give up the export that waits.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: none waits.
    """
    checked(hub, by)
    found = waits(hub)
    found.dropped_at, found.dropped_by = now, by
    found.save(update_fields=["dropped_at", "dropped_by"])
    return found


@transaction.atomic
def begin(hub: Hub, *, folder: str, now: datetime) -> EventExport:
    """Keep where it is about to be written: were the writing cut short, the copy there would be known of.

    Raises:
        MoveNotAllowed: none waits on which two have agreed.
    """
    found = agreed(hub)
    found.begun_at, found.begun_in = now, folder
    found.save(update_fields=["begun_at", "begun_in"])
    return found


def begun(hub: Hub, *, folder: str) -> EventExport:
    """The export that is being written there, held until the transaction ends.

    Raises:
        MoveNotAllowed: it was written or dropped meanwhile, or begun elsewhere.
    """
    found = agreed(hub)
    if found.begun_in != folder:
        raise MoveNotAllowed(OTHER_BEGAN)
    return found


@transaction.atomic
def keep_manifest(found: EventExport, *, manifest: dict[str, Any], now: datetime) -> None:
    """Keep what was written, in the transaction that read it."""
    found.written_at, found.manifest = now, manifest
    found.save(update_fields=["written_at", "manifest"])


def is_key(given: bytes) -> bool:
    """Whether something can be sealed for it: the right length, and no point of small order."""
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(given))
    except ValueError:
        return False
    return True


def waits(hub: Hub) -> EventExport:
    """The export that waits, held until the transaction ends.

    Raises:
        MoveNotAllowed: there is none.
    """
    open_ones = EventExport.objects.select_for_update(of=("self",)).filter(hub=hub, written_at=None, dropped_at=None)
    found = open_ones.select_related("asked_by__account").first()
    if found is None:
        raise MoveNotAllowed(NONE_WAITS)
    return found


def agreed(hub: Hub) -> EventExport:
    """The export that two have agreed on, held until the transaction ends.

    Raises:
        MoveNotAllowed: there is none.
    """
    found = waits(hub)
    if found.agreed_at is None:
        raise MoveNotAllowed(NOT_AGREED)
    return found


def checked(hub: Hub, by: Membership) -> None:
    """Refuse whoever may not let figures go.

    Raises:
        PermissionDenied: they may not.
    """
    if by.hub_id != hub.pk or not by.may(Permission.RELEASE_FIGURES):
        raise PermissionDenied("export")
