"""Jobs of waiting: since when people wait is kept, and they are asked again at the hub's rhythm. Safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs
from holdfast.waiting.actions import ask_who_waits, keep_waits


@app.periodic(cron="*/10 * * * *")
@app.task(name="keep_in_touch", queue="mail", queueing_lock="keep_in_touch", pass_context=False)
def keep_in_touch(timestamp: int) -> None:
    """In every hub: who waits since when, and who is asked again."""
    round_of_hubs("keep_in_touch", keep_in_touch_of)


def keep_in_touch_of(hub: Hub) -> None:
    """One hub, in its scope."""
    now = timezone.now()
    keep_waits(hub, now=now)
    ask_who_waits(hub, now=now)
