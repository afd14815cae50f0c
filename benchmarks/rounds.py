"""A job and its floor, turn about, round after round, in one run."""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from benchmarks.browser import Browser
from benchmarks.floors import Measured
from benchmarks.stack import Stack

CLIENTS = 2
MOST_SPREAD = 1.5


class Side(Protocol):
    """One side of a comparison."""

    def run(self, *, seconds: float, clients: int) -> Measured:
        """Work for a while."""


@dataclass
class Result:
    """What the rounds of one job gave, beside its goal."""

    job: str
    floor: str
    unit: str
    ratios: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    floor_rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    floor_cpu: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    statements: int | None = None
    notes: list[str] = field(default_factory=list)
    goal: str = ""
    met: bool | None = None

    @property
    def is_void(self) -> bool:
        """Whether the floor itself was too unsteady for the ratio to mean anything."""
        return bool(self.floor_rates) and max(self.floor_rates) > MOST_SPREAD * min(self.floor_rates)

    def percentile(self, percent: int) -> float:
        """Milliseconds within which so many per cent of the operations were done."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    def judge(self, *, cpu: float | None = None, ratio: float | None = None, statements: int | None = None) -> None:
        """Compare with the goals; a void run meets nothing."""
        goals, kept = [], []
        if cpu is not None:
            goals.append(f"≤ {cpu:g} CPU-ms")
            kept.append(statistics.median(self.cpu) <= cpu)
        if ratio is not None:
            goals.append(f"≥ {ratio:g} of the floor")
            kept.append(statistics.median(self.ratios) >= ratio)
        if statements is not None:
            goals.append(f"≤ {statements} statements")
            kept.append((self.statements or 0) <= statements)
        self.goal = ", ".join(goals)
        self.met = None if self.is_void else all(kept)


def interleave(result: Result, job: Side, floor: Side, *, rounds: int, seconds: float, warm_up: float) -> Result:
    """Warm both up, then let them work turn about."""
    for side in (floor, job):
        side.run(seconds=warm_up, clients=CLIENTS)
    for _ in range(rounds):
        beneath = floor.run(seconds=seconds, clients=CLIENTS)
        above = job.run(seconds=seconds, clients=CLIENTS)
        result.floor_rates.append(beneath.rate)
        result.floor_cpu.append(beneath.cpu)
        result.rates.append(above.rate)
        result.cpu.append(above.cpu)
        result.ratios.append(above.rate / beneath.rate)
        result.milliseconds += above.milliseconds
    return result


@dataclass(frozen=True)
class Pages:
    """Browsers that do one thing over and over, each as soon as its last answer came.

    Attributes:
        prepare: makes that many inputs beforehand; making them is not measured.
        operate: does the job once with one input.
        expected_rate: operations a second to prepare for.
    """

    stack: Stack
    prepare: Callable[[int], Sequence[Any]]
    operate: Callable[[Browser, Any], None]
    expected_rate: int

    def run(self, *, seconds: float, clients: int) -> Measured:
        """Work until the time is over or the inputs are used up."""
        inputs = list(self.prepare(int(seconds * self.expected_rate)))
        taken: list[float] = []
        failures: list[BaseException] = []
        until = time.monotonic() + seconds

        def browse() -> None:
            browser = Browser(self.stack.port)
            try:
                while time.monotonic() < until and inputs:
                    one, begun = inputs.pop(), time.perf_counter()
                    self.operate(browser, one)
                    taken.append((time.perf_counter() - begun) * 1000)
            except Exception as failure:  # whatever it was: the run is worth nothing
                failures.append(failure)
            finally:
                browser.close()

        before, begun = self.stack.cpu(), time.monotonic()
        threads = [threading.Thread(target=browse) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        elapsed, used = time.monotonic() - begun, self.stack.cpu() - before
        if failures:
            raise failures[0]
        return Measured(len(taken) / elapsed, used / len(taken), tuple(taken))
