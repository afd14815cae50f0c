"""The migrated database that the tests clone, and its dump: kept while everything that made it is as it was.

Migrating takes most of a minute of one core, nearly all of it Django's: it makes every model anew at each step. What
made the template is what the process that migrated it had loaded or read of this repository, and all migrations.
"""

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from holdfast.local import binaries
from holdfast.local.cluster import SUPERUSER
from holdfast.local.server import Server

REPOSITORY = Path(__file__).parent.parent
KEPT = REPOSITORY / "build" / "tests"
DUMP, KEYS, MADE_OF = KEPT / "template.sql", KEPT / "keyring.json", KEPT / "made-of.json"
"""The keyring belongs to the dump: the database holds a key that is derived from it. It seals invented people alone."""


def make_template(server: Server, name: str) -> None:
    """Make the database by its dump where that still fits, else by migrating."""
    server.create_database(name)
    if filled_by_dump(server, name):
        return
    made_of = server.state / "made-of.json"
    migrated = [sys.executable, "-m", "tests.migrating", str(made_of)]
    subprocess.run(migrated, cwd=REPOSITORY, env=environment(server, name), check=True)
    keep(server, name, keyring_of(server), made_of)


def filled_by_dump(server: Server, name: str) -> bool:
    """Fill an empty database by the dump, and take over its keyring; false where it does not fit any more."""
    if not still_fits():
        return False
    keyring_of(server).parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(KEYS, keyring_of(server))
    run("psql", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", f"--file={DUMP}", at=server, name=name)
    return True


def keyring_of(server: Server) -> Path:
    """Where the processes of a server's state folder find their keys."""
    return server.state / "keys" / "keyring.json"


def environment(server: Server, name: str) -> dict[str, str]:
    """What the process that migrates is told. Nobody else stays connected to the template."""
    addresses = {
        "HOLDFAST_DATABASE_URL": server.url("holdfast_web", name),
        "HOLDFAST_OWNER_URL": server.url("holdfast_owner", name),
    }
    return {**os.environ, **addresses, "DJANGO_SETTINGS_MODULE": "holdfast.settings"}


def keep(server: Server, name: str, keyring: Path, made_of: Path) -> None:
    """Keep the dump for the next time. What it is made of is written last: another run may look meanwhile."""
    KEPT.mkdir(parents=True, exist_ok=True)
    MADE_OF.unlink(missing_ok=True)
    dump = server.state / "template.sql"
    run("pg_dump", f"--file={dump}", at=server, name=name)
    for made, kept in ((dump, DUMP), (keyring, KEYS), (made_of, MADE_OF)):
        half = kept.with_suffix(f".{os.getpid()}")
        shutil.copy(made, half)
        half.replace(kept)


def run(program: str, *arguments: str, at: Server, name: str) -> None:
    """A program of PostgreSQL, as the superuser."""
    found = binaries.bundled()
    command = [found.program(program), f"--dbname={at.url(SUPERUSER, name)}", *arguments]
    subprocess.run(command, env=found.environment(), check=True, stdout=subprocess.DEVNULL)


def still_fits() -> bool:
    """Whether every file that made the dump is as it was, and no migration has come."""
    if not all(path.exists() for path in (DUMP, KEYS, MADE_OF)):
        return False
    made_of = json.loads(MADE_OF.read_text())
    return made_of == {**sums_of(made_of.keys() - made_with().keys()), **sums_of(migrations()), **made_with()}


def migrations() -> set[str]:
    """Every file of migrations."""
    return {str(path.relative_to(REPOSITORY)) for path in REPOSITORY.glob("holdfast/*/migrations/*.py")}


def made_with() -> dict[str, str]:
    """The versions of what is no file of ours."""
    return {"Python": sys.version, **{name: version(name) for name in ("django", binaries.WHEEL)}}


def sums_of(names: set[str]) -> dict[str, str]:
    """A sum over each of these files; of one that is gone, nothing."""
    found = ((name, REPOSITORY / name) for name in sorted(names))
    return {name: sha256(path.read_bytes()).hexdigest() if path.exists() else "" for name, path in found}
