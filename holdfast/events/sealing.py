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
    entries = AccessEntry.objects.filter(hub_id=hub_id, transaction__gte=str(start), transaction__lt=str(end)).order_by(
        "transaction", "id"
    )
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
    with connection.cursor() as cursor:  # one sealer at a time: the next one goes on from this link
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"seal:{hub.pk}"])
    copy_late_heads(hub)
    last = hub.seals.order_by("-number").first()
    start = int(last.to_transaction) if last else 0
    end = settled_transaction()
    entries, digest = digest_of(hub.pk, start=start, end=end)
    if not entries:
        return None
    number = last.number + 1 if last else 1
    head = head_of(last.head if last else START, number=number, start=start, end=end, entries=entries, digest=digest)
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
    """Copy a committed head to the folder outside the database.

    A copy that is gone is not begun anew in the middle of a chain: that would hide that somebody removed it.
    """
    file = copy_file(hub)
    if sealed.number > 1 and not file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a") as lines:
        lines.write(line_of(sealed))


def copy_late_heads(hub: Hub) -> None:
    """Copy heads that were committed by a process which died before it could copy them, in the hub's scope."""
    if not copy_file(hub).exists() and hub.seals.filter(number__gt=1).exists():
        return
    copied = max((number for number, _ in copied_heads(hub)), default=0)
    for sealed in hub.seals.filter(number__gt=copied).order_by("number")[:1000]:
        copy_head(hub, sealed)


def line_of(sealed: Seal) -> str:
    """One seal in the copy: number, head, signature."""
    return f"{sealed.number} {bytes(sealed.head).hex()} {bytes(sealed.signature).hex()}\n"


def faults(hub: Hub) -> list[str]:
    """What is wrong with a hub's chain, in its scope, as sentences. Empty when it is whole."""
    found, head, end, number = [], START, 0, 0
    copied = dict(copied_heads(hub))
    last_copied = max(copied, default=0)
    seals = list(hub.seals.order_by("number"))
    if seals and not copy_file(hub).exists():
        found.append(f"the copy of the heads is missing: {copy_file(hub).name}")
    for sealed in seals:
        if sealed.number != number + 1 or int(sealed.from_transaction) != end:
            found.append(f"seal {sealed.number}: a link of the chain is missing before it")
        if sealed.number < last_copied and sealed.number not in copied:
            found.append(f"seal {sealed.number}: is missing from the copy")
        found += faults_of(sealed, previous=head, copied=copied.pop(sealed.number, None))
        number, end, head = sealed.number, int(sealed.to_transaction), bytes(sealed.head)
    return found + [f"seal {missing}: is in the copy and not in the database" for missing in sorted(copied)]


def faults_of(sealed: Seal, *, previous: bytes, copied: str | None) -> list[str]:
    """What is wrong with one link; `copied` is its head in the copy, None where it is not there."""
    found = []
    start, end = int(sealed.from_transaction), int(sealed.to_transaction)
    entries, digest = digest_of(sealed.hub_id, start=start, end=end)
    if (entries, digest) != (sealed.entries, bytes(sealed.digest)):
        found.append(f"seal {sealed.number}: entries were changed, added or removed")
    head = head_of(
        previous, number=sealed.number, start=start, end=end, entries=sealed.entries, digest=bytes(sealed.digest)
    )
    if head != bytes(sealed.head) or not is_signed(sealed):
        found.append(f"seal {sealed.number}: the chain was rewritten")
    if copied is not None and copied != bytes(sealed.head).hex():
        found.append(f"seal {sealed.number}: differs from the copy kept outside the database")
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
