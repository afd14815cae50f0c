"""The embedded PostgreSQL of a state folder: start it, share it, stop it.

Every process that needs the database calls `start` (or uses `running`). The first one launches
the server, later ones share it, the last one out stops it. After a kill of any of them the next
start finds its way.
"""

import contextlib
import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from holdfast.local import postmaster
from holdfast.local.place import place_of
from holdfast.local.say import say as say_line
from holdfast.local.server import Server
from holdfast.local.state import locked, made
from holdfast.local.troubles import Say, explained
from holdfast.local.watcher import forget


def start(state: Path, *, durable: bool = True, say: Say = say_line) -> Server:
    """Start the embedded PostgreSQL of a state folder, or share the one that runs.

    Args:
        durable: false only for databases that are thrown away: a power cut may destroy them.

    Raises:
        DatabaseDidNotStart: with the cause, and what to do about it.
    """
    try:
        server = Server(place_of(made(state.absolute()), say=say), durable, say)
        with locked(server.place.turn):
            server.share_or_launch()
            server.used = server.place.users.open("a")
            fcntl.flock(server.used, fcntl.LOCK_SH)
    except OSError as error:
        raise explained(f"{error.strerror}: {error.filename}", home=state, log=state / "postgres.log") from error
    return server


def stop(server: Server) -> None:
    """Leave the server; the last one out stops it."""
    if server.used is None:
        return
    with locked(server.place.turn), server.used as used:
        server.used = None
        if _alone(used):
            postmaster.end(server.place, server.process)
            server.place.leave_socket_folder()
        if server.process:
            forget(server.process.pid)


def _alone(used: IO[str]) -> bool:
    """Whether nobody else uses the server."""
    try:
        fcntl.flock(used, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def running(state: Path, *, durable: bool = True, say: Say = say_line) -> Iterator[Server]:
    """Have the embedded PostgreSQL of a state folder while the block runs."""
    server = start(state, durable=durable, say=say)
    try:
        yield server
    finally:
        stop(server)


@contextlib.contextmanager
def temporary() -> Iterator[Server]:
    """Have a throwaway PostgreSQL in the folder for temporary files, for tests."""
    state = Path(tempfile.mkdtemp(prefix="holdfast-state-"))
    folders = [state]
    try:
        with running(state, durable=False) as server:
            folders.append(server.home)
            yield server
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
