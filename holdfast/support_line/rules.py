"""When a call-back is promised, how late one is, and whether two details belong to one record. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from holdfast.hubs.hours import WeeklyHours, say_wait
from holdfast.hubs.models import Terms
from holdfast.people import contact_details

FURTHEST = timedelta(days=14)
MOST_FAILURES = 5
KEPT_FOR = timedelta(days=365)
"""How long is kept what somebody said who made no request. To be confirmed by the hub's information-governance lead."""


def call_back_by(terms: Terms, *, now: datetime) -> datetime:
    """By when to call back: the hub's minutes, counted while the line is answered."""
    hours = WeeklyHours.from_rows(terms.open_hours)
    within = timedelta(minutes=terms.call_within_minutes)
    start = hours.next_open(now) or now
    closes = hours.closes_at(start)
    if closes is None or start + within <= closes:
        return start + within
    return (hours.next_open(closes) or closes) + within


def say_overdue(by: datetime, now: datetime) -> str:
    """ "Overdue 2 h"; empty while there is time."""
    return f"Overdue {say_wait(now - by)}" if by < now else ""


def second_detail(text: str, *, today: date) -> tuple[str, str] | None:
    """What a caller gave as a second detail, uniform: a telephone number, an address, or a date of birth."""
    reads: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("born", lambda said: day_of_birth(said, today)),
        ("email", contact_details.email),
        ("phone", contact_details.phone),
    )
    for kind, read in reads:
        try:
            return kind, read(text)
        except ValueError:
            continue
    return None


def day_of_birth(text: str, today: date) -> str:
    """A date of birth in one line, "27 3 1985", "27/03/1985", as it is kept.

    Raises:
        ValueError: it is none.
    """
    parts = text.replace("/", " ").replace(".", " ").replace("-", " ").split()
    if len(parts) != 3:
        raise ValueError(text)
    if len(parts[0]) == 4:
        parts.reverse()
    return contact_details.birth_date(parts[0], parts[1], parts[2], today).isoformat()


def is_theirs(detail: tuple[str, str], channels: Mapping[str, Any], details: Mapping[str, Any]) -> bool:
    """Whether a second detail is one that this person gave."""
    kind, value = detail
    if kind == "born":
        return bool(details.get("born")) and details["born"] == value
    if kind == "email":
        return bool(channels.get("email")) and str(channels["email"]).casefold() == value.casefold()
    return value in (channels.get("call"), channels.get("text"))
