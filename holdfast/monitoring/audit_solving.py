"""The integer programme of the audit: points that agree with everything published, and how far apart they lie.

A point that was found once is kept: it bounds the interval of every cell. Only where no kept points are far enough
apart is the programme solved for that cell, which then is exact. A limit that is reached is `Undecided`, never a pass.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from holdfast.monitoring.audit_numbers import Equations, Undecided

Point = NDArray[np.int64]
Seats = Mapping[int, int]
"""By column, how many people are known to be there."""
SECONDS = 10.0
"""For one programme; those of a hub's quarter take some hundredths."""
NODES = 5_000
EXACT = 1e-6
AT_MOST_NUMBERS = 6_000
NO_END = float("inf")
_ends = ContextVar("ends", default=NO_END)
"""When all programmes together must be solved, by the clock that only goes forward."""
OPTIMAL, LIMIT, IMPOSSIBLE = 0, 1, 2
RANDOM_DIRECTIONS = 3


class OutOfTime(Exception):
    """All programmes together took longer than they may: nothing is decided, and nothing may be published on it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let everything that is solved here take so long together, and no longer.

    Raises:
        OutOfTime: it took longer, of the programme that was solved then at most `SECONDS`.
    """
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def in_time() -> None:
    """Go on, while there is time.

    Raises:
        OutOfTime: there is none left.
    """
    if time.monotonic() >= _ends.get():
        raise OutOfTime


class Points:
    """Some unknowns of the equations that no sum joins to the others, and the points found so far.

    Attributes:
        numbers: the unknowns, in the order of the columns here.
        solved: how many programmes were solved.
    """

    def __init__(self, found: Equations, numbers: Sequence[int]) -> None:
        if len(numbers) > AT_MOST_NUMBERS:
            raise Undecided(f"{len(numbers):,} linked numbers are too many")
        self.numbers = list(numbers)
        self.column = {number: column for column, number in enumerate(self.numbers)}
        self.low = np.array([found.low[number] for number in self.numbers], dtype=float)
        self.high = np.array([found.high[number] for number in self.numbers], dtype=float)
        sums = [each for each in found.sums if next(iter(each[0])) in self.column]
        entries = [(line, self.column[n], factor) for line, each in enumerate(sums) for n, factor in each[0].items()]
        self.entries = tuple(map(np.array, zip(*entries, strict=True))) if entries else (np.array([], int),) * 3
        lines, columns, factors = self.entries
        self.sums = csr_array((factors, (lines, columns)), shape=(len(sums), len(self.numbers)), dtype=float)
        self.least, self.most = np.array([each[1] for each in sums]), np.array([each[2] for each in sums])
        self.constraint = LinearConstraint(self.sums, self.least, self.most)
        self.points = np.empty((0, len(self.numbers)), dtype=np.int64)
        self.solved = 0
        self.random = np.random.default_rng(len(self.numbers))  # of no data, so that a run can be repeated

    def narrow(self, cells: Sequence[int], seats: Seats, *, width: int) -> dict[int, tuple[int, int]]:
        """The cells with an interval under `width` when so many people are known to be in some.

        Returns:
            Column to the least and the most, exact; empty where every interval is wide enough, or where nobody can
            be there at all.

        Raises:
            Undecided: a programme was not solved within its limits.
        """
        for direction in self._directions(cells, seats, width):
            if self._seek(direction, seats) is None:
                return {}
        found = {}
        for cell in self.lacking(cells, seats, width):
            low, high = (self._extreme(cell, sign, seats) for sign in (1, -1))
            if high - low < width:
                found[cell] = low, high
        return found

    def are_wide(self, cells: Sequence[int], seats: Seats, *, width: int) -> bool:
        """Whether so many people can be in some cells, and every interval then is at least so wide. It is the first
        that is not that ends it."""
        for direction in self._directions(cells, seats, width):
            if self._seek(direction, seats) is None:
                return False
        lacking = self.lacking(cells, seats, width)
        return all(self._extreme(cell, -1, seats) - self._extreme(cell, 1, seats) >= width for cell in lacking)

    def room(self, seats: Seats) -> NDArray[np.float64]:
        """By column, the least by which what it adds up to may still move when so many people are there."""
        lines, columns, factors = self.entries
        low = self._least_with(seats)
        ends = factors * np.where(factors > 0, low[columns], self.high[columns])
        others = factors * np.where(factors > 0, self.high[columns], low[columns])
        up = self.most - np.bincount(lines, ends, len(self.most))
        down = np.bincount(lines, others, len(self.most)) - self.least
        found = np.full(len(self.numbers), NO_END)
        np.minimum.at(found, columns, np.where(factors > 0, up[lines], down[lines]))
        return found

    def lacking(self, cells: Sequence[int], seats: Seats, width: int) -> list[int]:
        """The cells for which no two points that are known lie far enough apart."""
        apart = self.points[self._has_room(seats)]
        if not len(apart):
            return list(cells)
        spread = np.ptp(apart[:, list(cells)], axis=0)
        return [cell for cell, each in zip(cells, spread, strict=True) if each < width]

    def can_sit(self, seats: Seats) -> bool:
        """Whether so many people can be in each of these cells at all."""
        in_time()
        if self._has_room(seats).any():
            return True
        return self._seek(np.zeros(len(self.numbers)), seats) is not None

    def _has_room(self, seats: Seats) -> NDArray[np.bool_]:
        """By point that is known, whether so many are in each of these cells."""
        found: NDArray[np.bool_] = (self.points[:, list(seats)] >= list(seats.values())).all(axis=1)
        return found

    def _directions(self, cells: Sequence[int], seats: Seats, width: int) -> Iterator[NDArray[np.float64]]:
        """Ways in which to look for points: all cells up, all down, then some each way."""
        for turn in range(2 + RANDOM_DIRECTIONS):
            lacking = self.lacking(cells, seats, width)
            if not lacking:
                return
            signs = self.random.choice((-1.0, 1.0), len(lacking)) if turn > 1 else (-1.0, 1.0)[turn]
            direction = np.zeros(len(self.numbers))
            direction[lacking] = signs
            yield direction

    def _extreme(self, cell: int, sign: int, seats: Seats) -> int:
        direction = np.zeros(len(self.numbers))
        direction[cell] = sign
        point = self._seek(direction, seats)
        if point is None:
            raise Undecided("what was possible a moment ago is not any more")
        return int(point[cell])

    def _seek(self, direction: NDArray[np.float64], seats: Seats) -> Point | None:
        """The point furthest against a direction, kept; None where there is no point at all."""
        low = self._least_with(seats)
        if (low > self.high).any():
            return None
        in_time()
        for is_whole in (
            False,
            True,
        ):  # mostly the relaxation has whole numbers already, and takes a fraction of the time
            self.solved += 1
            answer = milp(
                direction,
                integrality=np.full(len(self.numbers), int(is_whole)),
                bounds=Bounds(low, self.high),
                constraints=[self.constraint] if self.sums.shape[0] else [],
                options={"time_limit": SECONDS, "node_limit": NODES, "mip_rel_gap": 0.0},
            )
            if answer.status == IMPOSSIBLE:
                return None
            if answer.status != OPTIMAL:
                raise Undecided("the programme was not solved in the time it has")
            point = np.rint(answer.x).astype(np.int64)
            if self._fits(point, low) and (is_whole or np.abs(answer.x - point).max() < EXACT):
                self.points = np.vstack([self.points, point])
                return cast(Point, point)
        raise Undecided("the programme gave a point that does not fit what is published")

    def _least_with(self, seats: Seats) -> NDArray[np.float64]:
        """By column, the least that it can be when so many people are there."""
        low = self.low.copy()
        low[list(seats)] = np.maximum(low[list(seats)], list(seats.values()))
        return low

    def _fits(self, point: Point, low: NDArray[np.float64]) -> bool:
        """Whether a point fulfils everything in whole numbers: no solver is trusted with that."""
        added = self.sums @ point
        inside = (point >= low).all() and (point <= self.high).all()
        return bool(inside and (added >= self.least).all() and (added <= self.most).all())
