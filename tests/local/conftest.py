"""State folders that the server's user can enter, and programs that run beside the tests."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from holdfast.local import postgres
from holdfast.local.server import Server
from tests.local.programs import Program


@pytest.fixture(scope="session")
def made_once() -> Iterator[Path]:
    """A state folder whose database was made and stopped in order."""
    with tempfile.TemporaryDirectory(prefix="holdfast-test-") as folder:
        Path(folder).chmod(0o755)  # the server's user passes through
        state = Path(folder) / "state"
        with postgres.running(state, durable=False):
            pass
        yield state


@pytest.fixture
def empty_state() -> Iterator[Path]:
    """A folder where nothing was started yet."""
    with tempfile.TemporaryDirectory(prefix="holdfast-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "state"


@pytest.fixture
def state(made_once, empty_state) -> Path:
    """A state folder of its own with a new database, not running."""
    copied(made_once, empty_state)
    return empty_state


def copied(source: Path, target: Path) -> None:
    """Copy a stopped state folder with its owners."""
    shutil.copytree(source, target)
    if os.geteuid() == 0:
        for path in (source, *source.rglob("*")):
            owned = path.lstat()
            os.chown(target / path.relative_to(source), owned.st_uid, owned.st_gid)


@pytest.fixture(scope="session")
def shared(made_once) -> Iterator[Server]:
    """A running server for tests that neither kill it nor leave anything in it."""
    state = made_once.with_name("shared")
    copied(made_once, state)
    with postgres.running(state, durable=False) as running:
        yield running


@pytest.fixture
def server(state) -> Iterator[Server]:
    with postgres.running(state, durable=False) as running:
        yield running


@pytest.fixture
def program() -> Iterator[Callable[[str], Program]]:
    """Start programs; whatever is left of them ends with the test."""
    started: list[Program] = []

    def start(lines: str) -> Program:
        started.append(Program(lines))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)
