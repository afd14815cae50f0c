"""Jobs of transfers: what follows an answer, in each hub's own scope. They carry ids only and are safe to run twice."""

import logging
from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs
from holdfast.hubs.scope import hub_scope
from holdfast.network.carrying import bring, settle
from holdfast.network.models import Transfer
from holdfast.network.queries import to_settle

log = logging.getLogger("holdfast.jobs")
AGAIN = RetryStrategy(max_attempts=5, wait=5, linear_wait=5)
MOST_IN_A_ROUND = 200


@app.task(name="carry", queue="alerts", retry=AGAIN, pass_context=False)
def carry(*, hub_id: str, to_hub_id: str, transfer_id: str) -> None:
    """Bring somebody over, and then let them go. Each step sees whether it has been taken."""
    hubs = Hub.objects.in_bulk([UUID(hub_id), UUID(to_hub_id)])
    with hub_scope(hubs[UUID(to_hub_id)]) as there:
        bring(there, UUID(transfer_id), now=timezone.now())
    with hub_scope(hubs[UUID(hub_id)]) as here:
        settle(here, UUID(transfer_id), now=timezone.now())


def carry_soon(transfer: Transfer) -> None:
    """Queue what follows an answer, in its transaction."""
    carry.defer(hub_id=str(transfer.hub_id), to_hub_id=str(transfer.to_hub_id), transfer_id=str(transfer.pk))


@app.periodic(cron="* * * * *")
@app.task(name="carry_on", queue="alerts", queueing_lock="carry_on", pass_context=False)
def carry_on(timestamp: int) -> None:
    """Queue again what was answered and not carried through: its job was lost, or has given up."""
    round_of_hubs("carry_on", carry_on_in)


def carry_on_in(hub: Hub) -> None:
    """One hub's round, in its scope."""
    for transfer in to_settle(hub)[:MOST_IN_A_ROUND]:
        carry_soon(transfer)
        log.info("transfer %s queued again", transfer.pk)
