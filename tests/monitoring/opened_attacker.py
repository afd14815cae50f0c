"""An attacker who knows that a hub opened in the first time of which it published figures.

Whoever was spoken with, assessed, or in support in that time had asked in it, and told the same of themselves; whoever
was later had asked by then. Whoever was assessed had been spoken with. Insiders know of each number of a time whether
they are in it, and so who of those who asked is not.
Whoever wrote it had written the audit: it shares no code with it, and may share what it does not think of.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from holdfast.monitoring.public_cube import ASKED, ASSESSED, ELSEWHERE, HERE, REACHED
from tests.monitoring.public_attacker import PublicAttacker, Target

Insider = frozenset[Target]
Beside = tuple[int, Target, Target, int]
"""Who is in one number of a time and not in another one: where what is known of them stands."""


WHOLES = {REACHED: (ASKED,), ASSESSED: (ASKED, REACHED), HERE: (ASKED,), ELSEWHERE: (ASKED,)}


class OpenedAttacker:
    """What is published of each time of a hub beside each other, the one in which it opened first: of all times as they
    were known at one moment."""

    def __init__(self, releases: Sequence[PublicAttacker]) -> None:
        self.releases = releases
        self.starts = [0, *map(int, np.cumsum([len(each.unknown) for each in releases]))]
        self.lines: list[np.ndarray] = []
        self.least: list[float] = []
        self.most: list[float] = []
        for at, one in enumerate(releases):
            for line, least, most in zip(one.lines, one.least, one.most, strict=True):
                self._say({at: line}, least, most)
        self.beside = [*self._others(), *self._by_then()]

    def _say(self, lines: dict[int, np.ndarray], least: float, most: float) -> int:
        """Know something of some releases; where it stands."""
        found = np.zeros(self.starts[-1])
        for at, line in lines.items():
            found[self.starts[at] : self.starts[at + 1]] += line
        self.lines.append(found)
        self.least.append(least)
        self.most.append(most)
        return len(self.lines) - 1

    def _others(self) -> Iterable[Beside]:
        """Of those who asked or were spoken with in the first time, those who are not in a number."""
        first = self.releases[0]
        for measure, *rest in first.unknown:
            for whole in WHOLES.get(measure, ()):
                if (whole, *rest) in first.unknown:
                    line = first.line((whole, *rest)) - first.line((measure, *rest))
                    yield 0, (whole, *rest), (measure, *rest), self._say({0: line}, 0, np.inf)

    def _by_then(self) -> Iterable[Beside]:
        """No more are in a later number than had asked, or had been spoken with, by then."""
        for at in range(1, len(self.releases)):
            before = self.releases[: at + 1]
            for measure, whole in ((each, whole) for each, wholes in WHOLES.items() for whole in wholes):
                if (measure, "", "") in before[-1].unknown and all((whole, "", "") in each.unknown for each in before):
                    lines = {where: each.line((whole, "", "")) for where, each in enumerate(before)}
                    lines[at] = lines[at] - before[-1].line((measure, "", ""))
                    yield at, (whole, "", ""), (measure, "", ""), self._say(lines, 0, np.inf)

    def interval(self, at: int, target: Target, insiders: Sequence[Insider] = ()) -> tuple[int, int]:
        """How few and how many people are behind a number of a release, where insiders know all that they are counted
        in of that release, and all that they are not."""
        known, least = np.zeros(self.starts[-1]), list(self.least)
        for each in insiders:
            for inside in each & self.releases[at].unknown.keys():
                known[self.starts[at] + self.releases[at].unknown[inside]] += 1
            for when, whole, part, line in self.beside:
                least[line] += when == at and whole in each and part not in each
        aim = np.zeros(self.starts[-1])
        aim[self.starts[at] : self.starts[at + 1]] = self.releases[at].line(target)
        low, high = (self._furthest(sign * aim, known, least) for sign in (1, -1))
        return math.ceil(low - 1e-6), math.floor(-high + 1e-6)

    def _furthest(self, aim: np.ndarray, known: np.ndarray, least: Sequence[float]) -> float:
        answer = milp(
            aim, integrality=np.ones(len(aim)), bounds=Bounds(known, np.inf),
            constraints=LinearConstraint(np.array(self.lines), least, self.most),
        )  # fmt: skip
        assert answer.success, answer.message
        return float(answer.fun)
