"""Whoever goes from one hub to another is with one hub at every instant, though processes are killed between steps."""

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

import psycopg
import pytest

from tests.kills import house as houses
from tests.kills.handing import ASKED, OFFERS

ROUNDS = [
    ("accept.before_commit", "itself"),
    ("accept.after_commit", "itself"),
    ("bring.before_commit", "worker"),
    ("bring.after_commit", "database"),
    ("let_go.before_commit", "database"),
    ("let_go.after_commit", "worker"),
]
"""At which point who is killed; one person goes over in each."""
ENDS = {"itself": (-9,), "worker": (0,), "database": (0, 1)}
"""How whoever accepts may end: the database can be gone before, by the job of somebody who went earlier, or after."""
EVERY_SECONDS = 0.02
SETTLED_SECONDS = 180.0
"""A job that died with its worker is queued again by the round of the next minute."""
AT_ONCE = """
    SELECT t.id::text, t.status, t.settled_at IS NOT NULL, old.status,
      (SELECT count(*) FROM network_arrival a WHERE a.transfer_id = t.id),
      {old}, new.id IS NOT NULL, {new}
    FROM network_transfer t JOIN referrals_referral old ON old.id = t.referral_id
    LEFT JOIN network_arrival came ON came.transfer_id = t.id
    LEFT JOIN referrals_referral new ON new.id = came.referral_id"""
WHOLE = """
    {0}.closed_at IS NULL,
    {0}.stage <> 'closed' AND {0}.next_action <> 'none' AND {0}.next_action_at IS NOT NULL
      AND (SELECT count(*) FILTER (WHERE b.why = 'queue') > 0 FROM people_relationship b
        WHERE b.person_id = {0}.person_id AND b.until_at IS NULL)
      <> (SELECT count(*) FILTER (WHERE b.why = 'owner' AND b.member_id = {0}.owner_id) > 0 FROM people_relationship b
        WHERE b.person_id = {0}.person_id AND b.until_at IS NULL)"""
"""Whether a referral is open, and has a stage, a next action with its time, and an owner or else a queue."""
QUESTION = AT_ONCE.format(old=WHOLE.format("old"), new=WHOLE.format("new"))


def faults(rows):
    """What is wrong with people on their way, in one reading of all tables at one instant."""
    for transfer, status, is_settled, old_status, arrivals, *referrals in rows:
        old_open, old_whole, is_new, new_open, new_whole = referrals
        state = (status, is_settled, old_status, arrivals, referrals)
        if arrivals != (status == "accepted"):
            yield f"{transfer}: not one answer of an accepted one, or one before {state}"
        if old_open and not old_whole:
            yield f"{transfer}: their request has nobody, or nothing that comes next {state}"
        if is_new and new_open and not new_whole:
            yield f"{transfer}: their new request has nobody, or nothing that comes next {state}"
        if not old_open and not (new_open and is_settled and old_status == "transferred"):
            yield f"{transfer}: let go of, and not with the other hub {state}"


@pytest.mark.parametrize(
    ("status", "is_settled", "old_status", "arrivals", "old", "new", "words"),
    [
        ("offered", False, "accepted", 0, (True, True), (False, None, None), None),
        ("accepted", False, "accepted", 1, (True, True), (True, True, True), None),
        ("accepted", True, "transferred", 1, (False, False), (True, True, True), None),
        ("accepted", False, "accepted", 2, (True, True), (True, True, True), "not one answer"),
        ("offered", False, "accepted", 0, (True, False), (False, None, None), "their request has nobody"),
        ("accepted", False, "accepted", 1, (True, True), (True, True, False), "their new request has nobody"),
        ("accepted", True, "transferred", 1, (False, False), (False, None, None), "let go of"),
        ("accepted", False, "transferred", 1, (False, False), (True, True, True), "let go of"),
    ],
)
def test_whoever_is_nowhere_or_with_nobody_is_a_fault(status, is_settled, old_status, arrivals, old, new, words):
    found = list(faults([("one", status, is_settled, old_status, arrivals, *old, *new)]))
    assert (len(found), words is None or words in found[0]) == (0 if words is None else 1, True)


class Watcher:
    """Reads where everybody is, many times a second, as long as the database answers."""

    def __init__(self, house):
        self.house, self.seen, self.wrong = house, 0, set()
        self.ended = threading.Event()

    def watch(self):
        while not self.ended.is_set():
            with suppress(psycopg.Error), self.house.superuser() as connection:
                while not self.ended.wait(EVERY_SECONDS):
                    self.look(connection)

    def look(self, connection):
        self.wrong |= set(faults(connection.execute(QUESTION).fetchall()))
        self.seen += 1


@contextmanager
def watched(house):
    watcher = Watcher(house)
    thread = threading.Thread(target=watcher.watch, daemon=True)
    thread.start()
    try:
        yield watcher
    finally:
        watcher.ended.set()
        thread.join()


def step(house, *argv, ends=(0,)):
    """Run a step in a process of its own; its lines. `ends`: with which code it may end, -9 where it is killed."""
    path = os.pathsep.join([str(houses.HERE / "points"), str(houses.REPOSITORY)])
    environment = {**house.environment(), "HOLDFAST_KILLS": str(house.points), "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills.handing", *argv], cwd=houses.REPOSITORY, env=environment, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode in ends, done.stderr
    return [line.split() for line in done.stdout.splitlines()]


def settled(house):
    with house.superuser() as connection:
        return connection.execute("SELECT count(*) FROM network_transfer WHERE settled_at IS NOT NULL").fetchone()[0]


def is_accepted(house, transfer):
    with house.superuser() as connection:
        found = connection.execute("SELECT status FROM network_transfer WHERE id = %s", [transfer])
        return found.fetchone() == ("accepted",)


def responsible(house, transfer):
    """Which hubs the product names, by the pages of both, as soon as the database answers."""
    house.superuser().close()
    return {each: set(named) for each, *named in step(house, "responsible")}[transfer]


@pytest.mark.kills
def test_whoever_is_killed_between_the_steps_one_hub_is_responsible_and_everybody_arrives_once():
    with houses.running() as house:
        transfers = [line[0] for line in step(house, "offer", str(len(ROUNDS)))]
        with watched(house) as watcher:
            for transfer, (point, victim) in zip(transfers, ROUNDS, strict=True):
                house.forgive()
                house.arm(point, {victim})
                step(house, "accept", transfer, ends=ENDS[victim])
                house.wait_for_death(point)
                house.wait_for_heirs()
                assert (point, len(responsible(house, transfer))) == (point, 1)
                if not is_accepted(house, transfer):
                    assert (point, responsible(house, transfer)) == (point, {OFFERS})
                    step(house, "accept", transfer)
            until = time.monotonic() + SETTLED_SECONDS
            while settled(house) < len(ROUNDS) and time.monotonic() < until:
                time.sleep(1)
        assert (watcher.wrong, settled(house)) == (set(), len(ROUNDS))
        assert watcher.seen > 100
        assert {tuple(each) for each in step(house, "responsible")} == {(each, ASKED, ASKED) for each in transfers}
        with house.superuser() as connection:
            people = "SELECT count(*) FROM people_person p JOIN hubs_hub h ON h.id = p.hub_id WHERE h.slug = %s"
            assert connection.execute(people, [ASKED]).fetchone()[0] == len(ROUNDS)
