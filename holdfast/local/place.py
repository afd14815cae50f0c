"""Where the database of a state folder lives, and who may enter there."""

import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from holdfast.local.operating_user import OperatingUser, server_user
from holdfast.local.troubles import DatabaseDidNotStart, Say

OUTSIDE = Path("/var/lib/holdfast")
"""Where root keeps the database when the server's user cannot enter the state folder."""

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103
"""Bytes of a socket's path that every platform takes (macOS 103, Linux 107)."""

PLAIN_PATH = re.compile(r"/[A-Za-z0-9._/-]+")
"""Commas and quotes in a socket's folder mean something to PostgreSQL."""


@dataclass(frozen=True)
class Place:
    """The folders and files of one embedded database."""

    state: Path
    home: Path
    user: OperatingUser

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.state / "postgres.log"

    @property
    def turn(self) -> Path:
        """Locked by the one process that starts or stops the server at the moment."""
        return self.state / "postgres.turn"

    @property
    def users(self) -> Path:
        """Locked, shared, by every process that uses the server."""
        return self.state / "postgres.users"

    @property
    def socket(self) -> Path:
        """The folder of the unix socket, as the last start chose it."""
        remembered = self.state / "postgres.socket"
        return Path(remembered.read_text()) if remembered.exists() else self.home / "socket"

    def new_socket_folder(self) -> Path:
        """A folder for the socket that only the server's user enters, short enough for its path."""
        folder = self.home / "socket"
        if fits(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
        else:
            self.leave_socket_folder()
            folder = Path(tempfile.mkdtemp(prefix="holdfast-", dir=self._short()))
        self.give(folder)
        (self.state / "postgres.socket").write_text(str(folder))
        return folder

    def leave_socket_folder(self) -> None:
        """Remove the folder of the socket where it lies outside the home."""
        if self.socket.parent != self.home:
            shutil.rmtree(self.socket, ignore_errors=True)

    def _short(self) -> str:
        """The system's folder for temporary files, where the server's user can enter it."""
        temporary = tempfile.gettempdir()
        roomy = fits(Path(temporary) / "holdfast-12345678")
        return temporary if roomy and self.user.may("-x", Path(temporary)) else "/tmp"  # noqa: S108

    def give(self, folder: Path) -> None:
        """Make the server's user the owner of a folder."""
        if self.user.is_somebody_else:
            os.chown(folder, self.user.uid, self.user.gid)


def fits(folder: Path) -> bool:
    """Whether a unix socket in that folder can be named to PostgreSQL."""
    path = str(folder / SOCKET_NAME)
    return len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and PLAIN_PATH.fullmatch(path) is not None


def place_of(state: Path, *, say: Say) -> Place:
    """The place of a state folder's database, made on the first call."""
    remembered = state / "postgres.folder"
    if remembered.exists():
        home = Path(remembered.read_text())
        return Place(state, home, server_user(home / "data"))
    home = state / "postgres"
    user = server_user(home / "data")
    if user.is_somebody_else and not _opened(state, user):
        home = _outside()
        remembered.write_text(str(home))
        say(f"The database is kept in {home}: its server does not run as root and cannot enter {state}.")
    home.mkdir(mode=0o700, exist_ok=True)
    _opened(home, user)
    return Place(state, home, user)


def _opened(folder: Path, user: OperatingUser) -> bool:
    """Let the server's user pass through a folder, not look around; false where a parent forbids it."""
    if not user.is_somebody_else:
        return True
    os.chown(folder, -1, user.gid)
    folder.chmod(0o710)
    return user.may("-x", folder)


def _outside() -> Path:
    """A new folder that belongs to one state folder, where every user can reach it."""
    home = OUTSIDE / secrets.token_hex(4)
    try:
        home.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise DatabaseDidNotStart(
            f"The folder {home} could not be made: {(error.strerror or 'unknown cause').lower()}. "
            "Set HOLDFAST_STATE to a folder that every user can enter, or start as an ordinary user."
        ) from error
    return home
