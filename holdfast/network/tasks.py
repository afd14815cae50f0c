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
from holdfast.network.deaths import follow, said_here, tell_again
from holdfast.network.meanwhile import look_again, see_to
from holdfast.network.queries import held_wrongly, to_settle
from holdfast.network.soon import CARRY, FOLLOW_DEATH, QUEUE, SEE_TO, carry_soon, see_to_soon

log = logging.getLogger("holdfast.jobs")
AGAIN = RetryStrategy(max_attempts=5, wait=5, linear_wait=5)
MOST_IN_A_ROUND = 200


@app.task(name=CARRY, queue=QUEUE, retry=AGAIN, pass_context=False)
def carry(*, hub_id: str, to_hub_id: str, transfer_id: str) -> None:
    """Bring somebody over, and then let them go. Each step sees whether it has been taken."""
    hubs = Hub.objects.in_bulk([UUID(hub_id), UUID(to_hub_id)])
    with hub_scope(hubs[UUID(to_hub_id)]) as there:
        bring(there, UUID(transfer_id), now=timezone.now())
    with hub_scope(hubs[UUID(hub_id)]) as here:
        settle(here, UUID(transfer_id), now=timezone.now())


@app.task(name=SEE_TO, queue=QUEUE, retry=AGAIN, pass_context=False)
def see_to_offer(*, hub_id: str, transfer_id: str) -> None:
    """Let an offer follow an alert about a record that is joined with theirs."""
    with hub_scope(Hub.objects.get(pk=hub_id)) as here:
        see_to(here, UUID(transfer_id), now=timezone.now())


@app.task(name=FOLLOW_DEATH, queue=QUEUE, retry=AGAIN, pass_context=False)
def follow_death(*, from_hub_id: str, hub_id: str, transfer_id: str) -> None:
    """Say to one hub what another says of whether somebody has died."""
    hubs = Hub.objects.in_bulk([UUID(from_hub_id), UUID(hub_id)])
    with hub_scope(hubs[UUID(from_hub_id)]) as there:
        said = said_here(there, UUID(transfer_id))
    if said is not None:
        with hub_scope(hubs[UUID(hub_id)]) as here:
            follow(here, UUID(transfer_id), said, now=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="tell_deaths_again", queue=QUEUE, queueing_lock="tell_deaths_again", pass_context=False)
def tell_deaths_again(timestamp: int) -> None:
    """Queue again, every hour, what was recorded or taken back lately, and alerts about somebody who is with another
    hub: their job was lost, or has given up."""
    round_of_hubs("tell_deaths_again", tell_again_in)


def tell_again_in(hub: Hub) -> None:
    """One hub, in its scope."""
    now = timezone.now()
    tell_again(hub, now=now)
    look_again(hub, now=now)


@app.periodic(cron="* * * * *")
@app.task(name="carry_on", queue=QUEUE, queueing_lock="carry_on", pass_context=False)
def carry_on(timestamp: int) -> None:
    """Queue again what was answered and not carried through, and offers that an alert has not reached: their job was
    lost, or has given up."""
    round_of_hubs("carry_on", carry_on_in)


def carry_on_in(hub: Hub) -> None:
    """One hub's round, in its scope."""
    for transfer in to_settle(hub)[:MOST_IN_A_ROUND]:
        carry_soon(transfer)
        log.info("transfer %s queued again", transfer.pk)
    for transfer in held_wrongly(hub):
        see_to_soon(transfer)
        log.info("offer %s is to be seen to again", transfer.pk)
