"""Which user of the computer runs the database server: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast.local.troubles import DatabaseDidNotStart

NOT_ROOT = ("postgres", "_postgres", "nobody")
"""Whom root hands the server to, the first that exists."""


@dataclass(frozen=True)
class OperatingUser:
    """A user of this computer by number."""

    uid: int
    gid: int

    @property
    def is_somebody_else(self) -> bool:
        return self.uid != os.geteuid()

    def arguments(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make a process run as this user."""
        if not self.is_somebody_else:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, flag: str, path: Path) -> bool:
        """Ask the computer itself, as that user: is the `test` of this flag true of the path?"""
        asked = subprocess.run(["test", flag, path], cwd="/", check=False, **self.arguments())  # noqa: S603, S607
        return asked.returncode == 0


def server_user(data: Path) -> OperatingUser:
    """Who runs the server: the owner of its files, else ourselves, else one whom root can hand it to."""
    if data.exists():
        owned = data.stat()
        return OperatingUser(owned.st_uid, owned.st_gid)
    if os.geteuid() != 0:
        return OperatingUser(os.geteuid(), os.getegid())
    for name in NOT_ROOT:
        try:
            known = pwd.getpwnam(name)
        except KeyError:
            continue
        return OperatingUser(known.pw_uid, known.pw_gid)
    raise DatabaseDidNotStart(
        "PostgreSQL does not run as root, and this computer has neither a user postgres nor nobody. "
        "Start Holdfast as an ordinary user."
    )
