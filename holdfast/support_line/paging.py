"""The place in a list of calls or post, for an address: an instant and an id."""

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.utils.dateparse import parse_datetime

from holdfast.hubs.hours import as_utc


def write_key(at: datetime, pk: UUID) -> str:
    """The place after a row, as it stands in an address."""
    return quote(f"{at.isoformat()}~{pk}")


def read_key(text: str) -> tuple[datetime, UUID] | None:
    """The place that `write_key` wrote; None for anything else."""
    moment, _, pk = text.partition("~")
    try:
        at, found = as_utc(parse_datetime(moment)), UUID(pk)
    except (ValueError, OverflowError):
        return None
    return (at, found) if at is not None else None
