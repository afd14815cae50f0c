"""Jobs that hand mail to SMTP. They carry ids only and are safe to run twice."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from holdfast.correspondence.mail import hand_over
from holdfast.correspondence.models import Message
from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs
from holdfast.hubs.scope import hub_scope

log = logging.getLogger("holdfast.mail")
STALLED_AFTER = timedelta(seconds=30)
"""The page says that whoever is on duty is told within a minute. With a round every 15 seconds, and the seconds in
which a killed worker starts again, that holds too for mail whose worker was killed."""
AGAIN = RetryStrategy(max_attempts=6, wait=5, linear_wait=5)
"""After 5, 10 … 30 seconds, when the mail server says no or does not answer; then `send_stalled` begins anew."""
MOST_IN_A_ROUND = 500


@app.task(name="send", queue="mail", retry=AGAIN, pass_context=False)
def send(*, hub_id: str, message_id: str) -> None:
    """Hand one message to SMTP. Killed after SMTP took it, it is sent again with the same Message-ID."""
    with hub_scope(Hub.objects.get(pk=hub_id)):
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(hub_id=hub_id, pk=UUID(message_id), sent_at=None, cancelled_at=None)
            .first()
        )
        if message is None:
            return
        hand_over(message, now=timezone.now())


@app.periodic(cron="* * * * * */15")  # the sixth place is seconds
@app.task(name="send_stalled", queue="mail", queueing_lock="send_stalled", pass_context=False)
def send_stalled(timestamp: int) -> None:
    """Queue again what should have gone half a minute ago: its job was lost, killed, or has given up."""
    round_of_hubs("send_stalled", queue_stalled)


def queue_stalled(hub: Hub) -> None:
    """Queue again what is stalled in one hub. In its scope."""
    for message_id in stalled(hub, now=timezone.now()):
        send.defer(hub_id=str(hub.pk), message_id=message_id)
        log.warning("message %s queued again", message_id)


def stalled(hub: Hub, *, now: datetime) -> list[str]:
    """Messages that should have gone and wait for no job, the longest waiting first. In the hub's scope."""
    late = Message.objects.filter(hub=hub, sent_at=None, cancelled_at=None, not_before__lt=now - STALLED_AFTER)
    found = [str(pk) for pk in late.order_by("not_before").values_list("pk", flat=True)[:MOST_IN_A_ROUND]]
    if not found:
        return []
    waiting = ProcrastinateJob.objects.filter(task_name="send", status="todo", args__message_id__in=found)
    with_job = set(waiting.values_list("args__message_id", flat=True))
    return [message_id for message_id in found if message_id not in with_job]
