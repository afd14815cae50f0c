"""What whoever runs a job is told where the database is empty, or of an earlier version."""

import os
import subprocess
import sys

import pytest
from django.db import ProgrammingError, connection, transaction

from holdfast.cli import NOT_MIGRATED, up_to_date
from holdfast.local.cluster import OWNER, WEB
from tests.committed import second_database

CODE = "import sys; from holdfast.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def empty():
    """A database without a table, as after the first start of nothing but a job."""
    server, name = second_database().server, f"empty_{os.getpid()}"
    server.create_database(name)
    yield {"HOLDFAST_DATABASE_URL": server.url(WEB, name), "HOLDFAST_OWNER_URL": server.url(OWNER, name)}
    server.drop_database(name)


@pytest.mark.parametrize("job", ["hub list", "account list --hub tidewater", "directory export --hub tidewater"])
def test_before_the_database_is_migrated_a_job_says_so_in_a_sentence(empty, job):
    done = subprocess.run(
        [sys.executable, "-c", CODE, *job.split()], env={**os.environ, **empty}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{NOT_MIGRATED}\n")


def test_a_mistake_of_ours_in_a_database_that_is_up_to_date_stays_a_mistake(db):
    with pytest.raises(ProgrammingError), up_to_date(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
