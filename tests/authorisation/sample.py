"""Which cells of the staff's table are tried. HOLDFAST_EVERY_CELL=1 tries every one.

Without it every route is still tried by all their methods by whoever has no relationship, on every record, and by all
others whose role it is for on the record that is kept from them by name. Left out are, of what else is theirs and is
not, all records but one, which changes from route to route and from one who tries to the next (of what is not theirs,
by GET or by POST in turn); and of accounts that are invited, suspended or left, all roles but one of those that the
page is for. Somebody whose role it is not for gets no further than the gate, whatever the record, and so do these: they
try by GET or by POST, in turn from route to route and from one who tries to the next.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from tests.authorisation.actors import Actor
from tests.authorisation.answers import answers
from tests.authorisation.cells import METHODS
from tests.authorisation.policy import DOES, THE_HUBS

if TYPE_CHECKING:
    from tests.authorisation.test_matrix import Address

EVERY_CELL = os.environ.get("HOLDFAST_EVERY_CELL") == "1"
NAMES = sorted(DOES)
Kind = TypeVar("Kind")


def cells(addresses: list["Address"], actors: list[Actor], *, every: bool) -> dict["Address", list[Actor]]:
    """Who tries each of the addresses of one route, and by which methods."""
    found: dict[Address, list[Actor]] = {address: [] for address in addresses}
    for number, actor in enumerate(actors):
        turn = NAMES.index(addresses[0].name) + number
        for address, tries in in_all(addresses, actor) if every else in_part(addresses, actor, turn):
            found[address].append(tries)
    return found


def in_all(addresses: list["Address"], actor: Actor) -> Iterator[tuple["Address", Actor]]:
    """Everything, but that some try a route on one record: they get no further than the gate."""
    return ((address, actor) for address in (addresses if actor.tries_each else addresses[:1]))


def in_part(addresses: list["Address"], actor: Actor, turn: int) -> Iterator[tuple["Address", Actor]]:
    """What the default run tries."""
    roles, about = DOES[addresses[0].name]
    if not actor.roles & roles:
        if not actor.was or actor.was == one_of(sorted(roles), NAMES.index(addresses[0].name)):
            yield addresses[0], replace(actor, methods=in_turn(addresses[0].name, actor, turn))
    elif not about or about in THE_HUBS or is_a_colleague(actor):
        yield from ((address, actor) for address in addresses)
    else:
        yield from of_records(addresses, actor, turn)


def in_turn(name: str, actor: Actor, turn: int) -> tuple[str, ...]:
    """By one of the methods that a page has. HEAD goes with GET."""
    one = one_of(methods_of(name), turn)
    return tuple(method for method in actor.methods if method == one or (one, method) == ("get", "head"))


def methods_of(name: str) -> list[str]:
    """The methods that a page has: what is sent by another is not asked whose it is."""
    return [method for method, answer in zip(METHODS, answers(name), strict=True) if answer != (405,)]


def is_a_colleague(actor: Actor) -> bool:
    """Whether somebody works here and no record is theirs: each of them must be closed to them."""
    return not (actor.opens or actor.home or actor.besides)


def of_records(addresses: list["Address"], actor: Actor, turn: int) -> Iterator[tuple["Address", Actor]]:
    """One record of theirs, the one that is kept from them, and one more that is not theirs."""
    theirs = [address for address in addresses if address.is_for(actor)]
    others = [address for address in addresses if address not in theirs]
    kept = [address for address in others if address.whose == "must not see"]
    more = [address for address in others if address not in kept]
    if theirs:
        yield one_of(theirs, turn), actor
    yield from ((address, actor) for address in kept)
    if more:
        yield one_of(more, turn), replace(actor, methods=(one_of(METHODS, turn),)) if kept else actor


def one_of(these: list[Kind] | tuple[Kind, ...], turn: int) -> Kind:
    """The one whose turn it is."""
    return these[turn % len(these)]
