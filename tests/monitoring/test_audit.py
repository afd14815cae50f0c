"""The audit beside every possible table, counted one by one; and that it stays shut where it cannot know."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest

from holdfast.monitoring import audit_equations, audit_insiders, audit_solving
from holdfast.monitoring.attribute import Attribute
from holdfast.monitoring.audit import Verdict, audit
from holdfast.monitoring.coarsening import coarsen
from holdfast.monitoring.cube import Cube, Level, Period, Place
from holdfast.monitoring.disclosed_rows import State, all_put, rows
from holdfast.monitoring.protection import protect
from tests.monitoring.attacker import could_be
from tests.monitoring.hub_years import year
from tests.monitoring.tables import AGE, FAITH, SOURCE, TIDEWATER, cube_of, one_way, two_way

YES = Attribute("Before", ("Yes", "No"))
ROUTE = Attribute("Route", ("Self", "Others"))
SMALL = 24
EDGE = 22


def finest(cube: Cube, ledger: list | None = None) -> list[dict]:
    """The rows of a cube that nothing has coarsened."""
    return rows(cube, all_put(cube, ledger or []), State())


def verdict_of(cube: Cube) -> Verdict:
    """The audit of a cube as it is."""
    return audit([], finest(cube))


def every_table(shown: list[list[str]], totals: tuple[list[str], list[str], str]) -> np.ndarray:
    """Every table of two by two whole numbers that would be published so: cells, in order, one table a line."""
    cells = [range(could_be(each)[0], could_be(each)[1] + 1) for line in shown for each in line]
    found = np.array(list(product(*cells)))
    a, b, c, d = found.T
    sums = zip((a + b, c + d, a + c, b + d, a + b + c + d), (*totals[0], *totals[1], totals[2]), strict=True)
    fits = [(could_be(each)[0] <= added) & (added <= could_be(each)[1]) for added, each in sums]
    return found[np.all(fits, axis=0)]


def shown_of(table: list[list[int]]) -> tuple[list[list[str]], tuple[list[str], list[str], str]]:
    """What the method says of a table of two by two, by the attacker's words for it."""

    def say(count: int) -> str:
        return "[c]" if count <= 7 else str(5 * round(count / 5))

    (a, b), (c, d) = table
    return [[say(a), say(b)], [say(c), say(d)]], (
        [say(a + b), say(c + d)],
        [say(a + c), say(b + d)],
        say(a + b + c + d),
    )


def intervals(possible: np.ndarray, shown: list[list[str]]) -> dict[str, int]:
    """How wide each hidden cell is, and each hidden margin."""
    (p, q), (r, s) = shown
    a, b, c, d = possible.T
    cells = {"a": (a, p), "b": (b, q), "c": (c, r), "d": (d, s)}
    found = {name: int(np.ptp(values)) for name, (values, said) in cells.items() if said == "[c]"}
    for name, values in {"ab": a + b, "cd": c + d, "ac": a + c, "bd": b + d}.items():
        if values.max() <= 7:
            found[name] = int(np.ptp(values))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_the_audit_says_of_a_two_by_two_table_what_counting_every_possible_one_says(seed):
    random = np.random.default_rng(seed)
    table = random.integers(0, SMALL, (2, 2)).tolist()
    shown, totals = shown_of(table)
    possible = every_table(shown, totals)
    widths = intervals(possible, shown)

    verdict = verdict_of(cube_of(two_way(AGE, YES, table), attributes=(AGE, YES)))

    alone = {"".join(sorted(_letters(each.key))): each.high - each.low for each in verdict.narrow if each.insiders == 0}
    assert alone == {name: width for name, width in widths.items() if width < 5}
    if verdict.has_passed:
        assert _narrowest_with_insiders(possible, shown, table) >= 3


def _letters(key) -> str:
    cell = {name: categories[0] for name, categories in key[1]}
    letters = {
        ("Under 40", "Yes"): "a",
        ("Under 40", "No"): "b",
        ("40 and over", "Yes"): "c",
        ("40 and over", "No"): "d",
    }
    return "".join(
        letter
        for (age, before), letter in letters.items()
        if cell.get("Age band", age) == age and cell.get("Before", before) == before
    )


def _narrowest_with_insiders(possible: np.ndarray, shown: list[list[str]], table: list[list[int]]) -> int:
    """The narrowest interval for any three people, each of whom knows a cell that they are in."""
    truth = np.ravel(table)
    narrowest = SMALL
    for three in product(range(4), repeat=3):
        known = np.bincount(three, minlength=4)
        if (known <= truth).all():
            widths = intervals(possible[(possible >= known).all(axis=1)], shown)
            narrowest = min([narrowest, *widths.values()])
    return narrowest


def test_a_zero_that_the_totals_prove_fails():
    verdict = verdict_of(cube_of(one_way(AGE, [60, 0])))

    [narrow] = verdict.narrow
    assert (narrow.low, narrow.high, narrow.insiders) == (0, 4, 0)
    assert not verdict.has_passed


def test_three_insiders_narrow_what_one_reader_cannot():
    """Whoever sits with two others in one cell knows what is left for those beside it."""
    verdict = verdict_of(cube_of(two_way(SOURCE, AGE, [[1, 7], [10, 3], [3, 3]])))

    assert [(dict(each.key[1]), each.low, each.high, each.insiders) for each in verdict.narrow] == [
        ({"Age band": ("Under 40",), "Source": ("Self",)}, 1, 3, 3),
        ({"Age band": ("40 and over",), "Source": ("Self",)}, 5, 7, 3),
        ({"Age band": ("Under 40",), "Source": ("Doctor",)}, 3, 5, 3),
    ]


def test_tables_are_linked_by_the_people_that_they_share():
    first = two_way(SOURCE, AGE, [[30, 31], [40, 12], [12, 8]])
    second = one_way(SOURCE, [61, 52, 20])

    assert len(audit_equations.equations(finest(cube_of(first, second))).low) == 12
    assert len(audit_equations.equations(finest(cube_of(first))).low) == 12


def test_a_region_of_two_hubs_gives_one_away_when_it_is_shown_finer():
    hubs = [replace(TIDEWATER, code=code, within="north") for code in ("tidewater", "saltpan")]
    north = Place("north", Level.REGION, "", ("tidewater", "saltpan"))
    tables = [
        one_way(SOURCE, counts, place=place)
        for place, counts in (("tidewater", [63, 47, 0]), ("saltpan", [60, 45, 38]))
    ]
    region = one_way(SOURCE, [123, 92, 38], place="north")
    cube = cube_of(*tables, places=(*hubs, north))
    later = cube_of(region, places=(*hubs, north))
    ledger = list(finest(cube))

    alone, beside = audit([], finest(later)), audit(ledger, finest(later))

    assert alone.has_passed
    assert {each.key[0][1] for each in beside.narrow} == {"tidewater"}
    assert [table.place for table in protect(later, ledger).published] == ["north"]


def test_three_tables_that_close_a_circle_are_read_as_people_with_all_three_attributes():
    tables = [two_way(one, other, [[9, 9], [9, 9]]) for one, other in ((AGE, YES), (AGE, ROUTE), (YES, ROUTE))]
    cube = cube_of(*tables, attributes=(AGE, YES, ROUTE))

    found = audit_equations.equations(finest(cube))

    assert len(found.index) == 3 * 4 + 3 * 2 + 1 + 8
    assert len(audit_equations.equations(finest(replace(cube, tables=cube.tables[:2]))).index) == 2 * 4 + 3 * 2 + 1


def test_a_sensitive_table_that_is_shown_is_read_with_the_rules_that_it_passed():
    found = audit_equations.equations(finest(cube_of(one_way(FAITH, [86, 10, 7]))))
    whole = found.index[next(key for key in found.index if not key[1])]

    assert (found.low[whole], found.high[whole]) == (103, 107)
    assert sum(most == -1 for _, _, most in found.sums) == 3


@pytest.mark.parametrize(
    ("module", "limit", "value"),
    [
        (audit_solving, "AT_MOST_NUMBERS", 3),
        (audit_insiders, "AT_MOST_WAYS", 1),
        (audit_solving, "OPTIMAL", -1),
    ],
)
def test_a_limit_that_is_reached_is_no_pass(monkeypatch, module, limit, value):
    cube = cube_of(two_way(SOURCE, AGE, [[60, 52], [33, 28], [6, 4]]))
    assert verdict_of(cube).has_passed

    monkeypatch.setattr(module, limit, value)

    assert not verdict_of(cube).has_passed
    assert verdict_of(cube).undecided != ""


def test_a_time_limit_of_nothing_publishes_no_hidden_number(monkeypatch):
    monkeypatch.setattr(audit_solving, "OPTIMAL", -1)

    done = protect(cube_of(two_way(SOURCE, AGE, [[60, 52], [33, 28], [6, 4]])), [])

    assert [row for row in done.rows if row["shown"] == "[c]"] == []


def test_rows_that_contradict_each_other_are_no_pass():
    release = finest(cube_of(one_way(SOURCE, [61, 43, 27])))
    total = next(row for row in release if not row["cell"])

    assert audit([], [row | {"shown": "500"} if row is total else row for row in release]).has_passed
    hidden = [row | {"shown": "500" if row is total else "[c]"} for row in release]
    assert audit([], hidden).undecided == "what is published contradicts itself"


def test_the_verdict_follows_from_what_is_published_and_not_from_what_is_true():
    tables = ([[63, 52], [33, 28], [6, 4]], [[63, 52], [33, 28], [4, 6]])
    first, second = (finest(cube_of(two_way(SOURCE, AGE, table))) for table in tables)

    assert first == second
    assert audit([], first) == audit([], second)


def test_coarsening_goes_by_the_fixed_order_and_ends():
    done = coarsen(cube_of(one_way(SOURCE, [58, 0, 38]), one_way(AGE, [96, 0])), [])

    assert done.audits == 3
    assert done.state.dropped == {
        (("Age band", "tidewater", "referred", 1), ("Age band",)),
        (("Source", "tidewater", "referred", 1), ("Source",)),
    }


def test_a_two_way_table_goes_whole_and_leaves_its_total():
    done = coarsen(cube_of(two_way(AGE, SOURCE, [[58, 0, 38], [40, 20, 20]])), [])

    assert [(row["cell"], row["shown"]) for row in done.rows] == [({}, "175")]


def test_whoever_repeats_the_whole_method_on_every_possible_hub_learns_no_more():
    """Every hub of up to 21 in each of three groups: what comes out the same, and how far apart those hubs are.

    Whatever has a group of 20 or more is left out of the judging: hubs beyond the edge would come out the same.
    """
    seen = defaultdict(list)
    for counts in product(range(EDGE), repeat=3):
        cube = cube_of(one_way(SOURCE, list(counts)))
        seen[json.dumps([row["shown"] for row in finest(cube)])].append(counts)
    said = defaultdict(list)
    for hubs in seen.values():
        done = protect(cube_of(one_way(SOURCE, list(hubs[0]))), [])
        said[json.dumps([(row["cell"], row["shown"]) for row in done.rows])] += hubs

    apart = [
        int(np.ptp([hub[at] for hub in hubs]))
        for hubs in said.values()
        if max(max(hub) for hub in hubs) < EDGE - 2
        for at in range(3)
        if max(hub[at] for hub in hubs) <= 7
    ]

    assert len(apart) > 25
    assert min(apart) >= 5


@pytest.mark.parametrize("seed", range(3))
def test_what_was_published_before_passes_again_beside_the_next_release(seed):
    release = year(seed)[0]
    ledger = protect(release.cube, []).rows
    following = replace(release.cube, period=Period(date(2028, 1, 1), date(2028, 12, 31)))

    assert [row["shown"] for row in protect(following, ledger).rows] == [row["shown"] for row in ledger]
    assert audit([], [row for row in ledger if row["kind"] != "withheld"]).has_passed
