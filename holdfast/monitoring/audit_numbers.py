"""The unknown numbers behind published rows, what bounds each, and what they add up to. Pure.

A number is known by (measure, place, starts_on, ends_on, version, cell): the same people in two tables are one unknown,
which is how tables are linked. Rows are those of `disclosed_rows`. Nothing here sees a true number.
"""

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
CellKey = tuple[tuple[str, tuple[str, ...]], ...]
Group = tuple[str, str, str, str, int]
"""Measure, place, first day, last day, version."""
Key = tuple[Group, CellKey]
Sum = tuple[dict[int, int], float, float]
"""Unknowns with their factors, and the least and the most that they add up to."""
NO_END = float("inf")
PAIR = 2
INSIDERS = 3
EXACTLY = "exactly"
"""Before categories that people can be in at once, for those who are in these and in no other."""


class Undecided(Exception):
    """What an attacker can derive could not be established, so nothing may be published on it."""


@dataclass(frozen=True)
class Among:
    """People who are among those of one group or another.

    Attributes:
        part: whose people they are; wholes: the groups of which each of them is in one.
        others: the group of whoever is in one of these, and not in the part.
    """

    part: Group
    wholes: tuple[Group, ...]
    others: Group


@dataclass
class Equations:
    """Everything that is known of every number.

    Attributes:
        low, high: of each unknown.
        sums: what they add up to.
        hidden: the unknowns that are shown as `[c]`.
        overlaps: by what people can be in several categories at once.
        within: which place each place is part of.
        among: whose people are among whose, where somebody knows of a part whether they are in it.
        beside: the unknowns that no row speaks of, and of which somebody knows whether they are in them.
    """

    index: dict[Key, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    overlaps: set[tuple[Group, str]] = field(default_factory=set)
    within: dict[str, str] = field(default_factory=dict)
    among: list[Among] = field(default_factory=list)
    beside: set[int] = field(default_factory=set)

    def number(self, key: Key) -> int:
        """The unknown of that key; a new one knows only that it is not negative."""
        if key not in self.index:
            self.index[key] = len(self.low)
            self.low.append(0)
            self.high.append(NO_END)
        return self.index[key]

    def bound(self, number: int, low: float, high: float) -> None:
        """Know more of a number."""
        self.low[number] = max(self.low[number], low)
        self.high[number] = min(self.high[number], high)


def group_of(row: Row) -> Group:
    """What a row counts, where, when, and in which version."""
    return row["measure"], row["place"], row["starts_on"], row["ends_on"], row["version"]


def key_of(row: Row) -> Key:
    """Of whom a row speaks."""
    return group_of(row), tuple(sorted((name, tuple(categories)) for name, categories in row["cell"].items()))
