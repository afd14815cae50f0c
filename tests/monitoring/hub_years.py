"""Simulated years of hubs: invented people with their attributes, and the cube that is counted from them."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product

import numpy as np

from holdfast.monitoring.attribute import Attribute
from holdfast.monitoring.cube import Cube, Level, Period, Place, Statistic, Table

AGE = Attribute(
    "Age band",
    ("16 to 29", "30 to 44", "45 to 59", "60 and over"),
)
STAFF = Attribute(
    "Staff group",
    ("Nurses", "Doctors", "Others"),
)
SOURCE = Attribute(
    "Source",
    ("Self", "Manager", "Occupational health", "Colleague"),
)
ETHNIC = Attribute(
    "Ethnic group",
    ("White", "Asian", "Black", "Mixed or other", "Not known"),
    is_sensitive=True,
)
ATTRIBUTES = (AGE, STAFF, SOURCE, ETHNIC)
SHARES = ((0.12, 0.4, 0.38, 0.1), (0.5, 0.12, 0.38), (0.6, 0.2, 0.12, 0.08), (0.7, 0.12, 0.08, 0.06, 0.04))
YEARS = {1: (date(2026, 1, 1), date(2026, 12, 31))}
QUARTERS = (
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30)),
    (date(2026, 10, 1), date(2026, 12, 31)),
)
FEWEST, MOST = 25, 420
ASSESSED, POINTS = 0.7, 28
REFERRED = "referred"

Person = tuple[str, ...]


@dataclass(frozen=True)
class Release:
    """One period of one hub, or of a region and its two hubs.

    Attributes:
        people: by hub, everyone referred, as categories in the order of `ATTRIBUTES`.
        assessed: by hub, those among them who were assessed.
    """

    cube: Cube
    people: dict[str, list[Person]]
    assessed: dict[str, list[Person]]


def year(seed: int) -> list[Release]:
    """The releases of one simulated year: one of the whole year, or two of quarters, or a region's with two hubs."""
    random = np.random.default_rng(seed)
    kind = seed % 8
    periods = [Period(*each) for each in (QUARTERS[:2] if kind == 0 else YEARS.values())]
    return [_release(random, period, has_region=kind == 1, has_circle=kind == 2) for period in periods]


def _release(random: np.random.Generator, period: Period, *, has_region: bool, has_circle: bool) -> Release:
    hubs = ("tidewater", "saltpan") if has_region else ("tidewater",)
    people = {hub: _people(random) for hub in hubs}
    assessed = {hub: [each for each in people[hub] if random.random() < ASSESSED] for hub in hubs}
    places = [Place(hub, Level.HUB, "north" if has_region else "") for hub in hubs]
    tables = [
        table for hub in hubs for table in _tables(random, hub, people[hub], assessed[hub], has_circle=has_circle)
    ]
    if has_region:
        everybody = [each for hub in hubs for each in people[hub]]
        places.append(Place("north", Level.REGION, "", hubs))
        tables += [table_of("north", REFERRED, each, everybody) for each in ((AGE, STAFF), (ETHNIC,))]
    return Release(Cube(period, tuple(places), ATTRIBUTES, tuple(tables)), people, assessed)


def _people(random: np.random.Generator) -> list[Person]:
    """People of one hub, whose shares differ from hub to hub."""
    columns = []
    size = int(random.integers(FEWEST, MOST))
    for attribute, shares in zip(ATTRIBUTES, SHARES, strict=True):
        of_hub = random.dirichlet(np.array(shares) * 12)
        columns.append(random.choice(attribute.categories, size, p=of_hub))
    return [tuple(str(each) for each in person) for person in zip(*columns, strict=True)]


def _tables(
    random: np.random.Generator, hub: str, people: list[Person], assessed: list[Person], *, has_circle: bool
) -> list[Table]:
    faces = [(AGE, STAFF), (AGE, SOURCE), (ETHNIC,)] + ([(STAFF, SOURCE)] if has_circle else [])
    tables = [table_of(hub, REFERRED, face, people) for face in faces]
    tables.append(table_of(hub, "assessed", (AGE,), assessed, part_of=REFERRED))
    points = random.integers(0, POINTS, len(people))
    tables[0] = replace(tables[0], statistics=_means(people, [int(each) for each in points]))
    return tables


def table_of(
    place: str, measure: str, attributes: tuple[Attribute, ...], people: list[Person], *, part_of: str = ""
) -> Table:
    """The table of these people by these attributes, with true numbers."""
    at = [ATTRIBUTES.index(each) for each in attributes]
    cells = Counter(tuple(person[column] for column in at) for person in people)
    margins = Counter(
        (attribute.name, person[column]) for attribute, column in zip(attributes, at, strict=True) for person in people
    )
    pairs = [(each.name, category) for each in attributes for category in each.categories]
    return Table(
        " by ".join(each.name for each in attributes),
        measure,
        place,
        tuple(each.name for each in attributes),
        {cell: cells[cell] for cell in product(*(each.categories for each in attributes))},
        len(people),
        {pair: margins[pair] for pair in pairs} if len(attributes) > 1 else {},
        part_of,
    )


def _means(people: list[Person], points: list[int]) -> tuple[Statistic, ...]:
    found = [Statistic("mean", {}, Fraction(sum(points)), len(people))]
    for category in AGE.categories:
        of = [each for person, each in zip(people, points, strict=True) if person[0] == category]
        found.append(Statistic("mean", {AGE.name: category}, Fraction(sum(of)), len(of)))
    return tuple(found)
