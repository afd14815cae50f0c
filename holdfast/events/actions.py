"""Writing into the event stream."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from holdfast.events.models import Event


def record(subject: Any, kind: str, *, by: Any, now: datetime, **codes: Any) -> Event:
    """Write one event about `subject` (a row with `hub_id`, `person_id` and `pk`), in the caller's transaction.

    `codes` are codes, counts and ids only: an event is read by figures and extracts.
    """
    event = event_about(subject, kind, by=by, now=now, **codes)
    event.save(force_insert=True)
    return event


def event_about(subject: Any, kind: str, *, by: Any, now: datetime, **codes: Any) -> Event:
    """The event of `record`, for the caller to write together with other rows."""
    return Event(
        hub_id=subject.hub_id,
        person_id=subject.person_id,
        subject_id=subject.pk,
        kind=kind,
        codes=codes,
        occurred_at=now,
        by_id=getattr(by, "pk", None),
    )


def reverse(event: Event, *, by: Any, now: datetime) -> Event:
    """Write the event that takes `event` back. Figures ignore both."""
    return Event.objects.create(
        hub_id=event.hub_id,
        person_id=event.person_id,
        subject_id=event.subject_id,
        kind=f"{event.kind}.undo",
        codes={},
        occurred_at=now,
        by_id=by.pk,
        reverses_id=event.pk,
    )


def is_followed(event: Event, *, by: tuple[str, ...]) -> bool:
    """Whether a later event about the same subject, or about something of it (the appointment of a referral), is of a
    kind that begins with one of these words."""
    about = Q(subject_id=event.subject_id) | Q(codes__referral=str(event.subject_id))
    later = Event.objects.filter(about, hub_id=event.hub_id, person_id=event.person_id, pk__gt=event.pk)
    return any(kind.startswith(by) for kind in later.values_list("kind", flat=True)[:200])


def latest(
    subject_id: UUID, hub_id: UUID, person_id: UUID, kind: str, *, since: datetime | None = None
) -> Event | None:
    """The last event of `kind` about one subject, after `since`."""
    found = Event.objects.filter(hub_id=hub_id, person_id=person_id, subject_id=subject_id, kind=kind)
    if since is not None:
        found = found.filter(occurred_at__gt=since)
    return found.order_by("-occurred_at", "-id").first()
