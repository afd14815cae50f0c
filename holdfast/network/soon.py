"""Queue what follows, in the transaction of its cause. By their names, since the jobs call those who queue them."""

from uuid import UUID

from procrastinate.contrib.django import app

from holdfast.network.models import Transfer

CARRY, SEE_TO, FOLLOW_DEATH = "carry", "see_to_offer", "follow_death"
QUEUE = "alerts"


def carry_soon(transfer: Transfer) -> None:
    """Bring somebody over, or what was learned of them since, and then let them go."""
    ids = {"hub_id": str(transfer.hub_id), "to_hub_id": str(transfer.to_hub_id), "transfer_id": str(transfer.pk)}
    app.configure_task(CARRY, queue=QUEUE).defer(**ids)


def see_to_soon(transfer: Transfer) -> None:
    """Let an offer follow what happened on a record that is joined with theirs, once this transaction has ended."""
    app.configure_task(SEE_TO, queue=QUEUE).defer(hub_id=str(transfer.hub_id), transfer_id=str(transfer.pk))


def follow_death_soon(from_hub_id: UUID, hub_id: UUID, transfer_id: UUID) -> None:
    """Let one hub hear what another says of whether somebody has died."""
    ids = {"from_hub_id": str(from_hub_id), "hub_id": str(hub_id), "transfer_id": str(transfer_id)}
    app.configure_task(FOLLOW_DEATH, queue=QUEUE).defer(**ids)
