"""Queue what follows, in the transaction of its cause. By their names, since the jobs call those who queue them."""

from procrastinate.contrib.django import app

from holdfast.network.models import Transfer

CARRY, SEE_TO = "carry", "see_to_offer"
QUEUE = "alerts"


def carry_soon(transfer: Transfer) -> None:
    """Bring somebody over, or what was learned of them since, and then let them go."""
    ids = {"hub_id": str(transfer.hub_id), "to_hub_id": str(transfer.to_hub_id), "transfer_id": str(transfer.pk)}
    app.configure_task(CARRY, queue=QUEUE).defer(**ids)


def see_to_soon(transfer: Transfer) -> None:
    """Let an offer follow what happened on a record that is joined with theirs, once this transaction has ended."""
    app.configure_task(SEE_TO, queue=QUEUE).defer(hub_id=str(transfer.hub_id), transfer_id=str(transfer.pk))
