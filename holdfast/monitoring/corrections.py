"""What of earlier periods is put right with the next release, and by how many records. Pure.

Totals alone are put right, one for each group of people: a table beside its first version would tell of a hidden number
that it grew or shrank. How many records changed is reckoned from true numbers, then and now, and is never anybody's
word. It is the fewest that can have: a record that came where another one went leaves no trace.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from holdfast.monitoring.cells import Cells
from holdfast.monitoring.cube import Correction, Cube, Table
from holdfast.monitoring.disclosed_rows import Row
from holdfast.monitoring.disclosure import HIDDEN, LEAST
from holdfast.monitoring.periods import Period
from holdfast.monitoring.public_cube import public_cube
from holdfast.monitoring.release_rules import ENOUGH_CHANGED


@dataclass(frozen=True)
class Earlier:
    """An earlier period that is published, counted anew.

    Attributes:
        before: the true cells of each version that is published of it, the first first; now: as they are counted today.
    """

    period: Period
    before: tuple[Cells, ...]
    now: Cells


def put_right(cube: Cube, earlier: Iterable[Earlier], ledger: Sequence[Row]) -> tuple[Cube, dict[str, int]]:
    """A cube with the corrections that go with it, and by earlier period how many records changed for certain in the
    total where the fewest did; 0 where no total is another one than was published last.

    A period goes whole, or stays whole: where a total that everybody reads changed by fewer than ten since any version,
    or would be hidden now, nothing of it is shown anew. A total that is hidden stays so, whatever it is by now.
    """
    place, corrections, counts = cube.places[0].code, [], {}
    for each in earlier:
        versions = [totals_of(public_cube(place, each.period, cells)) for cells in each.before]
        now, seen = public_cube(place, each.period, each.now), seen_totals(place, each.period, ledger)
        tables = [table for measure, table in totals_of(now).items() if measure in seen]
        counts[each.period.name] = changed = fewest_changed(versions, tables)
        if changed >= ENOUGH_CHANGED and all(table.total >= LEAST for table in tables):
            shown = tuple(with_days(table, versions) for table in tables)
            corrections.append(Correction(now.period, shown, changed))
    return replace(cube, corrections=tuple(corrections)), counts


def totals_of(cube: Cube) -> dict[str, Table]:
    """By group of people its total alone, as the first table has it that is of them."""
    totals: dict[str, Table] = {}
    for table in cube.tables:
        totals.setdefault(
            table.measure, replace(table, attributes=(), counts={(): table.total}, margins={})
        )  # fmt: skip
    return totals


def seen_totals(place: str, period: Period, ledger: Iterable[Row]) -> set[str]:
    """Of which groups of people everybody reads a total, in every version of a period."""
    starts_on = period.first.isoformat()
    rows = [row for row in ledger if (row["place"], row["starts_on"]) == (place, starts_on)]
    shown = {
        (row["version"], row["measure"])
        for row in rows if row["kind"] == "count" and not row["cell"] and row["shown"] != HIDDEN
    }  # fmt: skip
    versions = {row["version"] for row in rows}
    return {measure for _, measure in shown if all((version, measure) in shown for version in versions)}


def fewest_changed(versions: Sequence[Mapping[str, Table]], tables: Iterable[Table]) -> int:
    """Of the totals that are another one than in some version: by how many records the one is for certain of which the
    fewest are. 0 where none is another one than in the last version."""
    tables = list(tables)
    steps = [
        [abs(table.total - was[table.measure].total) for table in tables if table.measure in was] for was in versions
    ]
    return min(filter(None, (step for each in steps for step in each)), default=0) if any(steps[-1]) else 0


def with_days(table: Table, versions: Iterable[Mapping[str, Table]]) -> Table:
    """A total with its days only where ten or more records are other than in each version: else days of the same people
    but one could stand beside each other."""
    is_other = all(table.total != was[table.measure].total for was in versions if table.measure in was)
    return table if is_other else replace(table, statistics=())


def without(cube: Cube, first_days: set[str]) -> Cube:
    """A cube without what it puts right of the periods that begin on these days."""
    kept = tuple(each for each in cube.corrections if each.period.starts_on.isoformat() not in first_days)
    return replace(cube, corrections=kept)


def kept_back(rows: Iterable[Row]) -> set[str]:
    """The first days of earlier periods of which a total could not be shown anew."""
    return {
        row["starts_on"] for row in rows
        if row["version"] > 1 and (row["kind"] == "withheld" or (row["kind"] == "count" and row["shown"] == HIDDEN))
    }  # fmt: skip


def say_earlier(title: str, changed: int, *, is_put_right: bool) -> str:
    """What becomes of an earlier period, and why: for inside."""
    if is_put_right:
        return (
            f"{title} is put right with this: each total that changed is other by at least {changed} records. "
            "Everybody reads the new totals, and below them what was published first."
        )
    if not changed:
        return (
            f"{title} stays as it was published: counted again, no total that is published of it is another one. What "
            "changed within a table alone, and days alone, are not put right."
        )
    records = "1 record is" if changed == 1 else f"{changed} records are"
    if changed >= ENOUGH_CHANGED:
        return f"{title} stays as it was published: at least {records} other, but nothing of it can be shown."
    return (
        f"{title} stays as it was published: in one of its totals at least {records} other, and fewer than "
        f"{ENOUGH_CHANGED} are too few to be shown. Whoever set both beside each other could tell who they are."
    )


def cells_from(rows: Iterable[Sequence[str | int | None]]) -> Mapping[tuple[str, str, str, str], int | None]:
    """Cells from how they are kept: item, measure, breakdown, category, value."""
    return {(item, measure, by, of): value for item, measure, by, of, value in rows}  # type: ignore[misc]
