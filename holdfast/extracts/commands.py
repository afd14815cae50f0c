"""`holdfast research`: what was approved, agreed by two; and its extract, once, of whoever did not say no."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from rich.console import Console
from rich.progress import track
from rich.table import Table

from holdfast.accounts.commanding import Refused, hub_of, member_of
from holdfast.extracts.checking import NotSafe
from holdfast.extracts.generalising import TooFew
from holdfast.extracts.giving import Made, keep, make, said_of
from holdfast.extracts.variables import KEYS, VARIABLES
from holdfast.extracts.writing import files_of
from holdfast.hubs.hours import london_day
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring.disclosure import people
from holdfast.monitoring.export_commands import signing_key
from holdfast.research import study_actions as actions
from holdfast.research.models import Study
from holdfast.research.queries import holds, studies_of
from holdfast.research.rules import digest_of

DONE, REFUSED = 0, 2
NOBODY_MAY = "only somebody who may release figures does this. Nothing was changed"
THERE = "something is there already: name a folder that does not exist"


def run(argv: Sequence[str] | None = None) -> int:
    """Record a study that was approved, agree to it as another one, and write its extract, once."""
    options = read(argv)
    try:
        return int(options.job(options, now=timezone.now()))
    except FileExistsError:
        return refuse(THERE)
    except (Refused, MoveNotAllowed, TooFew, NotSafe) as problem:
        return refuse(problem)
    except PermissionDenied:
        return refuse(NOBODY_MAY)
    except OSError as problem:
        return refuse(f"{problem.filename}: {problem.strerror}")


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the words of the command."""
    parser = argparse.ArgumentParser("holdfast research", description=run.__doc__)
    jobs = parser.add_subparsers(required=True, metavar="JOB")
    one = job(jobs, "record", record, by=True)
    for name, words in (
        ("title", "of the study, as people read it on their own pages"),
        ("purpose", "what it is to find out, as people read it on their own pages"),
        ("body", "who approved it"),
        ("reference", "the number of the approval"),
    ):
        one.add_argument(f"--{name}", required=True, metavar="WORDS", help=words)
    one.add_argument("--until", required=True, type=date.fromisoformat, metavar="2027-03-31", help="its last day")
    one.add_argument("--variables", required=True, metavar="A,B,C", help="as approved, what matters most first")
    job(jobs, "list", list_studies)
    one = job(jobs, "agree", agree, by=True, study=True)
    one.add_argument("--digest", required=True, metavar="WORD", help="of what you have read, as the list shows it")
    job(jobs, "end", end, by=True, study=True)
    one = job(jobs, "extract", extract, by=True, study=True)
    where = one.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, metavar="DIR", help="a folder that is made")
    where.add_argument("--look", action="store_true", help="say how coarse it would be, and write nothing")
    one = jobs.add_parser("variables", help=variables.__doc__, description=variables.__doc__)
    one.set_defaults(job=variables)
    return parser.parse_args(sys.argv[1:] if argv is None else argv)


def job(jobs, name: str, does, *, by: bool = False, study: bool = False) -> argparse.ArgumentParser:
    """A job about one hub."""
    parser: argparse.ArgumentParser = jobs.add_parser(name, help=does.__doc__, description=does.__doc__)
    parser.set_defaults(job=does)
    parser.add_argument("--hub", required=True, metavar="SLUG", help="the hub's short name in addresses")
    if by:
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who does it: by what they sign in with")
    if study:
        parser.add_argument("--study", required=True, metavar="NUMBER", help="of the approval")
    return parser


def record(options: argparse.Namespace, *, now: datetime) -> int:
    """Record what was approved: the first of two."""
    hub = hub_of(options, now=now)
    by = member_of(options, hub)
    approval = actions.Approval(
        options.title, options.purpose, options.body, options.reference, options.until, keys_in(options.variables)
    )
    with hub_scope(hub):
        study = actions.record_study(hub, approval, by=by, now=now)
    return say(f"Recorded. Another one reads it and the approval, and agrees. {digest_of(vars(study))}")


def keys_in(given: str) -> list[str]:
    """The variables of the command line.

    Raises:
        Refused: there is no such one, or one stands twice.
    """
    keys = [key.strip() for key in given.split(",") if key.strip()]
    strange = [key for key in keys if key not in KEYS]
    if strange:
        raise Refused(f"there is no variable “{strange[0]}”: holdfast research variables lists them")
    if len(set(keys)) < len(keys):
        raise Refused("a variable stands twice")
    return keys


def variables(options: argparse.Namespace, *, now: datetime) -> int:
    """List every variable that can be approved, with its finest level."""
    table = Table()
    for head in ("variable", "what it is", "at its finest", "sensitive"):
        table.add_column(head)
    for each in VARIABLES:
        table.add_row(each.key, each.title, each.levels[0].words, "yes" if each.is_sensitive else "")
    return show(table)


def list_studies(options: argparse.Namespace, *, now: datetime) -> int:
    """List the studies that were recorded, how each stands, and what it was given."""
    hub = hub_of(options, now=now)
    with hub_scope(hub):
        for each in studies_of(hub):
            say(f"{each.reference}  {each.title}")
            say(f"  What for: {each.purpose}")
            say(f"  Approved: by {each.body}, until {each.until_on}, for {', '.join(each.variables)}")
            say(f"  It is {stands(each, today=london_day(now))}.")
            say(f"  Digest: {digest_of(vars(each))}")
    return DONE


def stands(study: Study, *, today: date) -> str:
    """How a study stands."""
    given = next(iter(study.extracts.all()), None)
    said = [f"recorded by {study.recorded_by.name}"]
    if study.agreed_by:
        said.append(f"agreed by {study.agreed_by.name}")
    if given:
        said.append(f"given {given.rows} rows on {london_day(given.written_at)}")
    if study.ended_by:
        said.append(f"ended by {study.ended_by.name}")
    elif not holds(study, today=today):
        said.append("waits for another one" if today <= study.until_on else "over")
    return ", ".join(said)


def agree(options: argparse.Namespace, *, now: datetime) -> int:
    """Agree to what another one recorded, and you have read beside the approval itself."""
    hub = hub_of(options, now=now)
    by = member_of(options, hub)
    with hub_scope(hub):
        study = actions.agree(hub, options.study, seen=options.digest.strip(), by=by, now=now)
    return say(f"Agreed: “{study.title}”, until {study.until_on}. Its extract: holdfast research extract.")


def end(options: argparse.Namespace, *, now: datetime) -> int:
    """End a study: nothing is given to it any more."""
    hub = hub_of(options, now=now)
    by = member_of(options, hub)
    with hub_scope(hub):
        actions.end(hub, options.study, by=by, now=now)
    return say("Ended. What was given cannot be called back.")


def extract(options: argparse.Namespace, *, now: datetime) -> int:
    """Write the extract that was approved. It is written down before it is handed over: what left is in the log."""
    hub = hub_of(options, now=now)
    by = member_of(options, hub)
    if options.out and options.out.exists():
        raise FileExistsError
    while True:
        made = make(hub, options.study, by=by, now=timezone.now(), tracked=progress())
        if options.look:
            return look(made)
        files = files_of(made.released, made.approved, said=said_of(made.study, now=timezone.now()), sign=signing_key())
        if keep(made, files, into=options.out, by=by, now=timezone.now()):
            break
        sys.stderr.write("Somebody is to be left out by now. Nothing was written: it is made anew without them.\n")
    files.write(options.out)
    return say(f"{options.out}: {len(made.released.rows)} rows. Left out, so that nobody is known: "
               f"{people(made.released.left_out)}.")  # fmt: skip


def look(made: Made) -> int:
    """How coarse it would be. Nothing is written, and the approval is not used by it."""
    table, released = Table(), made.released
    for head in ("variable", "as it would be released"):
        table.add_column(head)
    for each in made.approved:
        level = released.levels.get(each.key)
        table.add_row(each.title, "not released" if level is None else each.levels[level].words)
    show(table)
    return say(f"Rows: {people(len(released.rows))}. Left out, so that nobody is known: {people(released.left_out)}.")


def progress() -> Callable[[Sequence], Iterable]:
    """How far reading is, on stderr; silent where that is no terminal."""
    return partial(track, description="People", console=Console(stderr=True), disable=not sys.stderr.isatty())


def show(table: Table) -> int:
    """A table as the answer."""
    Console(file=sys.stdout, width=160, markup=False).print(table)
    return DONE


def say(words: str) -> int:
    """The answer."""
    sys.stdout.write(f"{words}\n")
    return DONE


def refuse(problem: object) -> int:
    """Say on stderr why nothing was done."""
    sys.stderr.write(f"holdfast: {problem}\n")
    return REFUSED
