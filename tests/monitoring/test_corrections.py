"""What was wrong in a published period goes with the next release, where ten records or more changed for certain."""

from dataclasses import replace

import pytest

from holdfast.monitoring.corrections import Earlier, fewest_changed, put_right, say_earlier
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import public_cube
from tests.monitoring.tables import AGE, SOURCE, cube_of, one_way, two_way
from tests.monitoring.test_publishing import MANY

FIRST, SECOND = read_period("2026-Q2"), read_period("2026-Q3")
BY_WHOM = replace(SOURCE, overlaps=True)


def changed(then, now, **more):
    after = cube_of(*now, **more)
    return fewest_changed(cube_of(*then, **more), after.tables, after)


@pytest.mark.parametrize(
    ("then", "now", "records"),
    [
        ([70, 40, 20], [70, 40, 20], 0),
        ([70, 40, 20], [75, 40, 20], 5),  # five came
        ([70, 40, 20], [70, 33, 20], 7),  # seven went
        ([70, 40, 20], [75, 35, 20], 5),  # five went elsewhere: ten numbers' worth of change, and five records
        ([70, 40, 20], [76, 38, 17], 1),  # six in the table, and one in its total
    ],
)
def test_the_fewest_records_that_can_have_changed_are_all_that_was_added_or_all_that_was_taken(then, now, records):
    assert changed([one_way(SOURCE, then)], [one_way(SOURCE, now)]) == records


def test_where_somebody_can_be_in_several_cells_one_record_may_have_changed_all_of_them():
    then, now = one_way(BY_WHOM, [70, 40, 20], total=100), one_way(BY_WHOM, [76, 46, 26], total=106)
    assert changed([then], [now], attributes=(BY_WHOM, AGE)) == 6


def test_the_table_in_which_the_fewest_changed_counts_and_one_that_did_not_or_was_not_there_does_not():
    ages, sources = one_way(AGE, [70, 60]), one_way(SOURCE, [70, 40, 20])
    moved = one_way(AGE, [58, 72])
    assert changed([ages, sources], [moved, sources]) == 12
    assert changed([sources], [moved, sources]) == 0
    assert changed([ages, sources], [moved, one_way(SOURCE, [70, 43, 20])]) == 3
    then, now = two_way(AGE, SOURCE, [[9, 9, 9], [9, 9, 9]]), two_way(AGE, SOURCE, [[5, 13, 9], [9, 9, 20]])
    assert changed([then], [now]) == 11


def with_more(**more):
    """The cells of many people, and so many more who told their gender alone."""
    women = more.get("women", 0)
    cells = dict(MANY)
    for key in (("R16", "received", "", ""), ("R16", "received", "gender", "2")):
        cells[key] += women
    for by in ("age_band", "staff_group"):
        cells["R16", "received", by, "not_told"] += women
    cells["R16", "received", "disability", "N"] += women
    cells["R16", "received", "ethnic_group", "White"] += women
    cells["R1", "people", "", ""] += women
    return cells


def corrected(women):
    ledger = protect(public_cube("tidewater", FIRST, MANY), []).rows
    cube = public_cube("tidewater", SECOND, MANY)
    return *put_right(cube, [Earlier(FIRST, MANY, with_more(women=women))], ledger), ledger


def test_a_period_goes_with_the_next_release_from_ten_records_on_and_no_finer_than_it_was_shown():
    cube, counts, _ = corrected(9)
    assert (cube.corrections, counts) == ((), {"2026-Q2": 9})

    cube, counts, ledger = corrected(10)
    assert counts == {"2026-Q2": 10}
    (correction,) = cube.corrections
    assert (correction.period.starts_on, correction.records_changed) == (FIRST.first, 10)
    disability = next(each for each in correction.tables if each.name == "By disability")
    assert disability.attributes == ()  # nine in ten were of one category: only their total was shown
    rows = protect(cube, ledger).rows
    assert {(row["starts_on"], row["version"]) for row in rows} == {("2026-07-01", 1), ("2026-04-01", 2)}


def test_each_hub_counts_its_own_versions_of_a_period():
    ledger, versions = [], {}
    for place in ("tidewater", "saltpan"):
        ledger += protect(public_cube(place, FIRST, MANY), ledger).rows
    for place in ("tidewater", "saltpan"):
        cube, _ = put_right(
            public_cube(place, SECOND, MANY), [Earlier(FIRST, MANY, with_more(women=30))], ledger
        )  # fmt: skip
        rows = protect(cube, ledger).rows
        versions[place] = {row["version"] for row in rows if row["starts_on"] == "2026-04-01"}
        ledger += rows

    assert versions == {"tidewater": {2}, "saltpan": {2}}


def test_what_was_withheld_once_is_not_put_in_again():
    ledger = [row | {"kind": "withheld", "shown": "", "cell": {}} if row["table"] == "In support" else row
              for row in protect(public_cube("tidewater", FIRST, MANY), []).rows]  # fmt: skip
    cube, _ = put_right(
        public_cube("tidewater", SECOND, MANY), [Earlier(FIRST, MANY, with_more(women=30))], ledger
    )  # fmt: skip
    assert "In support" not in {table.name for table in cube.corrections[0].tables}


def test_what_was_not_counted_when_a_period_was_published_is_no_change_and_is_not_put_in_later():
    older = {key: value for key, value in MANY.items() if key[1] not in ("contact_people", "days_people")}
    ledger = protect(public_cube("tidewater", FIRST, older), []).rows
    cube = public_cube("tidewater", SECOND, MANY)
    assert put_right(cube, [Earlier(FIRST, older, MANY)], ledger)[1] == {"2026-Q2": 0}
    more, _ = put_right(cube, [Earlier(FIRST, older, with_more(women=12))], ledger)
    assert "First contact" not in {table.name for table in more.corrections[0].tables}


def test_the_words_say_which_period_is_put_right_and_why_or_that_changes_were_too_few():
    assert say_earlier("April to June 2026", 12, is_put_right=True).startswith(
        "April to June 2026 is put right with this: in each table that changed, at least 12 records"
    )
    few = say_earlier("June", 1, is_put_right=False)
    assert "in one of its tables at least 1 record is other, and fewer than 10 are too few" in few
    assert say_earlier("June", 0, is_put_right=False) == (
        "June stays as it was published: counted again, no number of people that is published of it is another one. "
        "Days alone are not put right: how many records changed cannot be told of them."
    )
