"""A hub's facts as a folder for the contracted processor: one sealed file of Parquet, and a manifest that is signed.

Sealed by HPKE (RFC 9180) for the processor's key, signed by the installation's (Ed25519). What is in it are pseudonyms,
codes, times and numbers: see `facts`. The key of the pseudonyms is thrown away; whoever had two exports of a hub could
still match steps by their times, so that a processor keeps one and destroys the other. Of two hubs, whoever went from
one to the other can be matched by when they first asked.
"""

import json
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from holdfast.monitoring.columns import COLUMNS
from holdfast.monitoring.definitions import FROM_STEPS

FORMAT = "holdfast-events/1"
MANIFEST, SEALED = "manifest.json", "facts.sealed"
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
HUB = re.compile(r"[a-z0-9-]{1,60}")
VERSIONS = {each.code: each.version for each in FROM_STEPS}
STATED = ("format", "hub", "facts", "definitions", "written_at", "sha256", "to", "signed_by")


class FolderRefused(Exception):
    """A folder that cannot be counted; the sentence says why."""


@dataclass(frozen=True)
class Manifest:
    """What a folder says of itself: how the hub is called, and how many facts there are."""

    hub: str
    facts: int
    said: dict[str, Any]


def make_folder(folder: Path) -> None:
    """Make the folder of an export, which only its owner opens.

    Raises:
        FileExistsError: something is there already.
    """
    folder.mkdir(parents=True, mode=0o700)


def remove_copy(folder: Path) -> bool:
    """Remove what was written there, also in part, and the folder where nothing else is in it. Whether it was there."""
    written = [each for each in (folder / SEALED, folder / MANIFEST) if each.is_file()]
    for each in written:
        each.unlink()
    is_there = folder.is_dir()
    if is_there and not any(folder.iterdir()):
        folder.rmdir()
    return is_there


def write_folder(
    folder: Path, facts: pa.Table, *, hub: str, to: bytes, sign: Ed25519PrivateKey, written_at: str
) -> dict[str, Any]:
    """Write a hub's facts into a folder that is empty, sealed for the key `to`. Returns the manifest."""
    plain = BytesIO()
    parquet.write_table(facts, plain, compression="zstd")
    sealed = SUITE.encrypt(plain.getvalue(), X25519PublicKey.from_public_bytes(to), info=bound(hub))
    said: dict[str, Any] = {
        "format": FORMAT, "hub": hub, "facts": facts.num_rows, "definitions": VERSIONS, "written_at": written_at,
        "sha256": sha256(sealed).hexdigest(), "to": b64encode(to).decode(),
        "signed_by": b64encode(sign.public_key().public_bytes_raw()).decode(),
    }  # fmt: skip
    manifest = {**said, "signature": b64encode(sign.sign(canonical(said))).decode()}
    (folder / SEALED).write_bytes(sealed)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    return manifest


def bound(hub: str) -> bytes:
    """What a sealed file cannot be taken out of: its format and its hub."""
    return f"{FORMAT}\n{hub}".encode()


def canonical(said: dict[str, Any]) -> bytes:
    """A manifest as it is signed."""
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def read_manifest(folder: Path, *, trusted: dict[str, bytes]) -> Manifest:
    """The manifest of a folder, if it is whole and from a hub that is known.

    Args:
        trusted: by the name of each hub, the key that signs its manifests.

    Raises:
        FolderRefused: it is missing, damaged, of a later version, or from somebody else.
    """
    try:
        given = json.loads((folder / MANIFEST).read_bytes())
        said, signature = {key: given[key] for key in STATED}, b64decode(given["signature"], validate=True)
        signer = b64decode(said["signed_by"], validate=True)
    except OSError:
        raise FolderRefused("it has no manifest") from None
    except (ValueError, KeyError, TypeError, NotBase64, RecursionError):
        raise FolderRefused("its manifest is damaged") from None
    if said["format"] != FORMAT or said["definitions"] != VERSIONS:
        raise FolderRefused("it was written by another version of Holdfast: bring both to the same one")
    if not HUB.fullmatch(str(said["hub"])):
        raise FolderRefused("its manifest is damaged")
    if trusted.get(str(said["hub"])) != signer:
        raise FolderRefused(f"it says that it is from “{said['hub']}”, and that hub’s key is not known here")
    try:
        Ed25519PublicKey.from_public_bytes(signer).verify(signature, canonical(said))
    except (InvalidSignature, ValueError):
        raise FolderRefused("its manifest was changed after it was signed") from None
    return Manifest(str(said["hub"]), int(said["facts"]), said)


def open_facts(folder: Path, manifest: Manifest, *, key: X25519PrivateKey) -> pa.Table:
    """The facts of a folder.

    Raises:
        FolderRefused: the file is missing, was changed, is sealed for another key, or holds what its manifest does
            not say.
    """
    try:
        sealed = (folder / SEALED).read_bytes()
    except OSError:
        raise FolderRefused("its facts are missing") from None
    if sha256(sealed).hexdigest() != manifest.said["sha256"]:
        raise FolderRefused("its facts were changed, or belong to another manifest")
    try:
        plain = SUITE.decrypt(sealed, key, info=bound(manifest.hub))
        facts = parquet.read_table(BytesIO(plain))
    except (InvalidTag, ValueError, pa.ArrowInvalid):
        raise FolderRefused("it does not open by this key") from None
    if not facts.schema.equals(COLUMNS) or facts.num_rows != manifest.facts:
        raise FolderRefused("it holds something else than its manifest says")
    if set(facts["hub"].unique().to_pylist()) - {manifest.hub}:
        raise FolderRefused("it holds facts of another hub")
    return facts
