"""Jobs that hand mail to SMTP. They carry ids only and are safe to run twice."""

import logging
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.correspondence.mail import hand_over
from holdfast.correspondence.models import Message
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope

log = logging.getLogger("holdfast.mail")
STALLED_AFTER = timedelta(minutes=2)


@app.task(name="send", queue="mail", pass_context=False)
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


@app.periodic(cron="* * * * *")
@app.task(name="send_stalled", queue="mail", queueing_lock="send_stalled", pass_context=False)
def send_stalled(timestamp: int) -> None:
    """Queue again what should have gone minutes ago: its job was lost or killed."""
    for hub in Hub.objects.order_by("pk"):
        with hub_scope(hub):
            now = timezone.now()
            late = Message.objects.filter(
                hub=hub, sent_at=None, cancelled_at=None, not_before__lt=now - STALLED_AFTER
            )
            for pk in late.order_by("not_before").values_list("pk", flat=True)[:500]:
                send.defer(hub_id=str(hub.pk), message_id=str(pk))
                log.warning("message %s queued again", pk)
