"""`holdfast import referrals`: take a partner's file. Bad lines are named and the rest goes in; twice adds nothing."""

import argparse
import csv
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.http import Http404
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from holdfast.agreements.models import Partner
from holdfast.hubs.hours import LONDON
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import find_hub
from holdfast.hubs.scope import hub_scope
from holdfast.partners.batch_actions import NotTaken, Partners, hear_worry, is_of, known_by, take_batch
from holdfast.partners.batch_files import (
    Columns,
    Line,
    Reject,
    UnreadableFile,
    encoding_of,
    harmless,
    lines_of,
    read_columns,
    read_map,
    rows_of,
)  # fmt: skip
from holdfast.partners.batch_rows import Row, row_of
from holdfast.referrals.models import Referral

DONE, NOTHING_READ = 0, 2
AT_ONCE = 200
TAKEN = "reference: another person, or other words, came under this reference before; give each line its own"
Refused = tuple[int, str, str]
MOST_SHOWN = 10  # lines on the screen where no file is named for them


@dataclass
class Count:
    """What became of the rows of a file."""

    added: int = 0
    there: int = 0
    left_out: int = 0

    @property
    def rows(self) -> int:
        """How many there were."""
        return self.added + self.there + self.left_out


def run(argv: Sequence[str] | None = None) -> int:
    """Take what a partner sends in a file."""
    parser = argparse.ArgumentParser("holdfast import", description=run.__doc__)
    jobs = parser.add_subparsers(required=True, metavar="WHAT")
    one = jobs.add_parser("referrals", help=referrals.__doc__, description=referrals.__doc__)
    one.add_argument("file", type=Path, metavar="FILE.csv", help="the first line names the columns")
    one.add_argument("--hub", required=True, metavar="CODE", help="the hub's short name in addresses")
    one.add_argument(
        "--map", type=Path, metavar="FILE", help="JSON or TOML: their column to ours; `always` for all rows"
    )
    one.add_argument("--dry-run", action="store_true", help="check everything and write nothing")
    one.add_argument("--rejects", type=Path, metavar="FILE", help="write lines that are left out here: line, reason")
    one.set_defaults(job=referrals)
    options = parser.parse_args(argv)
    try:
        return options.job(options)
    except UnreadableFile as problem:
        return refuse(problem)
    except OSError as problem:
        return refuse(f"{problem.filename or options.file}: {problem.strerror}")


def referrals(options: argparse.Namespace) -> int:
    """Take referrals: bad lines are named, the rest goes in, and the same file again adds nothing."""
    if options.rejects and options.rejects.resolve() in {options.file.resolve(), options.map and options.map.resolve()}:
        raise UnreadableFile("FILE, --map and --rejects must be different files")
    find_open_hub(options.hub)
    encoding = encoding_of(options.file)
    if encoding != "utf-8-sig":
        sys.stderr.write(f"holdfast: {options.file} is not UTF-8; it is read as Latin-1\n")
    with ExitStack() as stack:
        file = stack.enter_context(options.file.open(encoding=encoding, newline=""))
        advance = stack.enter_context(progress(options.file))
        lines = rows_of(counted(lines_of(file), advance, encoding))
        columns = columns_of(lines, options)
        reject = stack.enter_context(rejects(options.rejects))
        count = take(lines, columns, options, reject)
    if not count.rows:
        raise UnreadableFile(f"{options.file}: there are no rows below the first line")
    report(count, options)
    return DONE


def find_open_hub(slug: str) -> Hub:
    """The hub with its terms.

    Raises:
        UnreadableFile: there is none that is open.
    """
    try:
        return find_hub(slug, now=timezone.now())
    except Http404:
        raise UnreadableFile(f"there is no open hub “{slug}”") from None


def columns_of(lines: Iterator[Line], options: argparse.Namespace) -> Columns:
    """What the first line names."""
    first = next(lines, None)
    if first is None:
        raise UnreadableFile(f"{options.file}: the file is empty")
    if first.cells is None:
        raise UnreadableFile(f"{options.file}: the first line, which names the columns, cannot be read")
    columns = read_columns(first.cells, *read_map(options.map))
    if columns.left_out:
        names = ", ".join(f"“{title[:40]}”" for title in columns.left_out[:20])
        sys.stderr.write(f"holdfast: these columns are not taken: {names}\n")
    return columns


def take(lines: Iterator[Line], columns: Columns, options: argparse.Namespace, reject: Reject) -> Count:
    """Batch by batch, each in a transaction of its own. Lines that are left out are named in their order."""
    count, met = Count(), {}
    while batch := list(islice(lines, AT_ONCE)):
        now, refused = timezone.now(), []
        rows = list(checked(batch, columns, refused, today=now.astimezone(LONDON).date()))
        hub = find_open_hub(options.hub)
        with hub_scope(hub):
            unfit = len(refused)
            fresh, known = told_apart(hub, rows, refused)
            count.there += len(rows) - len(fresh) - (len(refused) - unfit)
            partners = Partners(hub, met)
            wanted = list(with_partner(fresh, partners, refused, now=now, is_dry=options.dry_run))
            if not options.dry_run:
                take_batch(hub, [(row, partner) for row, partner in wanted if partner], now=now)
                for row, referral in known:
                    hear_worry(hub, row, referral, now=now)
        count.added += len(wanted)
        count.left_out += len(refused)
        for each in sorted(refused):
            reject(*each)
    return count


def checked(batch: list[Line], columns: Columns, refused: list[Refused], *, today: date) -> Iterator[Row]:
    """The rows of a batch that can be taken as they stand."""
    for line in batch:
        reference = ""
        try:
            if line.cells is None:
                raise ValueError(line.reason)
            if len(line.cells) != columns.width:
                raise ValueError(f"the line has {len(line.cells)} cells; the first line names {columns.width}")
            given = columns.read(line.cells)
            reference = given.get("reference", "").strip()
            yield row_of(line.number, given, today=today)
        except ValueError as problem:
            refused.append((line.number, reference, str(problem)))


def told_apart(hub: Hub, rows: list[Row], refused: list[Refused]) -> tuple[list[Row], list[tuple[Row, Referral]]]:
    """The rows that are not there yet, each mark once, and those that are. Somebody else under a reference that is
    used already is refused, and so is a line that says something else than an earlier one of the file."""
    there, fresh, known = known_by(hub, (row.mark for row in rows)), {}, []
    for row in rows:
        referral, earlier = there.get(row.mark), fresh.get(row.mark)
        if (referral and not is_of(row, referral)) or (earlier and replace(row, line=earlier.line) != earlier):
            refused.append((row.line, row.reference, TAKEN))
        elif referral:
            known.append((row, referral))
        else:
            fresh.setdefault(row.mark, row)
    return list(fresh.values()), known


def with_partner(
    rows: list[Row], partners: Partners, refused: list[Refused], *, now: datetime, is_dry: bool
) -> Iterator[tuple[Row, Partner | None]]:
    """Rows with whom they are from, if the hub takes referrals from them."""
    for row in rows:
        try:
            yield row, partners.find(row.referrer, now=now, is_dry=is_dry)
        except NotTaken as problem:
            refused.append((row.line, row.reference, str(problem)))


@contextmanager
def rejects(path: Path | None) -> Iterator[Reject]:
    """Where lines go that are left out: a file that only its owner reads, or the first few on the screen."""
    if path is None:
        shown: list[int] = []

        def show(line: int, reference: str, reason: str) -> None:
            if len(shown) < MOST_SHOWN:
                shown.append(line)
                sys.stderr.write(f"line {line}: {reason}\n")

        yield show
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("line", "reference", "reason"))
        yield lambda line, reference, reason: writer.writerow((line, harmless(reference), harmless(reason)))


@contextmanager
def progress(path: Path) -> Iterator:
    """A bar of what was read, on stderr, where somebody is looking."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda size: None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Taking referrals", total=path.stat().st_size)
        yield lambda size: bar.update(task, advance=size)


def counted(lines: Iterator[str], advance, encoding: str) -> Iterator[str]:
    """The same lines; the bar is told of each."""
    for text in lines:
        advance(len(text.encode(encoding, "replace")))
        yield text


def report(count: Count, options: argparse.Namespace) -> None:
    """What became of the file, in a line."""
    word = "would be added" if options.dry_run else "added"
    sys.stdout.write(f"{count.added:,} referrals {word}, {count.there:,} were there already\n")
    if count.left_out:
        where = f"; see {options.rejects}" if options.rejects else ""
        sys.stderr.write(f"holdfast: {count.left_out:,} of {count.rows:,} lines were left out{where}\n")


def refuse(problem: object) -> int:
    """Say on stderr why nothing was read."""
    sys.stderr.write(f"holdfast: {problem}\n")
    return NOTHING_READ
