"""The keys, which live in one file outside the database and its backups.

The file holds numbered master keys. From each, HKDF-SHA-256 (RFC 5869) derives one key per purpose and hub, so
that a new hub needs no new secret. The highest number is the active one; the others only open what is older.
Every process reads the file for itself; whoever changes it holds its lock and reads it first.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class KeyMissing(Exception):
    """The keyring does not hold the key this needs: it was destroyed, or the file is another one's."""


@dataclass
class Keyring:
    """The master keys by version, and where they are kept."""

    path: Path
    masters: dict[int, bytes]
    search: dict[int, bytes]
    fixed: bytes
    read_from: tuple[int, int] = field(default=(0, 0))

    @property
    def active(self) -> int:
        """The version that new keys are wrapped with."""
        return max(self.masters)

    @property
    def active_search(self) -> int:
        """The version that search tokens are made with."""
        return max(self.search)

    def derive(self, purpose: str) -> bytes:
        """A key that never rotates: `django`, `scope`, `audit`, `second factor`."""
        return derived(self.fixed, purpose)

    def hub_key(self, hub_id: UUID, version: int) -> bytes:
        """The key that wraps the data keys of one hub's people.

        Raises:
            KeyMissing: that version has been destroyed.
        """
        return derived(self.master(self.masters, version), f"hub:{hub_id}")

    def search_key(self, hub_id: UUID, version: int) -> bytes:
        """The key of one hub's search tokens."""
        return derived(self.master(self.search, version), f"search:{hub_id}")

    def master(self, kept: dict[int, bytes], version: int) -> bytes:
        """One master key; reads the file again when another process may have added it."""
        if version not in kept:
            self.refresh()
        try:
            return kept[version]
        except KeyError:
            raise KeyMissing(f"Key version {version} is not in {self.path.name}") from None

    def refresh(self) -> None:
        """Take up what another process has written, in place. A reader beside us never finds a key missing."""
        if mark(self.path.stat()) == self.read_from:
            return
        fresh = read_keyring(self.path)
        for kept, now in ((self.masters, fresh.masters), (self.search, fresh.search)):
            kept.update(now)
            for version in kept.keys() - now.keys():
                del kept[version]
        self.read_from = fresh.read_from

    def add(self, kind: str) -> int:
        """Add a new version of `masters` or `search` and make it the active one."""
        with locked(self.path):
            self.refresh()
            kept: dict[int, bytes] = getattr(self, kind)
            version = max(kept) + 1
            kept[version] = secrets.token_bytes(KEY_BYTES)
            self.save()
        return version

    def destroy(self, kind: str, version: int) -> None:
        """Remove one version for good. The active version cannot be destroyed.

        Raises:
            KeyMissing: there is no such version.
            ValueError: it is the active one.
        """
        with locked(self.path):
            self.refresh()
            kept: dict[int, bytes] = getattr(self, kind)
            self.master(kept, version)
            if version == max(kept):
                raise ValueError("The active key cannot be destroyed")
            del kept[version]
            self.save()

    def save(self) -> None:
        """Write the file so that a crash leaves the old or the new one, readable by its owner alone."""
        body = {
            "masters": {str(version): key.hex() for version, key in self.masters.items()},
            "search": {str(version): key.hex() for version, key in self.search.items()},
            "fixed": self.fixed.hex(),
        }
        draft = self.path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(body, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)
        make_lasting(self.path.parent)
        self.read_from = mark(self.path.stat())


def make_lasting(path: Path) -> None:
    """Have a file, or a folder itself, written to the disk: a key must outlive a power cut before anything is sealed
    by it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def mark(stat: os.stat_result) -> tuple[int, int]:
    """What tells one written file from the next, also where the clock of the disk is coarse."""
    return stat.st_mtime_ns, stat.st_ino


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Change the keyring alone: another process waits, and then reads what this one wrote."""
    handle = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@lru_cache(maxsize=512)
def derived(master: bytes, purpose: str) -> bytes:
    """HKDF-SHA-256 of `master` for `purpose`, 32 bytes."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"holdfast:{purpose}".encode()).derive(master)


def load_keyring(path: Path) -> Keyring:
    """Read the keyring, or make one where there is none yet. Two processes that start at once share one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(path):
            if not path.exists():
                fresh = [secrets.token_bytes(KEY_BYTES) for _ in range(3)]
                Keyring(path, {1: fresh[0]}, {1: fresh[1]}, fresh[2]).save()
    return read_keyring(path)


def read_keyring(path: Path) -> Keyring:
    """Read the keyring's file."""
    with path.open() as file:
        read_from, body = mark(os.fstat(file.fileno())), json.load(file)
    return Keyring(
        path,
        {int(version): bytes.fromhex(key) for version, key in body["masters"].items()},
        {int(version): bytes.fromhex(key) for version, key in body["search"].items()},
        bytes.fromhex(body["fixed"]),
        read_from,
    )
