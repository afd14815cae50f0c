"""Named points at which processes are killed with -9. The product knows nothing of it.

Python imports a module of this name when it starts, if it finds one; the tests put this folder on the path of the
processes that they start. A file with the name of a point arms it: whoever gets there first takes the file away,
kills the processes named in it with everything they started, itself too where the file says so, and goes on if it
still lives.

Points: `request.before_commit` and `request.after_commit` in the web process that writes a referral,
`answer.before_commit` and `answer.after_commit` in the one that writes a questionnaire, `accept.…` in whoever accepts
somebody from another hub, and in the worker `mail.begun` (a message is locked), `mail.taken` (SMTP said yes) and
`mail.after_commit`; `bring.…` where it writes somebody into the hub that accepted, `let_go.…` where it lets go of them.
"""

import json
import os
import signal
import smtplib
import subprocess
import weakref
from functools import wraps
from pathlib import Path

WORKS = (
    ("request", ('INSERT INTO "referrals_referral"',)),
    ("answer", ('INSERT INTO "measures_measure"',)),
    ("mail", ('FROM "correspondence_message"', "FOR UPDATE")),
    ("accept", ('INSERT INTO "network_arrival"',)),
    ("bring", ('UPDATE "network_arrival"', '"brought_at" = ')),
    ("let_go", ('UPDATE "network_transfer"', '"settled_at" = ')),
)
doing = weakref.WeakKeyDictionary()  # connection: what its transaction is about


def begin(folder: Path) -> None:
    """Put the points into what everybody uses: the database driver and the mail client."""
    import psycopg

    def reached(point: str) -> None:
        taken = folder / f"{point}.taken"
        try:
            (folder / point).rename(taken)
        except FileNotFoundError:
            return
        kill(json.loads(taken.read_text()))

    psycopg.Cursor.execute = with_begun(psycopg.Cursor.execute, reached)
    psycopg.Connection.commit = with_commit(psycopg.Connection.commit, reached)
    smtplib.SMTP.sendmail = with_taken(smtplib.SMTP.sendmail, reached)


def with_begun(execute, reached):
    """Note what a transaction is about, by what it says to the database."""

    @wraps(execute)
    def noted(cursor, query, *args, **options):
        found = execute(cursor, query, *args, **options)
        for work, signs in WORKS if isinstance(query, str) else ():
            if all(sign in query for sign in signs):
                doing[cursor.connection] = work
                reached(f"{work}.begun")
        return found

    return noted


def with_commit(commit, reached):
    """The two sides of a commit."""

    @wraps(commit)
    def committed(connection):
        work = doing.pop(connection, "other")
        reached(f"{work}.before_commit")
        commit(connection)
        reached(f"{work}.after_commit")

    return committed


def with_taken(sendmail, reached):
    """After the mail server's yes."""

    @wraps(sendmail)
    def sent(*args, **options):
        answer = sendmail(*args, **options)
        reached("mail.taken")
        return answer

    return sent


def kill(order: dict) -> None:
    """Kill each tree from its root, so that nobody starts anything again; our own last, if at all.

    Whoever keeps us ends us as soon as our root is dead: nothing may be left to do by then.
    """
    parents = parents_by_pid()
    trees = [tree(root, parents) for root in order["roots"]]
    doomed = [pid for each in sorted(trees, key=lambda each: os.getpid() in each) for pid in each]
    if order["itself"]:
        doomed.append(os.getpid())
    for pid in sorted(dict.fromkeys(doomed), key=lambda pid: pid == os.getpid()):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def tree(root: int, parents: dict[int, int]) -> list[int]:
    """A process and everything that descends from it, the oldest first."""
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def parents_by_pid() -> dict[int, int]:
    """The parent of every process of this computer."""
    lines = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return {int(pid): int(parent) for pid, parent in (line.split() for line in lines.splitlines())}


if "HOLDFAST_KILLS" in os.environ:
    begin(Path(os.environ["HOLDFAST_KILLS"]))
