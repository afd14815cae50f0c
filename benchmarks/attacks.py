"""What attackers get out of published figures of simulated years: linked tables, re-issue, nesting, rates, insiders.

    python -m benchmarks.attacks --years 10000 [--first 0] [--targets 1] [--minutes 15] [--public]

With --public what is published is the cube of the product, else cubes with finer tables than it has. Each year is
published by the real control, then attacked by tests/monitoring/attacks.py or public_attacks.py, which know the method
and were written apart from the audit. Years are numbered, and the same number is the same year. Exit code 1: something
leaked.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields

from rich.console import Console
from rich.progress import Progress

from benchmarks import report
from tests.monitoring.attacks import Findings, attack
from tests.monitoring.public_attacks import attack_public

WORDS = {
    "years": "years",
    "cells": "numbers published or hidden",
    "hidden": "hidden",
    "programmes": "linear programmes of the attacker",
    "refused": "releases asked for and refused",
    "put_right": "periods put right, versions set beside",
    "recovered": "cells of 1 to 7 recovered",
    "zeros": "zeros proven",
    "narrow": "intervals under 5",
    "narrow_inside": "intervals under 3, three insiders",
    "wrong": "intervals without the truth in them",
    "let_in": "releases let in against the rules",
    "dated": "overlapping periods, which would date",
    "shares": "shares that tell more than two numbers",
    "means": "means of a hidden group within 5 points",
}


def main(argv: Sequence[str]) -> int:
    """Publish, attack, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description="Attack the published figures of simulated years.")
    parser.add_argument("--years", type=int, default=10_000, help="how many (default 10,000)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first (default 0)")
    parser.add_argument("--targets", type=int, default=1, help="hidden cells of a release to solve for (default 1)")
    parser.add_argument("--public", action="store_true", help="years of the cube that the product publishes")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after so many")
    options = parser.parse_args(argv)
    began, worked = time.monotonic(), time.process_time()
    found = attack_all(options, until=began + 60 * options.minutes)
    cost = (time.process_time() - worked) / max(1, found.years)
    around = report.surroundings({})
    text = table(found, cost)
    sys.stdout.write("\n" + text)
    figures = {each.name: getattr(found, each.name) for each in fields(found)}
    report.keep(
        "attacks-public" if options.public else "attacks", text,
        {"found": figures, "first": options.first, "cpu_seconds_a_year": round(cost, 3)}, around,
    )  # fmt: skip
    return int(any(found.leaks.values()))


def attack_all(options: argparse.Namespace, *, until: float) -> Findings:
    """Year after year, until there are enough, the time is up, or somebody stops it: what was done counts."""
    found = Findings()
    with suppress(KeyboardInterrupt), Progress(console=Console(stderr=True)) as progress:
        for seed in progress.track(range(options.first, options.first + options.years), description="Years"):
            if time.monotonic() > until:
                break
            one = (attack_public if options.public else attack)(seed, targets=options.targets)
            if any(one.leaks.values()):
                progress.console.print(f"Year {seed}: {one.leaks}")
            found.add(one)
    return found


def table(found: Findings, cost: float) -> str:
    """One figure a line: what was done, then what leaked."""
    lines = [f"{WORDS[each.name]:<42}{getattr(found, each.name):>10,}" for each in fields(found)]
    return "\n".join([*lines[:6], "", *lines[6:], "", f"{'CPU seconds a year':<42}{cost:>10.2f}", ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
