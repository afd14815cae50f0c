"""Reads of exports of events."""

from holdfast.hubs.models import Hub
from holdfast.monitoring.models import EventExport


def unfinished_of(hub: Hub) -> EventExport | None:
    """The export that was begun and has not finished: a copy of it may lie where it was begun."""
    waiting = EventExport.objects.filter(hub=hub, written_at=None, dropped_at=None)
    return waiting.filter(begun_at__isnull=False).first()
