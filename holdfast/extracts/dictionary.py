"""The data dictionary of an extract, and of all that one can hold: made of the definitions alone. Pure."""

from collections.abc import Sequence
from typing import Any

from holdfast.extracts.generalising import LEAST, Released
from holdfast.extracts.variable import Level, Variable
from holdfast.monitoring.definitions import find as find_item
from holdfast.monitoring.disclosure import people

NOT_RELEASED = "Not released: beside the others its answers could have told of somebody"
"""One sentence, whichever rule it was: which one would be an answer."""
ROW = "A number of the row, drawn for this extract alone. It is nobody’s, and nothing links it to another extract."
COLUMNS = ("variable", "title", "item", "item_version", "rule", "as_released", "categories", "known", "sensitive")


def dictionary_of(released: Released, approved: Sequence[Variable]) -> dict[str, Any]:
    """What every column is, how coarse it was made, and what was left out of what was approved."""
    return {
        "rows": len(released.rows),
        "rows_left_out": people(released.left_out),
        "like_each_row": f"at least {LEAST}, itself included, in everything that a colleague may know",
        "notes": [
            "One row is one person whose first request came in a quarter that was over, whichever requests followed.",
            "Not in it: whoever opted out, whose record was held or erased, who had gone to another hub; and rows "
            "that were like too few others, or could have told of somebody.",
            f"rows_left_out counts the last of these, by the rule of public figures: {people(0)} is few, or none.",
            "Rows stand in no order. Nothing in a row is a date, a word that somebody wrote, or an organisation.",
        ],
        "variables": [
            {"variable": "row", "title": "Number of the row", "rule": ROW},
            *(described(each, released) for each in approved),
        ],
    }


def described(variable: Variable, released: Released) -> dict[str, Any]:
    """One variable, as it was released or was not."""
    level = released.levels.get(variable.key)
    if level is not None:
        return {**source_of(variable), **as_released(variable.levels[level])}
    return {**source_of(variable), "as_released": NOT_RELEASED}


def as_released(level: Level) -> dict[str, Any]:
    """How coarse it is, and what can stand there, whether or not it does."""
    return {"as_released": level.words, "categories": list(level.categories)}


def source_of(variable: Variable) -> dict[str, Any]:
    """What a variable is, and by which version of which definition."""
    found: dict[str, Any] = {"variable": variable.key, "title": variable.title, "rule": variable.rule}
    if variable.item:
        item = find_item(variable.item)
        measure = next(each for each in item.measures if each.key == variable.measure)
        found |= {"item": item.code, "item_version": item.version, "measure": measure.key, "counts": measure.rule}
        if variable.by:
            found["breakdown"] = (measure.breakdowns or {})[variable.by]
    return {**found, "known": variable.is_known, "sensitive": variable.is_sensitive}
