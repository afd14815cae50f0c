"""Jobs of follow-ups: whose day has come is asked, and who has not answered is reminded."""

import logging
from collections.abc import Callable

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.rounds import round_of_hubs
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outcomes.actions import ask, remind
from holdfast.outcomes.models import FollowUp
from holdfast.outcomes.queries import due_to_ask, unanswered

log = logging.getLogger("holdfast.outcomes")


@app.periodic(cron="40 8 * * *")  # by day: a mail at night helps nobody
@app.task(name="ask_follow_ups", queue="mail", queueing_lock="ask_follow_ups", pass_context=False)
def ask_follow_ups(timestamp: int) -> None:
    """Ask and remind in every hub. Run twice, nobody is asked twice."""
    round_of_hubs("ask_follow_ups", ask_in_hub)


def ask_in_hub(hub: Hub) -> None:
    """One hub's follow-ups, in its scope."""
    now = timezone.now()
    hub = with_terms(hub, terms_of(hub, now=now))
    for follow_up in unanswered(hub):
        quietly(remind, follow_up, hub=hub, now=now)
    for follow_up in due_to_ask(hub, now=now):
        quietly(ask, follow_up, hub=hub, now=now)


def quietly(act: Callable[..., object], follow_up: FollowUp, **more: object) -> None:
    """Do it, unless it was dealt with meanwhile."""
    try:
        act(follow_up, **more)
    except MoveNotAllowed:
        log.info("follow-up %s was dealt with meanwhile", follow_up.pk)
