"""Paired outcomes by the national definitions, with the checks of the measures page."""

import pytest

from holdfast.measures.questionnaires import find
from holdfast.measures.rules import TRAUMA, Change, Pair, Rate, change_in_words, paired_change, rates

CHECKS = {
    # first, last: caseness at first, recovery, reliable improvement, reliable deterioration, reliable recovery
    (15, 12, 8, 6): (True, True, True, False, True),
    (10, 8, 9, 7): (True, True, False, False, False),
    (20, 15, 14, 11): (True, False, True, False, False),
    (15, 12, 8, 16): (True, False, False, False, False),
    (9, 7, 3, 2): (False, False, True, False, False),
    (12, 9, 18, 9): (True, False, False, True, False),
}


@pytest.mark.parametrize(("totals", "outcome"), CHECKS.items())
def test_paired_change_follows_the_national_definitions(totals, outcome):
    change = paired_change(Pair(*totals[:2]), Pair(*totals[2:]))
    assert (
        change.caseness_at_first,
        change.recovery,
        change.reliable_improvement,
        change.reliable_deterioration,
        change.reliable_recovery,
    ) == outcome


@pytest.mark.parametrize(
    ("last", "improved", "worse"),
    [
        (Pair(9, 12), True, False),
        (Pair(10, 12), False, False),
        (Pair(15, 8), True, False),
        (Pair(15, 9), False, False),
        (Pair(21, 12), False, True),
        (Pair(15, 16), False, True),
        (Pair(9, 16), False, False),
    ],
)
def test_reliable_change_begins_at_six_and_at_four(last, improved, worse):
    change = paired_change(Pair(15, 12), last)
    assert (change.reliable_improvement, change.reliable_deterioration) == (improved, worse)


def test_a_case_on_anxiety_alone_is_a_case():
    assert paired_change(Pair(9, 8), Pair(9, 7)) == Change(True, True, False, False)


def test_rates_state_their_denominators():
    found = rates([paired_change(Pair(*first_last[:2]), Pair(*first_last[2:])) for first_last in CHECKS])
    assert found.recovery == Rate(2, 5)
    assert found.reliable_recovery == Rate(1, 5)
    assert found.reliable_improvement == Rate(3, 6)
    assert found.reliable_deterioration == Rate(1, 6)


def test_nought_of_some_is_nought_per_cent_and_of_nobody_is_nothing():
    assert (Rate(0, 4).percent, Rate(1, 4).percent, Rate(0, 0).percent) == (0.0, 25.0, None)


def test_the_trauma_pair_is_switched_off_until_a_source_is_found():
    assert TRAUMA is None


@pytest.mark.parametrize(
    ("key", "first", "last", "words"),
    [
        ("phq9", 15, 9, "better"),
        ("phq9", 15, 10, "much the same"),
        ("phq9", 9, 15, "worse"),
        ("phq9", 9, 9, "much the same"),
        ("gad7", 12, 8, "better"),
        ("core10", 11.1111, 17.1111, "worse"),
        ("wsas", 40, 0, None),
        ("swemwbs", 7, 35, None),
    ],
)
def test_change_in_words_follows_reliable_change(key, first, last, words):
    assert change_in_words(find(key), first, last) == words
