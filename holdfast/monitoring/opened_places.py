"""Where opened facts lie while they are counted: a folder that goes with its process, or when the next one begins.

A folder is held by a lock for as long as its process lives, which the operating system lets go however the process
ends. What nobody holds is a leftover.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "holdfast-network-"


@contextmanager
def opened_place() -> Iterator[Path]:
    """A folder that only its owner opens, removed at the end; what processes that are gone left is removed first."""
    remove_leftovers()
    folder, held = make_held()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        os.close(held)


def make_held() -> tuple[Path, int]:
    """A new folder, and the lock on it. One that another process took for a leftover meanwhile is made once more."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with suppress(FileNotFoundError):
            held = os.open(folder, os.O_RDONLY)
            fcntl.flock(held, fcntl.LOCK_EX)
            if folder.exists():
                return folder, held
            os.close(held)


def remove_leftovers() -> None:
    """Remove the folders that nobody holds. Those of other users, and what is no folder, stay."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # another one's, no folder, or gone by now
            held = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(held).st_uid == os.geteuid():
                    shutil.rmtree(folder)
            finally:
                os.close(held)
