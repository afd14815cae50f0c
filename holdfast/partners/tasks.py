"""Jobs of referral: who was named and did not answer is forgotten, and codes and visits that are over."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs
from holdfast.partners.code_actions import forget_old
from holdfast.partners.introduction_actions import expire_due


@app.periodic(cron="*/10 * * * *")
@app.task(name="forget_named", queue="drafts", queueing_lock="forget_named", pass_context=False)
def forget_named(timestamp: int) -> None:
    """Forget what every hub has held long enough."""
    round_of_hubs("forget_named", forget_in_hub)


def forget_in_hub(hub: Hub) -> None:
    """One hub's, in its scope."""
    now = timezone.now()
    expire_due(hub, now=now)
    forget_old(hub, now=now)
