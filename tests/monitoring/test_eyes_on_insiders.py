"""What insiders who asked in some quarters and not in others learn, and what follows of a hub that opened long before a
number of it could be shown, as fresh eyes found it."""

import pytest

from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import ASKED, ASSESSED, ELSEWHERE, REACHED, public_cube
from tests.monitoring.test_eyes_on_totals import Totals, cells_of, width

QUARTERS = [f"{year}-Q{quarter}" for year in (2026, 2027) for quarter in range(1, 5)]


def published(*quarters):
    """All rows of quarters that are published one after the other, each (asked, reached, assessed, elsewhere)."""
    ledger = []
    for name, each in zip(QUARTERS, quarters, strict=False):
        ledger += protect(public_cube("tidewater", read_period(name), cells_of(*each)), ledger).rows
    return ledger


@pytest.mark.parametrize("part", [REACHED, ELSEWHERE])
def test_three_who_asked_in_three_quarters_of_four_learn_of_no_total_to_less_than_three(part):
    counts = {REACHED: lambda asked, few: (asked, few), ELSEWHERE: lambda asked, few: (asked, 0, 0, few)}[part]
    rows = published((22,), counts(12, 33), (7,), counts(12, 43))
    each = {(0, ASKED), (1, part), (2, ASKED), (3, ASKED)}
    assert width(Totals(rows).interval(2, ASKED, each, each, each)) >= 3


def test_three_who_were_spoken_with_in_three_quarters_of_four_learn_of_no_total_to_less_than_three():
    rows = published((100, 22), (100, 22, 43), (100, 7), (100, 22, 63))
    each = {(0, ASKED), (0, REACHED), (1, ASSESSED), (2, REACHED), (3, REACHED)}
    assert width(Totals(rows).interval(2, REACHED, each, each, each)) >= 3


@pytest.mark.parametrize(("before", "spoken_with"), [(6, 53), (5, 43)])
def test_how_few_asked_as_a_hub_opened_does_not_follow_from_the_first_number_that_is_shown_five_quarters_later(
    before, spoken_with
):
    rows = published(*[(7,)] * before, (12, spoken_with))
    assert width(Totals(rows).interval(0, ASKED)) >= 5
