"""Jobs of outreach: every five minutes, nobody who waits for a call is forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of
from holdfast.hubs.rounds import round_of_hubs
from holdfast.outreach.actions import remind


@app.periodic(cron="*/5 * * * *")
@app.task(name="remind_of_teams", queue="alerts", queueing_lock="remind_of_teams", pass_context=False)
def remind_of_teams(timestamp: int) -> None:
    """Tell who must call a team back, hub by hub."""
    round_of_hubs("remind_of_teams", remind_in_hub)


def remind_in_hub(hub: Hub) -> None:
    """One hub's round, in its scope. Safe to run twice: each telling is written down."""
    now = timezone.now()
    is_watched = WeeklyHours.from_rows(terms_of(hub, now=now).watched_hours).is_open(now)
    remind(hub, now=now, is_watched=is_watched)
