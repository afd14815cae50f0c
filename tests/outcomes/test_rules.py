"""Paired outcomes: every check of the measures page, and 100,000 random pairs against a slow second way of counting."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from holdfast.measures.rules import Pair, Rate, Threshold, paired_change, rates
from holdfast.outcomes.rules import Total, death_code, due_days, months_after, paired

BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAIRS = 100_000
PCL5 = Threshold("pcl5", 32, 10)  # as the measures page has it; shipped switched off


def totals(*told):
    """(key, points) answered a day after each other."""
    return [Total(key, BEGUN + timedelta(days=day), points) for day, (key, points) in enumerate(told)]


def pair(first, last, *, key="gad7"):
    """PHQ-9 and an anxiety measure at first and last."""
    return totals(("phq9", first[0]), (key, first[1]), ("phq9", last[0]), (key, last[1]))


CHECKS = {
    # first, last: caseness at first, recovery, reliable improvement, reliable deterioration, reliable recovery
    ((15, 12), (8, 6)): (True, True, True, False, True),
    ((10, 8), (9, 7)): (True, True, False, False, False),
    ((20, 15), (14, 11)): (True, False, True, False, False),
    ((15, 12), (8, 16)): (True, False, False, False, False),
    ((9, 7), (3, 2)): (False, False, True, False, False),
    ((12, 9), (18, 9)): (True, False, False, True, False),
}


@pytest.mark.parametrize(("told", "outcome"), CHECKS.items())
def test_every_check_of_the_measures_page(told, outcome):
    change = paired(pair(*told)).change
    assert (
        change.caseness_at_first,
        change.recovery,
        change.reliable_improvement,
        change.reliable_deterioration,
        change.reliable_recovery,
    ) == outcome


def test_the_first_and_the_last_complete_answers_count_whatever_their_order_in_the_list():
    told = totals(("phq9", 15), ("gad7", 12), ("phq9", 27), ("gad7", 21), ("phq9", 8), ("gad7", 6))
    found = paired(reversed(told))
    assert (found.first, found.last) == (Pair(15, 12), Pair(8, 6))


def test_a_total_that_is_missing_is_missing():
    told = totals(("phq9", None), ("phq9", 15), ("gad7", 12), ("phq9", 8), ("gad7", 6), ("phq9", None), ("gad7", None))
    assert paired(told).first == Pair(15, 12)
    assert paired(told).last == Pair(8, 6)


@pytest.mark.parametrize(
    "told",
    [
        [],
        [("phq9", 15), ("gad7", 12)],
        [("phq9", 15), ("gad7", 12), ("phq9", 8)],
        [("phq9", 15), ("gad7", 12), ("phq9", 8), ("gad7", None)],
        [("phq9", 15), ("phq9", 8), ("pcl5", 40), ("pcl5", 20)],
    ],
)
def test_without_two_complete_pairs_nothing_is_compared(told):
    assert paired(totals(*told)) is None


def test_a_trauma_problem_is_not_compared_as_it_is_shipped():
    assert paired(pair((15, 40), (8, 20), key="pcl5"), is_trauma=True) is None


@pytest.mark.parametrize(
    ("first", "last", "recovery", "improved", "worse"),
    [
        ((9, 32), (9, 31), True, False, False),
        ((9, 31), (9, 21), False, True, False),
        ((9, 40), (9, 31), True, False, False),
        ((9, 20), (9, 30), False, False, True),
        ((15, 40), (9, 50), False, False, False),
    ],
)
def test_a_trauma_problem_has_a_cut_off_and_a_change_of_its_own(first, last, recovery, improved, worse):
    change = paired(pair(first, last, key="pcl5"), is_trauma=True, trauma=PCL5).change
    assert (change.recovery, change.reliable_improvement, change.reliable_deterioration) == (recovery, improved, worse)


def slowly(first, last, *, cut, moved):
    """The definitions read again from the measures page, one sentence after another, without the code under test."""
    was_case = any(points >= limit for points, limit in zip(first, cut, strict=True))
    is_case = any(points >= limit for points, limit in zip(last, cut, strict=True))
    improved, deteriorated = [], []
    for before, after, limit in zip(first, last, moved, strict=True):
        improved.append(after in range(before - limit + 1))
        deteriorated.append(after in range(before + limit, 82))
    better = any(improved) and not any(deteriorated)
    worse = any(deteriorated) and not any(improved)
    recovered = was_case and not is_case
    return was_case, recovered, better, worse, recovered and better


@pytest.mark.parametrize(
    ("anxiety", "highest", "cut", "moved"),
    [(None, 21, (10, 8), (6, 4)), (PCL5, 80, (10, 32), (6, 10))],
    ids=["gad7", "pcl5"],
)
def test_a_hundred_thousand_random_pairs_are_counted_alike_both_ways(anxiety, highest, cut, moved):
    random, counts, changes = Random(20261014), [0] * 5, []
    more = {"anxiety": anxiety} if anxiety else {}
    for _ in range(PAIRS):
        first = Pair(random.randint(0, 27), random.randint(0, highest))
        last = Pair(random.randint(0, 27), random.randint(0, highest))
        change, expected = paired_change(first, last, **more), slowly(first, last, cut=cut, moved=moved)
        assert (
            change.caseness_at_first,
            change.recovery,
            change.reliable_improvement,
            change.reliable_deterioration,
            change.reliable_recovery,
        ) == expected, (first, last)
        counts = [count + is_so for count, is_so in zip(counts, expected, strict=True)]
        changes.append(change)
    cases, recovered, better, worse, reliably = counts
    found = rates(changes)
    assert found.recovery == Rate(recovered, cases)
    assert found.reliable_recovery == Rate(reliably, cases)
    assert found.reliable_improvement == Rate(better, PAIRS)
    assert found.reliable_deterioration == Rate(worse, PAIRS)
    assert min(counts) > 0


def test_follow_ups_are_due_on_the_same_day_of_later_months():
    assert due_days(date(2026, 11, 30), [9, 3, 3]) == [(3, date(2027, 2, 28)), (9, date(2027, 8, 30))]
    assert months_after(date(2027, 10, 14), 3) == date(2028, 1, 14)


@pytest.mark.parametrize(
    ("status", "is_seen", "code"),
    [
        ("received", False, "50"),
        ("accepted", False, "50"),
        ("accepted", True, "17"),
        ("assessed", True, "17"),
        ("supported", True, "49"),
        ("monitored", True, "49"),
    ],
)
def test_a_death_has_the_code_of_how_far_they_had_come(status, is_seen, code):
    assert death_code(status=status, is_seen=is_seen) == code
