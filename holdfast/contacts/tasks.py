"""Jobs of contacts: promises that came due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.contacts.promises import follow_due
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
