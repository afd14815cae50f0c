"""Answers of a real file, and what they come to by the published rules: reckoned without the product's scoring."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

Row = tuple[int, ...]


@dataclass(frozen=True)
class Published:
    """What the source of a questionnaire says, kept apart from our definition of it.

    Attributes:
        items: how many items have a part in the total.
        highest: points of the highest option; the lowest is 0.
        bands: the least total of each band and its name, the lowest first.
        risk: items that somebody is told of, with the points from which they are.
    """

    items: int
    highest: int
    bands: tuple[tuple[int, str], ...]
    risk: tuple[tuple[int, int], ...] = ()


PUBLISHED = {
    # Kroenke, Spitzer & Williams 2001, J Gen Intern Med 16(9):606-613, table 4
    "phq9": Published(
        9, 3, ((0, "None"), (5, "Mild"), (10, "Moderate"), (15, "Moderately severe"), (20, "Severe")), ((9, 1),)
    ),
    # Spitzer, Kroenke, Williams & Löwe 2006, Arch Intern Med 166(10):1092-1097
    "gad7": Published(7, 3, ((0, "None"), (5, "Mild"), (10, "Moderate"), (15, "Severe"))),
}


class FileUnfit(Exception):
    """The file cannot give what was asked for."""


def complete_rows(file: Path, columns: Sequence[str], rule: Published, *, missing: frozenset[str]) -> Iterator[Row]:
    """The rows in which every item was answered, as points. Others are passed over.

    Raises:
        FileUnfit: the file does not hold the columns, or their number is not the questionnaire's.
    """
    if len(columns) != rule.items:
        raise FileUnfit(f"--items names {len(columns)} columns; the questionnaire has {rule.items} items.")
    options = {str(points) for points in range(rule.highest + 1)} - missing
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        absent = [name for name in columns if name not in (reader.fieldnames or ())]
        if absent:
            raise FileUnfit(f"{file.name} has no column {', '.join(absent)}.")
        for line in reader:
            cells = [(line[name] or "").strip() for name in columns]
            if options.issuperset(cells):
                yield tuple(map(int, cells))


def take_rows(found: Iterator[Row], number: int) -> list[Row]:
    """The first `number` rows.

    Raises:
        FileUnfit: there are fewer.
    """
    rows = list(islice(found, number))
    if len(rows) < number:
        raise FileUnfit(f"The file holds {len(rows):,} complete rows; {number:,} were asked for.")
    return rows


def band_of(rule: Published, row: Row) -> str:
    """The band of a row's total."""
    return [name for least, name in rule.bands if sum(row) >= least][-1]


def bands_in(rule: Published, rows: Iterable[Row]) -> Counter[str]:
    """How many rows fall into each band."""
    return Counter(band_of(rule, row) for row in rows)


def at_risk_in(rule: Published, rows: Iterable[Row]) -> int:
    """How many rows hold an answer that somebody is told of."""
    return sum(any(row[item - 1] >= points for item, points in rule.risk) for row in rows)
