"""The only status machinery there is: a table of moves, and the question whether one is open.

A lifecycle is declared as data in an app's `states.py`; its `actions.py` asks `target` before it writes;
a page asks `open_to` for its buttons; `mermaid` draws it for docs/generated/lifecycles.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import PermissionDenied

ONESELF = "oneself"
"""What a move needs that only the person themselves may make: no role of the hub holds it."""


BY_ITSELF = "itself"
"""What a move needs that nobody makes: it comes on its day, or with something else that happens."""


class MoveNotAllowed(Exception):
    """The record has already left the status this move starts from."""


class Actor(Protocol):
    """Whoever moves a record: a member of the hub, the person themselves, or the system."""

    def may(self, permission: str) -> bool:
        """Whether the actor holds `permission`."""


class Oneself:
    """The person, about what is their own."""

    def may(self, permission: str) -> bool:
        """Nothing of a member's work."""
        return permission == ONESELF


class Itself:
    """What comes by itself: a day, or what follows from another move."""

    def may(self, permission: str) -> bool:
        """Nothing of anybody's work."""
        return permission == BY_ITSELF


@dataclass(frozen=True)
class Move:
    """One line of the table: verb, from, to, needs."""

    verb: str
    origins: frozenset[str]
    target: str
    needs: str

    def __init__(self, verb: str, origins: Iterable[str], target: str, needs: str):
        object.__setattr__(self, "verb", verb)
        object.__setattr__(self, "origins", frozenset(origins))
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "needs", needs)


class Lifecycle:
    """A named table of moves."""

    def __init__(self, name: str, start: str, *moves: Move):
        self.name = name
        self.start = start
        self.moves = {move.verb: move for move in moves}

    def target(self, verb: str, *, status: str, by: Actor) -> str:
        """The status that `verb` leads to.

        Raises:
            PermissionDenied: `by` does not hold the permission the move needs.
            MoveNotAllowed: the move does not start from `status`.
        """
        move = self.moves[verb]
        if not by.may(move.needs):
            raise PermissionDenied(f"{verb} needs {move.needs}")
        if status not in move.origins:
            raise MoveNotAllowed(f"{self.name}: {verb} does not start from {status}")
        return move.target

    def open_to(self, by: Actor, *, status: str) -> list[Move]:
        """The moves that `by` may make from `status`, in the table's order."""
        return [move for move in self.moves.values() if status in move.origins and by.may(move.needs)]

    def statuses(self) -> list[str]:
        """Every status, the first one first."""
        found = dict.fromkeys([self.start])
        for move in self.moves.values():
            found.update(dict.fromkeys([*sorted(move.origins), move.target]))
        return list(found)

    def mermaid(self) -> str:
        """The lifecycle as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for move in self.moves.values():
            lines += [f"    {origin} --> {move.target}: {move.verb}" for origin in sorted(move.origins)]
        return "\n".join(lines)
