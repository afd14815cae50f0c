"""Whatever the rows are: everybody who leaves is like ten, and nobody's answer is learned of nine in ten."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.extracts.checking import NotSafe, check, tells
from holdfast.extracts.generalising import LEAST, MOST_LEFT_OUT, TooFew, generalise, states
from holdfast.extracts.variables import VARIABLES, find
from holdfast.extracts.writing import numbered
from holdfast.monitoring.bands import AGES, WEEKS
from holdfast.monitoring.facts import ATTRIBUTES
from tests.extracts.attacker import is_given_away, parts_of, whom_they_find

CODES = {
    "quarter": ["2025-Q1", "2025-Q2", "2026-Q1", "2026-Q2"], "route": ["self", "manager", "oh", "gp", "hub"],
    "weeks_to_support": [*WEEKS, "not_yet"], "age_band": [*AGES, "not_told"],
    "staff_group": ["01", "03", "08", "S01", "not_told"], "gender": ["1", "2", "3", "Z"],
    "ethnic_group": ["White", "Mixed", "Asian or Asian British", "not_told"], "disability": ["Y", "N", "Z"],
    "sexual_orientation": ["1", "2", "3", "Z"], "trans": ["Y", "N", "not_told"], "faith": ["C", "G", "L", "M"],
    "depression": ["none", "mild", "severe", "not_measured"], "anxiety": ["none", "moderate", "not_measured"],
    "support": ["here", "elsewhere", "both", "neither"], "work": ["back", "off", "not_off"],
    "outcome": ["reliable_recovery", "improvement", "deterioration", "none", "not_paired"],
    "ended": ["open", "discharged", "withdrawn", "died", "transferred"],
}  # fmt: skip


@st.composite
def tables(draw):
    """Rows of some people, and the variables of an approval. Some answers are far more common than others."""
    keys = draw(st.permutations(list(CODES)))[: draw(st.integers(1, 6))]
    random = Random(draw(st.integers(0, 10**9)))
    weights = {key: [random.random() ** draw(st.sampled_from([0.3, 1, 4])) for _ in CODES[key]] for key in CODES}
    count = draw(st.sampled_from([3, 12, 40, 90, 150]))
    rows = [{key: random.choices(CODES[key], weights[key])[0] for key in CODES} for _ in range(count)]
    return rows, [find(key) for key in keys]


def released_of(rows, variables):
    """What leaves, and its rows by key; nothing where there are too few."""
    try:
        released = generalise(rows, variables)
    except TooFew:
        return None, []
    return released, [dict(zip([each.key for each in released.columns], row, strict=True)) for row in released.rows]


@given(tables())
def test_nobody_is_like_fewer_than_ten_and_no_group_tells_an_answer(table):
    rows, variables = table
    released, shown = released_of(rows, variables)
    if released is None:
        return

    assert not is_given_away(shown, released.columns)
    check(numbered(released), released.columns)
    assert len(shown) >= LEAST
    assert len(shown) + released.left_out == len(rows)
    assert released.left_out <= MOST_LEFT_OUT * len(rows)


@given(tables())
def test_whoever_knows_everything_that_can_be_known_of_somebody_finds_ten_or_nobody(table):
    rows, variables = table
    released, shown = released_of(rows, variables)
    if released is None:
        return

    for row in rows:
        found = whom_they_find(row, released.columns, released.levels, shown)
        assert not found or len(found) >= LEAST
    for part in parts_of([each.key for each in released.columns if each.is_known]):
        assert all(count >= LEAST for count in Counter(tuple(row[key] for key in part) for row in shown).values())


@given(tables(), st.randoms())
def test_the_order_of_rows_changes_nothing(table, random):
    rows, variables = table
    other = random.sample(rows, len(rows))

    assert released_of(rows, variables) == released_of(other, variables)


@given(tables())
@settings(max_examples=60)
def test_the_last_look_agrees_with_an_attacker_about_rows_that_were_not_made_safe(table):
    rows, variables = table
    shown = [{each.key: each.levels[0].shown(row[each.key]) for each in variables} for row in rows]
    written = [{"row": str(place), **row} for place, row in enumerate(shown)]

    try:
        check(written, variables)
        is_refused = False
    except NotSafe:
        is_refused = True

    assert is_refused == is_given_away(shown, variables)


@given(tables())
def test_only_what_was_approved_leaves_and_only_as_a_category_that_the_dictionary_names(table):
    rows, variables = table
    released, shown = released_of(rows, variables)
    if released is None:
        return

    assert [each for each in variables if each in released.columns] == list(released.columns)
    for column in released.columns:
        level = column.levels[released.levels[column.key]]
        assert not level.categories or {row[column.key] for row in shown} <= set(level.categories)


def test_the_order_is_fixed_and_what_matters_least_goes_first():
    found = list(states([find("age_band"), find("outcome"), find("gender"), find("route")]))

    assert found == [
        {"age_band": 0, "outcome": 0, "gender": 0, "route": 0},
        {"age_band": 0, "outcome": 0, "gender": 0, "route": 1},
        {"age_band": 1, "outcome": 0, "gender": 0, "route": 1},
        {"age_band": 1, "outcome": 0, "gender": 0},
        {"age_band": 1, "outcome": 0},
        {"outcome": 0},
    ]


def rows_of(*groups):
    """So many rows of each age band and severity."""
    return [
        {"age_band": age, "depression": severity} for age, severity, count in groups for _ in range(count)
    ]  # fmt: skip


def test_few_of_a_kind_are_left_out_and_the_others_stay_as_fine_as_they_were():
    rows = rows_of(("25-34", "mild", 30), ("25-34", "severe", 30), ("35-44", "mild", 20), ("35-44", "severe", 21),
                   ("65 and over", "mild", 9))  # fmt: skip

    released = generalise(rows, [find("age_band"), find("depression")])

    assert (dict(released.levels), len(released.rows), released.left_out) == ({"age_band": 0, "depression": 0}, 101, 9)
    assert {age for age, _ in released.rows} == {"25-34", "35-44"}


def test_a_group_of_whom_nine_in_ten_gave_one_answer_is_not_shown_however_large_it_is():
    rows = rows_of(("25-34", "mild", 42), ("25-34", "severe", 3), ("35-44", "mild", 250), ("35-44", "severe", 250))

    released = generalise(rows, [find("age_band"), find("depression")])

    assert released.left_out == 45
    assert Counter(released.rows) == {("35-44", "Mild"): 250, ("35-44", "Severe"): 250}


def test_what_is_both_known_and_sensitive_is_released_where_groups_without_it_do_not_tell_it():
    rows = [{"gender": "2" if place % 3 else "1", "age_band": "25-34" if place % 2 else "35-44"} for place in range(90)]

    released = generalise(rows, [find("age_band"), find("gender")])

    assert dict(released.levels) == {"age_band": 0, "gender": 0}
    assert Counter(gender for _, gender in released.rows) == {"Women": 60, "Men": 30}


def keys_of(released):
    """What is released."""
    return [each.key for each in released.columns]


def test_what_nine_in_ten_of_all_who_answered_say_alike_is_not_released_and_that_nobody_answered_gives_nothing_away():
    approved = [find("age_band"), find("depression")]
    all_alike = rows_of(("25-34", "mild", 95), ("25-34", "severe", 5))
    few_alike = rows_of(("25-34", "not_measured", 95), ("25-34", "severe", 5))
    few_differ = rows_of(("25-34", "not_measured", 95), ("25-34", "severe", 3), ("25-34", "mild", 2))
    nobody = rows_of(("25-34", "not_measured", 100))

    assert [keys_of(generalise(rows, approved)) for rows in (all_alike, few_alike, few_differ, nobody)] == [
        ["age_band"], ["age_band"], ["age_band", "depression"], ["age_band", "depression"],
    ]  # fmt: skip


def test_silence_does_not_hide_that_everybody_of_a_group_who_was_measured_has_one_answer():
    rows = rows_of(("25-34", "severe", 12), ("25-34", "not_measured", 8), ("45-54", "mild", 10), ("45-54", "severe", 9))
    differ = [*rows, *rows_of(("25-34", "mild", 2))]
    approved = [find("age_band"), find("depression")]

    assert keys_of(generalise(rows, approved)) == ["depression"]
    assert keys_of(generalise(differ, approved)) == ["age_band", "depression"]
    assert tells([{"depression": each} for each in ("Severe", *["Not measured"] * 20)], find("depression"))


def test_fewer_than_ten_people_are_no_extract():
    with pytest.raises(TooFew):
        generalise(rows_of(("25-34", "mild", 5), ("25-34", "severe", 4)), [find("depression")])
    with pytest.raises(TooFew):
        generalise([], [find("depression")])


def test_every_sensitive_thing_that_people_tell_is_one_and_no_variable_is_an_organisation():
    told = {each.key for each in VARIABLES if each.item == "R16" and each.by}

    assert set(ATTRIBUTES) - told == {"sector"}
    assert {each.key for each in VARIABLES if each.key in told and not each.is_sensitive} == {"age_band", "staff_group"}
    assert all(each.is_known or each.is_sensitive for each in VARIABLES)


def test_whoever_knows_that_a_colleague_has_died_does_not_find_a_row_that_says_so():
    ended = find("ended").levels[0]

    assert ended.shown("died") == ended.shown("discharged") == "Discharged, or died"
    assert [ended.shown(code) for code in ("open", "withdrawn", "signposted", "declined")] == [
        "Still open", "They stopped it", "Signposted", "In another way",
    ]  # fmt: skip
