"""Scoring: one set of answers after the other beside a plain loop, and a file beside DuckDB."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from benchmarks.floors import Measured
from benchmarks.rounds import Result, interleave
from holdfast.measures.questionnaires import find
from holdfast.measures.scoring import score

HOLDFAST = (sys.executable, "-c", "import sys; from holdfast.cli import main; sys.exit(main())")
SETS = 2000
ITEMS = [f"q{number}" for number in range(1, 10)]
BANDS = ((20, "Severe"), (15, "Moderately severe"), (10, "Moderate"), (5, "Mild"), (0, "None"))
GOAL_A_SECOND, GOAL_ROWS_A_SECOND = 100_000, 1_000_000


@dataclass(frozen=True)
class Loop:
    """A function of some sets of answers, called over and over in this process."""

    work: Callable[[], int]

    def run(self, *, seconds: float, clients: int) -> Measured:
        """Call it for a while."""
        done, begun, used = 0, time.perf_counter(), time.process_time()
        while (elapsed := time.perf_counter() - begun) < seconds:
            done += self.work()
        return Measured(done / elapsed, (time.process_time() - used) * 1000 / done)


def one_by_one(**timing: Any) -> Result:
    """PHQ-9, checked and scored, each by itself."""
    random, phq9 = Random(9), find("phq9")
    sets = [{number: random.choice((0, 0, 1, 2, 3)) for number in range(1, 10)} for _ in range(SETS)]

    def scored() -> int:
        for answers in sets:
            score(phq9, answers)
        return SETS

    def plain() -> int:
        for answers in sets:
            total = 0
            for value in answers.values():
                if value not in (0, 1, 2, 3):
                    raise ValueError
                total += value
            next(name for least, name in BANDS if total >= least)
        return SETS

    result = Result("score, one by one", "a plain loop: check, sum, band", "answer sets")
    interleave(result, Loop(scored), Loop(plain), **timing)
    result.notes.append("scored with diagnosis, caseness and risk items besides")
    return judged(result, GOAL_A_SECOND)


@dataclass(frozen=True)
class Once:
    """Work on the whole file; `clients` and `seconds` mean nothing here."""

    work: Callable[[], object]
    rows: int

    def run(self, *, seconds: float, clients: int) -> Measured:
        """Do it once."""
        begun, used = time.perf_counter(), os.times()
        self.work()
        now = os.times()
        cpu = (now.user + now.system + now.children_user + now.children_system) - sum(used[:4])
        return Measured(self.rows / (time.perf_counter() - begun), cpu * 1000 / self.rows)


def whole_file(rows: int, **timing: Any) -> Result:
    """A file of answers through `holdfast score`, beside the same sums and bands by DuckDB."""
    with file_of(rows) as file:
        out = file.with_suffix(".out")
        command = [*HOLDFAST, "score", "phq9", str(file), "--items", ",".join(ITEMS), "--out", str(out)]
        cases = " ".join(f"WHEN total >= {least} THEN '{name}'" for least, name in BANDS)
        query = f"""COPY (SELECT total, CASE {cases} END FROM (SELECT {" + ".join(ITEMS)} AS total
                    FROM read_csv('{file}'))) TO '{out}' (HEADER)"""
        result = Result("score, a file", "DuckDB: sum and band", "rows")
        job, floor = (
            Once(lambda: run_quietly(command), rows),
            Once(lambda: duckdb.connect().execute(query), rows),
        )
        interleave(result, job, floor, **timing)
    result.notes.append(f"{rows:,} rows from and to CSV, every figure of the questionnaire")
    return judged(result, GOAL_ROWS_A_SECOND)


def run_quietly(command: list[str]) -> None:
    """Run to the end, or fail."""
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def file_of(rows: int) -> Iterator[Path]:
    """A CSV file of that many invented PHQ-9s."""
    random = Random(9)
    lines = ["".join((",".join(str(random.choice((0, 0, 1, 2, 3))) for _ in ITEMS), "\n")) for _ in range(1000)]
    block = "".join(lines)
    with tempfile.TemporaryDirectory(prefix="holdfast-score-") as folder:
        file = Path(folder) / "answers.csv"
        with file.open("w") as writing:
            writing.write(",".join(ITEMS) + "\n")
            for _ in range(rows // 1000):
                writing.write(block)
        yield file


def judged(result: Result, least: int) -> Result:
    """Beside the goal of so many a second."""
    result.goal = f"≥ {least:,} a second"
    result.met = None if result.is_void else sorted(result.rates)[len(result.rates) // 2] >= least
    return result
