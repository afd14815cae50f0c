"""What every page of figures says of its time, and the addresses that stay with that time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from holdfast.events.access import log
from holdfast.events.models import AccessEntry
from holdfast.hubs.hours import say_moment
from holdfast.monitoring.board_queries import following
from holdfast.monitoring.board_times import Time, choices

OTHER_WORDS = {"trans": "Trans status", "faith": "Religion or faith", "at_service": "Service"}


def head_of(request: HttpRequest, time: Time, *, now: datetime) -> dict[str, Any]:
    """What every page of figures says of its time: which, up to when it was kept, whether everybody is being
    counted anew, and what else may be chosen."""
    found = following(request.hub)
    log_look(request, now=now)
    return {
        "time": time,
        "kept": say_moment(found.kept_at, now) if found.kept_at else "",
        "is_anew": found.is_anew and found.kept_at is not None,
        "printed": say_moment(now, now),
        "choices": [(each.key, each.label) for each in choices(now)],
    }


def log_look(request: HttpRequest, *, now: datetime) -> None:
    """Write down that figures were looked at, by whom: a row that names nobody. Whose rows were shown has its own."""
    what = request.resolver_match.view_name
    log(request.hub.pk, [], what=what, why="figures", action=AccessEntry.Action.READ, by=request.member, now=now)


def address_of(time: Time) -> Callable[..., str]:
    """The address of a number, for the time that is shown."""

    def address(item: str, measure: str, breakdown: str = "", category: str = "") -> str:
        asked = {"item": item, "measure": measure, "time": time.key, "by": breakdown, "of": category}
        return f"{reverse('monitoring:number')}?{urlencode({name: value for name, value in asked.items() if value})}"

    return address


def words_of(attribute: str) -> str:
    """ "Ethnic group"."""
    return OTHER_WORDS.get(attribute) or attribute.replace("_", " ").capitalize()
