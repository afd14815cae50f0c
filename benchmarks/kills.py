"""The long run of kills with -9: every round of the tests and more, in a random order, and a table of what came of it.

    python -m benchmarks.kills --rounds 500 [--seed 1]

Exit code 1 when anything acknowledged was lost or doubled, or mail did not come.
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from random import Random
from statistics import median

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.kills import house as houses
from tests.kills import rounds
from tests.kills.reckoning import faults, faults_of_mail, mail_seconds


def main(argv: list[str]) -> int:
    """Play the rounds, print the table."""
    parser = argparse.ArgumentParser(description="Kill web, worker and database with -9 while people ask for help.")
    parser.add_argument("--rounds", type=int, default=500, help="how many kills (default 500)")
    parser.add_argument("--seed", type=int, default=1, help="of the order and the moments (default 1)")
    chosen = parser.parse_args(argv)
    rounds.random.seed(chosen.seed)
    began = time.monotonic()
    with houses.running() as house:
        outcomes, wrong = play_all(house, order(chosen.rounds, chosen.seed))
        wrong += faults_of_mail(house)
        seconds = mail_seconds(house)
        copies = house.post.copies()
    show(outcomes)
    print(f"{sum(map(len, outcomes.values()))} kills in {time.monotonic() - began:.0f} s on {os.cpu_count()} cores")
    print(f"{len(seconds)} messages came, half of them in {median(seconds):.2f} s, the last in {max(seconds):.1f} s")
    print(f"{copies} of them came twice, under the same Message-ID")
    print("\n".join(wrong) if wrong else "Nothing acknowledged was lost or doubled.")
    return 1 if wrong else 0


def order(count: int, seed: int) -> list[rounds.Round]:
    """Every round as often as every other, shuffled."""
    every = [*rounds.ROUNDS, *rounds.MORE_ROUNDS]
    chosen = (every * (count // len(every) + 1))[:count]
    Random(seed).shuffle(chosen)
    return chosen


def play_all(house: houses.House, chosen: list[rounds.Round]) -> tuple[dict[str, list[rounds.Outcome]], list[str]]:
    """Each round, and the reckoning after it; stops at the first fault, because what follows would repeat it."""
    outcomes: dict[str, list[rounds.Outcome]] = defaultdict(list)
    acknowledged: dict[str, int] = {}
    for played in track(chosen, description="Kills", console=Console(stderr=True)):
        outcome = rounds.play(house, played)
        acknowledged[outcome.reference] = outcome.alerts
        outcomes[played.name].append(outcome)
        if wrong := faults(house, acknowledged):
            return outcomes, [f"{played.name}: {fault}" for fault in wrong]
    return outcomes, []


def show(outcomes: dict[str, list[rounds.Outcome]]) -> None:
    """A line for each point and victim."""
    table = Table("Killed at: who", "kills", "answered after, median s", "longest s", "pressed again, most")
    for name, found in sorted(outcomes.items()):
        seconds = [outcome.answered_seconds for outcome in found]
        again = max(outcome.pressed_again for outcome in found)
        table.add_row(name, str(len(found)), f"{median(seconds):.2f}", f"{max(seconds):.2f}", str(again))
    Console(width=110).print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
