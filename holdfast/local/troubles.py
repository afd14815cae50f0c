"""What can go wrong at start, each as sentences a person can act on."""

from collections.abc import Callable
from pathlib import Path

MEANINGS = (
    (
        "No space left on device",
        "There is no space left on the disk that holds {home}. Free some, then start again.",
    ),
    (
        "could not create shared memory segment",
        "The computer has no shared memory left for the database. End other programs, then start again.",
    ),
    (
        "Cannot allocate memory",
        "The computer has too little free memory for the database. End other programs, then start again.",
    ),
    (
        "Read-only file system",
        "The disk that holds {home} cannot be written to. "
        "Set HOLDFAST_STATE to a folder on another disk, then start again.",
    ),
    (
        "Permission denied",
        "The database may not read or write its files in {home}. "
        "Check who owns that folder, or set HOLDFAST_STATE to another one.",
    ),
)


class DatabaseDidNotStart(RuntimeError):
    """The embedded database could not be started; the message says why and what to do."""


class StillInUse(DatabaseDidNotStart):
    """Processes of an earlier server have not let go of its files yet."""


class AlreadyRunning(RuntimeError):
    """Holdfast runs from this state folder already; the message names its address."""


class PortInUse(RuntimeError):
    """Another program listens where Holdfast wants to; the message says what to do."""


class StateFolderRefused(RuntimeError):
    """The state folder cannot be used by whoever starts Holdfast; the message says why."""


class DemoRefused(RuntimeError):
    """The database is no place for the demo, or holds half of one; the message says what to do."""


START_TROUBLES: tuple[type[RuntimeError], ...] = (
    DatabaseDidNotStart,
    AlreadyRunning,
    PortInUse,
    StateFolderRefused,
    DemoRefused,
)
"""What a command that starts things shows as one sentence instead of a traceback."""

Say = Callable[[str], None]


STILL_IN_USE = ("pre-existing shared memory block", "lock file")


def explained(complaint: str, *, home: Path, log: Path) -> DatabaseDidNotStart:
    """Turn what PostgreSQL complained of into an error a person can act on."""
    for words, meaning in MEANINGS:
        if words in complaint:
            return DatabaseDidNotStart(meaning.format(home=home))
    if any(words in complaint for words in STILL_IN_USE):
        return StillInUse(f"Another database server still works on {home}. End it, then start again.")
    last = "\n".join(f"  {line}" for line in complaint.strip().splitlines()[-5:])
    return DatabaseDidNotStart(f"The database did not start. Its last words, kept in {log}:\n{last}")
