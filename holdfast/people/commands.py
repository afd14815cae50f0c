"""`holdfast keys`: rotate, list, destroy. Run beside the serving processes, with the same keyring file."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from holdfast.people import rotation
from holdfast.people.keyring import KeyMissing

DONE, REFUSED = 0, 1
WHAT = {"masters": "person keys", "search": "search keys"}


def run(argv: Sequence[str] | None = None) -> int:
    """Rotate, list and destroy the keys that seal people's names and stories."""
    options = parser().parse_args(argv)
    kind: rotation.Kind = "search" if options.search else "masters"
    try:
        return options.job(options, kind)
    except (KeyMissing, ValueError, rotation.StillNeeded, rotation.EarlierWorkRunning) as problem:
        sys.stderr.write(f"holdfast: {problem}\n")
        return REFUSED


def parser() -> argparse.ArgumentParser:
    """What the command understands."""
    found = argparse.ArgumentParser("holdfast keys", description=run.__doc__)
    jobs = found.add_subparsers(required=True, metavar="JOB")
    rotating = add(jobs, rotate)
    rotating.add_argument("--batch", type=positive, default=rotation.BATCH, help="people in one transaction (500)")
    add(jobs, show, name="list")
    destroying = add(jobs, destroy)
    destroying.add_argument("version", type=int, metavar="VERSION", help="see holdfast keys list")
    return found


def add(jobs, job: Callable, *, name: str = "") -> argparse.ArgumentParser:
    """One job of the command, with what all of them take."""
    found = jobs.add_parser(name or job.__name__, help=job.__doc__, description=job.__doc__)
    found.add_argument("--search", action="store_true", help="the keys of the name search, not those of the people")
    found.set_defaults(job=job)
    return found


def positive(text: str) -> int:
    """A whole number from 1 on."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def rotate(options: argparse.Namespace, kind: rotation.Kind) -> int:
    """Make a new key and bring everybody to it while the hub works. Stopped half way, run it again."""
    with progress(WHAT[kind]) as on_progress:
        version = rotation.rotate(kind, on_progress, batch=options.batch)
    sys.stdout.write(f"All {WHAT[kind]} are on version {version}\n")
    return DONE


def show(options: argparse.Namespace, kind: rotation.Kind) -> int:
    """List the versions in the keyring, and how many people need each."""
    needed, held = rotation.people_by_version(kind), rotation.versions(kind)
    for version in sorted({*needed, *held}):
        state = "active" if version == held[-1] else "kept" if version in held else "MISSING"
        sys.stdout.write(f"{WHAT[kind]}  version {version}  {state}  {needed[version]:,} people\n")
    return DONE if set(needed) <= set(held) else REFUSED


def destroy(options: argparse.Namespace, kind: rotation.Kind) -> int:
    """Destroy an old version for good. Backups that need it cannot be read any more: see docs/operations.md."""
    rotation.destroy(kind, options.version)
    sys.stdout.write(f"Version {options.version} of the {WHAT[kind]} is destroyed\n")
    return DONE


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar of people on stderr, where somebody is looking."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what.capitalize(), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
