"""Reads that are committed, settled, sealed and verified."""

import time
from uuid import uuid4

from holdfast.events.access import log
from holdfast.events.models import AccessEntry, Seal
from holdfast.events.sealing import copy_head, faults, seal, settled_transaction
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from tests.conftest import NOW


def new_hub(slug: str) -> Hub:
    return Hub.objects.create(slug=slug, name=slug, place=slug, status=Hub.Status.OPEN, created_at=NOW)


def read(hub: Hub, times: int = 1) -> None:
    """Some reads, committed."""
    with hub_scope(hub):
        for number in range(times):
            log(hub.pk, [uuid4()], what=f"page{number}", why="team", action="read", now=NOW)


def settle(hub: Hub) -> None:
    """Wait until all that was read has settled: transactions of any database of the server hold that up."""
    give_up = time.monotonic() + 120
    with hub_scope(hub):
        last = max(int(one.transaction) for one in AccessEntry.objects.all())
        while settled_transaction() <= last:
            assert time.monotonic() < give_up
            time.sleep(0.02)


def sealed(hub: Hub, times: int = 1, *, wait: bool = True) -> Seal | None:
    """Some reads, sealed and copied."""
    read(hub, times)
    if wait:
        settle(hub)
    with hub_scope(hub):
        made = seal(hub, now=NOW)
    if made:
        copy_head(hub, made)
    return made


def found(hub: Hub) -> list[str]:
    with hub_scope(hub):
        return faults(hub)


def entries(hub: Hub) -> list[AccessEntry]:
    with hub_scope(hub):
        return list(AccessEntry.objects.order_by("pk"))
