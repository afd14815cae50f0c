"""`holdfast directory import | export`: services as Open Referral UK (HSDS 3.0). Bad ones are named, the rest go in."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from holdfast.directory.import_actions import Met, Outcome, take_all
from holdfast.directory.models import Service
from holdfast.directory.open_referral.files import UnreadableFile, page_of, records_of
from holdfast.directory.open_referral.reading import Record, known_of
from holdfast.directory.open_referral.schema import problems
from holdfast.directory.open_referral.writing import record_of
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import find_hub
from holdfast.hubs.scope import hub_scope

DONE, NOTHING_READ = 0, 2
AT_ONCE = 100
LONGEST_NAME = 60


def run(argv: Sequence[str] | None = None) -> int:
    """Take services of a file into a hub's directory, or write them into one."""
    parser = argparse.ArgumentParser("holdfast directory", description=run.__doc__)
    jobs = parser.add_subparsers(required=True, metavar="WHAT")
    taking = jobs.add_parser("import", help=import_file.__doc__, description=import_file.__doc__)
    taking.add_argument("file", type=Path, metavar="FILE.json", help="a service, a list, or a page with `contents`")
    taking.add_argument("--dry-run", action="store_true", help="check everything and write nothing")
    taking.set_defaults(job=import_file)
    giving = jobs.add_parser("export", help=export_file.__doc__, description=export_file.__doc__)
    giving.add_argument("file", type=Path, nargs="?", metavar="FILE.json", help="without it: on the screen")
    giving.add_argument("--all", action="store_true", help="also what is for the hub's staff alone")
    giving.set_defaults(job=export_file)
    for each in (taking, giving):
        each.add_argument("--hub", required=True, metavar="CODE", help="the hub's short name in addresses")
    options = parser.parse_args(argv)
    try:
        return int(options.job(options))
    except UnreadableFile as problem:
        return refuse(problem)
    except OSError as problem:
        return refuse(f"{problem.filename or options.file}: {problem.strerror}")


def import_file(options: argparse.Namespace) -> int:
    """Take services: bad records are named, the rest go in, and the same file again changes nothing."""
    hub, records = find_open_hub(options.hub), records_of(options.file)
    count: Counter[Outcome] = Counter()
    met: Met = {}
    with progress(len(records)) as advance:
        for start in range(0, len(records), AT_ONCE):
            batch = records[start : start + AT_ONCE]
            with hub_scope(hub):
                outcomes = take_all(hub, batch, met, now=timezone.now())
                transaction.set_rollback(options.dry_run)
            for number, (record, outcome) in enumerate(zip(batch, outcomes, strict=True), start=start + 1):
                if isinstance(outcome, Outcome):
                    count[outcome] += 1
                else:
                    sys.stderr.write(f"record {number}{named(record)}: {outcome}\n")
            advance(len(batch))
    tell(count, len(records), is_dry=options.dry_run)
    return DONE


def export_file(options: argparse.Namespace) -> int:
    """Write services as one page of HSDS 3.0: each as it came, with what was changed here since. One that cannot be
    written is named, the rest are."""
    hub = find_open_hub(options.hub)
    with hub_scope(hub):
        found = Service.objects.filter(hub=hub).order_by("name", "pk")
        services = list(found if options.all else found.filter(is_public=True))
    records = []
    for record in map(exported, services):
        if wrong := problems(record):
            sys.stderr.write(f"service{named(record)} is left out: {'; '.join(wrong)}\n")
        else:
            records.append(record)
    if left_out := len(services) - len(records):
        sys.stderr.write(f"holdfast: {left_out:,} of {len(services):,} services were left out\n")
    page = page_of(records)
    if options.file:
        options.file.write_text(page, encoding="utf-8")
        sys.stderr.write(f"{len(records):,} services written to {options.file}\n")
    else:
        sys.stdout.write(page)
    return DONE


def exported(service: Service) -> Record:
    """One service as its record."""
    pk = service.source["id"] if service.source else str(service.pk)
    known = {name: getattr(service, name) for name in known_of({})}
    checked_on = london_day(service.confirmed_at).isoformat() if service.confirmed_at else ""
    return record_of(pk, known, source=service.source, is_kept=service.ended_at is None, checked_on=checked_on)


def find_open_hub(slug: str) -> Hub:
    """The hub.

    Raises:
        UnreadableFile: there is none that is open.
    """
    try:
        return find_hub(slug, now=timezone.now())
    except Http404:
        raise UnreadableFile(f"there is no open hub “{slug}”") from None


def named(record: Any) -> str:
    """Which record it is, beside its number: its id and name as they stand, without signs that move a cursor."""
    if not isinstance(record, dict):
        return ""
    parts = [str(record[key])[:LONGEST_NAME] for key in ("id", "name") if isinstance(record.get(key), str)]
    return "".join(f", “{''.join(sign if sign.isprintable() else '�' for sign in part)}”" for part in parts if part)


@contextmanager
def progress(total: int) -> Iterator[Any]:
    """A bar of what was taken, on stderr, where somebody is looking."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda size: None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Taking services", total=total)
        yield lambda size: bar.update(task, advance=size)


def tell(count: Counter[Outcome], total: int, *, is_dry: bool) -> None:
    """What became of the file, in a line."""
    would = "would be " if is_dry else ""
    added, changed, same = (count[each] for each in (Outcome.ADDED, Outcome.CHANGED, Outcome.SAME))
    sys.stdout.write(f"Services: {added:,} {would}added, {changed:,} {would}changed, {same:,} as they were\n")
    if left_out := total - added - changed - same:
        sys.stderr.write(f"holdfast: {left_out:,} of {total:,} records were left out\n")


def refuse(problem: object) -> int:
    """Say on stderr why nothing was done."""
    sys.stderr.write(f"holdfast: {problem}\n")
    return NOTHING_READ
