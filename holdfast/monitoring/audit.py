"""The audit before anything is published: what can an attacker derive from everything that ever was? Rule 5. Pure.

The attacker has all rows, knows the method, and can be three insiders who each know where one person is counted.
No hidden number may be confined to an interval narrower than 5 (3 with insiders), which also keeps any zero unproven.
The verdict follows from published rows alone, so whoever repeats it learns nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from holdfast.monitoring.audit_equations import NOTHING, Supposed, equations, may_have_opened
from holdfast.monitoring.audit_insiders import footprints
from holdfast.monitoring.audit_numbers import Equations, Key, Row, Undecided, key_of
from holdfast.monitoring.audit_seating import seatings
from holdfast.monitoring.audit_solving import Points

WIDTH = 5
WIDTH_WITH_INSIDERS = 3


@dataclass(frozen=True)
class Narrow:
    """A hidden number that can be derived too closely.

    Attributes:
        low, high: the least and the most it can be.
        insiders: how many people it takes who know one person's cells each: 0, or up to 3.
    """

    key: Key
    low: int
    high: int
    insiders: int


@dataclass(frozen=True)
class Verdict:
    """What an audit found. The first weakness found in each set of linked tables ends the search there.

    Attributes:
        undecided: why it could not be settled, or "".
        examined: hidden numbers looked at; `solved`: integer programmes solved for it.
    """

    narrow: tuple[Narrow, ...]
    undecided: str
    examined: int
    solved: int

    @property
    def has_passed(self) -> bool:
        """Whether everything may be published. What is not settled may not."""
        return not self.narrow and not self.undecided


def audit(ledger: Iterable[Row], release: Sequence[Row]) -> Verdict:
    """Judge a release beside everything published before it.

    Args:
        ledger: rows published before; release: rows to be published. See `disclosed_rows`.
    """
    rows = [*ledger, *release]
    verdict, _ = _judge(rows, release, NOTHING)
    deepest = max((len(row.get("first_among", [])) for row in rows), default=0)
    were_put_right = [False, True] if any(row["version"] > 1 for row in rows) else [False]
    for opened in may_have_opened(rows) if deepest else ():
        # whatever follows from less follows from more, where more can be so
        for depth, is_put_right in product(range(deepest, 0, -1), were_put_right):
            if not verdict.has_passed:
                return verdict
            verdict, can_be = _judge(rows, release, Supposed(depth, opened, is_put_right), after=verdict)
            if can_be and not is_put_right:
                break
    return verdict


def _judge(
    rows: Sequence[Row], release: Sequence[Row], supposed: Supposed, *, after: Verdict | None = None
) -> tuple[Verdict, bool]:
    """Judge all numbers that a release has to do with, and whether what is supposed can be so.

    Args:
        after: the verdict before, which supposed less or something else. Where what is supposed contradicts what is
            published it is not so, and that one stands.
    """
    can_be = True
    narrow: list[Narrow] = []
    examined, solved = (after.examined, after.solved) if after else (0, 0)
    try:
        found = equations(rows, supposed)
        new = {found.index[key_of(row)] for row in release}
        for numbers in _linked(found):
            hidden = [number for number in numbers if number in found.hidden]
            if hidden and new & set(numbers):
                points = Points(found, numbers)
                if points.can_sit({}):
                    narrow += _weakest(found, points, hidden)
                elif after:
                    can_be = False
                else:
                    raise Undecided("what is published contradicts itself")
                examined += 0 if after else len(hidden)
                solved += points.solved
    except Undecided as reason:
        return Verdict(tuple(narrow), str(reason), examined, solved), can_be
    return Verdict(tuple(narrow), "", examined, solved), can_be


def _linked(found: Equations) -> list[list[int]]:
    """The unknowns in sets that no sum joins, so that each can be solved by itself."""
    size = len(found.low)
    pairs = [(next(iter(factors)), number) for factors, _, _ in found.sums for number in factors]
    first, second = (
        (np.array(each, dtype=int) for each in zip(*pairs, strict=True)) if pairs else (np.array([], int),) * 2
    )
    count, label = connected_components(
        csr_array((np.ones(len(first)), (first, second)), shape=(size, size)), directed=False
    )
    sets: list[list[int]] = [[] for _ in range(count)]
    for number, each in enumerate(label):
        sets[each].append(number)
    return sets


def _weakest(found: Equations, points: Points, hidden: list[int]) -> list[Narrow]:
    """The narrow numbers of the first situation in which there are any: nobody inside, then each way to sit."""
    keys = {points.column[number]: key for key, number in found.index.items() if number in points.column}
    cells = [points.column[number] for number in hidden]
    narrow = points.narrow(cells, {}, width=WIDTH)
    if narrow:
        return [Narrow(keys[cell], low, high, 0) for cell, (low, high) in sorted(narrow.items())]
    for seats, insiders in seatings(points, cells, footprints(found, points.numbers), width=WIDTH_WITH_INSIDERS):
        narrow = points.narrow(cells, seats, width=WIDTH_WITH_INSIDERS)
        if narrow:
            return [Narrow(keys[cell], low, high, insiders) for cell, (low, high) in sorted(narrow.items())]
    return []
