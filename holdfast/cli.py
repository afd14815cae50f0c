"""The command `holdfast`: every job of an operator or a researcher, by name.

A job that needs a database uses `HOLDFAST_DATABASE_URL` and `HOLDFAST_OWNER_URL` where they are set, else the
embedded PostgreSQL of the state folder, started or shared for as long as the job takes.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version


@dataclass(frozen=True)
class Job:
    """One job: where its function is, what it does, and what must be there for it."""

    function: str
    words: str
    needs: str = "database"
    trouble: int = 1  # the exit code where the database cannot be had


NOT_MIGRATED = "This database is not up to date. Run holdfast migrate, and then this again."
NOTHING, SETTINGS, DATABASE = "nothing", "settings", "database"
JOBS = {
    "demo": Job("holdfast.start:demo", "Start the demo: two invented hubs, their people, an inbox", NOTHING),
    "serve": Job("holdfast.start:serve", "Serve the pages and work the queue", NOTHING),
    "worker": Job("holdfast.start:worker", "Work the queue only: mail, escalation, seals", NOTHING),
    "migrate": Job("holdfast.start:migrate", "Bring the database up to this version, as its owner"),
    "organisations": Job("holdfast.hubs.commands:organisations", "Load trusts and boards; import others"),
    "hub": Job("holdfast.desk.commands:hub", "Make a hub by a dialogue or from a file; list hubs, open one"),
    "doctor": Job("holdfast.desk.doctor:run", "Say what is left before live use", trouble=2),
    "account": Job("holdfast.accounts.commands:run", "Make, list, suspend and end accounts of a hub's staff"),
    "keys": Job("holdfast.people.commands:run", "List, rotate and destroy keys, while serving"),
    "audit": Job("holdfast.events.commands:run", "Verify the chain over the access log"),
    "import": Job("holdfast.partners.commands:run", "Take the referrals of a partner's file"),
    "directory": Job("holdfast.directory.commands:run", "Import or export services as Open Referral UK"),
    "return": Job("holdfast.monitoring.return_commands:run", "Prepare, release or write a hub's data return"),
    "export": Job("holdfast.monitoring.export_commands:run", "Give a hub's facts to the contracted processor, by two"),
    "research": Job("holdfast.extracts.commands:run", "Record approved studies, by two; write their extracts"),
    "network-return": Job("holdfast.monitoring.network_commands:run", "Count the return over many hubs", SETTINGS),
    "sickness": Job("holdfast.monitoring.sickness_commands:run", "Import or show public sickness absence files"),
    "transfer": Job("holdfast.network.commands:run", "Offer people to hubs of other installations, by sealed files"),
    "alerts": Job("holdfast.referrals.commands:reckon_alerts", "Reckon that no alert is without a human"),
    "demo-data": Job("holdfast.demo.data:run", "Send invented requests, with the answers of a file if given"),
    "questionnaires": Job("holdfast.measures.commands:questionnaires", "List questionnaires, rules, licences", NOTHING),
    "score": Job("holdfast.measures.commands:score", "Score a file of answers, of any size", NOTHING),
    "bench": Job("holdfast.benchmarks_entry:run", "Measure a job beside its floor", NOTHING),
    "docs": Job("holdfast.documentation:run", "Write docs/generated from the code, or --check it", SETTINGS),
    "templates": Job("holdfast.documentation:templates", "Compile every template (--check)", SETTINGS),
}


def main(argv: list[str] | None = None) -> int:
    """Run the job named first. Exit code 2: there is no such job."""
    argv = sys.argv[1:] if argv is None else argv
    if not argv or argv[0] in {"-h", "--help", "help"}:
        print(usage())  # noqa: T201 - this is the command's answer
        return 0
    if argv[0] == "--version":
        print(version("holdfast"))  # noqa: T201
        return 0
    job = JOBS.get(argv[0])
    if job is None:
        print(f"There is no job “{argv[0]}”.\n\n{usage()}", file=sys.stderr)  # noqa: T201
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.settings")
    with ready(job.needs, trouble=job.trouble):
        module, name = job.function.split(":")
        return getattr(import_module(module), name)(argv[1:]) or 0


def usage() -> str:
    """The jobs, a line each."""
    lines = [f"  {name:<16}{job.words}" for name, job in JOBS.items()]
    return "\n".join(["holdfast JOB [options]      (holdfast JOB --help tells more)", "", *lines])


@contextmanager
def ready(needs: str, *, trouble: int = 1) -> Iterator[None]:
    """Have what a job needs while it runs."""
    if needs == DATABASE:
        with database(trouble):
            set_up()
            with up_to_date(trouble):
                yield
    else:
        if needs == SETTINGS:
            set_up()
        yield


def set_up() -> None:
    """Let Django read its settings."""
    import django

    django.setup()


@contextmanager
def up_to_date(trouble: int = 1) -> Iterator[None]:
    """Words, where the tables that a job asks for are not there because the database waits to be migrated."""
    from django.db import ProgrammingError
    from psycopg.errors import UndefinedColumn, UndefinedTable

    from holdfast.desk.installation import missing_migrations

    try:
        yield
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedColumn | UndefinedTable) or not missing_migrations():
            raise
        print(NOT_MIGRATED, file=sys.stderr)  # noqa: T201 - this is the command's answer
        raise SystemExit(trouble) from None


@contextmanager
def database(trouble: int = 1) -> Iterator[None]:
    """The configured PostgreSQL, or the embedded one."""
    if os.environ.get("HOLDFAST_DATABASE_URL"):
        yield
        return
    from holdfast.local import postgres
    from holdfast.local.state import state_folder
    from holdfast.local.troubles import START_TROUBLES

    try:
        with postgres.running(state_folder()) as server:
            os.environ["HOLDFAST_DATABASE_URL"] = server.web_url
            os.environ["HOLDFAST_OWNER_URL"] = server.owner_url
            yield
    except START_TROUBLES as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is the command's answer
        raise SystemExit(trouble) from None
