"""`holdfast hub`: make a hub by a dialogue or from a file, list hubs, open one."""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from holdfast.accounts.actions import CannotInvite
from holdfast.accounts.commands import known_hubs, print_link
from holdfast.desk.actions import HubExists, NotReady, create_hub, opened, signed_today
from holdfast.desk.dialogue import interview
from holdfast.desk.files import FileRefused, example, read_file
from holdfast.desk.queries import newest_version, objection
from holdfast.desk.questions import BY_KEY, Answers
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope

DONE, REFUSED, STOPPED = 0, 2, 130


def hub(argv: Sequence[str]) -> int:
    """Make a hub, list the hubs, or open one. Exit code 2: refused, and nothing was changed."""
    options = read(argv)
    return options.job(options, now=timezone.now())


def read(argv: Sequence[str]) -> argparse.Namespace:
    """Read the words of the command."""
    parser = argparse.ArgumentParser("holdfast hub", description=hub.__doc__)
    jobs = parser.add_subparsers(required=True, metavar="JOB")
    making = jobs.add_parser("create", help="make a hub: by a dialogue, or from a file")
    making.add_argument("--from", dest="file", type=Path, metavar="FILE", help="TOML; holdfast hub example prints one")
    making.set_defaults(job=create)
    jobs.add_parser("example", help="print a file to begin with").set_defaults(job=show_example)
    jobs.add_parser("list", help="one line a hub").set_defaults(job=show)
    opening = jobs.add_parser("open", help="let the public pages answer, once nothing essential is left")
    opening.add_argument("--hub", required=True, metavar="SLUG", help="the hub's short name in addresses")
    opening.add_argument("--signed-by", required=True, metavar="NAME", help="the clinical lead who says so")
    opening.set_defaults(job=open_one)
    return parser.parse_args(argv)


def create(options: argparse.Namespace, *, now: datetime) -> int:
    """Make a hub, and print the link for its first lead."""
    try:
        answers = answers_of_file(options.file, now=now) if options.file else answers_of_dialogue(now=now)
        lead = create_hub(answers, now=now)
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\nStopped. Nothing was made.\n")
        return STOPPED
    except HubExists:
        return exists(answers)
    except FileRefused as refused:
        sys.stderr.writelines(f"{problem}\n" for problem in refused.problems)
        sys.stderr.write("Nothing was made.\n")
        return REFUSED
    except CannotInvite as refused:
        sys.stderr.write(f"lead_email: {refused}\nNothing was made.\n")
        return REFUSED
    sys.stderr.write(
        f"{lead.hub.name} is made and prepares; its pages do not answer yet. What is left: holdfast doctor --hub "
        f"{lead.hub.slug}\n"
    )
    print_link(lead, now=now)
    return DONE


def answers_of_file(file: Path, *, now: datetime) -> Answers:
    """The answers of a file, each looked at in the database too.

    Raises:
        FileRefused: with every sentence.
        HubExists: the hub is there already.
    """
    today = signed_today(now)
    answers = read_file(file, today=today)
    if Hub.objects.filter(slug=answers["slug"]).exists():
        return answers  # `create_hub` says so
    problems = [f"{key}: {said}" for key, value in answers.items() if (said := objection(key, value, today=today))]
    if problems:
        raise FileRefused(problems)
    return answers


def answers_of_dialogue(*, now: datetime) -> Answers:
    """The answers of whoever sits at the terminal.

    Raises:
        FileRefused: nobody sits there.
        KeyboardInterrupt: they stopped.
    """
    if not sys.stdin.isatty():
        raise FileRefused(
            ["Nobody can answer here: this is no terminal. Give --from FILE; holdfast hub example prints one"]
        )
    today = signed_today(now)
    answers = interview(
        input,
        lambda line: sys.stderr.write(f"{line}\n"),
        lambda key, value: objection(key, value, today=today),
        today=today,
    )
    if answers is None:
        raise KeyboardInterrupt
    return answers


def exists(answers: Answers) -> int:
    """The same file twice changes nothing and is no mistake; another hub of this short name is one."""
    there = Hub.objects.get(slug=answers["slug"])
    is_same = (there.name, there.place) == (answers["name"], answers["place"])
    words = "is there already" if is_same else "has this short name already; choose another slug"
    sys.stderr.write(f"{there.name} ({there.slug}) {words}. Nothing was changed.\n")
    return DONE if is_same else REFUSED


def show_example(options: argparse.Namespace, *, now: datetime) -> int:
    """The file that explains itself."""
    sys.stdout.write(example())
    return DONE


def show(options: argparse.Namespace, *, now: datetime) -> int:
    """One line a hub: short name, standing, version of its terms, name."""
    for each in Hub.objects.order_by("slug")[:1000]:
        sys.stdout.write(f"{each.slug}\t{each.status}\tterms {newest_version(each)}\t{each.name}\n")
    return DONE


def open_one(options: argparse.Namespace, *, now: datetime) -> int:
    """Open a hub."""
    found = Hub.objects.filter(slug=options.hub).first()
    if found is None:
        sys.stderr.write(f"There is no hub {options.hub}; there are {', '.join(known_hubs()) or 'none yet'}\n")
        return REFUSED
    try:
        signed_by = BY_KEY["signed_by"].read(options.signed_by)
        with hub_scope(found):
            found = opened(found, signed_by=signed_by, by=None, now=now)
    except ValueError as error:
        sys.stderr.write(f"--signed-by: {error}\n")
        return REFUSED
    except NotReady as left:
        sys.stderr.writelines(f"{finding.words} {finding.do}\n" for finding in left.findings if finding.is_essential)
        sys.stderr.write("Not opened.\n")
        return REFUSED
    sys.stdout.write(f"{found.name} is open: /hub/{found.slug}/ answers.\n")
    return DONE
