"""The whole stack as it serves: embedded PostgreSQL, nothing switched off, and two web processes of one thread."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import children_of, cpu_milliseconds
from holdfast.local import postgres
from holdfast.local.address import answers
from holdfast.local.server import Server

WEB_PROCESSES = 2
START_SECONDS = 60
DATABASE_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "server_version")


class NotServing(Exception):
    """The web processes did not come up."""


@dataclass
class Stack:
    """What is measured: a database and web processes."""

    server: Server
    port: int
    web: int = 0

    @property
    def database(self) -> int:
        """The first process of PostgreSQL."""
        return int((self.server.place.data / "postmaster.pid").read_text().split()[0])

    def cpu(self) -> float:
        """Milliseconds that application and database have used."""
        return cpu_milliseconds(self.web) + cpu_milliseconds(self.database)

    def settings(self) -> dict[str, str]:
        """The settings of the database that a figure depends on."""
        return settings_of(self.server)


@contextmanager
def whole_stack() -> Iterator[Stack]:
    """A database of its own and web processes, for as long as the block runs. Django is set up inside."""
    with own_database() as server:
        stack = Stack(server, free_port())
        with serving(stack):
            yield stack


@contextmanager
def own_database(*, durable: bool = True) -> Iterator[Server]:
    """A database of its own, which Django uses and which goes with the block. Django is set up inside."""
    folder = Path(tempfile.mkdtemp(prefix="holdfast-bench-"))
    os.environ["HOLDFAST_STATE"] = str(folder)
    for name in ("HOLDFAST_DEMO", "HOLDFAST_PUBLIC_URL", "HOLDFAST_KEYRING", "HOLDFAST_SMTP_URL"):
        os.environ.pop(name, None)
    homes = [folder]
    try:
        with postgres.running(folder, durable=durable) as server:
            homes.append(server.home)
            set_up(server)
            yield server
            let_go()
    finally:
        for home in homes:
            shutil.rmtree(home, ignore_errors=True)


def settings_of(server: Server) -> dict[str, str]:
    """The settings of a database that a figure depends on."""
    import psycopg

    with psycopg.connect(server.superuser_url) as connection:
        return {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in DATABASE_SETTINGS}


def set_up(server: Server) -> None:
    """Let Django use this database, and make its tables."""
    import django

    os.environ["HOLDFAST_DATABASE_URL"], os.environ["HOLDFAST_OWNER_URL"] = server.web_url, server.owner_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "holdfast.settings"
    django.setup()
    from holdfast.schema import bring_up_to_date

    bring_up_to_date()


def let_go() -> None:
    """Close our own connections, so that the server can stop."""
    from django.db import connections

    connections.close_all()


@contextmanager
def serving(stack: Stack) -> Iterator[None]:
    """The web processes, started as `holdfast serve` starts them."""
    from holdfast.start import web

    child = web(stack.port, WEB_PROCESSES)
    process = subprocess.Popen(child.argv, env=child.env)
    try:
        stack.web = process.pid
        wait_for(stack, process)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(stack: Stack, process: subprocess.Popen) -> None:
    """Until both web processes are there and a page answers.

    Raises:
        NotServing: they ended, or a minute went by.
    """
    until = time.monotonic() + START_SECONDS
    while not (
        answers(f"http://127.0.0.1:{stack.port}/health/") and len(list(children_of(stack.web))) >= WEB_PROCESSES
    ):
        if process.poll() is not None or time.monotonic() > until:
            raise NotServing(NotServing.__doc__)
        time.sleep(0.2)


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
