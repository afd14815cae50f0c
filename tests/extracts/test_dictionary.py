"""The data dictionary is made of the definitions, and says what was left out of what was approved."""

from holdfast.extracts.dictionary import NOT_RELEASED, dictionary_of, source_of
from holdfast.extracts.generalising import generalise
from holdfast.extracts.variables import VARIABLES, find
from holdfast.monitoring.definitions import find as find_item


def test_every_variable_names_a_definition_that_there_is_with_its_version():
    for each in VARIABLES:
        said = source_of(each)
        assert said["rule"]
        if each.item:
            assert said["item_version"] == find_item(each.item).version
            assert said["counts"]
        else:
            assert each.key in {"quarter", "ended"}
    assert len({each.key for each in VARIABLES}) == len(VARIABLES)


def test_it_says_how_coarse_each_was_made_and_that_one_is_missing_but_not_by_which_rule():
    rows = [
        {"quarter": f"2026-Q{place % 2 + 2}", "age_band": "25-34" if place % 5 else "65 and over",
         "depression": "mild" if place % 3 else "severe", "anxiety": "none"}
        for place in range(44)
    ]  # fmt: skip
    approved = [find(key) for key in ("quarter", "depression", "anxiety", "age_band")]

    said = dictionary_of(generalise(rows, approved), approved)

    lines = {each["variable"]: each for each in said["variables"]}
    assert said["rows"] == 44
    assert lines["quarter"]["as_released"] == "Year from April on"
    assert lines["quarter"]["categories"] == []
    assert lines["age_band"]["as_released"] == NOT_RELEASED
    assert lines["anxiety"]["as_released"] == NOT_RELEASED
    assert lines["depression"]["categories"] == [
        "None", "Mild", "Moderate", "Moderately severe", "Severe", "Not measured",
    ]  # fmt: skip


def test_it_does_not_tell_a_study_that_nine_in_ten_gave_one_answer():
    rows = [{"age_band": "25-34", "trans": "Y"}] * 39 + [{"age_band": "25-34", "trans": "N"}]
    approved = [find("age_band"), find("trans")]

    lines = {each["variable"]: each for each in dictionary_of(generalise(rows, approved), approved)["variables"]}

    assert lines["trans"]["as_released"] == "Not released: beside the others its answers could have told of somebody"
