"""Jobs of the access log: every minute, seal what has settled and copy the head of the chain."""

import logging

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.events.sealing import copy_head, seal
from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs

log = logging.getLogger("holdfast.audit")


@app.periodic(cron="* * * * *")
@app.task(name="seal_access_log", queue="audit", queueing_lock="seal_access_log", pass_context=False)
def seal_access_log(timestamp: int) -> None:
    """Seal every hub's access log. Two rounds at once make one link: the second finds its number taken."""
    round_of_hubs("seal_access_log", seal_hub)


def seal_hub(hub: Hub) -> None:
    """Seal one hub's log, in its scope; the head is copied once the link is committed."""
    sealed = seal(hub, now=timezone.now())
    if sealed is not None:
        transaction.on_commit(lambda: copy_head(hub, sealed))
        log.info("hub %s sealed %s entries", hub.slug, sealed.entries)
