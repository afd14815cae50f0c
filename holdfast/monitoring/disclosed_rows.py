"""A cube as rows of what is shown, at one state of coarsening: plain values that JSON can hold. Pure.

One row is one cell. These rows are what is published, what the ledger keeps, and all that the audit reads, so that
neither can know more of a number than the public does. A row has:

- measure, part_of, first_among (see `Table`), place, level, within, parts, starts_on, ends_on (ISO days), version (1,
  corrections 2 …), table;
- cell: {attribute: the categories that are shown as one}, labels: {attribute: what it is called};
- overlaps: the attributes of the cell in which a person may be several times; sensitive: true for a table of those;
- kind: "count", "sector" (from 10), "median", "mean", "needs"; of_all: whether a statistic is of all in the cell;
- shown: such as "15" or "[c]".

A table of which nothing is shown has one row of kind "withheld" in the ledger, so that it is not put in again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from holdfast.monitoring import disclosure
from holdfast.monitoring.attribute import Attribute, Part
from holdfast.monitoring.cube import Cube, Level, Period, Statistic, Table
from holdfast.monitoring.disclosure import ENOUGH_AT_HUB, HIDDEN, LEAST, LEAST_BY_SECTOR

Row = dict[str, Any]
Face = tuple[str, ...]
TableKey = tuple[str, str, str, int]
"""Of a table: name, place, measure, version."""


@dataclass(frozen=True)
class State:
    """How far a cube is coarsened.

    Attributes:
        dropped: the faces that are not shown, by table.
    """

    dropped: frozenset[tuple[TableKey, Face]] = frozenset()


@dataclass(frozen=True)
class Put:
    """A table with the period and version it is put in for."""

    table: Table
    period: Period
    version: int

    @property
    def key(self) -> TableKey:
        """What tells it from every other."""
        return self.table.name, self.table.place, self.table.measure, self.version


def all_put(cube: Cube, ledger: list[Row]) -> list[Put]:
    """Every table of a cube, then those it corrects, each with the version after the last of its place."""
    found = [Put(table, cube.period, 1) for table in cube.tables]
    for correction in cube.corrections:
        starts_on = correction.period.starts_on.isoformat()
        last: dict[str, int] = {}
        for row in ledger:
            if row["starts_on"] == starts_on:
                last[row["place"]] = max(row["version"], last.get(row["place"], 0))
        found += [Put(table, correction.period, last.get(table.place, 0) + 1) for table in correction.tables]
    return found


def why_withheld(cube: Cube, put: Put, face: Face) -> str:
    """Why a rule keeps a face back whatever the audit says; "" where none does. A rule goes by what is shown, or keeps
    back wherever a number is few: whoever repeats the method reads from it that a face is missing."""
    table, place = put.table, cube.place(put.table.place)
    if face and table.total < LEAST:
        return f"all together are {LEAST - 1} people or fewer, and so is each part"
    if face and in_all(table)[1] < disclosure.ENOUGH_FOR_PARTS:
        return f"all together are fewer than {disclosure.ENOUGH_FOR_PARTS} people, too few for their parts"
    for each in cube.tables if put.version == 1 else ():
        if each.measure in table.first_among and each.place == table.place and each.total < LEAST:
            return f"it could tell how few are counted as “{each.measure}”: {LEAST - 1} people or fewer, or none"
    reasons = (why_of(cube.attribute(name), table, is_hub=place.level == Level.HUB) for name in face)
    return next(filter(None, reasons), "")


def in_all(table: Table) -> tuple[int, int]:
    """The fewest and the most people that its total, as it is shown, can stand for."""
    return disclosure.between(disclosure.people(table.total))


def why_of(attribute: Attribute, table: Table, *, is_hub: bool) -> str:
    """Why an attribute is not shown of a table; "" where it may be."""
    if not attribute.is_large_enough():
        return f"a group has fewer than {disclosure.ENOUGH_STAFF:,} staff"
    counts = [_count(table, {attribute.name: part}) for part in attribute.parts()]
    if attribute.overlaps and (why := why_of_ways(counts, table.total)):
        return why
    if attribute.is_sensitive and is_hub and in_all(table)[0] < ENOUGH_AT_HUB:
        return f"it is sensitive and the hub may count fewer than {ENOUGH_AT_HUB} people"
    if attribute.is_sensitive and disclosure.are_alike(max(counts), table.total):
        return "nine in ten or more of the people are in one category"
    return ""


def faces_shown(cube: Cube, put: Put, state: State) -> list[Face]:
    """What is left of a table: a face goes with the coarser ones that make it up."""
    withheld = {face for face in put.table.faces() if (put.key, face) in state.dropped}
    withheld |= {face for face in put.table.faces() if why_withheld(cube, put, face)}
    return [face for face in put.table.faces() if not any(set(other) <= set(face) for other in withheld)]


def rows(cube: Cube, puts: list[Put], state: State) -> list[Row]:
    """Every cell that is shown or hidden at this state; what is withheld has no row."""
    return [row for put in puts for face in faces_shown(cube, put, state) for row in _rows_of(cube, put, face)]


def withheld(cube: Cube, puts: Iterable[Put], state: State) -> list[Row]:
    """That a table was put in, for the ledger, where nothing of it is shown."""
    nothing = {"kind": "withheld", "shown": ""}
    return [_row(cube, put, {}) | nothing for put in puts if not faces_shown(cube, put, state)]


def why_of_ways(counts: Sequence[int], total: int) -> str:
    """Why numbers of which somebody may be in several are not shown; "" where they may be."""
    if min(counts) < LEAST:
        return f"one of its numbers is of {LEAST - 1} people or fewer, and the others tell of it"
    if sum(int(disclosure.people(each)) for each in counts) < int(disclosure.people(total)):
        return "its numbers tell that hardly anybody is in more than one of them"
    return ""


def _rows_of(cube: Cube, put: Put, face: Face) -> Iterator[Row]:
    parts = [cube.attribute(name).parts() for name in face]
    is_by_sector = any(cube.attribute(name).staff for name in face)
    for chosen in product(*parts):
        cell = dict(zip(face, chosen, strict=True))
        least = LEAST_BY_SECTOR if is_by_sector else LEAST
        row = _row(cube, put, cell)
        shown = disclosure.people(_count(put.table, cell), least=least)
        yield row | {"kind": "sector" if is_by_sector else "count", "shown": shown}
        yield from (_statistic(row, each, put.table) for each in put.table.statistics if _is_of(each, cell, shown))


def _row(cube: Cube, put: Put, cell: Mapping[str, Part]) -> Row:
    place, table = cube.place(put.table.place), put.table
    return {
        "measure": table.measure,
        "part_of": table.part_of,
        "first_among": list(table.first_among),
        "place": place.code,
        "level": str(place.level),
        "within": place.within,
        "parts": list(place.parts),
        "starts_on": put.period.starts_on.isoformat(),
        "ends_on": put.period.ends_on.isoformat(),
        "version": put.version,
        "table": table.name,
        "cell": {name: sorted(categories) for name, (_, categories) in cell.items()},
        "labels": {name: label for name, (label, _) in cell.items()},
        "overlaps": [name for name in cell if cube.attribute(name).overlaps],
        "sensitive": any(cube.attribute(name).is_sensitive for name in cell),
        "of_all": False,
    }


def _count(table: Table, cell: Mapping[str, Part]) -> int:
    """People in a cell of merged categories: only where nobody is in two of them, which `Attribute` sees to."""
    names = list(cell)
    return sum(
        table.count(dict(zip(names, chosen, strict=True))) for chosen in product(*(cell[name][1] for name in names))
    )


def _is_of(statistic: Statistic, cell: Mapping[str, Part], shown: str) -> bool:
    same = {name: categories for name, (_, categories) in cell.items()}
    return shown != HIDDEN and same == {name: (category,) for name, category in statistic.cell.items()}


def _statistic(row: Row, statistic: Statistic, table: Table) -> Row:
    rule = disclosure.median_days if statistic.kind == "median" else disclosure.mean_score
    return row | {
        "kind": statistic.kind,
        "shown": rule(statistic.value, statistic.count),
        "of_all": statistic.count == table.count(statistic.cell),
    }
