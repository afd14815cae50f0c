"""In the time in which a hub opened whoever was spoken with or assessed had asked in it: no hidden number follows from
that, also for three insiders who know that they are not among them."""

from dataclasses import replace

import pytest

from holdfast.monitoring import disclosure
from holdfast.monitoring.cells import Cells, wholes
from holdfast.monitoring.cube import Cube
from holdfast.monitoring.disclosure import LEAST
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import ASKED, ASSESSED, ELSEWHERE, GROUPS, HERE, REACHED, public_cube
from tests.monitoring.opened_attacker import OpenedAttacker
from tests.monitoring.public_attacker import PublicAttacker

AGE = "Age band"
FIRST_YEAR = {
    ("R1", "people", "", ""): 51, ("R2", "people", "", ""): 19, ("R16", "received", "", ""): 67,
    ("R16", "received", "age_band", "25-34"): 24, ("R16", "received", "age_band", "35-44"): 16,
    ("R16", "received", "age_band", "55-64"): 19, ("R16", "received", "age_band", "not_told"): 8,
    ("R16", "received", "staff_group", "03"): 6, ("R16", "received", "staff_group", "01"): 31,
    ("R16", "received", "staff_group", "S01"): 7, ("R16", "received", "staff_group", "not_told"): 23,
    **{("R16", "received", by, "not_told"): 67 for by in ("gender", "disability", "ethnic_group")},
    ("R16", "assessed", "", ""): 63,
    ("R16", "assessed", "age_band", "25-34"): 23, ("R16", "assessed", "age_band", "35-44"): 14,
    ("R16", "assessed", "age_band", "55-64"): 19, ("R16", "assessed", "age_band", "not_told"): 7,
    ("R4", "contact_people", "", ""): 66, ("R4", "contact_median", "", ""): 5 * 24 * 60,
    ("R16", "here", "", ""): 16, ("R16", "elsewhere", "", ""): 12,
}  # fmt: skip
"""The first year of a hub: all but four of those who asked were assessed. True numbers."""
FIRST_QUARTER = {
    ("R1", "people", "", ""): 17, ("R2", "people", "", ""): 6, ("R16", "received", "", ""): 22,
    ("R16", "received", "age_band", "25-34"): 12, ("R16", "received", "age_band", "not_told"): 10,
    ("R16", "received", "staff_group", "03"): 11, ("R16", "received", "staff_group", "not_told"): 11,
    **{("R16", "received", by, "not_told"): 22 for by in ("gender", "disability", "ethnic_group")},
    ("R16", "assessed", "", ""): 4, ("R16", "assessed", "age_band", "not_told"): 4,
    ("R4", "contact_people", "", ""): 21, ("R4", "contact_median", "", ""): 3 * 24 * 60,
}  # fmt: skip
"""The first quarter of a small hub. True numbers."""
CUBES = {
    "year": public_cube("tidewater", read_period("2026-27-Y"), wholes() | FIRST_YEAR),
    "quarter": public_cube("tidewater", read_period("2026-Q2"), wholes() | FIRST_QUARTER),
}


def taken_for_strangers(cube: Cube) -> Cube:
    """As if who was assessed had nothing to do with who asked."""
    return replace(cube, tables=tuple(replace(table, first_among=()) for table in cube.tables))


def attacker_of(cube: Cube) -> OpenedAttacker:
    """Who reads what is published of it."""
    return OpenedAttacker([PublicAttacker(protect(cube, []).rows)])


def narrowest(attacker: OpenedAttacker, insiders=()) -> int:
    """The width of what is known best of all that is hidden."""
    numbers = [(at, *each) for at, release in enumerate(attacker.releases) for each in release.counts.items()]
    ends = [attacker.interval(at, target, insiders) for at, target, shown in numbers if shown == "[c]"]
    return min(high - low for low, high in ends)


def threes_who_were_not_assessed():
    """Of those in FIRST_YEAR: two of 35 to 54, one of each other age but those who told none, of whom there is one."""
    labels = ["Under 35", "35 to 54", "35 to 54", "Not told"]
    for three in sorted({tuple(sorted(labels[:at] + labels[at + 1 :])) for at in range(len(labels))}):
        yield [frozenset({(ASKED, "", ""), (ASKED, AGE, label)}) for label in three]


@pytest.mark.parametrize("time", CUBES)
def test_no_hidden_number_of_the_time_in_which_a_hub_opened_follows_from_those_who_asked(time):
    assert narrowest(attacker_of(CUBES[time])) >= 5


def test_three_insiders_who_were_not_assessed_in_the_year_a_hub_opened_recover_no_hidden_number():
    attacker = attacker_of(CUBES["year"])
    assert min(narrowest(attacker, three) for three in threes_who_were_not_assessed()) >= 3


def test_they_do_where_who_was_assessed_is_taken_for_a_stranger():
    attacker = attacker_of(taken_for_strangers(CUBES["year"]))
    assert min(narrowest(attacker, three) for three in threes_who_were_not_assessed()) == 0


def test_the_same_attacker_gets_in_where_who_was_assessed_is_taken_for_a_stranger():
    assert narrowest(attacker_of(taken_for_strangers(CUBES["year"]))) == 3


def quarter_of(name: str, *, asked: int, reached: int, assessed: int, told: Cells | None = None) -> Cube:
    """The cube of a quarter in which nobody told anything of themselves, or this."""
    cells = {("R1", "people", "", ""): asked, ("R16", "received", "", ""): asked, ("R16", "assessed", "", ""): assessed}
    cells |= {("R4", "contact_people", "", ""): reached, ("R4", "contact_median", "", ""): 5 * 24 * 60}
    nothing = {("R16", "received", by, "not_told"): asked for by in GROUPS}
    nothing |= {("R16", "assessed", "age_band", "not_told"): assessed}
    return public_cube("tidewater", read_period(name), wholes() | cells | nothing | (told or {}))


def both(first: Cube, second: Cube) -> tuple[tuple, tuple]:
    """What is published of two quarters, one after the other."""
    before = protect(first, []).rows
    return before, protect(second, before).rows


def test_how_few_asked_in_a_second_quarter_does_not_follow_from_how_many_were_assessed_in_it():
    first = quarter_of("2026-Q1", asked=22, reached=22, assessed=0)
    second = quarter_of("2026-Q2", asked=6, reached=6, assessed=28)
    attacker = OpenedAttacker([PublicAttacker(rows) for rows in both(first, second)])
    assert narrowest(attacker) >= 5

    rows = both(taken_for_strangers(first), taken_for_strangers(second))
    assert narrowest(OpenedAttacker([PublicAttacker(each) for each in rows])) < 5


def test_a_hub_that_had_opened_before_publishes_what_it_would_without_anybody_supposing_that_it_had_not():
    cube = quarter_of("2026-Q1", asked=12, reached=40, assessed=40)
    rows = protect(cube, []).rows
    assert [row | {"first_among": []} for row in rows] == list(protect(taken_for_strangers(cube), []).rows)
    assert (ASSESSED, "40") in [(row["measure"], row["shown"]) for row in rows]


def test_where_few_asked_nobody_reads_how_many_were_spoken_with_or_assessed_and_whoever_submits_reads_why():
    done = protect(quarter_of("2026-Q1", asked=7, reached=20, assessed=20), [])
    assert {row["measure"] for row in done.rows if row["kind"] != "withheld"} == {ASKED}
    assert (
        f"First contact, {REACHED}: the total is not shown, "
        f"because it could tell how few are counted as “{ASKED}”: 7 people or fewer, or none."
    ) in done.words


def test_where_few_were_spoken_with_nobody_reads_how_many_were_assessed():
    rows = protect(quarter_of("2026-Q1", asked=40, reached=7, assessed=20), []).rows
    assert {row["measure"] for row in rows if row["kind"] != "withheld"} == {ASKED, REACHED, HERE, ELSEWHERE}


def test_a_table_goes_together_with_the_one_that_it_is_set_against(monkeypatch):
    monkeypatch.setattr(disclosure, "ENOUGH_FOR_PARTS", LEAST)  # the audit by itself, without the rule before it
    whole = {("R16", "assessed", "age_band", "25-34"): 9, ("R16", "assessed", "age_band", "35-44"): 9,
             ("R16", "assessed", "age_band", "55-64"): 1, ("R16", "assessed", "age_band", "not_told"): 0}  # fmt: skip
    asked = {("R16", "received", "age_band", "25-34"): 12, ("R16", "received", "age_band", "35-44"): 12,
             ("R16", "received", "age_band", "55-64"): 3, ("R16", "received", "age_band", "not_told"): 3}  # fmt: skip
    cube = quarter_of("2026-Q1", asked=30, reached=19, assessed=19, told=whole | asked)
    shown = [(row["measure"], tuple(row["cell"])) for row in protect(cube, []).rows]
    apart = [(row["measure"], tuple(row["cell"])) for row in protect(taken_for_strangers(cube), []).rows]
    assert {measure for measure, cell in apart if cell == (AGE,)} == {ASKED, ASSESSED}
    assert {measure for measure, cell in shown if cell == (AGE,)} == set()
