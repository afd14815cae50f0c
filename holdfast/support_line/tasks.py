"""Jobs of the support line: what was said without a request is forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs
from holdfast.support_line.actions import forget_old


@app.periodic(cron="20 3 * * *")
@app.task(name="forget_old_calls", queue="drafts", queueing_lock="forget_old_calls", pass_context=False)
def forget_old_calls(timestamp: int) -> None:
    """Forget calls without a request, and post of nobody, whose time has passed."""
    round_of_hubs("forget_old_calls", forget_in_hub)


def forget_in_hub(hub: Hub) -> None:
    """One hub's, in its scope."""
    forget_old(hub, now=timezone.now())
