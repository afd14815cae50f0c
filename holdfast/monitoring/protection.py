"""The one way from true numbers to public ones: `protect`. There is no other, and nothing to switch off.

A `Published` table can be made here alone, of rows that passed the audit. What it holds are words and numbers as they
are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from holdfast.monitoring import disclosure
from holdfast.monitoring.coarsening import coarsen
from holdfast.monitoring.corrections import kept_back, without
from holdfast.monitoring.cube import Cube
from holdfast.monitoring.cube_checks import check
from holdfast.monitoring.disclosed_rows import Row, withheld
from holdfast.monitoring.disclosure import PUBLIC
from holdfast.monitoring.disclosure_words import words
from holdfast.monitoring.needs_map import Area, pass_areas
from holdfast.monitoring.release_rules import refuse

_MADE_HERE = object()


@dataclass(frozen=True)
class Shown:
    """One cell as it is shown.

    Attributes:
        labels: what the cell is called, by attribute; empty for all.
        kind: "count", "sector", "median" (days), "mean" (points), "needs" (people).
        value: such as "15" or "[c]".
    """

    labels: tuple[tuple[str, str], ...]
    kind: str
    value: str


class Published:
    """A table that has passed the control. Only the control makes one.

    Attributes:
        name, measure, place, starts_on, ends_on, version: of the table; days as ISO text.
        cells: `Shown`, the finest first.
        note: what must stand under it.
    """

    __slots__ = ("cells", "ends_on", "measure", "name", "note", "place", "starts_on", "version")
    name: str
    measure: str
    place: str
    starts_on: str
    ends_on: str
    version: int
    cells: tuple[Shown, ...]
    note: str

    def __init__(self, made_here: object, rows: Sequence[Row]) -> None:
        if made_here is not _MADE_HERE:
            raise TypeError("A published table comes from `protect` alone")
        first = rows[0]
        for field in ("measure", "place", "starts_on", "ends_on", "version"):
            object.__setattr__(self, field, first[field])
        object.__setattr__(self, "name", first["table"])
        object.__setattr__(self, "cells", tuple(_shown(row) for row in rows))
        object.__setattr__(self, "note", PUBLIC)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("What is published does not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("What is published does not change")

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("A published table comes from `protect` alone")

    def count(self, labels: Mapping[str, str]) -> str:
        """The number shown for the cell of these labels.

        Raises:
            KeyError: the table does not show that cell.
        """
        wanted = tuple(sorted(labels.items()))
        for cell in self.cells:
            if cell.kind in ("count", "sector") and tuple(sorted(cell.labels)) == wanted:
                return cell.value
        raise KeyError(str(wanted))

    def percentage(self, part: Mapping[str, str], whole: Mapping[str, str]) -> str:
        """The share of one cell in another, made of what is shown: it tells nothing more."""
        return disclosure.percentage(self.count(part), self.count(whole))


@dataclass(frozen=True)
class Protected:
    """What may be published, and what the person who submits is told.

    Attributes:
        published: the tables, none where everything had to be withheld.
        rows: for the ledger: JSON-able, and nothing in them that is not public.
        words: what is hidden and why. For inside: a reason tells more than the table.
        audits, solved: how many audits there were, and programmes in the last.
    """

    published: tuple[Published, ...]
    rows: tuple[Row, ...]
    words: tuple[str, ...]
    audits: int
    solved: int


def protect(cube: Cube, ledger: Sequence[Row]) -> Protected:
    """Round, hide, audit and coarsen a cube until nobody can be derived from it and everything published before.

    Args:
        cube: true numbers of different people; ledger: `rows` of every earlier release, of all places.

    Raises:
        NotACube: a table is not what the cube says. Refused: rules 3 and 4.
    """
    check(cube)
    refuse(cube, ledger)
    done = coarsen(cube, ledger)
    rows = (*done.rows, *withheld(cube, done.puts, done.state))
    return Protected(tuple(_tables(done.rows)), rows, words(cube, done), done.audits, done.verdict.solved)


def protect_whole(cube: Cube, ledger: Sequence[Row]) -> Protected:
    """Protect, without the corrections of a period of which a total could not be shown anew: that it turned from shown
    to hidden tells by how much it changed at least."""
    done = protect(cube, ledger)
    while hidden := kept_back(done.rows):
        cube = without(cube, hidden)
        done = protect(cube, ledger)
    return done


def protect_needs(measure: str, areas: Sequence[Area], starts_on: date, ledger: Sequence[Row]) -> Protected:
    """The needs map of one window of four weeks, in bands; a failing audit takes areas out, the last first.

    Args:
        measure: what is counted; areas: with their true numbers of different people; ledger: as for `protect`.

    Raises:
        Refused: not a window of the fixed grid, or published before.
    """
    done = pass_areas(measure, areas, starts_on, ledger)
    return Protected(tuple(_tables(done.rows)), done.rows, done.words, done.audits, done.solved)


def _shown(row: Row) -> Shown:
    return Shown(tuple(row["labels"].items()), row["kind"], row["shown"])


def _tables(rows: Sequence[Row]) -> Iterator[Published]:
    """Each table once, in order."""
    by_table: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = tuple(row[field] for field in ("table", "place", "measure", "starts_on", "version"))
        by_table.setdefault(key, []).append(row)
    for each in by_table.values():
        yield Published(_MADE_HERE, each)
