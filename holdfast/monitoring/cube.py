"""What is put before disclosure control: a fixed cube of tables with true counts of people. Pure.

A cube is refused whole (`NotACube`) where a table says less, more or other than its attributes do: a category that is
left out because nobody is in it would tell that nobody is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import product

from holdfast.monitoring.attribute import Attribute, NotACube

Cell = tuple[str, ...]
QUARTER, YEAR = 3, 12


class Level(StrEnum):
    """Of whom a table speaks."""

    HUB = "hub"
    REGION = "region"
    NATION = "nation"


@dataclass(frozen=True)
class Period:
    """A quarter or a year of whole months; the first and the last day."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        after = self.ends_on + timedelta(days=1)
        months = (after.year - self.starts_on.year) * 12 + after.month - self.starts_on.month
        if self.starts_on.day != 1 or after.day != 1 or months not in (QUARTER, YEAR):
            raise NotACube(f"{self.starts_on} to {self.ends_on} is neither a quarter nor a year")


@dataclass(frozen=True)
class Place:
    """A hub, a region or the nation.

    Attributes:
        within: the code of the place it is part of, or "".
        parts: the codes of all places it is made of, where nobody is counted in two of them; else empty.
    """

    code: str
    level: Level
    within: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statistic:
    """A median of days, or the points of a score added up, of the people in one cell.

    Attributes:
        kind: "median" or "mean".
        cell: the categories by attribute; empty for all.
        value: days, or points of all together.
        count: people who have the value.
    """

    kind: str
    cell: Mapping[str, str]
    value: Fraction
    count: int


@dataclass(frozen=True)
class Table:
    """True numbers of different people, by none, one or two attributes.

    Attributes:
        measure: what is counted, such as "referred"; `part_of` is the measure whose people these are among, or "", and
            `first_among` those whose people these are among in the period in which a place opened, the surest first.
        place: the code of a place of the cube.
        counts: of every combination of categories, in the order of `attributes`.
        margins: of every category of each attribute, where there are two.
    """

    name: str
    measure: str
    place: str
    attributes: tuple[str, ...]
    counts: Mapping[Cell, int]
    total: int
    margins: Mapping[tuple[str, str], int] = field(default_factory=dict)
    part_of: str = ""
    first_among: tuple[str, ...] = ()
    statistics: tuple[Statistic, ...] = ()

    def faces(self) -> Iterator[tuple[str, ...]]:
        """What it shows, the finest first: both attributes, each by itself, all together."""
        if len(self.attributes) > 1:
            yield self.attributes
        yield from ((name,) for name in self.attributes)
        yield ()

    def count(self, cell: Mapping[str, str]) -> int:
        """The people in one cell of one face."""
        names = tuple(name for name in self.attributes if name in cell)
        if not names:
            return self.total
        if len(names) < len(self.attributes):
            return self.margins[names[0], cell[names[0]]]
        return self.counts[tuple(cell[name] for name in names)]


@dataclass(frozen=True)
class Correction:
    """Tables of an earlier period again, in the release after it.

    Attributes:
        records_changed: so many records are other than when it was published.
    """

    period: Period
    tables: tuple[Table, ...]
    records_changed: int


@dataclass(frozen=True)
class Cube:
    """The tables of one period, the most important first: the last are coarsened first."""

    period: Period
    places: tuple[Place, ...]
    attributes: tuple[Attribute, ...]
    tables: tuple[Table, ...]
    corrections: tuple[Correction, ...] = ()

    def attribute(self, name: str) -> Attribute:
        """The attribute of that name."""
        return next(each for each in self.attributes if each.name == name)

    def place(self, code: str) -> Place:
        """The place of that code."""
        return next(each for each in self.places if each.code == code)

    def cells(self, face: tuple[str, ...]) -> Iterator[dict[str, str]]:
        """Every combination of categories of these attributes."""
        for names in product(*(self.attribute(name).categories for name in face)):
            yield dict(zip(face, names, strict=True))
