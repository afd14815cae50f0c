"""Change between a first and a last pair of measures, by the definitions of NHS Talking Therapies.

Change, never effect: scores improve on a waiting list alone.

Source: NHS Talking Therapies manual, as quoted for PHQ-9 and GAD-7 at cbtwatch.com (falls of 6 and 4;
below 10 and 8) and, for the denominators, in nhsengland/Talking-Therapies, "KM monthly update -
Suppressed.sql" (recovery over those who finished less those who were not a case at first).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from holdfast.measures.questionnaire import Questionnaire
from holdfast.measures.questionnaires.gad7 import GAD7
from holdfast.measures.questionnaires.phq9 import PHQ9

Words = Literal["better", "worse", "much the same"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """One measure of a pair, in points."""

    key: str
    caseness_from: int
    reliable_change: int


class Pair(NamedTuple):
    """Totals of PHQ-9 and of the anxiety measure, taken at the same time, in points."""

    depression: int
    anxiety: int


@dataclass(frozen=True, slots=True)
class Change:
    """What came of one person's first and last pair."""

    caseness_at_first: bool
    recovery: bool
    reliable_improvement: bool
    reliable_deterioration: bool

    @property
    def reliable_recovery(self) -> bool:
        return self.recovery and self.reliable_improvement


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many. `percent` is None where there is nobody to count, and 0.0 where none did."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        return 100 * self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Rates:
    """Recovery over those who were a case at first; improvement and deterioration over all who finished."""

    recovery: Rate
    reliable_recovery: Rate
    reliable_improvement: Rate
    reliable_deterioration: Rate


def _threshold(questionnaire: Questionnaire) -> Threshold:
    """The screening cut-off and reliable change of the questionnaire, which national figures share."""
    if questionnaire.caseness_from is None or questionnaire.reliable_change is None:
        raise ValueError(f"{questionnaire.name} has no cut-off or no reliable change")
    return Threshold(questionnaire.key, questionnaire.caseness_from, questionnaire.reliable_change)


DEPRESSION: Final = _threshold(PHQ9)
ANXIETY: Final = _threshold(GAD7)
TRAUMA: Final[Threshold | None] = None
"""PCL-5 in a national pair, kept apart from its screening cut-off. Switched off: no source for the
cut-off of 32 and the change of 10 could be opened."""


def paired_change(first: Pair, last: Pair, *, anxiety: Threshold = ANXIETY) -> Change:
    """Compare the first and the last pair of one person who finished.

    Args:
        anxiety: the measure that stands beside PHQ-9, the same at first and last.
    """
    case_at_first = is_case(first, anxiety=anxiety)
    falls = (first.depression - last.depression, first.anxiety - last.anxiety)
    limits = (DEPRESSION.reliable_change, anxiety.reliable_change)
    fell = any(fall >= limit for fall, limit in zip(falls, limits, strict=True))
    rose = any(-fall >= limit for fall, limit in zip(falls, limits, strict=True))
    return Change(
        caseness_at_first=case_at_first,
        recovery=case_at_first and not is_case(last, anxiety=anxiety),
        reliable_improvement=fell and not rose,
        reliable_deterioration=rose and not fell,
    )


def is_case(pair: Pair, *, anxiety: Threshold = ANXIETY) -> bool:
    return pair.depression >= DEPRESSION.caseness_from or pair.anxiety >= anxiety.caseness_from


def rates(changes: Iterable[Change]) -> Rates:
    """The national rates over everybody who finished with two pairs."""
    finished = list(changes)
    cases = sum(change.caseness_at_first for change in finished)
    return Rates(
        recovery=Rate(sum(change.recovery for change in finished), cases),
        reliable_recovery=Rate(sum(change.reliable_recovery for change in finished), cases),
        reliable_improvement=Rate(sum(change.reliable_improvement for change in finished), len(finished)),
        reliable_deterioration=Rate(sum(change.reliable_deterioration for change in finished), len(finished)),
    )


def change_in_words(questionnaire: Questionnaire, first: float, last: float) -> Words | None:
    """How one measure has moved, by its reliable change; None where no reliable change is known.

    Args:
        first, last: totals in points.
    """
    if questionnaire.reliable_change is None:
        return None
    moved = last - first
    if abs(moved) < questionnaire.reliable_change:
        return "much the same"
    return "better" if (moved > 0) is questionnaire.higher_is_better else "worse"
