"""The public files on sickness absence, each known by its columns, and what each of them can tell.

Sources: NHS England (before 2023 NHS Digital), NHS Sickness Absence Rates: the table of days lost by reason; the files
of organisations, whose columns are those that github.com/NHSDigital/absence-rates writes, and those of the releases
before April 2019; tables 1 to 4 of the monthly workbook as lists. All of it Open Government Licence v3.0.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

ENGLAND = "E92000001"
"""England, by its code of the Office for National Statistics."""
LICENCE = "Open Government Licence v3.0"
NO_RATE = "Rate: not available from this file. It holds no FTE days available."
NO_DAYS = "FTE days lost: not available from this file. It holds a rate only, and neither days lost nor days available."
NO_SOCIAL_CARE = "These are staff of the NHS. Social care is not in it."

RENAMED = {
    "fte_days_sick": "fte_days_lost",
    "sa_rate_(%)": "sickness_absence_rate_percent",
    "hee_region_code": "nhse_region_code",
    "hee_region_name": "nhse_region_name",
}
"""Names of the releases before April 2019, and what the same column is called since."""
A_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


class UnreadableFile(Exception):
    """The whole file cannot be used. Says why, for whoever chose it."""


class Holds(Enum):
    """What a file gives."""

    DAYS_LOST = "FTE days lost, without FTE days available"
    BOTH = "FTE days lost and FTE days available"
    RATE = "a rate only"


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of file: the columns that it must have, and those that it may have."""

    name: str
    holds: Holds
    needed: frozenset[str]
    allowed: frozenset[str] = frozenset()
    has_months_as_columns: bool = False

    def fits(self, columns: set[str]) -> bool:
        """Whether a file with these columns is of this kind. An unknown one could change what a row means."""
        if self.has_months_as_columns:
            columns = {column for column in columns if not A_MONTH.fullmatch(column)}
        return self.needed <= columns <= self.needed | self.allowed


PLACE = frozenset({"region_name", "region_code", "org_name", "org_code"})
RATE = "sickness_absence_rate_percent"
SHAPES = (
    Shape(
        "days lost by reason, England",
        Holds.DAYS_LOST,
        frozenset({"date", "staff_group", "reason", "fte_days_lost"}),
    ),
    Shape(
        "days lost and available by organisation",
        Holds.BOTH,
        frozenset({"date", "org_code", "org_name", "fte_days_lost", "fte_days_available"}),
        frozenset({"nhse_region_code", "nhse_region_name", "org_type", "cluster_group", "benchmark_group"})
        | {"staff_group", "reason", "sort_date", RATE},
    ),
    Shape("rates by region, or by kind of organisation", Holds.RATE, frozenset({"month", "group", RATE})),
    Shape("rates by staff group", Holds.RATE, frozenset({"month", "staff_group", RATE})),
    Shape("rates by organisation", Holds.RATE, PLACE | {"month", RATE}),
    Shape("rates by organisation, months side by side", Holds.RATE, PLACE, has_months_as_columns=True),
)
SURVEY = {"question", "organisation_type", "response"}


def column_names(cells: Sequence[str]) -> list[str]:
    """Names of columns as they are compared: small letters, `_` for a space, those of earlier releases as of today."""
    plain = ["_".join(cell.split()).casefold() for cell in cells]
    return [RENAMED.get(name, name) for name in plain]


def recognised(columns: Sequence[str]) -> Shape:
    """The kind of file with these columns, by `column_names`.

    Raises:
        UnreadableFile: a column is there twice, or it is no file known here; says which column is missing or new.
    """
    found = set(columns)
    if len(found) < len(columns):
        twice = sorted({name for name in columns if columns.count(name) > 1})
        raise UnreadableFile(f"these columns are there twice: {listed(twice)}")
    for shape in SHAPES:
        if shape.fits(found):
            return shape
    if found >= SURVEY:
        raise UnreadableFile("this is the NHS Staff Survey. It holds no sickness absence")
    raise UnreadableFile(f"its columns are of no public sickness absence file known here. {nearest(found)}")


def nearest(found: set[str]) -> str:
    """In what these columns differ from the kind of file that they are most like."""
    shape = max(SHAPES, key=lambda one: len(found & (one.needed | one.allowed)) - len(one.needed - found))
    missing, new = sorted(shape.needed - found), sorted(found - shape.needed - shape.allowed)
    parts = [f"missing: {listed(missing)}"] if missing else []
    parts += [f"not known: {listed(new)}"] if new else []
    return f"Nearest is “{shape.name}”: {'; '.join(parts)}"


def listed(names: Sequence[str], *, most: int = 8) -> str:
    """Names for a message, without signs that move a cursor; a long list is cut."""
    shown = ["".join(sign for sign in name if sign.isprintable())[:40] or "(no name)" for name in names[:most]]
    return ", ".join(shown) + (f" and {len(names) - most} more" if len(names) > most else "")
