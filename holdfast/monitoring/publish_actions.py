"""Writes of what is published: count, audit, sign, publish, discard. Two people, once, and never anything else.

Publishing is the only way of a row into the ledger, and what goes in came from `protection.protect`.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring.attribute import NotACube
from holdfast.monitoring.cells import Cells
from holdfast.monitoring.choosing import is_too_early
from holdfast.monitoring.corrections import cells_from
from holdfast.monitoring.cube import Place
from holdfast.monitoring.cube_checks import check
from holdfast.monitoring.models import LedgerEntry, Publication
from holdfast.monitoring.periods import Period, read_period
from holdfast.monitoring.public_cube import public_cube
from holdfast.monitoring.publish_queries import has_moved, head_of_ledger, ledger_rows
from holdfast.monitoring.release_rules import Refused, refuse
from holdfast.monitoring.return_actions import as_rows
from holdfast.monitoring.states import PUBLICATION, Publishing
from holdfast.monitoring.two_people import AnotherOne, Changed, SaidInWords, digest_of

OPEN = (Publishing.COUNTED, Publishing.AUDITED, Publishing.SIGNED)
ONE_OPEN = "Something waits to be published already. Publish or discard it first"
ONCE = "This period is published, and is so once. What was wrong is put right in the next release"
TOO_EARLY = "Four weeks after its end a period may be published: what is entered late is in it by then"
OWN = "You signed it: another one publishes it."
NO_QUARTER = "The public is given quarters and years, and no shorter time"


class LedgerMoved(SaidInWords):
    """Something that bears on this was published since the audit. Discard this, and prepare it again."""


@transaction.atomic
def prepare(hub: Hub, period: Period, *, cells: Cells, by: Membership, now: datetime) -> Publication:
    """Freeze what was counted for the public, to be audited.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is no quarter or year, too early, published before, or another one waits.
    """
    if by.hub_id != hub.pk or not by.may(Permission.RELEASE_FIGURES):
        raise PermissionDenied("prepare")
    if "Q" not in period.name and "Y" not in period.name:
        raise MoveNotAllowed(NO_QUARTER)
    if is_too_early(period, now=now):
        raise MoveNotAllowed(TOO_EARLY)
    Hub.objects.select_for_update().get(pk=hub.pk)
    if Publication.objects.filter(hub=hub, status__in=OPEN).exists():
        raise MoveNotAllowed(ONE_OPEN)
    if LedgerEntry.objects.filter(place=hub.slug, period=period.name).exists():
        raise MoveNotAllowed(ONCE)
    try:
        cube = public_cube(hub.slug, period, cells)
        check(cube)
        refuse(cube, ledger_rows())
    except (NotACube, Refused) as why:
        raise MoveNotAllowed(str(why)) from why
    return Publication.objects.create(
        hub=hub, period=period.name, cells=as_rows(cells), prepared_at=now, prepared_by=by
    )  # fmt: skip


@transaction.atomic
def keep_audit(
    found: Publication, *, rows: Sequence[dict[str, object]], words: Sequence[str],
    earlier: Sequence[dict[str, object]] = (), ledger_head: str, now: datetime,
) -> Publication:  # fmt: skip
    """Keep what passed the audit, and beside which ledger it did.

    Args:
        rows, words: of `protection.protect`, and of nothing else.
        earlier: what became of each earlier period: `period`, `changed`, and `cells` where it is put right.
    """
    found = held(found)
    found.status = PUBLICATION.target("audit", status=found.status, by=found.prepared_by)
    found.rows, found.words, found.digest = list(rows), list(words), digest_of(rows)
    found.earlier, found.ledger_head, found.audited_at = list(earlier), ledger_head, now
    found.save(update_fields=["status", "rows", "words", "earlier", "digest", "ledger_head", "audited_at"])
    return found


@transaction.atomic
def sign(found: Publication, *, seen: str, by: Membership, now: datetime) -> Publication:
    """The first of two signs what they have read.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: it is another one by now, or does not wait for a signature.
    """
    found = held(found, seen=seen)
    found.status = PUBLICATION.target("sign", status=found.status, by=by)
    found.signed_at, found.signed_by = now, by
    found.save(update_fields=["status", "signed_at", "signed_by"])
    return found


@transaction.atomic
def publish(found: Publication, *, seen: str, by: Membership, now: datetime) -> LedgerEntry:
    """The second publishes it. From this commit on everybody reads it, and it is never changed.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: they signed it themselves, it is another one by now, it was
            published or discarded, or something that bears on it was published since its audit.
    """
    found = held(found, seen=seen)
    target = PUBLICATION.target("publish", status=found.status, by=by)
    if found.signed_by_id == by.pk:
        raise AnotherOne(OWN)
    with connection.cursor() as cursor:  # one at a time: each entry holds the digest of the one before
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('ledger', 0))")
    number, before = head_of_ledger()
    if has_moved(places_of(found), since=found.ledger_head):
        raise LedgerMoved(LedgerMoved.__doc__)
    found.status, found.published_at, found.published_by = target, now, by
    found.save(update_fields=["status", "published_at", "published_by"])
    return LedgerEntry.objects.create(
        number=number + 1, place=found.hub.slug, period=found.period, rows=found.rows, before=before,
        digest=entry_digest(before, found.hub.slug, found.period, found.rows or []), published_at=now,
    )  # fmt: skip


@transaction.atomic
def discard(found: Publication, *, by: Membership, now: datetime) -> Publication:
    """Throw away what was not published.

    Raises:
        PermissionDenied: `by` may not. MoveNotAllowed: it was published, or discarded before.
    """
    found = held(found)
    found.status = PUBLICATION.target("discard", status=found.status, by=by)
    found.discarded_at = now
    found.save(update_fields=["status", "discarded_at"])
    return found


def held(found: Publication, *, seen: str | None = None) -> Publication:
    """The row as it is now, held until the transaction ends.

    Raises:
        MoveNotAllowed: it is not what was read.
    """
    rows = Publication.objects.select_related("hub", "prepared_by__hub").select_for_update(of=("self",))
    stands = rows.get(hub_id=found.hub_id, pk=found.pk)
    if seen is not None and (not seen or stands.digest != seen or digest_of(stands.rows or []) != seen):
        raise Changed(Changed.__doc__)
    return stands


def places_of(found: Publication) -> tuple[Place, ...]:
    """Of which places its cube is."""
    return public_cube(found.hub.slug, read_period(found.period), cells_from(found.cells)).places


def entry_digest(before: str, place: str, period: str, rows: Sequence[object]) -> str:
    """SHA-256 of an entry of the ledger, and so of all before it."""
    return digest_of([before, place, period, *rows])
