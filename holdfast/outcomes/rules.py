"""The change of one person from their first answers to their last, when a follow-up is due, and how a death is coded.

Pure. What counts as caseness, recovery and reliable change, and the rates with their denominators, stand in
`measures.rules`; here it is decided which answers make the two pairs. Change, never effect.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from holdfast.measures.rules import ANXIETY, DEPRESSION, TRAUMA, Change, Pair, Threshold, paired_change
from holdfast.referrals.states import Status
from holdfast.workplace.states import AtWork

ASKED_OF_WORK = (AtWork.AT_WORK, AtWork.ADJUSTED, AtWork.OFF, AtWork.LEFT)
"""What somebody chooses from when they are asked how they are: without a reason, which is their own."""

SUPPORTED = (Status.SUPPORTED, Status.MONITORED)


@dataclass(frozen=True, slots=True)
class Total:
    """One questionnaire that was answered. `points` is None where an answer that counts was left out."""

    key: str
    at: datetime
    points: float | None


@dataclass(frozen=True, slots=True)
class Paired:
    """The first and the last pair of one person, and what came of it."""

    first: Pair
    last: Pair
    anxiety: Threshold
    change: Change


def paired(totals: Iterable[Total], *, is_trauma: bool = False, trauma: Threshold | None = TRAUMA) -> Paired | None:
    """The first and last totals of PHQ-9 and of the anxiety measure, compared; None unless each was complete twice.

    A total that is missing is missing: it is neither 0 nor what was said before, and the next complete one counts.

    Args:
        is_trauma: the problem is trauma: PCL-5 stands where GAD-7 does for everybody else.
        trauma: its cut-off and change in a national pair. None, as shipped: no source for them could be opened, and
            for a trauma problem nothing is compared.
    """
    anxiety = trauma if is_trauma else ANXIETY
    if anxiety is None:
        return None
    told = list(totals)
    depression, other = in_order(told, DEPRESSION.key), in_order(told, anxiety.key)
    if len(depression) < len(("first", "last")) or len(other) < len(("first", "last")):
        return None
    first, last = Pair(depression[0], other[0]), Pair(depression[-1], other[-1])
    return Paired(first, last, anxiety, paired_change(first, last, anxiety=anxiety))


def in_order(totals: Iterable[Total], key: str) -> list[int]:
    """The complete totals of one questionnaire, the earliest first."""
    found = sorted((each.at, int(each.points)) for each in totals if each.key == key and each.points is not None)
    return [points for _at, points in found]


def due_days(begun_on: date, months: Sequence[int]) -> list[tuple[int, date]]:
    """When somebody is asked: each number of months with its day."""
    return [(number, months_after(begun_on, number)) for number in sorted(set(months))]


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def death_code(*, status: str, is_seen: bool) -> str:
    """The end code of a referral that a death closes: 49 where support had begun, 17 where they were seen. The codes
    have none for somebody who was never seen and has died: they were not assessed, 50."""
    if status in SUPPORTED:
        return "49"
    return "17" if is_seen else "50"
