"""Jobs of figures: every minute, the live figures of each hub follow what happened."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs
from holdfast.monitoring.span_actions import keep


@app.periodic(cron="* * * * *")
@app.task(name="keep_figures", queue="figures", queueing_lock="keep_figures", pass_context=False)
def keep_figures(timestamp: int) -> None:
    """Bring the live figures of every hub up to what has settled."""
    round_of_hubs("keep_figures", keep_of_hub)


def keep_of_hub(hub: Hub) -> None:
    """One hub's round, in its scope."""
    now = timezone.now()
    if keep(hub, now=now):
        from holdfast.monitoring.trend_actions import draw  # what draws is large, and is no web process's

        draw(hub, now=now)
