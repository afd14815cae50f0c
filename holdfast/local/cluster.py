"""Making the files of a new database: they are there whole, roles and all, or not at all."""

import os
import shutil
import subprocess
from pathlib import Path

from holdfast.local.binaries import Binaries
from holdfast.local.place import Place
from holdfast.local.state import secret
from holdfast.local.troubles import DatabaseDidNotStart, explained

ROLES = Path(__file__).with_name("roles.sql")
SUPERUSER = "postgres"
OWNER = "holdfast_owner"
WEB = "holdfast_web"

SETTINGS = {
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "autovacuum_naptime": "15s",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_checkpoints": "off",
}
"""For one small machine. An operator changes them in postgresql.conf; later starts leave it alone."""

ONLY_WITH_PASSWORD = "local all all scram-sha-256\n"  # noqa: S105
"""Who may connect: anybody who can enter the socket's folder and knows a role's password."""

CLOSED = """
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
"""


def password(state: Path, role: str) -> str:
    """The password of a role, from the keys of the state folder."""
    return secret(state, f"database-{role}")


def make(place: Place, binaries: Binaries, *, durable: bool) -> None:
    """Make the data folder, its roles and its empty database.

    Raises:
        DatabaseDidNotStart: PostgreSQL could not make it.
    """
    half = place.home / "data.half"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    place.give(half)
    _run(place, binaries, _initdb(binaries, half))
    _run(place, binaries, _single(binaries, half), told=_first_words(place))
    if durable:  # once for everything, instead of after each step
        _run(place, binaries, [binaries.program("initdb"), "--sync-only", f"--pgdata={half}"])
    half.rename(place.data)
    _settle(place.home)


def _settle(folder: Path) -> None:
    """Let the disk hold the new name before anything is committed under it."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _initdb(binaries: Binaries, data: Path) -> list[str]:
    settings = [f"--set={name}={value}" for name, value in SETTINGS.items()]
    return [
        binaries.program("initdb"),
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--auth=reject",
        "--no-instructions",
        *settings,
        "--no-sync",
    ]


def _single(binaries: Binaries, data: Path) -> list[str]:
    """The server for one session on its standard input, before anybody can connect."""
    quiet = "log_min_error_statement=panic"  # an error would repeat a password
    options = ["-j", "-F", "-c", "exit_on_error=on", "-c", quiet, "-D", str(data)]
    return [binaries.program("postgres"), "--single", *options, SUPERUSER]


def _first_words(place: Place) -> str:
    passwords = [f"ALTER ROLE {role} PASSWORD '{password(place.state, role)}';" for role in (SUPERUSER, OWNER, WEB)]
    return "\n\n".join((ROLES.read_text(), CLOSED, *passwords, ""))


def _run(place: Place, binaries: Binaries, command: list[str], *, told: str = "") -> None:
    done = subprocess.run(  # noqa: S603
        command,
        input=told,
        capture_output=True,
        text=True,
        cwd="/",
        env=binaries.environment(),
        check=False,
        **place.user.arguments(),
    )
    if done.returncode:
        raise explained(done.stderr, home=place.home, log=place.log)


def check_version(place: Place, binaries: Binaries) -> None:
    """Refuse files that another major version of PostgreSQL made.

    Raises:
        DatabaseDidNotStart: they are of another version.
    """
    made_by = (place.data / "PG_VERSION").read_text().strip()
    if made_by != binaries.major:
        raise DatabaseDidNotStart(
            f"The database in {place.home} was made by PostgreSQL {made_by}, "
            f"and this Holdfast brings PostgreSQL {binaries.major}. "
            "Take a backup with the earlier Holdfast and restore it with this one."
        )
