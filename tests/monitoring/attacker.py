"""An attacker who knows the method and reads what is published, written without a look at the audit.

It reasons about people, not about tables: unknown is how many people there are of each description by age, staff group
and source, at each hub, assessed or not, and how many of each ethnic group. Whatever is published counts some of these.
A linear programme says how few and how many people can be in a cell; three insiders know that they themselves are
there. `narrowed` is a second, quicker reasoning.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import product

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from holdfast.monitoring.protection import Published, Shown
from tests.monitoring.hub_years import ATTRIBUTES, Person

NAMES = tuple(attribute.name for attribute in ATTRIBUTES)
ETHNIC = NAMES[-1]
PEOPLE = [tuple(person) for person in product(*(attribute.categories for attribute in ATTRIBUTES[:-1]))]
GROUPS = ATTRIBUTES[-1].categories
AT_HUB = 2 * len(PEOPLE) + len(GROUPS)
Cell = tuple[Published, Shown]
MOST = 4_000


def public_rule(count: int) -> str:
    """What is published of a count, by the words of the method."""
    return "[c]" if count <= 7 else str(5 * round(count / 5))


@cache
def could_be(shown: str) -> tuple[int, int]:
    """The fewest and most for which the method says what is shown."""
    fitting = [count for count in range(MOST) if public_rule(count) == shown]
    return fitting[0], fitting[-1]


def hidden_cells(tables: Iterable[Published]) -> list[Cell]:
    """Every hidden number of people, once."""
    found = {}
    for table in tables:
        for cell in table.cells:
            if cell.kind == "count" and cell.value == "[c]":
                found.setdefault((table.measure, table.place, frozenset(cell.labels)), (table, cell))
    return list(found.values())


def true_count(cell: Cell, people: Mapping[str, list[Person]], assessed: Mapping[str, list[Person]]) -> int:
    """How many people are in a cell in truth: for the judge, not for the attacker."""
    table, shown = cell
    of_hubs = assessed if table.measure == "assessed" else people
    return sum(
        _is_in(person, shown) for hub, those in of_hubs.items() if table.place in (hub, "north") for person in those
    )


def _is_in(person: Person, cell: Shown) -> bool:
    return all(person[NAMES.index(name)] == label for name, label in cell.labels)


class Attacker:
    """What one period's tables say, as a linear programme over descriptions of people."""

    def __init__(self, tables: Sequence[Published], hubs: Sequence[str]) -> None:
        self.hubs = list(hubs)
        self.size = len(hubs) * AT_HUB
        lines, least, most = [], [], []
        for table in tables:
            for cell in table.cells:
                if cell.kind == "count":
                    low, high = could_be(cell.value)
                    lines.append(self.line(table, cell))
                    least.append(low)
                    most.append(high)
            for factors in self._of_method(table):
                lines.append(factors)
                least.append(-np.inf)
                most.append(-1)
        for number in range(len(hubs)):
            lines.append(self._same_people(number))
            least.append(0)
            most.append(0)
        matrix = np.array(lines, dtype=float)
        upper = [(line, each) for line, each in zip(matrix, most, strict=True) if np.isfinite(each)]
        lower = [(-line, -each) for line, each in zip(matrix, least, strict=True) if np.isfinite(each)]
        self.matrix = csr_array(np.array([line for line, _ in upper + lower]))
        self.limits = np.array([limit for _, limit in upper + lower], dtype=float)

    def line(self, table: Published, cell: Shown) -> np.ndarray:
        """Which descriptions a cell counts."""
        by_group = any(name == ETHNIC for name, _ in cell.labels)
        inside = np.array([not by_group and _is_in(person, cell) for person in PEOPLE], dtype=float)
        groups = np.array([by_group and _is_in((*PEOPLE[0], each), cell) for each in GROUPS], dtype=float)
        counted = np.concatenate([inside * (table.measure != "assessed"), inside, groups])
        return np.concatenate([counted * (table.place in (hub, "north")) for hub in self.hubs])

    def _same_people(self, number: int) -> np.ndarray:
        """Those of all ethnic groups of a hub, less those of all descriptions."""
        found = np.zeros((len(self.hubs), AT_HUB))
        found[number] = [-1] * (2 * len(PEOPLE)) + [1] * len(GROUPS)
        return found.ravel()

    def _of_method(self, table: Published) -> list[np.ndarray]:
        """A table by ethnic group that is shown has no group of nine in ten, and at a hub 100 people or more."""
        cells = [cell for cell in table.cells if dict(cell.labels).keys() == {"Ethnic group"}]
        whole = self.line(table, Shown((), "count", ""))
        found = [10 * self.line(table, cell) - 9 * whole for cell in cells]
        if cells and table.place != "north":
            found.append(-whole / 99)  # fewer than 99 and a bit people is less than 100 only for whole people
        return found

    def interval(self, cell: Cell, insiders: Sequence[tuple[str, bool, Person]] = ()) -> tuple[int, int]:
        """How few and how many people can be in a cell, when insiders know their own hub, course and description."""
        known = np.zeros(self.size)
        for hub, is_assessed, person in insiders:
            at = self.hubs.index(hub) * AT_HUB
            known[at + is_assessed * len(PEOPLE) + PEOPLE.index(person[:-1])] += 1
            known[at + 2 * len(PEOPLE) + GROUPS.index(person[-1])] += 1
        aim = self.line(*cell)
        ends = [self._furthest(sign * aim, known) for sign in (1, -1)]
        return math.ceil(ends[0] - 1e-6), math.floor(-ends[1] + 1e-6)

    def _furthest(self, aim: np.ndarray, known: np.ndarray) -> float:
        bounds = np.column_stack([known, np.full(self.size, np.inf)])
        answer = linprog(aim, A_ub=self.matrix, b_ub=self.limits, bounds=bounds, method="highs")
        assert answer.status == 0, answer.message
        return float(answer.fun)


def narrowed(tables: Sequence[Published]) -> dict[tuple[str, str, frozenset], tuple[int, int]]:
    """The interval of every number when each sum is read off again and again, until nothing moves."""
    known, sums = {}, defaultdict(list)
    for table in tables:
        for cell in table.cells:
            if cell.kind != "count":
                continue
            here = table.measure, table.place, frozenset(cell.labels)
            known[here] = could_be(cell.value)
            for pair in cell.labels:
                whole = table.measure, table.place, here[2] - {pair}
                sums[whole, pair[0]].append(here)
    moved = True
    while moved:
        before = dict(known)
        for (whole, _), parts in sums.items():
            parts = list(dict.fromkeys(parts))
            low, high = sum(known[each][0] for each in parts), sum(known[each][1] for each in parts)
            known[whole] = max(known[whole][0], low), min(known[whole][1], high)
            for each in parts:
                others_low, others_high = low - known[each][0], high - known[each][1]
                known[each] = (
                    max(known[each][0], known[whole][0] - others_high),
                    min(known[each][1], known[whole][1] - others_low),
                )
                low, high = others_low + known[each][0], others_high + known[each][1]
        moved = before != known
    return known
