"""The database of the tests: one migrated template, cloned for each parallel worker; tests speak as the web role.

Loaded with `-p tests.database`, before anything asks for Django's settings, because the addresses are only known
once the server runs. The first process starts the server and makes the template; xdist's workers share it.
"""

import atexit
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from holdfast.local import postgres
from holdfast.local.place import place_of
from holdfast.local.server import Server
from tests.template import make_template

TEMPLATE = "holdfast_template"
FIRST = "HOLDFAST_TEST_STATE"


def begin() -> None:
    """Start or share the server, clone a database for this process, and say so in the environment."""
    is_first = FIRST not in os.environ
    if is_first:
        os.environ[FIRST] = tempfile.mkdtemp(prefix="holdfast-tests-")
    state = Path(os.environ[FIRST])
    for name in ("HOLDFAST_DEMO", "HOLDFAST_PUBLIC_URL", "HOLDFAST_SMTP_URL", "HOLDFAST_KEYRING"):
        os.environ.pop(name, None)
    os.environ["HOLDFAST_STATE"] = str(state)
    server = postgres.start(state, durable=False, say=lambda line: None)
    if is_first:
        make_template(server, TEMPLATE)
    server.create_database(name_of_this_process(), template=TEMPLATE)
    point_at(server, name_of_this_process())
    atexit.register(end, server, is_first)


def point_at(server: Server, database: str) -> None:
    """Let Django use `database`, as the web role."""
    os.environ["HOLDFAST_DATABASE_URL"] = server.url("holdfast_web", database)
    os.environ["HOLDFAST_OWNER_URL"] = server.url("holdfast_owner", database)


@dataclass
class Clone:
    """One more clone of the migrated template, for this process; it goes with the server's folder."""

    server: Server
    name: str


def another_clone(what: str) -> Clone:
    """Make a further database of this process."""
    server = Server(place_of(Path(os.environ[FIRST]), say=print), False, print)
    made = Clone(server, f"{name_of_this_process()}_{what}")
    server.create_database(made.name, template=TEMPLATE)
    return made


def name_of_this_process() -> str:
    """The database in which most tests of this process work."""
    return f"holdfast_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def end(server: Server, is_first: bool) -> None:
    """Let go of the server; the process that started it removes its folder."""
    from django.db import connections

    connections.close_all()
    postgres.stop(server)
    if is_first:
        shutil.rmtree(server.state, ignore_errors=True)
        shutil.rmtree(server.place.home, ignore_errors=True)


begin()
