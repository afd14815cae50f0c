"""A world that stands: what costs seconds to build is built once for each process, and committed in its own database.

Whoever looks at it gets a copy of what was built, and what they do to the rows is taken back. It is committed, because
a transaction that stayed open over many tests would hold up whoever waits, on the same server, for others to settle.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from typing import Any, TypeVar

from django.db import connections, transaction
from django.test import Client
from django.test.client import ClientHandler

from tests.database import another_clone

Made = TypeVar("Made")
BUILT: dict[str, Any] = {}


@contextmanager
def stands(name: str, build: Callable[[], Made], blocker: Any) -> Iterator[Made]:
    """A copy of what `build` made, in its database. The first one in a process builds it."""
    with blocker.unblock(), in_database(clone(name)):
        if name not in BUILT:
            with at_once():
                BUILT[name] = build()
        with at_once():
            try:
                yield deepcopy(BUILT[name], {id(one_for_all()): one_for_all()})
            finally:
                transaction.set_rollback(True)


@cache
def clone(name: str) -> str:
    """The database of a world: one more clone of the migrated template."""
    return another_clone(name).name


@contextmanager
def in_database(name: str) -> Iterator[None]:
    """Point Django at another database while the block runs."""
    known = connections.settings["default"]
    connections["default"].close()
    usual, known["NAME"] = known["NAME"], name
    try:
        yield
    finally:
        connections["default"].close()
        known["NAME"] = usual


def at_once() -> transaction.Atomic:
    """One transaction, in which the scope of a hub may be opened as often as needed."""
    held = transaction.atomic()
    held._from_testcase = True
    return held


@cache
def one_for_all() -> ClientHandler:
    """What serves every browser of a world: each of its own would load the middleware anew."""
    return ClientHandler(enforce_csrf_checks=False)


def served_by_one(browser: Client) -> None:
    """Let a browser be served by the one that serves them all."""
    browser.handler = one_for_all()
