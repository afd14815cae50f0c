"""Reads of sickness absence: FTE days lost by month for an area, the rate where there is one, what to say with them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from holdfast.hubs.models import Organisation, Region, System
from holdfast.monitoring.models import SicknessMonth
from holdfast.monitoring.reasons import Reason
from holdfast.monitoring.sickness_cells import last_day
from holdfast.monitoring.sickness_files import ENGLAND
from holdfast.monitoring.sickness_words import MonthLost, sentence_of

MOST_MONTHS = 240


class UnknownArea(Exception):
    """There is no system, region or organisation of this code. England is E92000001."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area, and the organisations whose figures are its own: their codes with their first and last days."""

    code: str
    name: str
    parts: dict[str, tuple[date | None, date | None]]

    def open_in(self, month: date) -> set[str]:
        """Codes of those that were there on any day of a month. Without a published day: always."""
        return {
            code
            for code, (start, end) in self.parts.items()
            if (start is None or start <= last_day(month)) and (end is None or end >= month)
        }


@dataclass(frozen=True, slots=True)
class Sickness:
    """Days lost in an area for one reason: every month asked for, in order, and the sentence that goes with them."""

    area: str
    name: str
    reason: Reason
    months: tuple[MonthLost, ...]
    sentence: str
    sources: tuple[str, ...]


def standing() -> QuerySet[SicknessMonth]:
    """Of each area, month and reason the figure of the file that was imported last."""
    latest = ("area_code", "reason", "month", "-imported_at", "-id")
    return SicknessMonth.objects.order_by(*latest).distinct("area_code", "reason", "month")


def sickness_of(area: str, first_month: date, last_month: date, *, reason: Reason = Reason.S10) -> Sickness:
    """FTE days lost by month.

    Args:
        area: an ODS code of a system, a region or an organisation, or England's code.
        first_month, last_month: any day of them; both are in it.

    Returns:
        For a system or region the sums over its trusts. `rate` is in per cent to two places, days lost over days
        available; None in a month in which any figure came from a file without days available.

    Raises:
        UnknownArea: there is no such area.
        ValueError: the months are the wrong way round, or more than `MOST_MONTHS`.
    """
    place, months = area_of(area), months_between(first_month, last_month)
    found = standing().filter(area_code__in=place.parts, reason=reason, month__range=(months[0], months[-1]))
    by_month: dict[date, list[SicknessMonth]] = defaultdict(list)
    for row in found:
        by_month[row.month].append(row)
    lost = tuple(summed(month, by_month[month], place.open_in(month)) for month in months)
    sources = sorted({f"{row.source_name}, {row.source_licence}" for rows in by_month.values() for row in rows})
    return Sickness(place.code, place.name, reason, lost, sentence_of(lost, reason), tuple(sources))


def summed(month: date, rows: list[SicknessMonth], expected: set[str]) -> MonthLost:
    """One month over the organisations of an area."""
    expected = expected | {row.area_code for row in rows}
    if not rows:
        return MonthLost(month, None, None, None, 0, len(expected))
    lost = sum((row.days_lost for row in rows), Decimal())
    each = [row.days_available for row in rows if row.days_available is not None]
    available = sum(each, Decimal()) if len(each) == len(rows) else None
    return MonthLost(month, lost, available, rate_of(lost, available), len(rows), len(expected))


def rate_of(lost: Decimal, available: Decimal | None) -> Decimal | None:
    """Days lost over days available in per cent, to two places as these rates are published, halves up.

    None where nobody's days are known, or nobody had any.
    """
    return (lost * 100 / available).quantize(Decimal("0.01"), ROUND_HALF_UP) if available else None


def area_of(code: str) -> Area:
    """The area of a code.

    Raises:
        UnknownArea: there is none.
    """
    if code == ENGLAND:
        return Area(ENGLAND, "England", {ENGLAND: (None, None)})
    trusts = Organisation.objects.filter(kind=Organisation.Kind.TRUST)
    if system := System.objects.filter(code=code).first():
        return Area(code, system.name, dates_of(trusts.filter(system_code=code)))
    if region := Region.objects.filter(code=code).first():
        return Area(code, region.name, dates_of(trusts.filter(region=region)))
    if one := Organisation.objects.filter(code=code).first():
        return Area(code, one.name, dates_of([one]))
    raise UnknownArea(UnknownArea.__doc__)


def dates_of(found: Iterable[Organisation]) -> dict[str, tuple[date | None, date | None]]:
    """First and last days by code."""
    return {one.code: (one.valid_from, one.valid_to) for one in found}


def months_between(first: date, last: date) -> list[date]:
    """First days of the months from one to the other.

    Raises:
        ValueError: the last is before the first, or they are more than `MOST_MONTHS`.
    """
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    if not 0 <= end - start < MOST_MONTHS:
        raise ValueError(f"the first month is not after the last, and they are {MOST_MONTHS} at most")
    return [date(count // 12, count % 12 + 1, 1) for count in range(start, end + 1)]
