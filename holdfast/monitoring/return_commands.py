"""`holdfast return`: a hub's figures for its commissioner or for the public. Signed by one, released by another."""

import argparse
import secrets
import sys
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from holdfast.accounts.commanding import Refused, hub_of, member_of
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring import return_actions as actions
from holdfast.monitoring.attribute import NotACube
from holdfast.monitoring.leaving import lines_of
from holdfast.monitoring.models import Return
from holdfast.monitoring.periods import NoSuchPeriod, Period, read_period
from holdfast.monitoring.public_writing import verify as verify_public
from holdfast.monitoring.reckoning import count
from holdfast.monitoring.release_rules import Refused as RefusedRelease
from holdfast.monitoring.return_queries import published_of, released, waiting
from holdfast.monitoring.writing import FORMATS, REWORDED, NotWhole, verify
from holdfast.network.files import put

DONE, UNKNOWN, REFUSED = 0, 1, 2
COMMISSIONER, PUBLIC = "commissioner", "public"
NOT_THEIRS = "the commissioner is given a workbook, CSV or JSON: a PDF is of what is public"
NOBODY_MAY = "only somebody who may release figures does this. Nothing was changed"
NONE_WAITS = "no return for this period waits: prepare one"
SUM_ALONE = (
    "this installation does not know this hub, and only its lines and their sum agree. Whoever changed the file could "
    "have made the sum anew: compare it with the one that the hub has."
)
NOT_RELEASED = "no return for this period was released: two people do that, by holdfast return sign and release"


def run(argv: Sequence[str] | None = None) -> int:
    """Make a hub's return for its commissioner, or what is public, in steps and by two; or verify a file."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given and given[0].startswith("-") and given[0] not in {"-h", "--help"}:
        given.insert(0, "write")  # holdfast return --hub CODE --period 2026-Q3 …
    options = read(given)
    try:
        return int(job_of(options)(options, now=timezone.now()))
    except (Refused, MoveNotAllowed, NoSuchPeriod, NotWhole, NotACube, RefusedRelease) as problem:
        return refuse(problem)
    except PermissionDenied:
        return refuse(NOBODY_MAY)
    except OSError as problem:
        return refuse(f"{problem.filename}: {problem.strerror}")


def job_of(options: argparse.Namespace) -> Callable[..., int]:
    """The job that was asked for, of its channel."""
    if getattr(options, "channel", COMMISSIONER) == PUBLIC:
        from holdfast.monitoring import public_commands  # the solver is large, and no other job asks for it

        found: Callable[..., int] = getattr(public_commands, options.job.__name__)
        return found
    asked: Callable[..., int] = options.job
    return asked


def read(argv: Sequence[str]) -> argparse.Namespace:
    """Read the words of the command."""
    parser = argparse.ArgumentParser("holdfast return", description=run.__doc__)
    jobs = parser.add_subparsers(required=True, metavar="JOB")
    job(jobs, "prepare", prepare, by=True).add_argument(
        "--reason", default="", metavar="WORDS", help="what is wrong in the version that was released"
    )
    job(jobs, "show", show)
    for name, does in (("sign", sign), ("release", release)):
        one = job(jobs, name, does, by=True)
        one.add_argument("--digest", required=True, metavar="WORD", help="of what you have read, as it is shown")
    job(jobs, "discard", discard, by=True)
    one = job(jobs, "write", write)
    one.add_argument("--format", choices=[*FORMATS, "pdf"], default="csv", help="pdf: of what is public alone")
    one.add_argument("--out", type=Path, metavar="FILE", help="without it: on the screen, but for a workbook")
    one = jobs.add_parser("verify", help=check.__doc__, description=check.__doc__)
    one.add_argument("file", type=Path, metavar="FILE", help="a return as JSON")
    one.set_defaults(job=check)
    return parser.parse_args(argv)


def job(jobs, name: str, does, *, by: bool = False) -> argparse.ArgumentParser:
    """A job about one hub and one period."""
    parser: argparse.ArgumentParser = jobs.add_parser(name, help=does.__doc__, description=does.__doc__)
    parser.set_defaults(job=does)
    parser.add_argument("--hub", required=True, metavar="SLUG", help="the hub's short name in addresses")
    parser.add_argument("--period", required=True, metavar="2026-Q3", help=NoSuchPeriod.__doc__)
    parser.add_argument("--channel", choices=[COMMISSIONER, PUBLIC], default=COMMISSIONER, help="who reads it")
    if by:
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who does it: by what they sign in with")
    return parser


def prepare(options: argparse.Namespace, *, now: datetime) -> int:
    """Count a period that is over, and freeze what would leave."""
    hub, period = hub_of(options, now=now), read_period(options.period)
    by = member_of(options, hub)
    with hub_scope(hub):
        cells = count(hub, period, key=secrets.token_bytes(32))
        lines = lines_of(cells, published=published_of(hub, period))
        made = actions.prepare(hub, period, cells=cells, lines=lines, reason=options.reason, by=by, now=now)
    say(f"Prepared: {hub.name}, {made.period}, version {made.version}. Read it: holdfast return show. {made.digest}")
    return DONE


def show(options: argparse.Namespace, *, now: datetime) -> int:
    """Show what would leave, or has left, and how it stands."""
    hub, period = hub_of(options, now=now), read_period(options.period)
    with hub_scope(hub):
        found = waiting(hub, period) or released(hub, period)
        if found is None:
            raise Refused(NONE_WAITS)
    table = Table(title=f"{hub.name}, {found.period}, version {found.version}: {found.get_status_display()}")
    for name in ("", "measure", "by", "value", "share %"):
        table.add_column(name)
    for line in found.lines:
        by = f"{line['breakdown']}: {line['category']}" if line["breakdown"] else ""
        table.add_row(line["item"], line["title"], by, line["value"], line["share"])
    Console(file=sys.stdout, width=160, markup=False, emoji=False).print(table)
    say(f"Digest of what leaves: {found.digest}")
    return DONE


def sign(options: argparse.Namespace, *, now: datetime) -> int:
    """Sign what you have read: the first of two."""
    return stepped(options, actions.sign, "Signed. Another one releases it.", now=now)


def release(options: argparse.Namespace, *, now: datetime) -> int:
    """Release what another one has signed, and you have read."""
    return stepped(options, actions.release, "Released to the commissioner.", now=now)


def stepped(options: argparse.Namespace, step, words: str, *, now: datetime) -> int:
    """A step with what waits for this period."""
    hub = hub_of(options, now=now)
    by, period = member_of(options, hub), read_period(options.period)
    with hub_scope(hub):
        step(what_waits(hub, period), seen=options.digest.strip(), by=by, now=now)
    say(words)
    return DONE


def discard(options: argparse.Namespace, *, now: datetime) -> int:
    """Throw away what waits for its release."""
    hub = hub_of(options, now=now)
    by, period = member_of(options, hub), read_period(options.period)
    with hub_scope(hub):
        actions.discard(what_waits(hub, period), by=by, now=now)
    say("Discarded.")
    return DONE


def what_waits(hub: Hub, period: Period) -> Return:
    """The return that waits for its release.

    Raises:
        Refused: there is none.
    """
    found = waiting(hub, period)
    if found is None:
        raise Refused(NONE_WAITS)
    return found


def write(options: argparse.Namespace, *, now: datetime) -> int:
    """Write a released return into a file."""
    hub, period = hub_of(options, now=now), read_period(options.period)
    with hub_scope(hub):
        found = released(hub, period)
        if found is None:
            raise Refused(NOT_RELEASED)
        if options.format not in FORMATS:
            raise Refused(NOT_THEIRS)
        content = FORMATS[options.format](found)
    if options.out:
        put(options.out, content)
        sys.stderr.write(f"{options.out}: {hub.name}, {found.period}, version {found.version}. Not for employers.\n")
        return DONE
    if options.format == "xlsx":
        raise Refused("a workbook goes into a file: say which, by --out")
    sys.stdout.write(content.decode("utf-8-sig"))
    return DONE


def check(options: argparse.Namespace, *, now: datetime) -> int:
    """Say whether a JSON file is as it was released: 0 if it is, 1 if this installation cannot tell, 2 if it is not."""
    content = options.file.read_bytes()
    if b'"rows"' in content:
        entry = verify_public(content)
        say(f"Whole: {entry['place']}, {entry['period']}, published as entry {entry['entry']} of the ledger.")
        if entry["put_right"]:
            say(entry["put_right"])
        return said_otherwise(entry["reworded"])
    found = verify(content)
    what = f"{found.head['hub']}, {found.head['period']}, version {found.head['version']}"
    if found.is_ours:
        say(f"Whole: {what}, as two people released it here.")
        if found.last > found.head["version"]:
            say(f"It was corrected since: version {found.last} takes its place.")
        return said_otherwise(found.reworded)
    say(f"{what}: {SUM_ALONE}\n{found.head['digest']}")
    return UNKNOWN


def said_otherwise(words: Collection[str]) -> int:
    """Say where a file puts words otherwise than they are written today, which nobody can tell from a change."""
    if words:
        say(REWORDED % ", ".join(words))
    return UNKNOWN if words else DONE


def say(words: str) -> None:
    """A line of the answer."""
    sys.stdout.write(f"{words}\n")


def refuse(problem: object) -> int:
    """Say on stderr why nothing was done."""
    sys.stderr.write(f"holdfast: {problem}\n")
    return REFUSED
