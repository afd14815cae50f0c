"""Outcomes by what people told of themselves, in words and a picture. Pure.

How somebody did is told of no few: a number is shown where five people or more are in it, and five or more are not.
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


def outcomes_by(figures: Figures, attribute: str) -> dict[str, object]:
    """By one attribute: a picture of who was reliably better, a table of groups, and everybody beside them. A group of
    fewer than five is not listed, whether it is nobody or four: to leave it out says no more than "under 5" would."""
    labels = categories_of(attribute)
    parts = {key: figures.parts(ITEM, key, attribute) for key in ("paired", "cases", *(key for key, *_ in CHANGES))}
    large = [code for code in labels if parts["paired"].get(code, 0) >= LEAST]
    rows = [group_of(code, labels[code], parts) for code in large]
    return {
        "groups": rows, "change_heads": [words for *_, words in CHANGES],
        "everybody": [(key, of_all(figures, key, of)) for key, of, _ in CHANGES],
        "paired": figures.count(ITEM, "paired"), "outcome_picture": picture(figures, parts, labels),
    }  # fmt: skip


def group_of(code: str, label: str, parts: dict[str, dict[str, int]]) -> Group:
    """One group that is not too small to be listed."""
    paired = parts["paired"][code]
    changes = tuple(said(parts[key].get(code, 0), parts[of].get(code, 0), paired=paired) for key, of, _ in CHANGES)
    return Group(label, paired, changes)


def of_all(figures: Figures, key: str, of: str) -> str:
    """Of everybody, exact, as the board has it."""
    part, whole = figures.count(ITEM, key), figures.count(ITEM, of)
    return f"{part} of {whole}" if whole < 2 * LEAST else f"{round(100 * part / whole)} % of {whole}"


def picture(figures: Figures, parts: dict[str, dict[str, int]], labels: dict[str, str]) -> Picture:
    """Who was reliably better, of the groups that are large enough to say."""
    better, paired = parts["improvement"], parts["paired"]
    shown = [code for code in labels if is_shown(better.get(code, 0), paired.get(code, 0))]
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
