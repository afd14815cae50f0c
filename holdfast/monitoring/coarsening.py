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
        state = coarser(cube, state, _chosen(cube, puts, state, release, verdict))


def coarser(cube: Cube, state: State, put: Put) -> State:
    """The next step for one table: its total alone, then nothing."""
    single = {(name,) for name in put.table.attributes} & set(faces_shown(cube, put, state))
    return State(state.dropped | {(put.key, face) for face in single or {()}})


def _chosen(cube: Cube, puts: Sequence[Put], state: State, release: Sequence[Row], verdict: Verdict) -> Put:
    """The last table with a number that is too narrow; else the last that shows anything."""
    narrow = {each.key for each in verdict.narrow}
    named = {_table_of(row) for row in release if key_of(row) in narrow}
    shown = [put for put in puts if faces_shown(cube, put, state)]
    return next((put for put in reversed(shown) if put.key in named), shown[-1])


def _table_of(row: Row) -> tuple[str, str, str, int]:
    return row["table"], row["place"], row["measure"], row["version"]


def dropped_faces(cube: Cube, put: Put, state: State) -> list[Face]:
    """What the audit, and no rule before it, took from a table, and what stood on it."""
    shown = faces_shown(cube, put, state)
    lost = [face for put_key, face in state.dropped if put_key == put.key]
    return [face for face in put.table.faces() if face not in shown and any(set(each) <= set(face) for each in lost)]
