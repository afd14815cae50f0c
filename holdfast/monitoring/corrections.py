"""What of earlier periods is put right with the next release, and how many records changed for certain. Pure.

How many changed is reckoned from true numbers, then and now, and is never anybody's word. It is the fewest that can
have: a record that came where another one went leaves no trace, so that more may have changed, and never fewer. It is
asked of each table that everybody reads, and of its total: ten that changed elsewhere hide nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from holdfast.monitoring.cells import Cells
from holdfast.monitoring.cube import Correction, Cube, Table
from holdfast.monitoring.disclosed_rows import Row
from holdfast.monitoring.periods import Period
from holdfast.monitoring.public_cube import public_cube
from holdfast.monitoring.release_rules import ENOUGH_CHANGED


@dataclass(frozen=True)
class Earlier:
    """An earlier period that is published, counted anew.

    Attributes:
        then: the true cells of what was published of it last; now: as they are counted today.
    """

    period: Period
    then: Cells
    now: Cells


def put_right(cube: Cube, earlier: Iterable[Earlier], ledger: Sequence[Row]) -> tuple[Cube, dict[str, int]]:
    """A cube with the corrections that go with it, and by earlier period how many records changed for certain where
    the fewest did of all that everybody reads; 0 where nothing of that changed.

    Only what was shown of a period is shown of it again: what was kept back then stays so. A period goes whole, or
    stays whole: where fewer than ten changed in one table, nothing of it is shown anew.
    """
    place, corrections, counts = cube.places[0].code, [], {}
    for each in earlier:
        then, now = (public_cube(place, each.period, cells) for cells in (each.then, each.now))
        tables = tuple(shown for table in now.tables if (shown := as_shown(table, now, ledger)))
        counts[each.period.name] = changed = fewest_changed(then, tables, now)
        if changed >= ENOUGH_CHANGED and tables:
            corrections.append(Correction(now.period, tables, changed))
    return replace(cube, corrections=tuple(corrections)), counts


def fewest_changed(then: Cube, shown: Iterable[Table], now: Cube) -> int:
    """Of the tables that are shown, and of their totals, that changed at all: how many records did for certain in the
    one where the fewest did. The total counts by itself, since it may be all that is left of a table."""
    before = {(table.name, table.measure): table for table in then.tables}
    pairs = [(before.get((table.name, table.measure)), table) for table in shown]
    steps = [
        step
        for was, table in pairs if was
        for step in (changed_in(was if table.attributes else totalled(was), table, now), abs(table.total - was.total))
    ]  # fmt: skip
    return min(filter(None, steps), default=0)


def changed_in(then: Table, now: Table, cube: Cube) -> int:
    """The fewest records that can have changed in one table.

    Where everybody is in one cell, whoever changed added one to a cell, took one from a cell, or both: so all that was
    added, or all that was taken. Where somebody can be in several, one record may have changed each of them.
    """
    steps = [count - then.counts.get(cell, 0) for cell, count in now.counts.items()]
    if any(cube.attribute(name).overlaps for name in now.attributes):
        return max(map(abs, (*steps, now.total - then.total)))
    return max(sum(step for step in steps if step > 0), -sum(step for step in steps if step < 0))


def as_shown(table: Table, cube: Cube, ledger: Sequence[Row]) -> Table | None:
    """A table no finer than it was last shown; None where nothing of it was."""
    starts_on = cube.period.starts_on.isoformat()
    rows = [
        row for row in ledger
        if (row["table"], row["place"], row["measure"], row["starts_on"])
        == (table.name, table.place, table.measure, starts_on)
    ]  # fmt: skip
    last = max((row["version"] for row in rows), default=0)
    faces = {tuple(row["cell"]) for row in rows if row["version"] == last and row["kind"] != "withheld"}
    if table.attributes in faces:
        return table
    if () not in faces:
        return None
    return totalled(table)


def totalled(table: Table) -> Table:
    """Its total alone."""
    return replace(table, attributes=(), counts={(): table.total}, margins={})


def say_earlier(title: str, changed: int, *, is_put_right: bool) -> str:
    """What becomes of an earlier period, and why: for inside."""
    if is_put_right:
        return (
            f"{title} is put right with this: in each table that changed, at least {changed} records are other. "
            "Everybody reads the new numbers, and below them the first ones."
        )
    if not changed:
        return (
            f"{title} stays as it was published: counted again, no number of people that is published of it is another "
            "one. Days alone are not put right: how many records changed cannot be told of them."
        )
    records = "1 record is" if changed == 1 else f"{changed} records are"
    if changed >= ENOUGH_CHANGED:
        return f"{title} stays as it was published: at least {records} other, but nothing of it can be shown."
    return (
        f"{title} stays as it was published: in one of its tables at least {records} other, and fewer than "
        f"{ENOUGH_CHANGED} are too few to be shown. Whoever set both beside each other could tell who they are."
    )


def cells_from(rows: Iterable[Sequence[str | int | None]]) -> Mapping[tuple[str, str, str, str], int | None]:
    """Cells from how they are kept: item, measure, breakdown, category, value."""
    return {(item, measure, by, of): value for item, measure, by, of, value in rows}  # type: ignore[misc]
