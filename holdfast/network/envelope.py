"""A sealed file: for one hub's eyes (HPKE, RFC 9180), and from one hub's hand (Ed25519, RFC 8032).

Its plain header says what it is, of which transfer, from which hub and for which; nothing of the person. The header is
bound into the seal and signed together with it, so that neither can be put beside another.
"""

import json
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from holdfast.network.files import LARGEST, FileRefused, json_of

FORMAT, VERSION = "holdfast-transfer", 1
OFFER, RECEIPT = "offer", "receipt"
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
FINGERPRINT = re.compile(r"[A-Z2-7]{32}")
NO_FILE = "it is no sealed file of Holdfast"
NEWER = "it was written by a newer version of Holdfast: bring this installation up to date first"


@dataclass(frozen=True)
class Keys:
    """The private halves of a hub's own key."""

    seal: X25519PrivateKey
    sign: Ed25519PrivateKey


@dataclass(frozen=True)
class Header:
    """What stands in the plain: `sender` and `recipient` are fingerprints."""

    kind: str
    transfer_id: UUID
    sender: str
    recipient: str

    def bound(self) -> bytes:
        """The header as it is bound into the seal and signed. No part of it can hold a line break."""
        return "\n".join(
            [f"{FORMAT}/{VERSION}", self.kind, str(self.transfer_id), self.sender, self.recipient]
        ).encode()


@dataclass(frozen=True)
class Envelope:
    """A sealed file, read and not opened."""

    header: Header
    sealed: bytes
    signature: bytes


def close(header: Header, content: Any, *, keys: Keys, seal_key: bytes) -> bytes:
    """A whole file: `content` sealed for whoever has the other half of `seal_key`, signed by `keys`.

    Raises:
        FileRefused: it would be larger than what another hub takes.
    """
    plain = json.dumps(content, ensure_ascii=False).encode()
    sealed = SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(seal_key), info=header.bound())
    written = {
        "format": f"{FORMAT}/{VERSION}", "kind": header.kind, "transfer": str(header.transfer_id),
        "from": header.sender, "to": header.recipient, "sealed": b64encode(sealed).decode(),
        "signature": b64encode(keys.sign.sign(header.bound() + b"\n" + sealed)).decode(),
    }  # fmt: skip
    found = (json.dumps(written, indent=1) + "\n").encode()
    if len(found) > LARGEST:
        raise FileRefused(f"it would be larger than {LARGEST // 1024 // 1024} MB: let less go with them")
    return found


def read(content: bytes) -> Envelope:
    """The file, as far as it can be read without a key.

    Raises:
        FileRefused: it is none of ours, of a later version, or broken.
    """
    given = json_of(content)
    if not isinstance(given, dict):
        raise FileRefused(NO_FILE)
    check_format(given.get("format"), FORMAT, NO_FILE)
    if not all(isinstance(given.get(key), str) for key in ("kind", "transfer", "from", "to", "sealed", "signature")):
        raise FileRefused("it is broken: a part of it is missing")
    if given["kind"] not in {OFFER, RECEIPT}:
        raise FileRefused(NO_FILE)
    if not all(FINGERPRINT.fullmatch(given[key]) for key in ("from", "to")):
        raise FileRefused("it is broken: it does not say from which hub to which")
    try:
        header = Header(given["kind"], UUID(given["transfer"]), given["from"], given["to"])
        sealed, signature = (b64decode(given[key], validate=True) for key in ("sealed", "signature"))
    except (ValueError, NotBase64):
        raise FileRefused("it is broken: what is sealed in it cannot be read") from None
    return Envelope(header, sealed, signature)


def check_format(given: Any, known: str, otherwise: str) -> None:
    """That a file is of the kind and the version that we read.

    Raises:
        FileRefused: it is not.
    """
    name, _, version = given.partition("/") if isinstance(given, str) else ("", "", "")
    if name != known or not version.isascii() or not version.isdigit():
        raise FileRefused(otherwise)
    if version != str(VERSION):
        raise FileRefused(NEWER)


def check_signature(envelope: Envelope, sign_key: bytes) -> None:
    """That it is from this hub, and as it left there.

    Raises:
        FileRefused: it is not.
    """
    signed = envelope.header.bound() + b"\n" + envelope.sealed
    try:
        Ed25519PublicKey.from_public_bytes(sign_key).verify(envelope.signature, signed)
    except InvalidSignature:
        raise FileRefused("its signature does not fit: it was changed on its way, or is not from that hub") from None


def opened(envelope: Envelope, keys: Keys) -> Any:
    """What is sealed in it. Check the signature first.

    Raises:
        FileRefused: it does not open by this hub's key.
    """
    try:
        plain = SUITE.decrypt(envelope.sealed, keys.seal, info=envelope.header.bound())
    except (InvalidTag, ValueError):
        raise FileRefused("it does not open by this hub’s key: it was sealed for another one, or is broken") from None
    return json_of(plain)
