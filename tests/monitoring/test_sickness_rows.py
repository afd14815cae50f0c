"""Rows of a sickness absence file that cannot be used: each is left out by its line, with the reason."""

from datetime import date
from decimal import Decimal

import pytest

from tests.monitoring.files_of_sickness import (
    BY_ORGANISATION,
    BY_REASON,
    of_reason,
    of_trust,
    problems_of,
    read,
)

MARCH = of_reason("2024-03-31", "10.5")


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (".", "no figure was published (“.”)"),
        ("", "no figure was published (“”)"),
        ("*", "no figure was published (“*”)"),
        ("-3.5", "-3.5 is below zero"),
        ("about 7", "“about 7” is not a number"),
        ("NaN", "“NaN” is not a number"),
        ("Infinity", "“Infinity” is not a number"),
        ("1e5", "“1e5” is not a number"),
        ("1_000", "“1_000” is not a number"),
        ("٣", "“٣” is not a number"),
        ('"1,234.5"', "“1,234.5” is not a number"),
        ("100000000.1", "100000000.1 FTE days are more than the NHS in England has in a month"),
        ("7\x1b[2J", "“7�[2J” is not a number"),
    ],
)
def test_a_bad_number_is_left_out_by_its_line_and_the_rest_is_kept(days, why):
    reading = read(BY_REASON, MARCH, of_reason("2024-04-30", days), of_reason("2024-05-31", "8"))

    assert problems_of(reading) == [(3, why)]
    assert [figure.line for figure in reading.figures] == [2, 4]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2024-04-01", "2024-04-01 is not the last day of a month, as these files write it: it may mean another month"),
        ("2023-02-29", "“2023-02-29” is no month as these files write it"),
        ("2024-02-28", "2024-02-28 is not the last day of a month, as these files write it: it may mean another month"),
        ("03/31/2024", "“03/31/2024” is no month as these files write it"),
        ("2024-MAI", "“2024-MAI” is no month as these files write it"),
        ("March", "“March” is no month as these files write it"),
        ("", "“” is no month as these files write it"),
        ("0000-01", "“0000-01” is no month as these files write it"),
        ("2009-03-31", "March 2009 is before April 2009, when the published series begins"),
        ("2026-10-31", "October 2026 has not ended"),
        ("9999-12-31", "December 9999 has not ended"),
    ],
)
def test_a_day_that_may_mean_another_month_is_left_out_by_its_line(day, why):
    reading = read(BY_REASON, of_reason(day, "8"), MARCH)

    assert problems_of(reading) == [(2, why)]
    assert [figure.line for figure in reading.figures] == [3]


def test_a_month_is_taken_on_the_day_after_its_last():
    row = of_reason("2026-09-30", "8")

    assert len(read(BY_REASON, row, today=date(2026, 10, 1)).figures) == 1
    assert problems_of(read(BY_REASON, row, today=date(2026, 9, 30))) == [(2, "September 2026 has not ended")]


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("S33 Long names", "the reason “S33 Long names” is not known"),
        ("ALL All reasons together", "the reason “ALL All reasons together” is not known"),
        ("S11 Asthma", "“S11 Asthma”: S11 is “Back Problems”"),
        ("", "the reason “” is not known"),
    ],
)
def test_an_unknown_reason_or_the_words_of_another_are_left_out(reason, why):
    assert problems_of(read(BY_REASON, MARCH, of_reason("2024-03-31", "8", reason))) == [(3, why)]


def test_the_same_row_twice_counts_once():
    reading = read(BY_REASON, MARCH, of_reason("2024-03-31", "10.50"))

    assert [(figure.line, figure.days_lost) for figure in reading.figures] == [(2, Decimal("10.5"))]
    assert problems_of(reading) == [(3, "the same as line 2: not counted again")]


def test_two_values_for_one_month_area_and_reason_are_both_left_out_and_a_third_with_them():
    reading = read(BY_REASON, of_reason("2024-03-31", "1"), of_reason("2024-04-30", "5"), *[MARCH] * 2)

    differs = "another value than line {} for the same month, area and reason: neither is kept"
    assert [(figure.line, figure.days_lost) for figure in reading.figures] == [(3, Decimal(5))]
    assert problems_of(reading) == [(2, differs.format(4)), (4, differs.format(2)), (5, differs.format(2))]


def test_more_days_lost_than_available_and_half_a_row_are_left_out():
    reading = read(
        BY_ORGANISATION,
        of_trust("2024-04-30", "RQQ1", "1000", "40"),
        of_trust("2024-04-30", "RQQ2", "4", "."),
        of_trust("2024-04-30", "All organisations", "4", "100"),
        of_trust("2024-04-30", "RQQ4", "4", "100"),
    )

    assert [figure.area for figure in reading.figures] == ["RQQ4"]
    assert problems_of(reading) == [
        (2, "more FTE days lost than available: are the two columns the wrong way round?"),
        (3, "no figure was published (“.”)"),
        (4, "“All organisations” is no code of an organisation"),
    ]
