"""Whether the time of an answer tells who is known: pairs of requests, a known and an unknown one, turn about.

    python -m benchmarks.pairs --pairs 500 [--door sign_in …]

On a database that commits as it does when it serves, with the real password hash, in one process: no network hides
anything. The doors and what each pair is are in tests/pairs/doors.py. Exit code 1: a door tells that should not.
"""

import argparse
import logging
import math
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from statistics import median
from typing import Any

from rich.console import Console
from rich.progress import Progress

from benchmarks import report
from benchmarks.stack import own_database, settings_of

RESAMPLES = 1_000
SURE = 3.1
"""Standard deviations: of some twenty doors at which nothing tells, one seems to in one run of twenty."""
WARM_UP = 5
WITH_STATEMENTS = 5
"""So many pairs more, whose words and statements are compared and whose time is not: counting takes time itself."""


@dataclass
class Door:
    """What the pairs of one door gave, in milliseconds.

    Attributes:
        is_same: whether status, words, cookies and statements were the same in every pair looked at.
        is_judged: whether it has to keep silent; the controls and what is known to tell do not.
    """

    name: str
    what: str
    is_judged: bool
    pairs: list[tuple[float, float]] = field(default_factory=list)
    statements: tuple[int, int] = (0, 0)
    is_same: bool = True

    @property
    def known(self) -> list[float]:
        """The time of each known one."""
        return [known for known, _ in self.pairs]

    @property
    def unknown(self) -> list[float]:
        """The time of each unknown one."""
        return [unknown for _, unknown in self.pairs]

    @property
    def differences(self) -> list[float]:
        """Known less unknown, pair by pair."""
        return [known - unknown for known, unknown in self.pairs]

    def between(self, random: Random) -> tuple[float, float]:
        """Where the median difference lies in 95 of 100 resamples."""
        values, count = self.differences, len(self.pairs)
        found = sorted(median(random.choices(values, k=count)) for _ in range(RESAMPLES))
        return found[int(RESAMPLES * 0.025)], found[int(RESAMPLES * 0.975)]

    @property
    def guessed(self) -> float:
        """The share that a threshold guesses right: the best one of the even pairs, tried on the odd ones."""
        limit, is_above = best_threshold(self.known[::2], self.unknown[::2])
        right = sum((each > limit) == is_above for each in self.known[1::2])
        right += sum((each > limit) != is_above for each in self.unknown[1::2])
        return right / max(1, len(self.known[1::2]) + len(self.unknown[1::2]))

    @property
    def slower(self) -> float:
        """The share of pairs in which the known one took longer."""
        return sum(each > 0 for each in self.differences) / len(self.pairs)

    @property
    def tells(self) -> bool:
        """Whether a guess by the time, or which of a pair is slower, is further from a coin than chance would bring."""
        limit = SURE * math.sqrt(0.25 / len(self.pairs))
        return self.guessed - 0.5 > limit or abs(self.slower - 0.5) > limit


def best_threshold(known: Sequence[float], unknown: Sequence[float]) -> tuple[float, bool]:
    """The limit that separates the two best, and whether what is known lies above it."""
    ordered = sorted([(each, 1) for each in known] + [(each, -1) for each in unknown])
    below, best, limit = 0, 0, 0.0
    for each, side in ordered:
        below += side
        if abs(below) > abs(best):
            best, limit = below, each
    return limit, best < 0


def main(argv: Sequence[str]) -> int:
    """Ask, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description="Compare the time of answers to known and to unknown.")
    parser.add_argument("--pairs", type=int, default=500, help="at each door (default 500)")
    parser.add_argument("--seed", type=int, default=1, help="of the order within each pair (default 1)")
    parser.add_argument("--door", nargs="*", default=[], help="these doors only")
    options = parser.parse_args(argv)
    logging.disable(logging.CRITICAL)
    random = Random(options.seed)
    with own_database() as server:
        doors = ask_all(options, random)
        around = report.surroundings(settings_of(server))
    records = [as_record(door, random) for door in doors]
    text = f"{report.head(around)}\n{table(records)}"
    sys.stdout.write("\n" + text)
    report.keep("pairs", text, {"doors": records}, around)
    return int(any(record["judged"] and (record["tells"] or not record["same"]) for record in records))


def ask_all(options: argparse.Namespace, random: Random) -> list[Door]:
    """Every door, pair after pair; all doors in turn, so that what the machine does besides falls on all alike."""
    from django.conf import settings
    from django.utils import timezone

    settings.TERMS_SECONDS = 86_400  # else one in many answers reads a hub's terms anew, whoever asks
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]  # as Django's test client calls it
    from tests.pairs.doors import CONTROLS, DOORS, TOLD
    from tests.pairs.ground import make_ground

    chosen = [each for each in (*DOORS, *TOLD, *CONTROLS) if not options.door or each.__name__ in options.door]
    ground, doors = make_ground(now=timezone.now()), []
    with suppress(KeyboardInterrupt), Progress(console=Console(stderr=True)) as progress:  # what was asked counts
        bar = progress.add_task("Pairs", total=len(chosen) * options.pairs)
        for made in chosen:
            doors.append(Door(made.__name__, (made.__doc__ or "").strip(), made in DOORS))
            for _ in range(WARM_UP):
                ask(made(ground), None, random)
            for _ in range(WITH_STATEMENTS):
                compare(made(ground), doors[-1])
        for _ in range(options.pairs):
            for made, door in zip(chosen, doors, strict=True):
                ask(made(ground), door, random)
                progress.advance(bar)
    return doors


def ask(pair: tuple[Any, Any], door: Door | None, random: Random) -> None:
    """Send both, either one first, and note how long each took."""
    order = random.sample((0, 1), 2)
    taken = [0.0, 0.0]
    for side in order:
        begun = time.perf_counter()
        pair[side].send()
        taken[side] = (time.perf_counter() - begun) * 1_000
    if door is not None:
        door.pairs.append((taken[0], taken[1]))


def compare(pair: tuple[Any, Any], door: Door) -> None:
    """Send both, and note whether words and statements are the same."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seen = []
    for one in pair:
        with CaptureQueriesContext(connection) as asked:
            response = one.send()
        seen.append((one.plain(response), [query["sql"].split()[0] for query in asked]))
    door.statements = (len(seen[0][1]), len(seen[1][1]))
    door.is_same = door.is_same and seen[0] == seen[1]


def as_record(door: Door, random: Random) -> dict[str, Any]:
    """The figures of one door."""
    low, high = door.between(random)
    return {
        "door": door.name, "what": door.what, "pairs": len(door.pairs), "judged": door.is_judged, "same": door.is_same,
        "statements": door.statements, "known_ms": round(median(door.known), 3),
        "unknown_ms": round(median(door.unknown), 3), "difference_ms": round(median(door.differences), 4),
        "from_ms": round(low, 4), "to_ms": round(high, 4), "guessed": round(door.guessed, 4),
        "known_slower": round(door.slower, 4), "tells": door.tells,
    }  # fmt: skip


def table(records: list[dict[str, Any]]) -> str:
    """A line for each door, then what each pair is."""
    pairs = sum(each["pairs"] for each in records)
    fewest = min(each["pairs"] for each in records)
    chance = 100 * SURE * math.sqrt(0.25 / fewest)
    lines = [
        f"pairs: {fewest:,} at each of {len(records)} doors, {pairs:,} in all; "
        f"by chance a guess is right in {50 - chance:.1f} to {50 + chance:.1f} of 100",
        f"  {'door':22} {'known':>9} {'unknown':>9} {'median difference, ms':>32} {'guessed':>8} {'slower':>7}  said",
    ]
    for each in records:
        spread = f"{each['difference_ms']:+.3f} ({each['from_ms']:+.3f} to {each['to_ms']:+.3f})"
        told = "TELLS" if each["tells"] else "-"
        same = "" if each["same"] else ", answers differ"
        one, other = each["statements"]
        lines.append(
            f"  {each['door']:22} {each['known_ms']:9.2f} {each['unknown_ms']:9.2f} {spread:>32} "
            f"{each['guessed']:8.1%} {each['known_slower']:7.1%}  {told}, {one} and {other} statements{same}"
        )
    return "\n".join([*lines, "", *(f"  {each['door']}: {each['what']}" for each in records)]) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
