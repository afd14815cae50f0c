"""Encrypts what would name a person, or what they said, under a key of their own.

AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). Every person has a data key, wrapped by their hub's key.
The associated data is the person and the field, so that a ciphertext moved to another row or column is refused.
Destroying a person's data key makes every one of their sealed fields unreadable.
"""

import json
import secrets
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

FORMAT = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16
KEY_BYTES = 32


class SealBroken(Exception):
    """The sealed value was altered, moved, or belongs to another key."""


def seal_bytes(key: bytes, plain: bytes, *, bound_to: str) -> bytes:
    """Encrypt; `bound_to` must be given again to open it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def open_bytes(key: bytes, sealed: bytes | memoryview, *, bound_to: str) -> bytes:
    """Decrypt.

    Raises:
        SealBroken: altered, moved, or another key.
    """
    sealed = bytes(sealed)
    if sealed[:1] != FORMAT or len(sealed) < len(FORMAT) + NONCE_BYTES + TAG_BYTES:
        raise SealBroken("unknown format")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, bound_to.encode())
    except InvalidTag:
        raise SealBroken(bound_to.split(":")[-1]) from None


def new_wrapped_key(hub_id: UUID, person_id: UUID) -> tuple[bytes, int, bytes]:
    """A new data key for a person: the key itself, the hub key's version, and the key wrapped."""
    settings.KEYRING.refresh()  # another process may have rotated
    key = secrets.token_bytes(KEY_BYTES)
    version = settings.KEYRING.active
    return key, version, wrap(hub_id, person_id, key, version=version)


def wrap(hub_id: UUID, person_id: UUID, key: bytes, *, version: int) -> bytes:
    """Wrap a person's data key with their hub's key."""
    return seal_bytes(settings.KEYRING.hub_key(hub_id, version), key, bound_to=f"key:{person_id}")


def unwrap(hub_id: UUID, person_id: UUID, wrapped: bytes | memoryview, *, version: int) -> bytes:
    """The person's data key.

    Raises:
        KeyMissing: the hub key's version was destroyed.
        SealBroken: the wrapped key belongs to somebody else.
    """
    hub_key = settings.KEYRING.hub_key(hub_id, version)
    return open_bytes(hub_key, wrapped, bound_to=f"key:{person_id}")


def seal_text(key: bytes, text: str, *, person_id: UUID, field: str) -> bytes:
    """Seal one field of one person."""
    return seal_bytes(key, text.encode(), bound_to=f"{person_id}:{field}")


def open_text(key: bytes, sealed: bytes | memoryview, *, person_id: UUID, field: str) -> str:
    """Open one field of one person."""
    return open_bytes(key, sealed, bound_to=f"{person_id}:{field}").decode()


def seal_json(key: bytes, value: Any, *, person_id: UUID, field: str) -> bytes:
    """Seal a small structure, such as the ways to reach somebody."""
    return seal_text(key, json.dumps(value, ensure_ascii=False), person_id=person_id, field=field)


def open_json(key: bytes, sealed: bytes | memoryview, *, person_id: UUID, field: str) -> Any:
    """Open a small structure."""
    return json.loads(open_text(key, sealed, person_id=person_id, field=field))
