"""Where need is, in bands, for areas so large that nobody is told by them: rule 6 of disclosure control. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from holdfast.monitoring.audit import audit
from holdfast.monitoring.audit_numbers import key_of
from holdfast.monitoring.disclosed_rows import Row
from holdfast.monitoring.disclosure import HIDDEN, needs
from holdfast.monitoring.release_rules import AlreadyPublished, PeriodsOverlap, Refused

ENOUGH_STAFF = 20_000
WINDOW = timedelta(days=28)
FIRST_WINDOW = date(2024, 1, 1)
"""A Monday; every window begins a whole number of windows after it."""
TABLE = "Needs map"


@dataclass(frozen=True)
class Area:
    """A part of the map.

    Attributes:
        staff: who work in it; is_whole_system: whether it is a whole health and care system, of whatever size.
        people: different people counted in the window.
    """

    code: str
    staff: int
    is_whole_system: bool
    people: int

    @property
    def is_large_enough(self) -> bool:
        """Whether the map may show it."""
        return self.is_whole_system or self.staff >= ENOUGH_STAFF


@dataclass(frozen=True)
class Passed:
    """The rows that may be published, and words for the person who submits."""

    rows: tuple[Row, ...]
    words: tuple[str, ...]
    audits: int
    solved: int


def pass_areas(measure: str, areas: Sequence[Area], starts_on: date, ledger: Sequence[Row]) -> Passed:
    """The window's rows, less the areas that are too small, less those that the audit takes.

    Raises:
        Refused: the window is not one of the grid, or published.
    """
    _refuse_window(measure, starts_on, ledger)
    said = [
        f"{area.code} is not on the map: fewer than {ENOUGH_STAFF:,} staff."
        for area in areas
        if not area.is_large_enough
    ]
    rows = [_row(measure, area, starts_on) for area in areas if area.is_large_enough]
    audits, verdict = 1, audit(ledger, rows)
    while rows and not verdict.has_passed:
        narrow = {each.key for each in verdict.narrow}
        gone = next((row for row in reversed(rows) if key_of(row) in narrow), rows[-1])
        rows.remove(gone)
        said.append(f"{gone['place']} is not on the map: a hidden number could have been worked out too closely.")
        audits, verdict = audits + 1, audit(ledger, rows)
    hidden = sum(row["shown"] == HIDDEN for row in rows)
    said.append(
        f"{hidden} of {len(rows)} areas on the map are hidden, because fewer than 10 people are in each, or none."
    )
    return Passed(tuple(rows), tuple(said), audits, verdict.solved)


def _refuse_window(measure: str, starts_on: date, ledger: Sequence[Row]) -> None:
    if (starts_on - FIRST_WINDOW) % WINDOW:
        raise Refused(f"{starts_on} does not begin a window of four weeks")
    for row in ledger:
        if row["kind"] != "needs" or row["measure"] != measure:
            continue
        if row["starts_on"] == starts_on.isoformat():
            raise AlreadyPublished(f"The map of {starts_on} is published, and is so once")
        if abs(date.fromisoformat(row["starts_on"]) - starts_on) < WINDOW:
            raise PeriodsOverlap(f"The map of {starts_on} overlaps that of {row['starts_on']}")


def _row(measure: str, area: Area, starts_on: date) -> Row:
    return {
        "measure": measure,
        "part_of": "",
        "first_among": [],
        "place": area.code,
        "level": "area",
        "within": "",
        "parts": [],
        "starts_on": starts_on.isoformat(),
        "ends_on": (starts_on + WINDOW - timedelta(days=1)).isoformat(),
        "version": 1,
        "table": TABLE,
        "cell": {},
        "labels": {},
        "overlaps": [],
        "sensitive": False,
        "of_all": False,
        "kind": "needs",
        "shown": needs(area.people),
    }
