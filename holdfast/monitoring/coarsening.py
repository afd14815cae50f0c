"""The fixed order in which a cube is made coarser until the audit passes: never by hand, and it always ends. Pure.

Of the tables in which a number is too narrow, the last in the cube goes first; where none can be named, or the audit
was not settled, the last of all. It goes whole and leaves its total; then its total goes. Nothing is merged, and no
margin is left standing: whoever knows the method would read there what had failed (docs/adr/0031-disclosure.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from holdfast.monitoring.audit import Verdict, audit
from holdfast.monitoring.audit_numbers import key_of
from holdfast.monitoring.cube import Cube
from holdfast.monitoring.disclosed_rows import Face, Put, Row, State, all_put, faces_shown, rows


@dataclass(frozen=True)
class Coarsened:
    """A release that passed, and what it took.

    Attributes:
        rows: what may be published; `verdict`: the audit that it passed.
        audits: how many there were.
    """

    puts: tuple[Put, ...]
    state: State
    rows: tuple[Row, ...]
    verdict: Verdict
    audits: int


def coarsen(cube: Cube, ledger: Sequence[Row]) -> Coarsened:
    """The cube as fine as the order allows beside everything published before. No rows at all is the end of the order.

    Args:
        cube: checked; ledger: rows published before.
    """
    puts, state, audits = all_put(cube, list(ledger)), State(), 0
    while True:
        release = rows(cube, puts, state)
        verdict = audit(ledger, release)
        audits += 1
        if verdict.has_passed or not release:
            return Coarsened(tuple(puts), state, tuple(release), verdict, audits)
        state = coarser(cube, puts, state, _chosen(cube, puts, state, release, verdict))


def coarser(cube: Cube, puts: Sequence[Put], state: State, put: Put) -> State:
    """The next step for one table: its total alone, then nothing; and the same of what it is set against."""
    single = {(name,) for name in put.table.attributes} & set(faces_shown(cube, put, state))
    going = [each for each in puts if each is put or _is_set_against(each, put, in_all=not single)]
    return State(
        state.dropped
        | {(each.key, face) for each in going for face in single or {()} if face in faces_shown(cube, each, state)}
    )


def _is_set_against(other: Put, put: Put, *, in_all: bool) -> bool:
    """Whether it is known of people in a table whether they are in another one. Where the other one stayed, that this
    one is gone would tell what it had shown. A total is bounded by that of its parts alone, and stands in every table
    of its people."""
    if (put.table.place, put.period, put.version) != (other.table.place, other.period, other.version):
        return False
    if in_all and put.table.measure == other.table.measure:
        return True
    return put.table.measure in _wholes(other) or (not in_all and other.table.measure in _wholes(put))


def _wholes(put: Put) -> set[str]:
    return {put.table.part_of, *put.table.first_among} - {""}


def _chosen(cube: Cube, puts: Sequence[Put], state: State, release: Sequence[Row], verdict: Verdict) -> Put:
    """The last table with a number that is too narrow; else, where that is of an older time, the last of those who are
    among its people; else the last that shows anything."""
    narrow = {each.key for each in verdict.narrow}
    named = {_table_of(row) for row in release if key_of(row) in narrow}
    shown = [put for put in puts if faces_shown(cube, put, state)]
    told = [put for put in shown if put.key in named]
    told = told or [put for put in shown if _wholes(put) & {group[0] for group, _ in narrow}]
    return (told or shown)[-1]


def _table_of(row: Row) -> tuple[str, str, str, int]:
    return row["table"], row["place"], row["measure"], row["version"]


def dropped_faces(cube: Cube, put: Put, state: State) -> list[Face]:
    """What the audit, and no rule before it, took from a table, and what stood on it."""
    shown = faces_shown(cube, put, state)
    lost = [face for put_key, face in state.dropped if put_key == put.key]
    return [face for face in put.table.faces() if face not in shown and any(set(each) <= set(face) for each in lost)]
