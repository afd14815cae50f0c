"""Keeps how long people usually wait for a first conversation, for the pages where they choose a hub."""

from datetime import datetime, timedelta

from holdfast.contacts.queries import first_contacts_since
from holdfast.contacts.rules import usual_wait
from holdfast.hubs.hours import LONDON
from holdfast.hubs.models import Hub, UsualWait

THREE_MONTHS = timedelta(days=91)


def keep_usual_wait(hub: Hub, *, now: datetime) -> UsualWait | None:
    """Keep the hub's usual wait as of today, or nothing where too few people were reached. In the hub's scope."""
    waits = first_contacts_since(hub, since=now - THREE_MONTHS)
    working_days = usual_wait(waits)
    if working_days is None:
        UsualWait.objects.filter(hub=hub).delete()
        return None
    kept, _ = UsualWait.objects.update_or_create(
        hub=hub,
        defaults={"as_of": now.astimezone(LONDON).date(), "working_days": working_days, "people": len(waits)},
    )
    return kept
