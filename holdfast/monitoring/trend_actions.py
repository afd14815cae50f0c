"""Keeps the pictures of what figures did month by month: drawn again once their numbers changed."""

from datetime import datetime

from django.db import transaction

from holdfast.hubs.models import Hub
from holdfast.monitoring.board_queries import following
from holdfast.monitoring.board_times import Time, months, read_time
from holdfast.monitoring.cells import Key
from holdfast.monitoring.drawing import picture
from holdfast.monitoring.models import Trend
from holdfast.monitoring.service_queries import cells_at_services
from holdfast.monitoring.span_queries import Asked, cells_between
from holdfast.monitoring.trend_rules import TRENDS, series_of


def cells_of(hub: Hub, time: Time) -> dict[Key, int | None]:
    """Every cell of a time: of the return, and of what is for inside the hub alone."""
    return cells_between(hub, time.start, time.end) | cells_at_services(Asked(hub, time.start, time.end))


@transaction.atomic
def draw(hub: Hub, *, now: datetime) -> int:
    """Draw the pictures of a hub whose numbers are other than they were. In its scope.

    Returns:
        How many were drawn.
    """
    if following(hub).is_anew:
        return 0  # partly by the rule before: months would change back and forth
    times = [read_time(name, now=now) for name in months(now)]
    counted = [(time.key, cells_of(hub, time)) for time in times]
    drawn_before = dict(Trend.objects.filter(hub=hub).values_list("key", "series"))
    count = 0
    for drawn in TRENDS:
        series = series_of(drawn, counted)
        before = drawn_before.get(drawn.key)
        if before == series:
            continue
        kept = {"series": series, "drawn_at": now}
        if before is None or before[:-1] != series[:-1]:  # the running month is in the table alone
            kept["picture"] = picture(drawn, series)
            count += 1
        Trend.objects.update_or_create(hub=hub, key=drawn.key, defaults=kept)
    return count
