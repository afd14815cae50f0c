"""By when an offer is looked at again, and whom a name may mean."""

from collections.abc import Iterable
from datetime import datetime, time

from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.network.states import Status

CLOSE = time(17)
LOOKED_AT_IN = {Status.PREPARED: 3, Status.AGREED: 1, Status.OFFERED: 3, Status.ACCEPTED: 1, Status.REFUSED: 1}
"""Working days until somebody asks how it stands: with the person, for the offer, with the other hub. An ask of ours,
so that nobody waits between two hubs; no clinical rule."""


def look_on(status: str, since: datetime) -> datetime:
    """By when somebody looks at an offer again that has stood like this since."""
    return OFFICE_HOURS.add_working_days(since, LOOKED_AT_IN[Status(status)], CLOSE)


def plain_lines(text: str) -> list[str]:
    """Lines of a text, without the empty ones."""
    return [line for line in text.splitlines() if line.strip()]


def in_order(parts: Iterable[str], known: Iterable[str]) -> list[str]:
    """Parts in the order in which they are always named."""
    chosen = set(parts)
    return [part for part in known if part in chosen]
