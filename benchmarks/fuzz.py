"""The long fuzz: requests made from every form and link, by everybody who might send them, and whether memory grows.

    python -m benchmarks.fuzz --requests 100000 [--seed 1] [--batch 7]

One process makes them, this one serves them, so that its memory is the site's. Each case stands by itself and is taken
back. Exit code 1: a failure of ours, a word that was not theirs to read, or growth.
"""

import argparse
import gc
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from statistics import median
from typing import Any

from rich.console import Console
from rich.progress import Progress

from benchmarks import report
from benchmarks.processes import resident_megabytes
from benchmarks.stack import own_database, settings_of
from tests.fuzz.making import make_batch
from tests.fuzz.shapes import Asked, Field

A_BATCH = 500
A_WINDOW = 2_500
WARM_UP = 0.2  # of all windows
MOST_GROWTH = 4.0  # megabytes, from the first windows after the warm-up to the last
MOST_HOARD = 0.5  # per cent
MOST_SHOWN = 20


@dataclass
class Tally:
    """What came of it.

    Attributes:
        routes: the names of every route there is.
        passed: those of which a page was shown, or a form taken.
        memory: resident megabytes after each window.
        blocks: the pieces of memory that Python's objects hold, after each window.
        faults: the first case of each kind of fault, told.
    """

    routes: set[str]
    passed: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    seconds: float = 0

    def note(self, answers: list[tuple[str, int]]) -> None:
        """Count some answers."""
        self.statuses.update(status for _, status in answers)
        self.passed |= {route for route, status in answers if status < 400} & self.routes

    @property
    def sent(self) -> int:
        """How many requests were sent."""
        return self.statuses.total()

    @property
    def growth(self) -> float:
        """Megabytes more, after the warm-up."""
        return grown(self.memory)

    @property
    def hoard(self) -> float:
        """Per cent more that objects hold, after the warm-up: what is kept of every request shows here first.

        Resident memory moves in steps, as a large request wants more of it at once, and is seldom given back.
        """
        return 100 * grown(self.blocks) / self.blocks[0] if self.blocks else 0.0


def grown(windows: Sequence[float]) -> float:
    """From the first quarter of the windows after the warm-up to the last quarter; 0 with too few."""
    steady = windows[int(len(windows) * WARM_UP) :]
    quarter = len(steady) // 4
    return median(steady[-quarter:]) - median(steady[:quarter]) if quarter else 0.0


def main(argv: list[str]) -> int:
    """Send them, print what came of it, keep the figures."""
    options = read_options(argv)
    logging.disable(logging.CRITICAL)  # a refusal is logged, and there are tens of thousands
    with own_database(durable=False) as server:
        tally = fuzz(options)
        around = report.surroundings(settings_of(server))
    text = f"{report.head(around)}\n{told(tally, options)}"
    sys.stdout.write("\n" + text)
    report.keep("fuzz", text, as_record(tally, options), around)
    return int(bool(tally.faults) or tally.growth > MOST_GROWTH or tally.hoard > MOST_HOARD)


def read_options(argv: list[str]) -> argparse.Namespace:
    """What the command is told."""
    parser = argparse.ArgumentParser(description="Send requests made from every form and link.")
    parser.add_argument("--requests", type=int, default=100_000, help="how many (default 100,000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same requests (default 1)")
    parser.add_argument("--batch", type=int, help="this batch only, to see a fault again")
    return parser.parse_args(argv)


def fuzz(options: argparse.Namespace) -> Tally:
    """Send requests, batch after batch, until there were enough."""
    from django.conf import settings
    from django.utils import timezone

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]  # as Django's test client calls it
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2's memory would hide growth
    from tests.fuzz.serving import kept_connection
    from tests.fuzz.world import make_world

    world = make_world(now=timezone.now())
    with kept_connection():
        return tried_out(world, options)


def tried_out(world: Any, options: argparse.Namespace) -> Tally:
    """What came of all of it; whatever is found is said at once."""
    from tests.fuzz.judge import try_out
    from tests.fuzz.survey import field_of

    tried = field_of(world, most=3)
    tally, began = Tally({target.name for target in tried.targets}), time.monotonic()
    with suppress(KeyboardInterrupt), Progress(console=Console(stderr=True)) as progress:  # what was sent counts
        bar = progress.add_task("Requests", total=options.requests)
        for batch, asked in batches(tried, options):
            answers, faults = try_out(world, asked)
            tally.note(answers)
            for fault in faults:
                if fault.kind not in tally.faults:
                    case = f"seed {options.seed}, batch {batch}, by {world.actors[asked.actor].name}: {asked}"
                    tally.faults[fault.kind] = f"{fault.told}\n    {case}"
                    progress.console.print(f"{fault.kind}\n    {tally.faults[fault.kind]}", markup=False)
            progress.update(bar, completed=tally.sent)
            if tally.sent // A_WINDOW > len(tally.memory):
                gc.collect()
                tally.memory.append(resident_megabytes(os.getpid()))
                tally.blocks.append(sys.getallocatedblocks())
                told = f"{tally.sent:,} requests, {tally.memory[-1]:.1f} MB, {tally.blocks[-1]:,} objects"
                progress.console.print(told)
            if tally.sent >= options.requests or len(tally.faults) >= MOST_SHOWN:
                break
    tally.seconds = time.monotonic() - began
    return tally


def batches(tried: Field, options: argparse.Namespace) -> Iterator[tuple[int, Asked]]:
    """The requests, made one batch ahead in another process; each with the number of its batch."""
    numbers = range(options.requests) if options.batch is None else [options.batch]
    with get_context("spawn").Pool(1) as pool:
        ahead: list[Any] = []
        for number in numbers:
            ahead.append((number, pool.apply_async(make_batch, (tried, f"{options.seed}:{number}", A_BATCH))))
            if len(ahead) > 2:
                yield from arrived(*ahead.pop(0))
        for each in ahead:
            yield from arrived(*each)


def arrived(number: int, made: Any) -> Iterator[tuple[int, Asked]]:
    """The requests of one batch, once they are made."""
    return ((number, asked) for asked in made.get())


def told(tally: Tally, options: argparse.Namespace) -> str:
    """What came of it, to read."""
    statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(tally.statuses.items()))
    memory = " ".join(f"{megabytes:.1f}" for megabytes in tally.memory)
    lines = [
        f"fuzz: {tally.sent:,} requests, seed {options.seed}, {tally.sent / tally.seconds:.0f} a second",
        f"  answers     {statuses}",
        f"  routes      {len(tally.passed)} of {len(tally.routes)} showed a page or took a form; none of: "
        + ", ".join(sorted(tally.routes - tally.passed)),
        f"  memory      MB after every {A_WINDOW:,}: {memory}",
        f"  growth      {tally.growth:+.1f} MB after the warm-up (the first fifth); allowed {MOST_GROWTH:g}",
        f"  objects     {tally.hoard:+.2f} % after the warm-up; allowed {MOST_HOARD:g}",
        f"  faults      {len(tally.faults)}",
        *(f"\n{kind}\n    {case}" for kind, case in tally.faults.items()),
    ]
    return "\n".join(lines) + "\n"


def as_record(tally: Tally, options: argparse.Namespace) -> dict[str, Any]:
    """The figures."""
    return {
        "requests": tally.sent, "seed": options.seed, "seconds": round(tally.seconds, 1),
        "routes": len(tally.routes), "not_passed": sorted(tally.routes - tally.passed),
        "statuses": dict(sorted(tally.statuses.items())), "memory_megabytes": [round(each, 1) for each in tally.memory],
        "growth_megabytes": round(tally.growth, 2), "growth_objects_percent": round(tally.hoard, 3),
        "faults": sorted(tally.faults),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
