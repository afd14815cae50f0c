"""Reads of the hub's board: the cells of a time, and what stands beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring import span_sql as sql
from holdfast.monitoring.board_times import Time
from holdfast.monitoring.cells import Key
from holdfast.monitoring.models import KeptUpTo, Trend
from holdfast.monitoring.periods import Period
from holdfast.monitoring.span_queries import Asked, cells_between, hold_spans

STALE = timedelta(minutes=10)
NOT_KEPT = "The live figures have not followed until now. They do within a minute or two: try again"
COUNTED_ANEW = "Everybody is being counted anew, by what has changed. That takes some minutes: try again"
Bands = tuple[int, int, int]
"""People who wait under 2 weeks, 2 to 6, and longer."""


@dataclass(frozen=True)
class Figures:
    """What the board shows of a time.

    Attributes:
        assessed: requests first assessed, median and 90th centile of days, and how many within the target.
        late: requests not assessed in time, and promises of services that are past.
        promised: of services that saw somebody and had promised days: how many, how many kept them, the median promise.
        waits: people who wait at the end, by what for and how long.
        over: how it ended elsewhere, each person once at each service.
    """

    cells: Mapping[Key, int | None]
    assessed: tuple[int, int | None, int | None, int] = (0, None, None, 0)
    late: Mapping[str, int] = field(default_factory=dict)
    promised: tuple[int, int, int | None] = (0, 0, None)
    waits: Mapping[str, Bands] = field(default_factory=dict)
    over: Mapping[str, int] = field(default_factory=dict)

    def cell(self, item: str, measure: str, breakdown: str = "", category: str = "") -> int | None:
        """One number; of a category in which there is nobody, zero."""
        return self.cells.get((item, measure, breakdown, category), 0)

    def count(self, item: str, measure: str, breakdown: str = "", category: str = "") -> int:
        """One number that counts something."""
        return self.cell(item, measure, breakdown, category) or 0

    def parts(self, item: str, measure: str, breakdown: str) -> dict[str, int]:
        """The categories of a breakdown in which there is anybody."""
        return {key[3]: value or 0 for key, value in self.cells.items() if key[:3] == (item, measure, breakdown)}


def figures_of(hub: Hub, time: Time, *, assessed_within: int) -> Figures:
    """Everything that the board shows of a time.

    Args:
        assessed_within: the hub's target, in days.
    """
    asked = Asked(hub, time.start, time.end, days=assessed_within)
    return Figures(
        cells=cells_between(hub, time.start, time.end),
        assessed=asked.rows(sql.TO_ASSESSMENT)[0],
        late=dict(asked.rows(sql.LATE)),
        promised=asked.rows(sql.PROMISED)[0],
        waits={kind: tuple(bands) for kind, *bands in asked.rows(sql.IN_BANDS)},
        over=dict(asked.rows(sql.OVER)),
    )


@dataclass(frozen=True)
class Following:
    """How far live figures follow what happens.

    Attributes:
        kept_at: when they were last brought up to what had happened; None: never yet.
        is_anew: whether everybody is being counted anew, so that they are of no one rule until that is done.
    """

    kept_at: datetime | None = None
    is_anew: bool = False


def following(hub: Hub) -> Following:
    """How far the live figures of a hub follow."""
    found = KeptUpTo.objects.filter(hub=hub).first()
    if found is None:
        return Following()
    return Following(found.kept_at, is_anew=found.counting_rules not in ("", found.rules))


def cells_for_good(hub: Hub, period: Period, *, now: datetime) -> dict[Key, int | None]:
    """The cells of a period that is over, to be frozen. What is kept is held still until the transaction ends.

    Raises:
        MoveNotAllowed: live figures have not followed until now: what was entered late would be missing. Or everybody
            is being counted anew.
    """
    hold_spans(hub)
    found = following(hub)
    if found.is_anew:
        raise MoveNotAllowed(COUNTED_ANEW)
    at = found.kept_at
    if at is None or at < max(period.ends_at, now - STALE):
        raise MoveNotAllowed(NOT_KEPT)
    return cells_between(hub, period.starts_at, period.ends_at)


def trends_of(hub: Hub) -> list[Trend]:
    """The pictures month by month, in order."""
    return list(Trend.objects.filter(hub=hub).order_by("key"))
