"""An attacker who knows that a hub opened in the first time of which it published figures.

Whoever was spoken with, assessed, or in support in that time had asked in it, and told the same of themselves; whoever
was later had asked by then. Insiders know of each number whether they are in it, and so who of those who asked is not.
Whoever wrote it had written the audit: it shares no code with it, and may share what it does not think of.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from holdfast.monitoring.public_cube import ASKED
from tests.monitoring.public_attacker import PublicAttacker, Target

Insider = frozenset[Target]


class OpenedAttacker:
    """All first versions of a hub beside each other, the one in which it opened first."""

    def __init__(self, releases: Sequence[PublicAttacker]) -> None:
        self.releases = releases
        self.starts = [0, *map(int, np.cumsum([len(each.unknown) for each in releases]))]
        self.lines: list[np.ndarray] = []
        self.least: list[float] = []
        self.most: list[float] = []
        for at, one in enumerate(releases):
            for line, least, most in zip(one.lines, one.least, one.most, strict=True):
                self._say({at: line}, least, most)
        self.others = dict(self._others())
        self._by_then()

    def _say(self, lines: dict[int, np.ndarray], least: float, most: float) -> int:
        """Know something of some releases; where it stands."""
        found = np.zeros(self.starts[-1])
        for at, line in lines.items():
            found[self.starts[at] : self.starts[at + 1]] += line
        self.lines.append(found)
        self.least.append(least)
        self.most.append(most)
        return len(self.lines) - 1

    def _others(self) -> Iterable[tuple[Target, int]]:
        """Of those who asked in the first time, those who are not in a number."""
        first = self.releases[0]
        for measure, *rest in first.unknown:
            asked = (ASKED, *rest)
            if measure != ASKED and asked in first.unknown:
                line = first.line(asked) - first.line((measure, *rest))
                yield (measure, *rest), self._say({0: line}, 0, np.inf)

    def _by_then(self) -> None:
        """No more are in a later number than had asked by then."""
        for at in range(1, len(self.releases)):
            before, all_asked = self.releases[: at + 1], (ASKED, "", "")
            if not all(all_asked in each.unknown for each in before):
                return
            asked = {where: each.line(all_asked) for where, each in enumerate(before)}
            for target in (each for each in before[-1].unknown if not each[1] and each != all_asked):
                self._say(asked | {at: asked[at] - before[-1].line(target)}, 0, np.inf)

    def interval(self, at: int, target: Target, insiders: Sequence[Insider] = ()) -> tuple[int, int]:
        """How few and how many people are behind a number of a release, where insiders know all that they are counted
        in of that release."""
        known, least = np.zeros(self.starts[-1]), list(self.least)
        for each in insiders:
            for inside in each & self.releases[at].unknown.keys():
                known[self.starts[at] + self.releases[at].unknown[inside]] += 1
            for (measure, *rest), line in self.others.items() if at == 0 else ():
                least[line] += (ASKED, *rest) in each and (measure, *rest) not in each
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
