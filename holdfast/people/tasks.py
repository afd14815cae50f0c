"""Jobs about people: every hour, look for unusual reading of their records."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs
from holdfast.people.reading_actions import look_for_unusual

log = logging.getLogger("holdfast.audit")


@app.periodic(cron="17 * * * *")
@app.task(name="look_for_unusual", queue="audit", queueing_lock="look_for_unusual", pass_context=False)
def look_in_every_hub(timestamp: int) -> None:
    """Look for unusual reading, hub by hub."""
    round_of_hubs("look_for_unusual", look_in_hub)


def look_in_hub(hub: Hub) -> None:
    """One hub's round, in its scope."""
    if found := look_for_unusual(hub, now=timezone.now()):
        log.info("hub %s: %s times unusual reading", hub.slug, found)
