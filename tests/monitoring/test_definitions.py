"""The items of the return: sixteen, each whole, each counted by somebody or said not to be."""

from holdfast.documentation.figures import page as written
from holdfast.monitoring.counting import COUNTED
from holdfast.monitoring.definitions import FROM_STEPS, ITEMS, Source, find
from holdfast.monitoring.facts import ATTRIBUTES


def test_there_are_sixteen_in_the_order_in_which_hubs_were_asked_for_them():
    assert [(each.code, each.seed) for each in ITEMS] == [(f"R{n}", f"J{n}") for n in range(1, 17)]


def test_each_item_from_steps_is_counted_and_no_other_one():
    assert {each.code for each in FROM_STEPS} == set(COUNTED)
    assert {each.code for each in ITEMS if each.source == Source.NOTHING_YET} == {"R8", "R9", "R10", "R13"}


def test_every_measure_has_a_title_a_unit_and_a_rule_that_is_a_sentence():
    measures = [(item.code, each) for item in ITEMS for each in item.measures]
    assert len({(code, each.key) for code, each in measures}) == len(measures)
    for _code, each in measures:
        assert each.title
        assert each.unit
        assert each.rule.endswith(".")
        for words in (each.breakdowns or {}).values():
            assert words.endswith(".")


def test_demographics_are_counted_by_all_that_people_may_tell():
    assert [tuple(each.breakdowns) for each in find("R16").measures] == [ATTRIBUTES] * 4


def test_the_page_names_every_rule_and_what_is_not_recorded_yet():
    page = written()
    for item in ITEMS:
        assert f"## {item.code} {item.title}\n" in page
        for each in item.measures:
            assert f"| `{each.key}` | {each.unit} | {each.rule} |" in page
    assert page.count("this version does not record it, and shows no zero for it") == 4
