"""Seals the access log into a chain per hub, in batches, so that nobody waits for a lock to read a record.

A batch is every entry of the transactions between two snapshots: ids commit out of order, transactions below
`pg_snapshot_xmin` do not change any more. The head of the chain is signed (Ed25519) and copied to a folder outside
the database, so that an edit, a cut tail and a rewritten chain all show.
"""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection

from holdfast.events.models import AccessEntry, Seal
from holdfast.hubs.models import Hub

START = b"\0" * 32
COLUMNS = ("transaction", "id", "at", "by_id", "actor", "action", "what", "why", "persons")


def signing_key() -> Ed25519PrivateKey:
    """The key that signs the head of each chain."""
    return Ed25519PrivateKey.from_private_bytes(settings.KEYRING.derive("audit"))


def settled_transaction() -> int:
    """The first transaction that may still change something: everything below is as it will stay."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


def canonical(row: tuple) -> bytes:
    """One entry as bytes that only this entry has."""
    plain = [str(value) if not isinstance(value, list) else [str(item) for item in value] for value in row]
    return json.dumps(plain, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"


def digest_of(hub_id: UUID, *, start: int, end: int) -> tuple[int, bytes]:
    """How many entries the transactions [start, end) hold, and the SHA-256 over them in order."""
    digest, count = hashlib.sha256(), 0
    entries = AccessEntry.objects.filter(
        hub_id=hub_id, transaction__gte=str(start), transaction__lt=str(end)
    ).order_by("transaction", "id")
    for row in entries.values_list(*COLUMNS).iterator(chunk_size=2000):
        digest.update(canonical(row))
        count += 1
    return count, digest.digest()


def head_of(previous: bytes, *, number: int, start: int, end: int, entries: int, digest: bytes) -> bytes:
    """The chain's new head: the SHA-256 of the old head and everything this link says."""
    said = f"{number}:{start}:{end}:{entries}:".encode()
    return hashlib.sha256(bytes(previous) + said + bytes(digest)).digest()


def seal(hub: Hub, *, now: datetime) -> Seal | None:
    """Seal what has settled since the last seal, in the hub's scope. None where there is nothing new."""
    last = hub.seals.order_by("-number").first()
    start = int(last.to_transaction) if last else 0
    end = settled_transaction()
    entries, digest = digest_of(hub.pk, start=start, end=end)
    if not entries:
        return None
    number = last.number + 1 if last else 1
    head = head_of(
        last.head if last else START, number=number, start=start, end=end, entries=entries, digest=digest
    )
    return Seal.objects.create(
        hub=hub,
        number=number,
        from_transaction=str(start),
        to_transaction=str(end),
        entries=entries,
        digest=digest,
        head=head,
        signature=signing_key().sign(head),
        sealed_at=now,
    )


def copy_file(hub: Hub) -> Path:
    """Where the heads of a hub's chain are copied: one line a seal."""
    return Path(settings.AUDIT_COPY) / f"{hub.pk}.heads"


def copy_head(hub: Hub, sealed: Seal) -> None:
    """Copy a committed head to the folder outside the database."""
    file = copy_file(hub)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a") as lines:
        lines.write(f"{sealed.number} {bytes(sealed.head).hex()} {bytes(sealed.signature).hex()}\n")


def faults(hub: Hub) -> list[str]:
    """What is wrong with a hub's chain, in its scope, as sentences. Empty when it is whole."""
    found, head, end, number = [], START, 0, 0
    copied = dict(copied_heads(hub))
    for sealed in hub.seals.order_by("number").iterator(chunk_size=500):
        number += 1
        start, stop = int(sealed.from_transaction), int(sealed.to_transaction)
        if sealed.number != number or start != end:
            found.append(f"seal {sealed.number}: a link of the chain is missing before it")
        entries, digest = digest_of(hub.pk, start=start, end=stop)
        if (entries, digest) != (sealed.entries, bytes(sealed.digest)):
            found.append(f"seal {sealed.number}: entries were changed, added or removed")
        head = head_of(
            head, number=sealed.number, start=start, end=stop, entries=sealed.entries, digest=sealed.digest
        )
        if head != bytes(sealed.head) or not is_signed(sealed):
            found.append(f"seal {sealed.number}: the chain was rewritten")
        if copied.pop(sealed.number, bytes(sealed.head).hex()) != bytes(sealed.head).hex():
            found.append(f"seal {sealed.number}: differs from the copy kept outside the database")
        number, end, head = sealed.number, stop, bytes(sealed.head)
    found += [f"seal {missing}: is in the copy and not in the database" for missing in sorted(copied)]
    return found


def is_signed(sealed: Seal) -> bool:
    """Whether the head carries our signature."""
    try:
        signing_key().public_key().verify(bytes(sealed.signature), bytes(sealed.head))
    except InvalidSignature:
        return False
    return True


def copied_heads(hub: Hub) -> list[tuple[int, str]]:
    """Number and head of every seal in the copy."""
    file = copy_file(hub)
    lines = file.read_text().splitlines() if file.exists() else []
    return [(int(line.split()[0]), line.split()[1]) for line in lines]
