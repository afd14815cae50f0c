"""When an alert must be taken, who is told, and when a person is told it will be read. Pure.

Source: the hub's own signed terms. No level of risk is reckoned anywhere: an alert says what was answered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.alerts.models import Alert
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.models import Terms

EVERYBODY_TOLD = 3  # the level from which the outside cover is told as well: see `queries.told_at_level`


@dataclass(frozen=True)
class Cover:
    """Who reads alerts at one moment, by the hub's declared terms.

    Attributes:
        is_watched: somebody is there: the hub's own people, or the agreed service.
        by_hub: it is the hub's own people.
        read_at: when somebody reads it: now when watched, else when the hub next opens.
        call_by: when the person is called at the latest.
        until: when the present watch ends; None where nobody watches.
        name: whom the cover agreement is with; empty for the hub itself.
    """

    is_watched: bool
    by_hub: bool
    read_at: datetime
    call_by: datetime
    until: datetime | None
    name: str


def cover_at(terms: Terms, *, now: datetime) -> Cover:
    """Who reads alerts at `now`."""
    hours = WeeklyHours.from_rows(terms.watched_hours)
    call_within = timedelta(minutes=terms.call_within_minutes)
    if hours.is_open(now):
        return Cover(True, True, now, now + call_within, hours.closes_at(now), "")
    if terms.night_cover == Terms.Cover.OUTSIDE:
        return Cover(True, False, now, now + call_within, hours.next_open(now), terms.cover_name)
    read_at = hours.next_open(now) or now + timedelta(days=1)
    return Cover(False, True, read_at, read_at + call_within, None, "")


def urgency_of(keep_safe: str) -> Alert.Urgency:
    """No, unsure or not said means immediate; yes means the hub's signed limit."""
    return Alert.Urgency.DEFAULT if keep_safe == Alert.KeepSafe.YES else Alert.Urgency.IMMEDIATE


def is_worse(keep_safe: str, *, than: str) -> bool:
    """Whether an answer to keeping safe asks for more than the one before: yes, then not said, then unsure, then no."""
    order = [Alert.KeepSafe.YES, Alert.KeepSafe.SKIPPED, Alert.KeepSafe.UNSURE, Alert.KeepSafe.NO]
    return order.index(Alert.KeepSafe(keep_safe)) > order.index(Alert.KeepSafe(than))


def take_limit(terms: Terms, urgency: str) -> timedelta:
    """How long an alert may stand untaken while somebody watches."""
    immediate = urgency == Alert.Urgency.IMMEDIATE
    return timedelta(minutes=terms.take_immediate_minutes if immediate else terms.take_default_minutes)


def act_by(terms: Terms, urgency: str, *, now: datetime) -> datetime:
    """When an untaken alert goes to others as well: after the limit if watched, else as the hub opens."""
    cover = cover_at(terms, now=now)
    return now + take_limit(terms, urgency) if cover.is_watched else cover.read_at


def next_limit(terms: Terms, urgency: str, *, is_taken: bool, level: int, now: datetime) -> datetime:
    """When an alert that has just been escalated goes on again. After closing time, once all have been told: as the
    hub opens."""
    cover = cover_at(terms, now=now)
    if not cover.is_watched and level >= EVERYBODY_TOLD:
        return cover.read_at
    return close_by(terms, taken_at=now) if is_taken else now + take_limit(terms, urgency)


def close_by(terms: Terms, *, taken_at: datetime) -> datetime:
    """When a taken alert that is not closed goes to the lead as well."""
    return taken_at + timedelta(minutes=terms.close_minutes)
