"""What has to be said with figures of sickness absence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from holdfast.monitoring.reasons import Reason
from holdfast.monitoring.sickness_files import NO_RATE, NO_SOCIAL_CARE

MONTHS_NAMED = 6
NOTHING_HELD = "No figure is held for this area, reason and time: none was imported."
EVERY_REASON = "Days lost for every reason, not for mental health alone."
SOME_WITHOUT_RATE = "In months without a rate, the file holds no FTE days available."


@dataclass(frozen=True, slots=True)
class MonthLost:
    """One month of an area.

    FTE days lost and available, the rate in per cent; None: not available. `counted` organisations of `expected`.
    """

    month: date
    days_lost: Decimal | None
    days_available: Decimal | None
    rate: Decimal | None
    counted: int
    expected: int


def sentence_of(months: Sequence[MonthLost], reason: Reason) -> str:
    """What these figures are, what is missing from them, and that social care always is."""
    held = [month for month in months if month.days_lost is not None]
    if not held:
        return f"{NOTHING_HELD} {NO_SOCIAL_CARE}"
    rated = [month for month in held if month.rate is not None]
    parts = [about_rate(rated)] if rated else [NO_RATE]
    if reason == Reason.ALL:
        parts.insert(0, EVERY_REASON)
    if 0 < len(rated) < len(held):
        parts.append(SOME_WITHOUT_RATE)
    if missing := [f"{month.month:%B %Y}" for month in months if month.days_lost is None]:
        parts.append(f"No figure is held for {some_of(missing)}.")
    if partial := [of_how_many(month) for month in held if month.counted < month.expected]:
        parts.append(f"Not all organisations of the area are in it: {some_of(partial)}.")
    return " ".join([*parts, NO_SOCIAL_CARE])


def about_rate(rated: Sequence[MonthLost]) -> str:
    """How the rate was made."""
    most = max(month.counted for month in rated)
    over = f", each summed over up to {most} organisations" if most > 1 else ""
    return f"Rate: FTE days lost as a share of FTE days available{over}."


def of_how_many(month: MonthLost) -> str:
    """A month, with how many organisations are in it."""
    return f"{month.month:%B %Y} ({month.counted} of {month.expected})"


def some_of(names: Sequence[str]) -> str:
    """Names in a row; of many, the first few and how many more."""
    more = len(names) - MONTHS_NAMED
    shown = ", ".join(names[:MONTHS_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown
