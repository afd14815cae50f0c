"""Public rows as tables that everybody reads: numbers, the shares that they make, and days. Pure.

A share is made of what is shown, and of nothing else: whoever has the numbers has it already.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from holdfast.monitoring.disclosure import ENOUGH_FOR_MEDIAN, ENOUGH_FOR_SHARE, HIDDEN, percentage
from holdfast.monitoring.periods import Period
from holdfast.monitoring.public_cube import MEDIANS
from holdfast.monitoring.release_rules import ENOUGH_CHANGED

Row = dict[str, Any]
ALL = "All"
SHARES = (
    "Shares are whole per cent of all people in the table, made of the rounded numbers, and only where these are "
    f"{ENOUGH_FOR_SHARE} or more. They may not add up to 100."
)
MEDIANS_FROM = f"Days are shown where {ENOUGH_FOR_MEDIAN} people or more are behind them."


@dataclass(frozen=True)
class Line:
    """One number of people: what it is called, what is shown, and its share, "" in a table that has none."""

    label: str
    shown: str
    percent: str = ""

    @property
    def share(self) -> str:
        """The share as it is read."""
        return self.percent if self.percent in ("", HIDDEN) else f"{self.percent}%"


@dataclass(frozen=True)
class Days:
    """A median of days, in its band: what it is of, what is shown, and how it is counted."""

    label: str
    shown: str
    note: str

    @property
    def said(self) -> str:
        """The band as it is read aloud."""
        return self.shown.replace("–", " to ")


@dataclass(frozen=True)
class Shown:
    """A public table. The first of its lines is of all; the day is there where it stands for an earlier one."""

    name: str
    measure: str
    lines: tuple[Line, ...]
    days: tuple[Days, ...] = ()
    put_right_on: date | None = None

    @property
    def has_shares(self) -> bool:
        """Whether enough people are in it."""
        return any(line.percent for line in self.lines)


@dataclass(frozen=True)
class Edition:
    """What one entry of the ledger shows of a period: the first, or one with which it was put right."""

    number: int
    on: date
    tables: tuple[Shown, ...]


def standing(editions: Sequence[Edition]) -> list[Shown]:
    """The tables of a period as they stand: all of the last edition, and none that it could not show anew."""
    last = editions[-1]
    return [replace(table, put_right_on=last.on if len(editions) > 1 else None) for table in last.tables]


def say_put_right(editions: Sequence[Edition]) -> str:
    """That numbers were put right, and when; "" where they stand as they were first."""
    if len(editions) == 1:
        return ""
    days = " and ".join(say_date(each.on) for each in editions[1:])
    return (
        f"Put right on {days}: at least {ENOUGH_CHANGED} records were other than in what had been published before, "
        f"first on {say_date(editions[0].on)}. Only totals are put right. What was first can still be read below."
    )


def say_date(on: date) -> str:
    """A day as it stands in a file: 4 January 2027."""
    return f"{on.day} {on:%B %Y}"


def rows_of(rows: Iterable[Row], period: Period) -> list[Row]:
    """The rows that speak of a period, and show something."""
    starts_on = period.first.isoformat()
    return [row for row in rows if row["starts_on"] == starts_on and row["kind"] != "withheld"]


def tables_of(rows: Iterable[Row]) -> list[Shown]:
    """Public rows of one period as tables, in their order; what is withheld is none, and a total is said once."""
    by_table: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["kind"] != "withheld":
            by_table.setdefault((row["table"], row["measure"]), []).append(row)
    tables = [table_of(name, measure, found) for (name, measure), found in by_table.items()]
    return [each for place, each in enumerate(tables) if len(each.lines) > 1 or is_first(tables, place)]


def table_of(name: str, measure: str, rows: Sequence[Row]) -> Shown:
    """One table: the total first, then the categories as they came."""
    ordered = sorted(rows, key=lambda row: len(row["labels"]))
    counts = [row for row in ordered if row["kind"] in ("count", "sector")]
    whole = next((row["shown"] for row in counts if not row["labels"]), HIDDEN)
    is_enough = len(counts) > 1 and percentage(whole, whole) != HIDDEN
    lines = [Line(label_of(row), row["shown"], percentage(row["shown"], whole) if is_enough else "") for row in counts]
    days = [
        Days(MEDIANS[name].label, row["shown"], MEDIANS[name].note)
        for row in ordered
        if row["kind"] == "median" and name in MEDIANS
    ]
    return Shown(name, measure, tuple(lines), tuple(days))


def is_first(tables: list[Shown], place: int) -> bool:
    """Whether no table before this one says the same total."""
    return all(each.measure != tables[place].measure for each in tables[:place])


def label_of(row: Row) -> str:
    """What a cell is called."""
    return ", ".join(row["labels"].values()) or ALL
