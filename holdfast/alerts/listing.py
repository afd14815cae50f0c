"""The rows of the list of alerts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from holdfast.accounts.models import Membership
from holdfast.alerts.models import Alert
from holdfast.alerts.queries import MOST_SHOWN, closed_alerts, open_alerts
from holdfast.alerts.states import Status
from holdfast.alerts.words import at_time, done_briefly, next_step, raised_by
from holdfast.hubs.hours import as_utc, say_wait
from holdfast.jinja import say_reference
from holdfast.people.identity import name_of
from holdfast.people.viewer import Viewer

PAGE = 20
TAKEN = "taken~"
Row = dict[str, Any]


@dataclass(frozen=True)
class Closed:
    """Some closed alerts and where the next ones begin."""

    alerts: list[Alert]
    next_after: str
    is_first: bool


def closed_page(found: Viewer, *, after: str) -> Closed:
    """The next closed alerts after a key made by `key_of`; a key that is none gives the first ones."""
    rows = closed_alerts(found)
    begun = read_key(after)
    if begun:
        closed_at, pk = begun
        rows = rows.filter(Q(closed_at__lt=closed_at) | Q(closed_at=closed_at, pk__gt=pk))
    alerts = list(rows[: PAGE + 1])
    shown = alerts[:PAGE]
    return Closed(shown, key_of(shown[-1]) if len(alerts) > PAGE else "", begun is None)


def open_page(found: Viewer, *, after: str) -> tuple[list[Alert], str, bool]:
    """The next open alerts after a key made by `open_key_of`, where the ones after them begin, and whether these are
    the first: untaken ones by when they were raised, then those taken."""
    rows = open_alerts(found)
    begun = read_key(after.removeprefix(TAKEN))
    if begun and after.startswith(TAKEN):
        at, pk = begun
        rows = rows.filter(Q(taken_at__gt=at) | Q(taken_at=at, pk__gt=pk))
    elif begun:
        at, pk = begun
        rows = rows.filter(Q(taken_at__isnull=False) | Q(raised_at__gt=at) | Q(raised_at=at, pk__gt=pk))
    alerts = list(rows.order_by(F("taken_at").asc(nulls_first=True), order_in_part(), "pk")[: MOST_SHOWN + 1])
    shown = alerts[:MOST_SHOWN]
    return shown, open_key_of(shown[-1]) if len(alerts) > MOST_SHOWN else "", begun is None


def order_in_part() -> Case:
    """Untaken alerts stand by when they were raised; of those taken at one instant the id decides."""
    return Case(When(taken_at=None, then=F("raised_at"))).asc()


def open_key_of(alert: Alert) -> str:
    """Where an open alert stands in the list."""
    return (
        f"{TAKEN}{alert.taken_at.isoformat()}~{alert.pk}"
        if alert.taken_at
        else f"{alert.raised_at.isoformat()}~{alert.pk}"
    )


def key_of(alert: Alert) -> str:
    """Where a closed alert stands in the list."""
    return f"{alert.closed_at.isoformat()}~{alert.pk}"


def read_key(text: str) -> tuple[datetime, UUID] | None:
    """The instant and id of a key, or None."""
    moment, _, pk = text.partition("~")
    try:
        closed_at, found = as_utc(parse_datetime(moment)), UUID(pk)
    except (ValueError, OverflowError):
        return None
    return (closed_at, found) if closed_at else None


def groups(
    open_ones: list[Alert], closed_ones: list[Alert], *, member: Membership, now: datetime
) -> list[dict[str, Any]]:
    """The list in its three parts; a part without rows is left out."""
    raised = [raised_row(alert, now=now) for alert in open_ones if alert.status == Status.RAISED]
    taken = [taken_row(alert, member=member, now=now) for alert in open_ones if alert.status == Status.TAKEN]
    closed = [closed_row(alert, now=now) for alert in closed_ones]
    parts = [
        {"title": f"Open, not taken: {len(raised)}", "act": True, "rows": raised},
        {"title": f"Taken, not yet closed: {len(taken)}", "rows": taken},
        {"title": "Closed", "rows": closed},
    ]
    return [part for part in parts if part["rows"]]


def row(alert: Alert, *, now: datetime) -> Row:
    """What every row has."""
    name = name_of(alert.person)
    return {
        "name": name,
        "href": reverse("alerts:alert", args=[alert.pk]),
        "reference": say_reference(alert.reference),
        "wait": say_wait(now - alert.raised_at),
        "by": raised_by(alert),
        "name_word": f"the alert for {name}",
    }


def raised_row(alert: Alert, *, now: datetime) -> Row:
    """Nobody has it: a button takes it."""
    return row(alert, now=now) | {
        "wait_act": True,
        "owner": f"Nobody; {next_step(alert, now=now)}",
        "do": "Take",
        "do_post": reverse("alerts:take", args=[alert.pk]),
    }


def taken_row(alert: Alert, *, member: Membership, now: datetime) -> Row:
    """Somebody has it; one's own is to be acted on."""
    when = at_time(alert.taken_at, now).removeprefix("at ")
    is_own = alert.taken_by == member
    return row(alert, now=now) | {
        "owner": f"You, {when}" if is_own else f"{alert.taken_by.name}, {when}",
        "do": "Act and close" if is_own else "Read or help",
        "do_href": reverse("alerts:alert", args=[alert.pk]),
        "name_word": f"{'' if is_own else 'with '}the alert for {name_of(alert.person)}",
    }


def closed_row(alert: Alert, *, now: datetime) -> Row:
    """What was done, when, by whom."""
    return row(alert, now=now) | {
        "wait": at_time(alert.closed_at, now).removeprefix("at "),
        "owner": alert.closed_by.name,
        "do": done_briefly(alert),
        "done": True,
    }
