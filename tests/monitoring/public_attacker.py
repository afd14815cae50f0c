"""An attacker of what the product publishes: it has every public row and the words of the method, and no true number.

It reasons about people and where each is counted. Somebody who asked has one age, one staff group and so on, and asked
themselves, was referred, or both; other groups are people of whom nothing else is public. How few and how many can be
behind a hidden number is an integer programme for each hub, period and version. Written without a look at the audit.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.monitoring.attacker import could_be

Row = Mapping[str, Any]
Target = tuple[str, str, str]
"""Measure, attribute and label; the last two are empty for all."""
WAYS = ("own", "other", "both")
COUNTED_IN = {"Themselves": ("own", "both"), "Somebody else": ("other", "both")}
ENOUGH_FOR_MEDIAN, ENOUGH_AT_HUB = 20, 100
SENSITIVE = ("Gender", "Disability", "Ethnic group")
ENOUGH_CHANGED = 10


def target_of(row: Row) -> Target:
    """What a row of people counts."""
    return row["measure"], *next(iter(row["labels"].items()), ("", ""))


def releases_of(ledger: Sequence[Row]) -> dict[tuple[str, str, int], list[Row]]:
    """Public rows by hub, first day and version."""
    found: dict[tuple[str, str, int], list[Row]] = {}
    for row in ledger:
        if row["kind"] != "withheld":
            found.setdefault((row["place"], row["starts_on"], row["version"]), []).append(row)
    return found


class PublicAttacker:
    """What the rows of one hub, period and version say of people."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.counts = {target_of(row): row["shown"] for row in rows if row["kind"] == "count"}
        self.medians = [row for row in rows if row["kind"] == "median"]
        self.unknown: dict[Target, int] = {}
        for measure, by, label in self.counts:
            self._number((measure, "", ""))
            for each in WAYS if by == "Who asked" else [label]:
                self._number((measure, by, each))
        self.lines: list[np.ndarray] = []
        self.least: list[float] = []
        self.most: list[float] = []
        for target, shown in self.counts.items():
            self._say(self.line(target), *could_be(shown))
        self._everybody_is_something()
        self._of_method()

    def _number(self, target: Target) -> int:
        return self.unknown.setdefault(target, len(self.unknown))

    def _say(self, line: np.ndarray, least: float, most: float) -> None:
        self.lines.append(line)
        self.least.append(least)
        self.most.append(most)

    def line(self, target: Target) -> np.ndarray:
        """Which people a number counts."""
        measure, by, label = target
        found = np.zeros(len(self.unknown))
        for each in COUNTED_IN[label] if by == "Who asked" else (label,):
            found[self.unknown[measure, by, each]] = 1
        return found

    def _everybody_is_something(self) -> None:
        for measure, by in {target[:2] for target in self.unknown if target[1]}:
            line = np.zeros(len(self.unknown))
            for target, place in self.unknown.items():
                line[place] = target[:2] == (measure, by)
            line[self.unknown[measure, "", ""]] = -1
            self._say(line, 0, 0)

    def _of_method(self) -> None:
        """A sensitive table that is shown has 100 people, and no group of nine in ten; a median has 20 behind it."""
        for measure, by, label in self.counts:
            if by in SENSITIVE:
                whole = self.line((measure, "", ""))
                self._say(10 * self.line((measure, by, label)) - 9 * whole, -np.inf, -1)
                self._say(whole, ENOUGH_AT_HUB, np.inf)
        for row in self.medians:
            whole = self.line((row["measure"], "", ""))
            if row["shown"] != "[c]":
                self._say(whole, ENOUGH_FOR_MEDIAN, np.inf)
            elif row["of_all"]:
                self._say(whole, 0, ENOUGH_FOR_MEDIAN - 1)

    def interval(self, target: Target, insiders: Sequence[frozenset[Target]] = ()) -> tuple[int, int]:
        """How few and how many people can be behind a number, where insiders know what each of them is counted in."""
        known = np.zeros(len(self.unknown))
        for each in insiders:
            for inside in each & self.unknown.keys():
                known[self.unknown[inside]] += 1
        aim = self.line(target)
        low, high = (self._furthest(sign * aim, known) for sign in (1, -1))
        return math.ceil(low - 1e-6), math.floor(-high + 1e-6)

    def _furthest(self, aim: np.ndarray, known: np.ndarray) -> float:
        answer = milp(
            aim, integrality=np.ones(len(aim)), bounds=Bounds(known, np.inf),
            constraints=LinearConstraint(np.array(self.lines), self.least, self.most),
        )  # fmt: skip
        assert answer.success, answer.message
        return float(answer.fun)


class Beside:
    """All versions of a period beside each other. What is put right are totals, and the method says that a total is the
    same number in two versions, or ten and more another: which of these, and where to, is read from what is shown."""

    def __init__(self, versions: Sequence[PublicAttacker]) -> None:
        self.first, self.unknown = versions[0], sum(len(each.unknown) for each in versions)
        self.lines, self.least, self.most = [], [], []
        starts = np.cumsum([0, *(len(each.unknown) for each in versions)])
        placed = list(zip(versions, map(int, starts), strict=False))
        for one, at in placed:
            for line, least, most in zip(one.lines, one.least, one.most, strict=True):
                self._say([(line, at)], least, most)
        for (one, at), (other, there) in combinations(placed, 2):
            for target in (each for each in one.counts if not each[1] and each in other.counts):
                was, now = (could_be(each.counts[target]) for each in (one, other))
                ends = (0, 0) if was == now else (ENOUGH_CHANGED, np.inf) if now > was else (-np.inf, -ENOUGH_CHANGED)
                self._say([(other.line(target), there), (-one.line(target), at)], *ends)

    def _say(self, lines: Sequence[tuple[np.ndarray, int]], least: float, most: float) -> None:
        found = np.zeros(self.unknown)
        for line, at in lines:
            found[at : at + len(line)] = line
        self.lines.append(found)
        self.least.append(least)
        self.most.append(most)

    def interval(self, target: Target) -> tuple[int, int]:
        """How few and how many people can be behind a number of the first version."""
        aim = np.concatenate([self.first.line(target), np.zeros(self.unknown - len(self.first.unknown))])
        low, high = (self._furthest(sign * aim) for sign in (1, -1))
        return math.ceil(low - 1e-6), math.floor(-high + 1e-6)

    def _furthest(self, aim: np.ndarray) -> float:
        answer = milp(
            aim, integrality=np.ones(len(aim)), bounds=Bounds(0, np.inf),
            constraints=LinearConstraint(np.array(self.lines), self.least, self.most),
        )  # fmt: skip
        assert answer.success, answer.message
        return float(answer.fun)
