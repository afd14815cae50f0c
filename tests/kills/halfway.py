"""A commit that is on the disk and not yet answered: the one moment at which nobody can know which it was.

The server waits exactly there when it is told of a standby that does not exist. It is told while it runs, and its
file says nothing of it any more: when it starts again, it has forgotten.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg

from holdfast.local import postmaster
from tests.kills.house import House
from tests.kills.person import Person

POINT = "request.before_commit"
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND pid = %s"
COMMIT_WAITS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event = 'SyncRep' AND query = 'COMMIT' AND query_start > %s"""
SECONDS = 10.0


def send_and_kill_halfway(house: House, person: Person) -> str:
    """Send a request, kill the database in the middle of its commit, and press again until the number is shown."""
    with closing(house.superuser()) as watching, closing(house.superuser()) as probe, ThreadPoolExecutor(1) as beside:
        hold_commits(watching, probe)
        since = watching.execute("SELECT clock_timestamp()").fetchone()[0]
        house.arm(POINT, set())
        number = beside.submit(person.send)
        house.wait_for_death(POINT)
        assert happens(watching, COMMIT_WAITS, since, seconds=SECONDS), "the commit did not wait"
        house.kill_now("database")
        return number.result()


def hold_commits(watching: psycopg.Connection, probe: psycopg.Connection) -> None:
    """Let every commit wait from now on, and see that one does.

    Each process of the server reads the file for itself, and the one that counts is not ours: only a commit that
    waits shows that it has read it, and until then the file must say so.
    """
    watching.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    watching.execute("SELECT pg_reload_conf()")
    try:
        until = time.monotonic() + SECONDS
        while not waits(watching, probe):
            assert time.monotonic() < until, "no commit waits"
    finally:
        watching.execute("ALTER SYSTEM RESET synchronous_standby_names")


def waits(watching: psycopg.Connection, probe: psycopg.Connection) -> bool:
    """Whether a commit of `probe` waits; if it does, it goes on waiting."""
    probe.pgconn.send_query(b"SELECT pg_logical_emit_message(true, '', '')")
    if happens(watching, WAITS, probe.info.backend_pid, seconds=0.3):
        return True
    while probe.pgconn.get_result():
        continue
    return False


def happens(connection: psycopg.Connection, question: str, value: object, *, seconds: float) -> bool:
    """Whether a count is above 0 before the time is over."""
    return postmaster.wait_for(lambda: connection.execute(question, [value]).fetchone()[0] > 0, seconds=seconds)
