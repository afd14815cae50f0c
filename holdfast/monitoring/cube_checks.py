"""Whether a cube says what it must, before anything is counted from it. Pure; raises `NotACube` with the sentence."""

from collections.abc import Iterable, Mapping

from holdfast.monitoring.attribute import Attribute, NotACube
from holdfast.monitoring.cube import Cell, Cube, Table

AT_MOST_ATTRIBUTES = 2


def check(cube: Cube) -> None:
    """Refuse a cube that leaves a cell out, contradicts itself, or shows a sensitive attribute beside another.

    Raises:
        NotACube: and why.
    """
    names = [each.name for each in cube.attributes]
    codes = [each.code for each in cube.places]
    if len(set(names)) != len(names) or len(set(codes)) != len(codes):
        raise NotACube("Two attributes have one name, or two places one code")
    for tables in (cube.tables, *(each.tables for each in cube.corrections)):
        if len({(each.name, each.place, each.measure) for each in tables}) != len(tables):
            raise NotACube("Two tables of one place have one name")
        for table in tables:
            _check_table(cube, table, names, codes)
        _check_shared(cube, tables)


def _check_table(cube: Cube, table: Table, names: list[str], codes: list[str]) -> None:
    if table.place not in codes or not set(table.attributes) <= set(names):
        raise NotACube(f"{table.name}: its place or an attribute is not in the cube")
    if len(table.attributes) > AT_MOST_ATTRIBUTES or len(set(table.attributes)) != len(table.attributes):
        raise NotACube(f"{table.name}: at most two different attributes")
    attributes = [cube.attribute(name) for name in table.attributes]
    if len(attributes) > 1 and any(each.is_sensitive for each in attributes):
        raise NotACube(f"{table.name}: a sensitive attribute is shown by itself only")
    cells = {tuple(cell.values()) for cell in cube.cells(table.attributes)}
    margins = {(each.name, category) for each in attributes for category in each.categories}
    if set(table.counts) != cells or set(table.margins) != (margins if len(attributes) > 1 else set()):
        raise NotACube(f"{table.name}: every cell and margin, and no other, must be given")
    if any(type(each) is not int or each < 0 for each in _counts(table)):
        raise NotACube(f"{table.name}: people are counted in whole numbers")
    for statistic in table.statistics:
        if statistic.kind not in ("median", "mean") or statistic.count > table.count(statistic.cell):
            raise NotACube(f"{table.name}: a statistic of more people than are in its cell")
    _check_sums(cube, table, attributes)


def _counts(table: Table) -> Iterable[int]:
    return (table.total, *table.counts.values(), *table.margins.values())


def _check_sums(cube: Cube, table: Table, attributes: list[Attribute]) -> None:
    for face in table.faces():
        for name in face:
            rest = tuple(each for each in face if each != name)
            for cell in cube.cells(rest):
                parts = [table.count(cell | {name: each}) for each in cube.attribute(name).categories]
                if not _adds_up(parts, table.count(cell), overlaps=cube.attribute(name).overlaps):
                    raise NotACube(f"{table.name}: the numbers by {name} do not make up their total")


def _adds_up(parts: list[int], whole: int, *, overlaps: bool) -> bool:
    return max(parts) <= whole <= sum(parts) if overlaps else sum(parts) == whole


def _check_shared(cube: Cube, tables: tuple[Table, ...]) -> None:
    """The same people counted in two tables are the same number, and no part is more than what it is part of."""
    known: dict[tuple[str, str, Cell, Cell], int] = {}
    for table in tables:
        for face in table.faces():
            for cell in cube.cells(face):
                key = _key(table.measure, table.place, cell)
                if known.setdefault(key, table.count(cell)) != table.count(cell):
                    raise NotACube(f"{table.name}: another table gives another number for the same people")
    for table in tables:
        for face in table.faces() if table.part_of else ():
            for cell in cube.cells(face):
                if table.count(cell) > known.get(_key(table.part_of, table.place, cell), table.count(cell)):
                    raise NotACube(f"{table.name}: more people than in what they are part of")


def _key(measure: str, place: str, cell: Mapping[str, str]) -> tuple[str, str, Cell, Cell]:
    ordered = sorted(cell)
    return measure, place, tuple(ordered), tuple(cell[name] for name in ordered)
