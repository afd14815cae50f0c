"""Two hundred simulated years, attacked. The whole of it: python -m benchmarks.attacks."""

from dataclasses import dataclass

import pytest

from holdfast.monitoring.disclosed_rows import State, all_put, rows
from holdfast.monitoring.protection import Shown
from tests.monitoring.attacker import hidden_cells, narrowed, true_count
from tests.monitoring.attacks import Findings, attack
from tests.monitoring.hub_years import year
from tests.monitoring.public_attacker import PublicAttacker
from tests.monitoring.public_attacks import attack_public
from tests.monitoring.public_years import public_year

AT_ONCE = 20
NOTHING = dict.fromkeys(
    ("recovered", "zeros", "narrow", "narrow_inside", "wrong", "let_in", "dated", "shares", "means"), 0
)


@dataclass
class Unaudited:
    """A table as it would be without the audit."""

    measure: str
    place: str
    cells: list[Shown]


@pytest.mark.parametrize("first", range(0, 200, AT_ONCE))
def test_no_attack_on_a_simulated_year_tells_of_anybody(first):
    found = Findings()

    for seed in range(first, first + AT_ONCE):
        found.add(attack(seed, targets=1))

    assert found.leaks == NOTHING
    assert found.hidden > AT_ONCE
    assert found.programmes > AT_ONCE


@pytest.mark.parametrize("first", [0, 9])
def test_no_attack_on_a_year_of_the_cube_that_is_published_tells_of_anybody(first):
    found = Findings()

    for seed in range(first, first + 9):
        found.add(attack_public(seed, targets=1))

    assert found.leaks == NOTHING
    assert found.hidden > 9
    assert found.programmes > 9
    assert found.put_right > 0


def test_the_attacker_of_the_public_cube_gets_in_where_nothing_was_audited():
    narrow = 0
    for release in (release for seed in range(18) for release in public_year(seed)):
        attacker = PublicAttacker(rows(release.cube, all_put(release.cube, []), State()))
        for target in (each for each, shown in attacker.counts.items() if shown == "[c]"):
            low, high = attacker.interval(target)
            narrow += high - low < 5

    assert narrow > 5


def unaudited(cube) -> list[Unaudited]:
    """Every table rounded and hidden, and nothing more."""
    tables: dict = {}
    for row in rows(cube, all_put(cube, []), State()):
        cells = tables.setdefault((row["table"], row["measure"], row["place"]), [])
        cells.append(Shown(tuple(row["labels"].items()), row["kind"], row["shown"]))
    return [Unaudited(measure, place, cells) for (_, measure, place), cells in tables.items()]


def test_the_same_attacker_gets_in_where_nothing_was_audited():
    narrow = 0
    for seed in range(40):
        for release in year(seed):
            tables = unaudited(release.cube)
            known = narrowed(tables)
            for table, cell in hidden_cells(tables):
                low, high = known[table.measure, table.place, frozenset(cell.labels)]
                assert low <= true_count((table, cell), release.people, release.assessed) <= high
                narrow += high - low < 5

    assert narrow > 20
