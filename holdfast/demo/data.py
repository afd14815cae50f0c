"""`holdfast demo-data`: invented requests, with the answers of a real file, or very many of them at once."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from random import Random

from django.db import connections
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from holdfast.accounts.duty import has_duty_today
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.demo import invented
from holdfast.demo.answers import PUBLISHED, FileUnfit, Row, complete_rows, take_rows
from holdfast.demo.hubs import TEAM, WEEKDAYS, make_member, make_rota, standard_terms
from holdfast.demo.many import fill
from holdfast.demo.many_diaries import fill_diaries
from holdfast.demo.sending import Line, compare, send
from holdfast.hubs.models import Hub, Terms
from holdfast.hubs.queries import terms_of
from holdfast.hubs.scope import hub_scope
from holdfast.measures.questionnaires import find
from holdfast.schema import bring_up_to_date

SLUG = "demo-data"
AGREE, DIFFER, UNFIT = 0, 1, 2


def run(argv: Sequence[str]) -> int:
    """Send requests and compare what is stored with what was sent. Exit code 1: something differs; 2: not begun."""
    options = read_options(argv)
    if "owner" in connections:
        bring_up_to_date()
    try:
        hub = hub_called(options.hub, now=timezone.now())
        if options.fast:
            return fast(hub, options.referrals, options.appointments)
        return through_the_actions(hub, options)
    except FileUnfit as problem:
        sys.stderr.write(f"holdfast: {problem}\n")
        return UNFIT
    except OSError as problem:
        sys.stderr.write(f"holdfast: {problem.filename}: {problem.strerror}\n")
        return UNFIT


def read_options(argv: Sequence[str]) -> argparse.Namespace:
    """What the command is told."""
    parser = argparse.ArgumentParser("holdfast demo-data", description="Send invented requests for help to a hub.")
    parser.add_argument("--referrals", type=int, required=True, metavar="N", help="how many")
    parser.add_argument("--hub", metavar="SLUG", help=f"default: {SLUG}, which is made where there is none")
    parser.add_argument("--answers", type=Path, metavar="FILE", help="a CSV file with the answers of real people")
    parser.add_argument("--items", default="", metavar="C1,C2,…", help="its columns, in the questionnaire's order")
    parser.add_argument("--missing", default="", metavar="7,9", help="values that stand for no answer")
    parser.add_argument("--questionnaire", choices=PUBLISHED, default="phq9", help="default: phq9")
    parser.add_argument("--fast", action="store_true", help="fill the tables by COPY, without answers")
    parser.add_argument("--appointments", type=int, default=0, metavar="N", help="with --fast: as many in the diaries")
    options = parser.parse_args(argv)
    if options.appointments and not options.fast:
        parser.error("--appointments goes with --fast")
    if options.answers and (options.fast or not options.items):
        parser.error("--answers needs --items, and goes without --fast")
    return options


def hub_called(slug: str | None, *, now: datetime) -> Hub:
    """The hub of that name with its terms; without a name our own, made where it is not there yet.

    Raises:
        FileUnfit: there is no such hub.
    """
    hub = Hub.objects.filter(slug=slug or SLUG).first()
    if hub is None and slug not in (None, SLUG):
        raise FileUnfit(f"There is no hub called {slug}.")
    if hub is None:
        return make_hub(now=now)
    hub.current = terms_of(hub, now=now)
    return hub


def make_hub(*, now: datetime) -> Hub:
    """An open hub with terms, a team and a rota."""
    hub = Hub.objects.create(
        slug=SLUG, name="Samplewold Staff Support Hub", place="Samplewold", status=Hub.Status.OPEN, created_at=now
    )
    own = {"telephone": "0808 157 0222", "open_hours": WEEKDAYS, "watched_hours": WEEKDAYS}
    hub.current = Terms.objects.create(hub=hub, **standard_terms(now), **own)
    members = [make_member(hub, *line) for line in TEAM]
    with hub_scope(hub):
        make_rota(hub, members[:3], now=now)
    return hub


def through_the_actions(hub: Hub, options: argparse.Namespace) -> int:
    """Send N requests with their answers, and print the counts."""
    rule, questionnaire = PUBLISHED[options.questionnaire], find(options.questionnaire)
    random = Random(hub.slug)  # noqa: S311 - the same people every time
    rows = rows_of(options, random)
    reader = lead_of(hub)
    with bar() as progress:
        task = progress.add_task("Sending requests", total=len(rows))
        sent = send(hub, questionnaire, rows, random=random, advance=lambda: progress.advance(task))
    lines = compare(hub, questionnaire, rule, rows, sent, reader=reader)
    sys.stdout.write(table(lines))
    return AGREE if all(line.stored == line.reckoned for line in lines) else DIFFER


def rows_of(options: argparse.Namespace, random: Random) -> list[Row]:
    """The answers: of the file, or invented ones."""
    rule = PUBLISHED[options.questionnaire]
    if options.answers is None:
        invent = {"phq9": invented.phq9, "gad7": invented.gad7}[options.questionnaire]
        return [tuple(invent(random, random.random()).values())[: rule.items] for _ in range(options.referrals)]
    columns = [name.strip() for name in options.items.split(",")]
    missing = frozenset(value.strip() for value in options.missing.split(","))
    return take_rows(complete_rows(options.answers, columns, rule, missing=missing), options.referrals)


def lead_of(hub: Hub) -> Membership:
    """A member whose lists show everybody.

    Raises:
        FileUnfit: the hub has none, so that nobody could read its whole queue.
    """
    members = hub.members.filter(status=Membership.Status.ACTIVE).select_related("hub").order_by("pk")[:200]
    for member in members:
        if member.may(Permission.SETTLE_NAMES) and member.may(Permission.OPEN_ALL_RECORDS):
            return member
    raise FileUnfit(f"The hub {hub.slug} has no clinical lead, who could read its queue.")


def fast(hub: Hub, referrals: int, appointments: int) -> int:
    """Fill the tables."""
    now = timezone.now()
    with bar() as progress:
        task = progress.add_task("Filling the tables", total=referrals)
        fill(hub, referrals, now=now, advance=lambda done: progress.advance(task, done))
        if appointments:
            task = progress.add_task("Filling the diaries", total=appointments)
            fill_diaries(hub, appointments, by=lead_of(hub), now=now, advance=lambda done: progress.advance(task, done))
    diaries = f", {appointments:,} appointments" if appointments else ""
    sys.stdout.write(f"{referrals:,} referrals{diaries} in the hub {hub.slug}\n")
    return AGREE


def bar() -> Progress:
    """A progress bar on stderr, where somebody is looking."""
    console = Console(stderr=True)
    return Progress(console=console, disable=not console.is_terminal)


def table(lines: Iterable[Line]) -> str:
    """The counts side by side."""
    lines = list(lines)
    wide = max(len(line.words) for line in lines)
    head = f"{'':{wide}}  {'stored':>10}  {'reckoned':>10}\n"
    rows = [
        f"{line.words:{wide}}  {line.stored:>10,}  {line.reckoned:>10,}"
        f"{'' if line.stored == line.reckoned else '  differs'}\n"
        for line in lines
    ]
    return head + "".join(rows)


def on_the_queue(member: Membership, *, at: datetime) -> Membership:
    """This member if the queue is theirs at that moment, else a lead: nobody decides on what they only look into."""
    if member.may(Permission.OPEN_ALL_RECORDS) or has_duty_today(member, now=at):
        return member
    return lead_of(member.hub)
