"""The line over every staff page: alerts that need somebody now. It needs no worker, only this page's own reading.

An alert that a colleague has taken is in hand and not shown here; one's own comes back as its limit draws near.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from holdfast.alerts.models import Alert
from holdfast.alerts.queries import MOST_SHOWN, open_alerts
from holdfast.alerts.states import Status
from holdfast.alerts.words import headline, standing
from holdfast.hubs.hours import say_moment
from holdfast.people.identity import name_of
from holdfast.people.viewer import BuiltFor, Viewer, viewer_of

NEAR = timedelta(minutes=15)
MOST_DRAWN = 3


def for_request(request: HttpRequest) -> list[dict[str, Any]]:
    """The alerts that this member should act on, untaken first; only the first one is named and logged.

    No page draws more than three: the others are there to be counted.

    One statement beside the one that asks for the member's duty, which stays with the request.
    """
    now = timezone.now()
    found = needing(viewer_of(request))
    if found:
        request.touched.in_banner = found[0].person_id
    lines = [line(alert, name_of(alert.person) if place == 0 else "", now=now) for place, alert in enumerate(found)]
    total = min(found[0].total, MOST_SHOWN) if found else 0
    return [*lines, *[{"pk": None}] * (total - len(lines))]


def needing(viewer: Viewer) -> list[Alert]:
    """The first of the alerts that this member should act on; `total` counts them all."""
    return ACTING.rows(viewer, near=viewer.now + NEAR)


def acting(viewer: Viewer, near: Any) -> QuerySet[Alert]:
    """Alerts that are nobody's yet, or theirs with a limit before `near`."""
    needs_me = Q(status=Status.RAISED) | Q(taken_by_id=viewer.member.pk, act_by__lte=near)
    return open_alerts(viewer).filter(needs_me).annotate(total=Window(Count("pk")))[:MOST_DRAWN]


ACTING = BuiltFor(acting)


def line(alert: Alert, name: str, *, now: Any) -> dict[str, Any]:
    """One alert as the macros `alert_line` and `alert_banner` read it."""
    is_raised = alert.status == Status.RAISED
    words = headline(alert)
    title = f"{name}: {words[0].lower()}{words[1:]}" if name else f"{words}, raised {say_moment(alert.raised_at, now)}"
    return {
        "pk": alert.pk,
        "title": title if is_raised else f"close the alert you took. {title}",
        "text": standing(alert, now=now),
        "take_href": reverse("alerts:take", args=[alert.pk]) if is_raised else "",
        "href": reverse("alerts:alert", args=[alert.pk]),
        "all_href": reverse("alerts:list"),
    }
