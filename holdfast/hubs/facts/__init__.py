"""Facts of the NHS in England that the product ships: regions, boards and trusts.

Sources and licence are in README.md beside the files. `holdfast organisations import` brings the rest.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Region:
    """An NHS England region, by its Organisation Data Service code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Board:
    """An integrated care board; `valid_to` is its last day, None while it is open."""

    code: str
    ons_code: str
    name: str
    region_code: str
    valid_from: date
    valid_to: date | None
    successor: str


@dataclass(frozen=True, slots=True)
class Trust:
    """An NHS trust; `valid_to` is its last day, None while it is open.

    `kind` is read from the name and may be empty; so may region and board (trusts in Wales)
    and `successor` (unknown).
    """

    code: str
    name: str
    kind: str
    region_code: str
    board_code: str
    valid_from: date
    valid_to: date | None
    successor: str
    postcode: str


@cache
def regions() -> tuple[Region, ...]:
    return tuple(Region(**row) for row in _rows("regions.csv"))


@cache
def boards() -> tuple[Board, ...]:
    return tuple(Board(**_dated(row)) for row in _rows("boards.csv"))


@cache
def trusts() -> tuple[Trust, ...]:
    return tuple(Trust(**_dated(row)) for row in _rows("trusts.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files(__name__).joinpath(name).read_text("utf-8").splitlines()))


def _dated(row: dict[str, str]) -> dict[str, Any]:
    closed = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    return row | {"valid_from": date.fromisoformat(row["valid_from"]), "valid_to": closed}
