"""The page docs/generated/commands.md: every job of the command `holdfast`."""

from holdfast.cli import DATABASE, JOBS, NOTHING, SETTINGS
from holdfast.documentation.tabular import opening, table, written

NEEDS = {
    NOTHING: "nothing running",
    SETTINGS: "its settings, no database",
    DATABASE: "the database: the configured one, else the embedded one is started for it",
}


def page() -> str:
    """The jobs."""
    rows = [(f"`holdfast {name}`", job.words, NEEDS[job.needs]) for name, job in JOBS.items()]
    return written(
        [
            *opening("Commands", "`holdfast/cli.py`"),
            "`holdfast JOB --help` tells the options of a job. In a checkout the command is `.venv/bin/holdfast`.",
            "",
            *table(["command", "what it does", "what must be there"], rows),
        ]
    )
