"""Sealing what two hubs share: under one key, of which each has its own wrapped copy. And a hub's private keys."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from holdfast.hubs.models import Hub
from holdfast.network.envelope import Keys
from holdfast.network.models import Transfer, TransferKey
from holdfast.network.package import Later, Package
from holdfast.people.identity import key_of
from holdfast.people.models import Box, SharedKey
from holdfast.people.sealing import open_bytes, open_json, open_text, seal_bytes, seal_json, seal_text

PRIVATE_BYTES = 32  # of each half


def shared_key(transfer: Transfer, hub: Hub) -> bytes:
    """The key of a transfer, as this hub can open it. In its scope."""
    return key_of(SharedKey.objects.get(hub=hub, subject_id=transfer.pk))


def seal_package(key: bytes, transfer: Transfer, package: Package | Later) -> bytes:
    """Seal the package. It opens for this transfer alone."""
    return seal_json(key, package, person_id=transfer.pk, field="package")


def open_package(transfer: Transfer, hub: Hub) -> Package:
    """The package, as one of the two hubs opens it. In its scope."""
    found: Package = open_json(
        shared_key(transfer, hub), transfer.package_sealed or b"", person_id=transfer.pk, field="package"
    )
    return found


def seal_answer(transfer: Transfer, hub: Hub, words: str) -> bytes:
    """Seal why a transfer is refused."""
    return seal_text(shared_key(transfer, hub), words, person_id=transfer.pk, field="answer")


def answer_of(transfer: Transfer, hub: Hub) -> str:
    """Why it was refused; empty where it was not."""
    if transfer.answer_sealed is None:
        return ""
    return open_text(shared_key(transfer, hub), transfer.answer_sealed, person_id=transfer.pk, field="answer")


def seal_private(box: Box, row: TransferKey, keys: Keys) -> bytes:
    """Seal the private halves of a hub's own key. They open beside this row alone."""
    private = keys.seal.private_bytes_raw() + keys.sign.private_bytes_raw()
    return seal_bytes(key_of(box), private, bound_to=f"{row.pk}:transfer key")


def private_keys(row: TransferKey) -> Keys:
    """The private halves of a hub's own key. In its scope."""
    private = open_bytes(key_of(row.box), row.private_sealed, bound_to=f"{row.pk}:transfer key")
    return Keys(
        X25519PrivateKey.from_private_bytes(private[:PRIVATE_BYTES]),
        Ed25519PrivateKey.from_private_bytes(private[PRIVATE_BYTES:]),
    )
