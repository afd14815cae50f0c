"""Jobs of contacts: promises that came due, and every night how long people usually wait for a first conversation."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.contacts.promises import follow_due
from holdfast.contacts.wait_actions import keep_usual_wait
from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs


@app.periodic(cron="*/10 * * * *")
@app.task(name="follow_promises", queue="mail", queueing_lock="follow_promises", pass_context=False)
def follow_promises(timestamp: int) -> None:
    """In every hub: let promises that are due by now come next. Run twice, nothing changes."""
    round_of_hubs("follow_promises", follow_promises_of)


def follow_promises_of(hub: Hub) -> None:
    """One hub, in its scope."""
    follow_due(hub, now=timezone.now())


@app.periodic(cron="30 3 * * *")
@app.task(name="keep_usual_waits", queue="counts", queueing_lock="keep_usual_waits", pass_context=False)
def keep_usual_waits(timestamp: int) -> None:
    """Reckon every hub's usual wait anew. Run twice, it says the same."""
    round_of_hubs("keep_usual_waits", keep_in_hub)


def keep_in_hub(hub: Hub) -> None:
    """One hub's usual wait, in its scope."""
    keep_usual_wait(hub, now=timezone.now())
