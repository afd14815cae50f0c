"""Jobs of the public pages: what was typed and left is deleted."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.front_door.arrivals import delete_old
from holdfast.front_door.drafts import delete_idle
from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs


@app.periodic(cron="*/5 * * * *")
@app.task(name="delete_idle_drafts", queue="drafts", queueing_lock="delete_idle_drafts", pass_context=False)
def delete_idle_drafts(timestamp: int) -> None:
    """Delete drafts that nobody has touched for an hour."""
    round_of_hubs("delete_idle_drafts", delete_in_hub)


def delete_in_hub(hub: Hub) -> None:
    """One hub's idle drafts, in its scope."""
    now = timezone.now()
    delete_idle(hub, now=now)
    delete_old(hub, now=now)
