"""`holdfast sickness import | show`: public files of sickness absence. Bad rows are named, the rest goes in."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from holdfast.hubs.hours import london_day
from holdfast.monitoring.reasons import Reason
from holdfast.monitoring.sickness import Reading, read_file
from holdfast.monitoring.sickness_actions import Imported, NothingToImport, import_sickness
from holdfast.monitoring.sickness_cells import ISO_MONTH, named_month, shown
from holdfast.monitoring.sickness_files import ENGLAND, UnreadableFile
from holdfast.monitoring.sickness_queries import UnknownArea, sickness_of
from holdfast.monitoring.sickness_words import MonthLost

DONE, NOTHING_DONE = 0, 2
NOT_HELD = "not held"
NO_RATE_HERE = "not available from this file"


def run(argv: Sequence[str] | None = None) -> int:
    """Import public files of sickness absence, or show what was imported. Exit code 2: nothing was done."""
    parser = argparse.ArgumentParser("holdfast sickness", description=run.__doc__)
    jobs = parser.add_subparsers(required=True, metavar="WHAT")
    taking = jobs.add_parser("import", help=import_file.__doc__, description=import_file.__doc__)
    taking.add_argument("file", type=Path, metavar="FILE.csv", help="as NHS England publishes it")
    taking.add_argument("--by", metavar="NAME", help="who imports it; without it: who is signed in on this machine")
    taking.add_argument("--dry-run", action="store_true", help="check everything and keep nothing")
    taking.set_defaults(job=import_file)
    showing = jobs.add_parser("show", help=show.__doc__, description=show.__doc__)
    showing.add_argument("--from", dest="first", type=month, required=True, metavar="2024-03")
    showing.add_argument("--to", dest="last", type=month, required=True, metavar="2025-02")
    showing.add_argument("--area", default=ENGLAND, metavar="CODE", help="of a system, region or trust; else England")
    showing.add_argument(
        "--reason", default=Reason.S10, choices=Reason.values, metavar="S10", help="S10 to S99, or ALL"
    )
    showing.set_defaults(job=show)
    options = parser.parse_args(argv)
    return int(options.job(options))


def month(text: str) -> date:
    """A month of the command line."""
    found = named_month(text) if ISO_MONTH.fullmatch(text) else None
    if found is None:
        raise argparse.ArgumentTypeError(f"“{text}” is no month: write it as 2024-03")
    return found


def import_file(options: argparse.Namespace) -> int:
    """Keep FTE days lost by area, month and reason. A file of rates alone is read, checked and not kept."""
    file: Path = options.file
    now = timezone.now()
    try:
        by = options.by or getpass.getuser()
        with file.open("rb") as stream, progress(file.stat().st_size) as advance:
            reading = read_file(stream, today=london_day(now), advance=advance)
        name_problems(reading)
        with transaction.atomic():
            done = import_sickness(reading, name=shown(file.name, most=199), by=by[:120], now=now)
            transaction.set_rollback(options.dry_run)
    except (UnreadableFile, NothingToImport) as problem:
        return refuse(f"{shown(file.name)}: {str(problem).rstrip('.')}. Nothing was kept")
    except OSError as problem:
        return refuse(f"{problem.filename or file}: {problem.strerror or problem}")
    tell(reading, done, is_dry=options.dry_run)
    return DONE


def tell(reading: Reading, done: Imported, *, is_dry: bool) -> None:
    """What became of the file."""
    added = "that would be added" if is_dry else "added"
    write(f"{reading.shape.name}. Figures {added}: {done.added:,}; as they were: {done.same:,}")
    if done.revised:
        write(f"Of the added, in place of another file's figure: {done.revised:,}")
    if reading.set_aside:
        write(f"Rows of single staff groups, which are not needed: {reading.set_aside:,}")
    write(reading.sentence)


def show(options: argparse.Namespace) -> int:
    """Show FTE days lost by month, the rate where a file holds days available, and what goes with them."""
    try:
        found = sickness_of(options.area, options.first, options.last, reason=Reason(options.reason))
    except (UnknownArea, ValueError) as problem:
        return refuse(f"{shown(options.area)}: {problem}")
    code = "" if found.reason == Reason.ALL else f"{found.reason} "
    write(f"{found.name} ({found.area}): {code}{found.reason.label}")
    write(f"{'month':<9}{'FTE days lost':>18}  rate")
    for each in found.months:
        write(f"{each.month:%Y-%m}  {days(each):>18}  {rate(each)}".rstrip())
    write(found.sentence)
    for source in found.sources:
        write(f"Source: {source}")
    return DONE


def days(each: MonthLost) -> str:
    """FTE days lost in a month, to one place."""
    return NOT_HELD if each.days_lost is None else f"{each.days_lost:,.1f}"


def rate(each: MonthLost) -> str:
    """The rate of a month."""
    if each.days_lost is None:
        return ""
    return NO_RATE_HERE if each.rate is None else f"{each.rate} %"


def name_problems(reading: Reading) -> None:
    """The lines that were left out, each with its reason."""
    for problem in reading.problems:
        sys.stderr.write(f"line {problem.line}: {problem.why}\n")
    if (more := reading.flagged - len(reading.problems)) > 0:
        sys.stderr.write(f"and more: {more:,}\n")
    if reading.flagged:
        sys.stderr.write(f"holdfast: left out {reading.flagged:,} of {reading.rows:,} rows\n")


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], object]]:
    """A bar of what was read, on stderr, where somebody is looking."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda size: None
        return
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Reading", total=total)
        yield lambda size: bar.update(task, advance=size)


def write(line: str) -> None:
    """A line of the answer."""
    sys.stdout.write(f"{line}\n")


def refuse(problem: object) -> int:
    """Say on stderr why nothing was done."""
    sys.stderr.write(f"holdfast: {problem}\n")
    return NOTHING_DONE
