"""What was hidden and why, in words for the person who submits. They stay inside: why tells more than what. Pure."""

from collections.abc import Iterator, Sequence

from holdfast.monitoring.coarsening import Coarsened, dropped_faces
from holdfast.monitoring.cube import Cube
from holdfast.monitoring.disclosed_rows import Face, Put, Row, faces_shown, why_withheld
from holdfast.monitoring.disclosure import HIDDEN, LEAST, LEAST_BY_SECTOR

WORKED_OUT = "a hidden number could have been worked out too closely"


def words(cube: Cube, done: Coarsened) -> tuple[str, ...]:
    """One sentence or more for each table, then for what was put together."""
    found = [sentence for put in done.puts for sentence in _of_table(cube, put, done)]
    return (*found, *_merged(cube, done))


def _of_table(cube: Cube, put: Put, done: Coarsened) -> Iterator[str]:
    shown = faces_shown(cube, put, done.state)
    name = ", ".join([put.table.name, put.table.measure, *([put.table.place] if len(cube.places) > 1 else [])])
    if put.version > 1:
        name += f", corrected for {put.period.starts_on:%-d %B %Y} to {put.period.ends_on:%-d %B %Y}"
    if shown:
        yield f"{name}: {_counted(_rows_of(put, done.rows))}"
    dropped = dropped_faces(cube, put, done.state)
    for face in put.table.faces():
        reason = WORKED_OUT if face in dropped else why_withheld(cube, put, face)
        if face not in shown and reason:
            yield f"{name}: {_face(face)} is not shown, because {reason}."


def _counted(rows: Sequence[Row]) -> str:
    counts = [row for row in rows if row["kind"] in ("count", "sector")]
    hidden = sum(row["shown"] == HIDDEN for row in counts)
    most = LEAST_BY_SECTOR - 1 if any(row["kind"] == "sector" for row in counts) else LEAST - 1
    if len(counts) == 1:
        few = f"hidden, because {most} people or fewer are in it, or none"
        return f"its one number is {few if hidden else 'shown, to the nearest 5'}."
    if not hidden:
        return f"all {len(counts)} numbers are shown, to the nearest 5."
    return (
        f"{hidden} of {len(counts)} numbers {'is' if hidden == 1 else 'are'} hidden, "
        f"because {most} people or fewer are in {'it' if hidden == 1 else 'each'}, or none."
    )


def _rows_of(put: Put, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if (row["table"], row["place"], row["measure"], row["version"]) == put.key]


def _face(face: Face) -> str:
    return " by ".join(face) if face else "the total"


def _merged(cube: Cube, done: Coarsened) -> Iterator[str]:
    for name in sorted({name for put in done.puts for name in put.table.attributes}):
        for label, categories in cube.attribute(name).parts():
            if len(categories) > 1:
                together = " and ".join(categories)
                yield f"{name}: {together} are put together as {label}, because each has fewer than 1,000 staff."
