"""What was wrong in a published period goes with the next release: totals alone, where ten records or more changed."""

import pytest

from holdfast.monitoring.corrections import Earlier, put_right, say_earlier
from holdfast.monitoring.disclosure import between
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import public_cube
from tests.monitoring.public_attacker import Beside, PublicAttacker
from tests.monitoring.test_publishing import MANY

FIRST, SECOND = read_period("2026-Q2"), read_period("2026-Q3")
ASSESSED = ("R16", "assessed", "", "")
ELSEWHERE, SEEN = ("R16", "elsewhere", "", ""), ("R7", "days_people", "", "")


def with_more(then=MANY, *, women=0):
    """The cells of many people, and so many more who told their gender alone."""
    cells = dict(then)
    for key in (("R16", "received", "", ""), ("R16", "received", "gender", "2")):
        cells[key] += women
    for by in ("age_band", "staff_group"):
        cells["R16", "received", by, "not_told"] += women
    cells["R16", "received", "disability", "N"] += women
    cells["R16", "received", "ethnic_group", "White"] += women
    cells["R1", "people", "", ""] += women
    return cells


def first_rows(cells=MANY):
    return list(protect(public_cube("tidewater", FIRST, cells), []).rows)


def corrected(now, *before, ledger=None):
    """What goes of the first quarter with the next release: the cube, and how many records changed."""
    ledger = first_rows((before or (MANY,))[0]) if ledger is None else ledger
    earlier = Earlier(FIRST, before or (MANY,), now)
    cube, counts = put_right(public_cube("tidewater", SECOND, MANY), [earlier], ledger)
    return cube, counts["2026-Q2"]


def totals_in(cube):
    return {table.measure.partition(" ")[2]: table.total for each in cube.corrections for table in each.tables}


def test_a_period_goes_with_the_next_release_from_ten_records_on_and_its_totals_alone():
    assert (corrected(with_more(women=9))[0].corrections, corrected(with_more(women=9))[1]) == ((), 9)

    cube, changed = corrected(with_more(women=10))
    (correction,) = cube.corrections
    assert (changed, correction.period.starts_on, correction.records_changed) == (10, FIRST.first, 10)
    assert {table.attributes for table in correction.tables} == {()}
    rows = protect(cube, first_rows()).rows
    assert {(row["starts_on"], row["version"]) for row in rows} == {("2026-07-01", 1), ("2026-04-01", 2)}
    assert {tuple(row["cell"]) for row in rows if row["version"] == 2} == {()}


def test_one_total_that_fewer_changed_keeps_all_of_it_back_and_what_changed_within_a_table_changes_nothing():
    now = with_more(women=12) | {ASSESSED: MANY[ASSESSED] + 3}
    assert (corrected(now)[0].corrections, corrected(now)[1]) == ((), 3)
    moved = MANY | {("R16", "received", "gender", "2"): 0}
    assert (corrected(moved)[0].corrections, corrected(moved)[1]) == ((), 0)


def test_every_version_that_everybody_reads_counts_and_not_the_last_one_alone():
    then, between_them = MANY, with_more(women=16)
    ledger = first_rows()
    later, _ = corrected(between_them, ledger=ledger)
    ledger += protect(later, ledger).rows
    for women, changed, goes in ((3, 3, False), (16, 0, False), (26, 10, True), (32, 16, True), (0, 16, True)):
        cube, found = corrected(with_more(women=women), then, between_them, ledger=ledger)
        assert (women, found, bool(cube.corrections)) == (women, changed, goes)


def test_what_was_hidden_stays_so_and_what_would_be_hidden_now_keeps_all_of_it_back():
    few = MANY | {ELSEWHERE: 2, SEEN: 2}
    cube, changed = corrected(with_more(women=12) | {ELSEWHERE: 12, SEEN: 12}, few)
    assert (changed, "in treatment elsewhere" in totals_in(cube), len(cube.corrections)) == (12, False, 1)
    many = MANY | {ELSEWHERE: 30, SEEN: 30}
    cube, changed = corrected(with_more(women=12) | {ELSEWHERE: 2, SEEN: 2}, many)
    assert (changed, cube.corrections) == (12, ())


def test_days_go_anew_with_ten_other_records_alone():
    longer = {("R4", "contact_median", "", ""): 5 * 24 * 60}
    assert [len(each.statistics) for each in shown_with(with_more(women=12) | longer)] == [0]
    more = {("R4", "contact_people", "", ""): MANY["R4", "contact_people", "", ""] + 10}
    assert [len(each.statistics) for each in shown_with(with_more(women=12) | longer | more)] == [1]


def shown_with(now):
    return [table for table in corrected(now)[0].corrections[0].tables if table.name == "First contact"]


def test_whoever_sets_both_versions_beside_each_other_learns_no_more_of_a_hidden_number():
    few = {("R16", "received", "staff_group", code): people for code, people in (("S01", 3), ("not_told", 37))}
    then = MANY | few | {ELSEWHERE: 2, SEEN: 2}
    ledger = first_rows(then)
    cube, _ = corrected(with_more(then, women=13), then, ledger=ledger)
    first = PublicAttacker(ledger)
    anew = [row for row in protect(cube, ledger).rows if row["version"] == 2]
    beside = Beside([first, PublicAttacker(anew)])
    hidden = [target for target, shown in first.counts.items() if shown == "[c]"]
    assert len(hidden) > 1
    assert [beside.interval(each) for each in hidden] == [first.interval(each) for each in hidden]


def test_the_same_attacker_gets_in_where_a_hidden_total_is_shown_anew():
    then = MANY | {ELSEWHERE: 2, SEEN: 2}
    anew = protect(public_cube("tidewater", FIRST, MANY | {ELSEWHERE: 12, SEEN: 12}), []).rows
    low, high = Beside([PublicAttacker(first_rows(then)), PublicAttacker(anew)]).interval(
        ("People in treatment elsewhere", "", "")
    )
    assert high - low < 5


@pytest.mark.parametrize(("was", "now"), [("60", "70"), ("70", "60"), ("60", "75"), ("10", "20")])
def test_of_two_versions_each_number_that_was_possible_still_is(was, now):
    spans = [range(between(shown)[0], between(shown)[1] + 1) for shown in (was, now)]
    for one, other in (spans, spans[::-1]):
        assert all(any(abs(a - b) >= 10 for b in other) for a in one)


def test_each_hub_counts_its_own_versions_of_a_period():
    ledger, versions = [], {}
    for place in ("tidewater", "saltpan"):
        ledger += protect(public_cube(place, FIRST, MANY), ledger).rows
    for place in ("tidewater", "saltpan"):
        earlier = Earlier(FIRST, (MANY,), with_more(women=30))
        cube, _ = put_right(public_cube(place, SECOND, MANY), [earlier], ledger)
        rows = protect(cube, ledger).rows
        versions[place] = {row["version"] for row in rows if row["starts_on"] == "2026-04-01"}
        ledger += rows

    assert versions == {"tidewater": {2}, "saltpan": {2}}


def test_what_was_withheld_once_is_not_put_in_again():
    ledger = [row | {"kind": "withheld", "shown": "", "cell": {}} if row["table"] == "In support" else row
              for row in first_rows()]  # fmt: skip
    cube, _ = corrected(with_more(women=30), ledger=ledger)
    assert "In support" not in {table.name for table in cube.corrections[0].tables}


def test_what_was_not_counted_when_a_period_was_published_is_no_change_and_is_not_put_in_later():
    older = {key: value for key, value in MANY.items() if key[1] not in ("contact_people", "days_people")}
    assert corrected(MANY, older)[1] == 0
    more, _ = corrected(with_more(women=12), older)
    assert "First contact" not in {table.name for table in more.corrections[0].tables}


def test_the_words_say_which_period_is_put_right_and_why_or_that_changes_were_too_few():
    assert say_earlier("April to June 2026", 12, is_put_right=True).startswith(
        "April to June 2026 is put right with this: each total that changed is other by at least 12 records."
    )
    few = say_earlier("June", 1, is_put_right=False)
    assert "in one of its totals at least 1 record is other, and fewer than 10 are too few" in few
    assert say_earlier("June", 0, is_put_right=False) == (
        "June stays as it was published: counted again, no total that is published of it is another one. What changed "
        "within a table alone, and days alone, are not put right."
    )
