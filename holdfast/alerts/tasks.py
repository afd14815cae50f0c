"""Jobs of alerts: every minute, tell more people of what nobody took in time."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.alerts.actions import escalate_due
from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs


@app.periodic(cron="* * * * *")
@app.task(name="escalate", queue="alerts", queueing_lock="escalate", pass_context=False)
def escalate(timestamp: int) -> None:
    """Escalate every open alert whose limit has passed, hub by hub."""
    round_of_hubs("escalate", escalate_hub)


def escalate_hub(hub: Hub) -> None:
    """One hub's round, in its scope. Safe to run twice: each escalation sets the next limit."""
    escalate_due(hub, now=timezone.now())
