"""The folder that holds everything Holdfast keeps on one computer, and the keys in it."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from holdfast.local.troubles import AlreadyRunning, StateFolderRefused


def state_folder() -> Path:
    """The folder named by HOLDFAST_STATE, else the one the platform keeps for programs like this.

    Raises:
        StateFolderRefused: it cannot be made, or belongs to another user of the computer.
    """
    named = os.environ.get("HOLDFAST_STATE", "").strip()
    folder = Path(named).expanduser() if named else platformdirs.user_state_path("holdfast", appauthor=False)
    return made(folder.absolute())


def made(folder: Path) -> Path:
    """The folder, made for its owner alone if it was not there."""
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True)
        owner = folder.stat().st_uid
    except OSError as error:
        raise StateFolderRefused(
            f"The folder {folder} cannot be used: {(error.strerror or 'unknown cause').lower()}. "
            "Set HOLDFAST_STATE to another folder."
        ) from error
    if owner != os.geteuid():
        raise StateFolderRefused(
            f"The folder {folder} belongs to another user of this computer. "
            "Start Holdfast as that user, or set HOLDFAST_STATE to another folder."
        )
    return folder


def secret(state: Path, name: str) -> str:
    """The secret of that name (64 hexadecimal digits), made and kept the first time it is asked for."""
    path = state / "keys" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with locked(path.parent / ".turn"):
            if not path.exists():
                _keep(path, secrets.token_hex(32))
    return path.read_text().strip()


def _keep(path: Path, value: str) -> None:
    """Write a new file so that it is there whole or not at all, also after a power cut."""
    half = path.with_name(f".{path.name}.half")
    half.unlink(missing_ok=True)
    with open(half, "x", opener=lambda name, flags: os.open(name, flags, mode=0o600)) as file:
        file.write(f"{value}\n")
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)


@contextlib.contextmanager
def only_one(state: Path, address: str) -> Iterator[None]:
    """Hold the state folder for one running Holdfast at `address`.

    Raises:
        AlreadyRunning: another one holds it.
    """
    with (state / "running").open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            held.seek(0)
            where = held.read().strip() or "another address"
            raise AlreadyRunning(
                f"Holdfast is already running at {where}. "
                "Stop it with Ctrl-C where it was started, or set HOLDFAST_STATE to another folder."
            ) from error
        held.truncate(0)
        held.write(address)
        held.flush()
        yield
        held.truncate(0)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for our turn: one process at a time starts or stops what `path` stands for."""
    with path.open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
