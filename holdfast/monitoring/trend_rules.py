"""What is drawn month by month, and the sentence of each picture. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from holdfast.monitoring.cells import Key


@dataclass(frozen=True)
class Line:
    """One line of a picture: its words, and the measure of an item that it draws."""

    label: str
    item: str
    measure: str


@dataclass(frozen=True)
class Drawn:
    """A picture: its place, its title, the unit of its numbers, and its lines, two at the most.

    Attributes:
        unit: "people"; "days", to a tenth, of what is counted in minutes; or "whole days".
    """

    key: str
    title: str
    unit: str
    lines: tuple[Line, ...]


TRENDS = (
    Drawn("1-asked", "People who asked, and people assessed", "people", (
        Line("asked", "R16", "received"), Line("assessed", "R3", "people"),
    )),
    Drawn("2-contact", "Days until first contact, half of people", "days", (
        Line("half of people", "R4", "contact_median"), Line("nine in ten", "R4", "contact_p90"),
    )),
    Drawn("3-waiting", "People who wait for treatment as the month ends", "people", (
        Line("elsewhere", "R15", "elsewhere"), Line("here", "R15", "here"),
    )),
    Drawn("4-onward", "People referred on, and people whom a service saw", "people", (
        Line("referred on", "R7", "sent"), Line("seen", "R7", "people"),
    )),
    Drawn("5-promise", "Days that services promised, and took, half of people", "whole days", (
        Line("promised", "H1", "promised_median"), Line("took", "H1", "days_median"),
    )),
)  # fmt: skip
A_DAY = 24 * 60
NO_FIGURE = "no figure"
GAP = "No figure: nobody was counted in that month. The line has a gap there, which is no zero."
Series = list[dict[str, Any]]


def series_of(drawn: Drawn, months: Sequence[tuple[str, Mapping[Key, int | None]]]) -> Series:
    """The numbers of a picture: for each month its name and the value of each line, None where there is none."""
    return [
        {"month": name, **{line.label: value_of(drawn, line, cells) for line in drawn.lines}} for name, cells in months
    ]


def value_of(drawn: Drawn, line: Line, cells: Mapping[Key, int | None]) -> float | int | None:
    """The value of one line in one month; minutes as days, to a tenth."""
    found = cells.get((line.item, line.measure, "", ""))
    return round(found / A_DAY, 1) if found is not None and drawn.unit == "days" else found


def sentence_of(drawn: Drawn, series: Series, *, say_month: Any) -> str:
    """The last month that is over beside the one before it, in numbers."""
    if len(series) < 3:
        return ""
    before, last = series[-3], series[-2]
    said = [
        f"{line.label} {say(last[line.label])} (the month before {say(before[line.label])})" for line in drawn.lines
    ]
    return f"{say_month(last['month'])}: {', '.join(said)}."


def say(value: float | int | None) -> str:
    """A number, or that there is none: half of nobody is not zero."""
    return NO_FIGURE if value is None else f"{value:g}"


def gap_note(drawn: Drawn, series: Series) -> str:
    """What a gap means, where there is one."""
    has_gap = any(each[line.label] is None for each in series for line in drawn.lines)
    return GAP if has_gap else ""
