"""Public figures of a hub as they stand in the ledger, for tests of what other pages say of them."""

from datetime import datetime

from holdfast.hubs.models import Hub
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.models import LedgerEntry
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import OPEN, SENSITIVE, public_cube
from holdfast.monitoring.publish_actions import entry_digest
from holdfast.monitoring.publish_queries import head_of_ledger, ledger_rows

PERIOD = "2026-Q3"


def publish_wait(
    hub: Hub, *, now: datetime, people: int = 40, days: int = 5, period: str = PERIOD
) -> LedgerEntry:  # fmt: skip
    """The entry of a period in which so many people were first spoken with, half of them within so many days."""
    counted = {
        ("R1", "people", "", ""): 60, ("R16", "received", "", ""): 60,
        **{("R16", "received", by, "not_told"): 60 for by in (*OPEN, *SENSITIVE)},
        ("R4", "contact_people", "", ""): people, ("R4", "contact_median", "", ""): days * 24 * 60,
    }  # fmt: skip
    cube = public_cube(hub.slug, read_period(period), wholes() | counted)
    rows = list(protect(cube, ledger_rows()).rows)
    number, before = head_of_ledger()
    return LedgerEntry.objects.create(
        number=number + 1, place=hub.slug, period=period, rows=rows, before=before, published_at=now,
        digest=entry_digest(before, hub.slug, period, rows),
    )  # fmt: skip
