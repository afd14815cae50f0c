"""Outcomes by what people told of themselves, in words and a picture. Pure.

How somebody did is told of no few: a number is shown where five people or more are in it, and five or more are not, and
where that holds of everybody else together too.
"""

from dataclasses import dataclass

from holdfast.monitoring.board import LEAST, Bar, Picture, people
from holdfast.monitoring.board_queries import Figures
from holdfast.monitoring.categories import categories_of

ITEM = "H2"
TOO_FEW = "too few to say"
CHANGES = (
    ("improvement", "paired", "Reliably better"), ("deterioration", "paired", "Reliably worse"),
    ("recovery", "cases", "Recovered"),
)  # fmt: skip
"""A measure, of which other one it is a part, and its words."""


@dataclass(frozen=True)
class Group:
    """One group: its label, how many have two pairs of measures, and how they did, in words."""

    label: str
    many: int
    changes: tuple[str, ...]


def is_shown(part: int, whole: int) -> bool:
    """Whether enough are in it, and enough are not."""
    return part >= LEAST and whole - part >= LEAST


def said(part: int, whole: int, *, paired: int) -> str:
    """ "62 % of 45"; "62 %" where those who are not in the whole, though they answered twice, are few."""
    if not is_shown(part, whole):
        return TOO_FEW
    share = f"{round(100 * part / whole)} %"
    return f"{share} of {whole}" if whole == paired or is_shown(whole, paired) else share


def groups_shown(parts: dict[str, int], wholes: dict[str, int], everybody: tuple[int, int]) -> list[str]:
    """The groups of which it is said how many of them did so. Everybody's number is known too, so what is left of it
    must be nobody, or enough itself: where it is not, the smallest group that would be shown is not either.

    Args:
        everybody: how many did so, of how many.
    """
    shown = [code for code in wholes if is_shown(parts.get(code, 0), wholes[code])]
    shown.sort(key=lambda code: wholes[code], reverse=True)
    while shown:
        part, whole = (all_of - sum(each.get(code, 0) for code in shown)
                       for all_of, each in zip(everybody, (parts, wholes), strict=True))  # fmt: skip
        if not whole or is_shown(part, whole):
            break
        shown.pop()
    return shown


def outcomes_by(figures: Figures, attribute: str) -> dict[str, object]:
    """By one attribute: a picture of who was reliably better, a table of groups, and everybody beside them. A group of
    fewer than five is not listed, whether it is nobody or four: to leave it out says no more than "under 5" would."""
    labels = categories_of(attribute)
    parts = {key: figures.parts(ITEM, key, attribute) for key in ("paired", "cases", *(key for key, *_ in CHANGES))}
    large = [code for code in labels if parts["paired"].get(code, 0) >= LEAST]
    shown = {
        key: groups_shown(parts[key], parts[of], (figures.count(ITEM, key), figures.count(ITEM, of)))
        for key, of, _ in CHANGES
    }  # fmt: skip
    rows = [group_of(code, labels[code], parts, shown) for code in large]
    return {
        "groups": rows, "change_heads": [words for *_, words in CHANGES],
        "everybody": [(key, of_all(figures, key, of)) for key, of, _ in CHANGES],
        "paired": figures.count(ITEM, "paired"), "outcome_picture": picture(figures, parts, labels, shown),
    }  # fmt: skip


def group_of(code: str, label: str, parts: dict[str, dict[str, int]], shown: dict[str, list[str]]) -> Group:
    """One group that is not too small to be listed."""
    paired = parts["paired"][code]
    changes = tuple(
        said(parts[key].get(code, 0), parts[of].get(code, 0), paired=paired) if code in shown[key] else TOO_FEW
        for key, of, _ in CHANGES
    )
    return Group(label, paired, changes)


def of_all(figures: Figures, key: str, of: str) -> str:
    """Of everybody, exact, as the board has it."""
    part, whole = figures.count(ITEM, key), figures.count(ITEM, of)
    return f"{part} of {whole}" if whole < 2 * LEAST else f"{round(100 * part / whole)} % of {whole}"


def picture(
    figures: Figures, parts: dict[str, dict[str, int]], labels: dict[str, str], said_of: dict[str, list[str]]
) -> Picture:
    """Who was reliably better, of the groups that are large enough to say."""
    better, paired = parts["improvement"], parts["paired"]
    shown = [code for code in labels if code in said_of["improvement"]]
    bars = tuple(Bar(labels[code], (better[code],), paired[code]) for code in shown)
    whole = figures.count(ITEM, "paired")
    sentence = f"{people(whole)} answered twice, the last time within this time."
    if not whole:
        sentence = "Nobody has answered PHQ-9 and GAD-7 twice, the last time within this time."
    elif not bars:
        sentence += " No group among them is large enough to say how it did."
    elif len(bars) == 1:
        sentence += " One group is large enough to say how it did."
    else:
        rates = sorted((better[code] / paired[code], labels[code]) for code in shown)
        (low, least), (high, most) = rates[0], rates[-1]
        sentence += f" Reliably better: from {round(100 * low)} % ({least}) to {round(100 * high)} % ({most})."
    return Picture("Reliably better", sentence, bars)
