"""Small cubes by hand."""

from datetime import date
from itertools import product

from holdfast.monitoring.attribute import Attribute
from holdfast.monitoring.cube import Cube, Level, Period, Place, Table

QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
NEXT_QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))
TIDEWATER = Place("tidewater", Level.HUB)
SOURCE = Attribute("Source", ("Self", "Manager", "Doctor"))
AGE = Attribute("Age band", ("Under 40", "40 and over"))
FAITH = Attribute("Faith", ("None", "Christian", "Other"), is_sensitive=True)


def one_way(
    attribute: Attribute, counts: list[int], *, place: str = "tidewater", measure: str = "referred", **more
) -> Table:
    """A table by one attribute, whose total is its sum."""
    cells = {(category,): count for category, count in zip(attribute.categories, counts, strict=True)}
    return Table(attribute.name, measure, place, (attribute.name,), cells, **({"total": sum(counts)} | more))


def two_way(first: Attribute, second: Attribute, counts: list[list[int]], *, place: str = "tidewater") -> Table:
    """A table by two attributes, a list of counts for each category of the first."""
    cells = {
        (one, other): counts[first.categories.index(one)][second.categories.index(other)]
        for one, other in product(first.categories, second.categories)
    }
    margins = {(first.name, one): sum(cells[one, other] for other in second.categories) for one in first.categories}
    margins |= {(second.name, other): sum(cells[one, other] for one in first.categories) for other in second.categories}
    name = f"{first.name} by {second.name}"
    return Table(name, "referred", place, (first.name, second.name), cells, sum(cells.values()), margins)


def cube_of(*tables: Table, period: Period = QUARTER, places: tuple[Place, ...] = (TIDEWATER,), **more) -> Cube:
    """A cube of these tables with the attributes of this module."""
    attributes = more.pop("attributes", (SOURCE, AGE, FAITH))
    return Cube(period, places, attributes, tables, **more)
