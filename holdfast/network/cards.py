"""A hub's card: who it is and its two public keys, signed by itself. Its fingerprint is compared by telephone."""

import json
from base64 import b32encode, b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from holdfast.network.envelope import SUITE, Keys, check_format
from holdfast.network.files import FileRefused, json_of
from holdfast.people.contact_details import phone

FORMAT = "holdfast-card"
NO_CARD = "it is no card of a hub"
BROKEN = "it is broken, or was changed: ask that hub for its card again"
FINGERPRINT_BYTES = 20  # 160 bits: to make another card with the same one is beyond anybody
GROUP = 4
LONGEST = {"name": 120, "place": 120, "telephone": 20}


@dataclass(frozen=True)
class Card:
    """Who a hub is."""

    name: str
    place: str
    telephone: str
    seal_key: bytes
    sign_key: bytes

    @property
    def fingerprint(self) -> str:
        """What names its keys."""
        return fingerprint(self.seal_key, self.sign_key)

    def signed(self) -> bytes:
        """What the card's signature covers."""
        said = [self.name, self.place, self.telephone, self.fingerprint]
        return f"{FORMAT}/1\n{json.dumps(said)}".encode()


def fingerprint(seal_key: bytes | memoryview, sign_key: bytes | memoryview) -> str:
    """32 letters and digits that name two public keys."""
    hashed = sha256(b"holdfast-keys\n" + bytes(seal_key) + bytes(sign_key)).digest()
    return b32encode(hashed[:FINGERPRINT_BYTES]).decode()


def say_fingerprint(found: str) -> str:
    """In groups short enough to be read out."""
    return " ".join(found[start : start + GROUP] for start in range(0, len(found), GROUP))


def is_fingerprint(given: str, found: str) -> bool:
    """Whether what somebody typed is this fingerprint, whatever its spaces, hyphens and capitals."""
    typed = "".join(sign for sign in given.upper() if sign.isalnum())
    return compare_digest(typed.encode(), found.encode())


def write_card(card: Card, keys: Keys) -> str:
    """The card as a file."""
    written = {
        "format": f"{FORMAT}/1", "name": card.name, "place": card.place, "telephone": card.telephone,
        "seal_key": b64encode(card.seal_key).decode(), "sign_key": b64encode(card.sign_key).decode(),
        "signature": b64encode(keys.sign.sign(card.signed())).decode(),
    }  # fmt: skip
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def read_card(content: bytes) -> Card:
    """The card of a file: it says what it said when its hub signed it. Whose it is, the telephone tells.

    Raises:
        FileRefused: it is none, or was changed.
    """
    given = json_of(content)
    if not isinstance(given, dict):
        raise FileRefused(NO_CARD)
    check_format(given.get("format"), FORMAT, NO_CARD)
    said = {key: line_of(given.get(key), longest) for key, longest in LONGEST.items()}
    try:
        seal_key, sign_key, signature = (
            b64decode(given[key], validate=True) for key in ("seal_key", "sign_key", "signature")
        )  # fmt: skip
        phone(said["telephone"])
        card = Card(**said, seal_key=seal_key, sign_key=sign_key)
        Ed25519PublicKey.from_public_bytes(sign_key).verify(signature, card.signed())
        SUITE.encrypt(b"", X25519PublicKey.from_public_bytes(seal_key))  # refuses a key by which nothing is sealed
    except (KeyError, TypeError, ValueError, InvalidSignature):
        raise FileRefused(BROKEN) from None
    return card


def line_of(given: Any, longest: int) -> str:
    """One line of a card.

    Raises:
        FileRefused: it is none.
    """
    if not isinstance(given, str) or not given.strip() or len(given) > longest or not given.isprintable():
        raise FileRefused(BROKEN)
    return given
