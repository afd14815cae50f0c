"""One set of answers becomes one score. Missing is missing: nothing is put in its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from holdfast.measures.questionnaire import (
    Answer,
    Criterion,
    Flag,
    Method,
    Questionnaire,
    Subscale,
    Value,
)

Points = Sequence[Answer]  # by item, in order: points, NOT_APPLICABLE, or None where nothing was answered
Figure = int | float | bool | None

PLACES = 4  # decimals kept of a mean or a pro-rated total


@dataclass(frozen=True, slots=True)
class Score:
    """What the answers amount to. None: the questionnaire has no such figure, or an answer is missing."""

    complete: bool
    total: int | float | None = None  # points
    out_of: int | None = None  # the highest total that was open to this person
    metric: float | None = None
    band: str | None = None
    caseness: bool | None = None
    diagnosis: str | None = None
    subscales: Mapping[str, Figure] | None = None
    flags: tuple[Flag, ...] = ()

    @property
    def risk_items(self) -> tuple[int, ...]:
        """Numbers of the items that raised a flag."""
        return tuple(flag.item for flag in self.flags)


def score(questionnaire: Questionnaire, answers: Mapping[int, Answer]) -> Score:
    """Score one set of answers.

    Args:
        answers: item number, from 1, to the value of the option chosen; None or absent
            where nothing was answered.

    Returns:
        The total in points (`questionnaire.lowest` to `questionnaire.highest`) with its band,
        caseness, diagnosis and subscales, all None while a required item is unanswered and the
        source allows no pro-rating; and every safety flag raised by the answers given. A flag
        never depends on the total. A pro-rated total is kept to four decimals, and the measure
        still counts as incomplete.

    Raises:
        ValueError: a value is not one of the item's options, or there is an answer to an item
            that the questionnaire does not have.

    Source: the scoring instructions cited in `questionnaire.source`.
    """
    points = points_of(questionnaire, answers)
    flags = _raised(questionnaire, points) if questionnaire.flags else ()
    missing = 0
    if None in points:
        missing = sum(points[number - 1] is None for number in questionnaire.required)
    if missing:
        return _incomplete(questionnaire, points, missing, flags)
    total, out_of = _total(questionnaire, points)
    return Score(
        complete=True,
        total=total,
        out_of=out_of,
        metric=metric_of(questionnaire, total),
        band=band_of(questionnaire, total),
        caseness=caseness_of(questionnaire, total),
        diagnosis=_diagnosis(questionnaire, points) if questionnaire.diagnoses else None,
        subscales=_subscales(questionnaire, points) if questionnaire.subscales else None,
        flags=flags,
    )


def points_of(questionnaire: Questionnaire, answers: Mapping[int, Answer]) -> list[Answer]:
    """The points of every item in order, reversed items turned round.

    Raises:
        ValueError: see `score`.
    """
    points: list[Answer] = []
    for number, table in questionnaire.points:
        answer = answers.get(number)
        if answer is None:
            points.append(None)
        elif answer in table:
            points.append(table[answer])
        else:
            raise ValueError(f"item {number} is {answer!r}, which is not one of {_spoken(table)}")
    if not answers.keys() <= questionnaire.numbers:
        unknown = min(answers.keys() - questionnaire.numbers, key=str)
        raise ValueError(f"{questionnaire.name} has no item {unknown}")
    return points


def _spoken(table: Mapping[Value, Value]) -> str:
    return ", ".join(str(value) for value in table)


def _raised(questionnaire: Questionnaire, points: Points) -> tuple[Flag, ...]:
    return tuple(flag for flag in questionnaire.flags if _reaches(points[flag.item - 1], flag.at_least))


def _reaches(points: Answer, at_least: int) -> bool:
    return isinstance(points, int) and points >= at_least


def _incomplete(questionnaire: Questionnaire, points: Points, missing: int, flags: tuple[Flag, ...]) -> Score:
    """No figures, unless the source's own rule makes up for so few missing answers."""
    rule = questionnaire.pro_rating
    if rule is None or missing > rule.most_missing:
        return Score(complete=False, flags=flags)
    answered = _numbers(points[number - 1] for number in questionnaire.counted)
    total = round(len(questionnaire.counted) * sum(answered) / len(answered), PLACES)
    return Score(
        complete=False,
        total=total,
        out_of=questionnaire.highest,
        band=band_of(questionnaire, total),
        caseness=caseness_of(questionnaire, total),
        flags=flags,
    )


def _total(questionnaire: Questionnaire, points: Points) -> tuple[int | None, int | None]:
    """The sum, and the highest sum that was open. What does not apply is in neither."""
    if not questionnaire.counted:
        return None, None
    total = 0
    out_of = questionnaire.highest or 0
    for number in questionnaire.counted:
        value = points[number - 1]
        if isinstance(value, int):
            total += value
        else:
            out_of -= questionnaire.highest_points[number - 1]
    return total, out_of


def _numbers(points: Iterable[Answer]) -> list[int]:
    """Those that were answered and apply."""
    return [value for value in points if isinstance(value, int)]


def metric_of(questionnaire: Questionnaire, total: int | None) -> float | None:
    if total is None or not questionnaire.metric:
        return None
    return questionnaire.metric[total - (questionnaire.lowest or 0)]


def band_of(questionnaire: Questionnaire, total: float | None) -> str | None:
    if total is None:
        return None
    label = None
    for band in questionnaire.bands:
        if total < band.at_least:
            break
        label = band.label
    return label


def caseness_of(questionnaire: Questionnaire, total: float | None) -> bool | None:
    if total is None or questionnaire.caseness_from is None:
        return None
    return total >= questionnaire.caseness_from


def _diagnosis(questionnaire: Questionnaire, points: Points) -> str:
    """The first diagnosis whose criteria all hold."""
    counting = {items: _endorsed(questionnaire, items, points) for items in questionnaire.counted_sets}
    for diagnosis in questionnaire.diagnoses:
        if all(_holds(criterion, counting[criterion.items]) for criterion in diagnosis.criteria):
            return diagnosis.label
    return "none"


def _holds(criterion: Criterion, counting: int) -> bool:
    return counting >= criterion.at_least and (criterion.at_most is None or counting <= criterion.at_most)


def _endorsed(questionnaire: Questionnaire, numbers: tuple[int, ...], points: Points) -> int:
    """How many of the items reach the points from which a diagnostic rule counts them."""
    limits = questionnaire.counts_from
    counting = 0
    for number in numbers:
        value = points[number - 1]
        if isinstance(value, int) and value >= limits[number - 1]:
            counting += 1
    return counting


def _subscales(questionnaire: Questionnaire, points: Points) -> dict[str, Figure]:
    return {subscale.key: _figure(questionnaire, subscale, points) for subscale in questionnaire.subscales}


def _figure(questionnaire: Questionnaire, subscale: Subscale, points: Points) -> Figure:
    if subscale.method is Method.ENDORSED:
        return _endorsed(questionnaire, subscale.items, points) > 0
    answered = [points[number - 1] for number in subscale.items]
    if None in answered:
        return None
    applying = _numbers(answered)
    if not applying:
        return None
    return sum(applying) if subscale.method is Method.SUM else round(sum(applying) / len(applying), PLACES)
