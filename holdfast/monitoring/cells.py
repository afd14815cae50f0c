"""A cell of the figures: one number of one measure, or of one category of a breakdown of it."""

from collections.abc import Iterable, Mapping

from holdfast.monitoring.definitions import FROM_STEPS, find

Key = tuple[str, str, str, str]
"""Item, measure, breakdown, category; the last two are empty for a whole."""
Cells = Mapping[Key, int | None]
NOTHING_TO_SAY = ("_median", "_p90")
"""Of nobody there is no median: such a measure is None and no zero."""
CODES = tuple(each.code for each in FROM_STEPS)


def wholes(codes: Iterable[str] = CODES) -> dict[Key, int | None]:
    """The wholes of some items, of nobody."""
    return {
        (code, each.key, "", ""): None if each.key.endswith(NOTHING_TO_SAY) else 0
        for code in codes
        for each in find(code).measures
    }
