"""What leaves the hub to its commissioner: the cells of a return by the commissioner's rule. Pure.

Source: "To the commissioner" of the data return.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from holdfast.monitoring import commissioner
from holdfast.monitoring.categories import categories_of
from holdfast.monitoring.cells import Cells
from holdfast.monitoring.definitions import ITEMS, Item, Measure, Source

NOT_AVAILABLE = "not available"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the return. `value` is as it is written: a number, `*`, or "not available"."""

    item: str
    version: int
    title: str
    measure: str
    unit: str
    breakdown: str
    category: str
    value: str
    share: str = ""


def lines_of(cells: Cells, *, published: Mapping[str, str] | None = None) -> list[Line]:
    """Every line of a return, in the order of the items.

    Args:
        cells: as they are reckoned, true.
        published: for items from public files, the value of each measure as it stands there.
    """
    return [line for item in ITEMS for line in of_item(item, cells, published or {})]


def of_item(item: Item, cells: Cells, published: Mapping[str, str]) -> Iterator[Line]:
    """The lines of one item. What nobody counted is said not to be available, and is no zero."""
    for each in item.measures:
        if item.source == Source.STEPS:
            yield written(item, each, value_of(item, each, cells), share=share_of(item, each, cells))
            yield from broken_down(item, each, cells)
        else:
            yield written(item, each, published.get(f"{item.code}.{each.key}", NOT_AVAILABLE))


def written(item: Item, measure: Measure, value: str, *, breakdown: str = "", label: str = "", share: str = "") -> Line:
    """A line."""
    return Line(
        item.code, item.version, f"{item.title}: {measure.title}", measure.key, measure.unit, breakdown, label, value,
        share,
    )  # fmt: skip


def value_of(item: Item, measure: Measure, cells: Cells) -> str:
    """A total of the hub exactly; a part of one as people are; a median where enough stand behind it."""
    found = cells[item.code, measure.key, "", ""]
    if measure.counted_by:
        many = cells[item.code, measure.counted_by, "", ""] or 0
        return commissioner.statistic("" if found is None else str(found), many)
    count = found or 0
    return commissioner.people(count) if measure.share_of else commissioner.exact(count)


def share_of(item: Item, measure: Measure, cells: Cells) -> str:
    """The share in whole per cent, where the measure is a part of another one."""
    if not measure.share_of:
        return ""
    part, whole = cells[item.code, measure.key, "", ""] or 0, cells[item.code, measure.share_of, "", ""] or 0
    return commissioner.percentage(part, whole)


def broken_down(item: Item, measure: Measure, cells: Cells) -> Iterator[Line]:
    """Every category of every breakdown, those too in which there is nobody, and those that no list has."""
    for breakdown in measure.breakdowns or {}:
        labels = categories_of(breakdown)
        found = {key[3]: value or 0 for key, value in cells.items() if key[:3] == (item.code, measure.key, breakdown)}
        unlisted = {code: code for code in sorted(found) if code not in labels}
        for category, label in {**labels, **unlisted}.items():
            value = commissioner.people(found.get(category, 0))
            yield written(item, measure, value, breakdown=breakdown, label=label)
