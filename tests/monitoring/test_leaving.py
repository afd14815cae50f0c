"""What leaves to the commissioner: exact totals, hidden small parts, every category, no zero for what is not known."""

import pytest

from holdfast.monitoring.bands import WEEKS
from holdfast.monitoring.categories import CATEGORIES, categories_of
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.definitions import FROM_STEPS, ITEMS
from holdfast.monitoring.facts import ATTRIBUTES
from holdfast.monitoring.leaving import lines_of

NOBODY = wholes([each.code for each in FROM_STEPS])


def found(cells, item, measure, breakdown=""):
    """The values of a measure, with its share; by label where it is broken down."""
    lines = [
        each for each in lines_of(cells) if (each.item, each.measure, each.breakdown) == (item, measure, breakdown)
    ]
    if breakdown:
        return {each.category: each.value for each in lines}
    (line,) = lines
    return line.value, line.share


def with_cells(**given):
    """Nobody anywhere, but for these: R1_people=3."""
    named = {tuple(key.split("_", 1)): value for key, value in given.items()}
    return {**NOBODY, **{(item, measure, "", ""): value for (item, measure), value in named.items()}}


def test_totals_are_exact_and_a_zero_is_shown():
    cells = with_cells(R1_people=3, R4_contact_n=12)
    assert [found(cells, "R1", "people"), found(cells, "R3", "people"), found(cells, "R4", "contact_n")] == [
        ("3", ""), ("0", ""), ("12", "")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "whole", "value", "share"),
    [
        (12, 40, "10", "30"),
        (4, 40, "*", "*"),
        (38, 40, "40", "*"),
        (0, 40, "*", "*"),
        (5, 10, "5", "50"),
        (0, 0, "*", "*"),
    ],
)
def test_a_part_of_a_total_is_rounded_and_its_share_hidden_where_either_part_is_under_five(part, whole, value, share):
    cells = with_cells(R4_contact_in_target=part, R4_contact_n=whole)
    assert found(cells, "R4", "contact_in_target") == (value, share)


def test_a_median_stands_where_ten_or_more_are_behind_it():
    few, many = (with_cells(R4_contact_n=n, R4_contact_median=480) for n in (9, 10))
    assert [found(each, "R4", "contact_median") for each in (few, many)] == [("*", ""), ("480", "")]


def test_a_breakdown_names_every_category_so_that_none_is_told_by_its_absence():
    cells = {**NOBODY, ("R15", "here", "weeks", "4-7"): 7, ("R15", "here", "weeks", "18+"): 1}
    assert found(cells, "R15", "here", "weeks") == {
        "0-3 weeks": "*", "4-7 weeks": "5", "8-11 weeks": "*", "12-17 weeks": "*", "18+ weeks": "*"
    }  # fmt: skip
    assert len(WEEKS) == 5


def test_a_category_that_no_list_has_is_not_dropped():
    cells = {**NOBODY, ("R5", "people", "service", "invented_kind"): 6}
    assert found(cells, "R5", "people", "service")["invented_kind"] == "5"


def test_every_breakdown_has_its_categories_and_whoever_may_tell_may_also_not():
    breakdowns = {name for item in ITEMS for each in item.measures for name in each.breakdowns or {} if name != "kind"}
    assert breakdowns == set(CATEGORIES)
    assert all("not_told" in categories_of(each) for each in ATTRIBUTES)
    assert "not_told" not in categories_of("weeks")


def test_what_this_version_does_not_record_is_not_available_and_no_zero():
    lines = {(each.item, each.measure): each.value for each in lines_of(NOBODY)}
    assert {value for (item, _), value in lines.items() if item in {"R8", "R9", "R10", "R13", "R14"}} == {
        "not available"
    }  # fmt: skip


def test_what_is_published_elsewhere_stands_as_it_is_published():
    lines = lines_of(NOBODY, published={"R14.days": "572446.5"})
    assert [each.value for each in lines if each.item == "R14"] == ["572446.5", "not available"]
