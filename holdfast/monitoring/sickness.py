"""Reads a public sickness absence file in bounded memory: what is good, and what is wrong with the rest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import BinaryIO

from holdfast.monitoring.reasons import Reason
from holdfast.monitoring.sickness_cells import EVERYBODY, BadCell, area_in, days_in, month_in, rate_in, reason_in
from holdfast.monitoring.sickness_files import (
    A_MONTH,
    ENGLAND,
    NO_DAYS,
    NO_RATE,
    NO_SOCIAL_CARE,
    RATE,
    Holds,
    Shape,
    UnreadableFile,
    recognised,
)
from holdfast.monitoring.sickness_lines import cells_of, column_names_of, numbered, row_of

MOST_FIGURES = 500_000
"""Beyond it a file is refused: the largest published one has under 20,000 rows, a year by staff group under 100,000."""
PROBLEMS_NAMED = 200

Key = tuple[str, date, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """FTE days lost in an area in a month for a reason. `days_available` is None where the file does not hold them."""

    line: int
    area: str
    month: date
    reason: Reason
    days_lost: Decimal
    days_available: Decimal | None

    @property
    def key(self) -> Key:
        """What there is one figure of."""
        return self.area, self.month, self.reason


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was left out, and why. Lines count from 1, the names of the columns being the first."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held.

    `problems` names the first `PROBLEMS_NAMED` of the `flagged` rows, by line; `set_aside` counts those of single
    staff groups, which are not needed; `rows` counts all that are not blank.
    """

    shape: Shape
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    flagged: int
    set_aside: int
    rows: int
    digest: str

    @property
    def is_of_rates(self) -> bool:
        """Whether it is one of those that hold a rate alone, of which nothing is kept."""
        return self.shape.holds is Holds.RATE

    @property
    def sentence(self) -> str:
        """What the file can and cannot tell."""
        about = {Holds.BOTH: [], Holds.DAYS_LOST: [NO_RATE], Holds.RATE: [NO_DAYS]}[self.shape.holds]
        return " ".join([*about, NO_SOCIAL_CARE])


@dataclass(slots=True)
class Sorting:
    """What was read so far."""

    figures: dict[Key, Figure] = field(default_factory=dict)
    clashing: dict[Key, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    flagged: int = 0
    set_aside: int = 0
    rows: int = 0

    def flag(self, line: int, why: str) -> None:
        """Count a line as left out, and name it while there are few."""
        self.flagged += 1
        if len(self.problems) < PROBLEMS_NAMED:
            self.problems.append(Problem(line, why))

    def take(self, new: Figure) -> None:
        """Keep a figure once. Two that differ are both left out: nobody here can know which of them is true.

        Raises:
            UnreadableFile: there are more than any such file has.
        """
        if new.key in self.clashing:
            self.flag(new.line, differs(self.clashing[new.key]))
        elif old := self.figures.get(new.key):
            if (old.days_lost, old.days_available) == (new.days_lost, new.days_available):
                self.flag(new.line, f"the same as line {old.line}: not counted again")
                return
            del self.figures[new.key]
            self.clashing[new.key] = old.line
            for one, other in ((old, new), (new, old)):
                self.flag(one.line, differs(other.line))
        else:
            self.figures[new.key] = new
        if len(self.figures) + len(self.clashing) > MOST_FIGURES:
            raise UnreadableFile(f"it holds more than {MOST_FIGURES:,} figures, which no such file does")


def differs(other: int) -> str:
    """Why two rows are both left out."""
    return f"another value than line {other} for the same month, area and reason: neither is kept"


def read_file(stream: BinaryIO, *, today: date, advance: Callable[[int], object] = lambda size: None) -> Reading:
    """Read one file to its end.

    Args:
        today: months that have not ended by then are left out.
        advance: told how many bytes were read since it was told last.

    Raises:
        UnreadableFile: it is empty, is no file known here, or is beyond the bounds above.
    """
    found, digest = Sorting(), sha256()
    lines = numbered(stream, digest.update, advance)
    columns = column_names_of(next(lines, None))
    shape = recognised(columns)
    for number, raw in lines:
        try:
            cells = cells_of(raw)
            if not any(cells):
                continue
            sort_row(found, number, row_of(columns, cells), shape, today=today)
        except BadCell as problem:
            found.flag(number, str(problem))
        found.rows += 1
    if not found.rows:
        raise UnreadableFile("it has names of columns and no rows")
    figures, problems = tuple(found.figures.values()), tuple(sorted(found.problems, key=lambda one: one.line))
    return Reading(shape, figures, problems, found.flagged, found.set_aside, found.rows, digest.hexdigest())


def sort_row(found: Sorting, line: int, row: dict[str, str], shape: Shape, *, today: date) -> None:
    """Take the figure of a row, set the row aside, or say what is wrong with it.

    Raises:
        BadCell: what is wrong.
    """
    if shape.holds is Holds.RATE:
        check_rates(row, today=today)
    elif row.get("staff_group", EVERYBODY).casefold() != EVERYBODY:
        month_in(row["date"], today=today)
        found.set_aside += 1
    else:
        found.take(figure_of(line, row, today=today))


def figure_of(line: int, row: dict[str, str], *, today: date) -> Figure:
    """The figure of a row that holds days.

    Raises:
        BadCell: a cell cannot be used, or more days were lost than there were.
    """
    lost = days_in(row["fte_days_lost"])
    available = days_in(row["fte_days_available"]) if "fte_days_available" in row else None
    if available is not None and lost > available:
        raise BadCell("more FTE days lost than available: are the two columns the wrong way round?")
    area = area_in(row["org_code"]) if "org_code" in row else ENGLAND
    reason = reason_in(row["reason"]) if "reason" in row else Reason.ALL
    return Figure(line, area, month_in(row["date"], today=today), reason, lost, available)


def check_rates(row: dict[str, str], *, today: date) -> None:
    """That the months and rates of a row can be; nothing is taken from them.

    Raises:
        BadCell: the first that cannot.
    """
    rates = (
        {row["month"]: row[RATE]} if "month" in row else {name: row[name] for name in row if A_MONTH.fullmatch(name)}
    )
    for month, rate in rates.items():
        month_in(month, today=today)
        rate_in(rate)
