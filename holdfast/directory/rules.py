"""What follows from what is known of a service: whether its agreement holds, whether it is due to be asked again; and
which addresses are some."""

from dataclasses import dataclass
from datetime import date
from typing import Any

WEB_ADDRESS = r"https?://[^\s<>\"]+"
EMAIL_ADDRESS = r"[^\s@<>\"?&%]+@[^\s@<>\"?&%]+\.[^\s@<>\"?&%]+"
"""What is typed and what comes in a file is held to the same, so that whatever is kept can be exported."""


@dataclass(frozen=True)
class MeasuredWait:
    """How long people whom this hub referred really waited.

    Attributes:
        people: how many were seen, of those referred lately.
        half_by: within how many days half of them were seen.
        longest: days that the longest waited.
        within_promise: how many were seen within what is promised; None where nothing is.
    """

    people: int
    half_by: int
    longest: int
    within_promise: int | None = None


def holds(promised_days: int | None, agreed_until: date | None, *, today: date) -> bool:
    """Whether a promise is agreed that has not run out. One without an end holds until it is changed."""
    return promised_days is not None and (agreed_until is None or agreed_until >= today)


def has_run_out(promised_days: int | None, agreed_until: date | None, *, today: date) -> bool:
    """Whether there was a promise once that nobody has renewed."""
    return promised_days is not None and agreed_until is not None and agreed_until < today


def is_due(review_on: date, *, today: date) -> bool:
    """Whether somebody should ask the service again if all of it is true."""
    return review_on <= today


def as_kept(value: Any) -> Any:
    """A value of a field as a history row keeps it: of what it points at, the id."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value.pk) if hasattr(value, "pk") else value
