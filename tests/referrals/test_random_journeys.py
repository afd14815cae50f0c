"""Random journeys of several people through two hubs: whatever is done, in whatever order, nobody is lost by it.

A walk is a seed: the same seed takes the same steps. `HOLDFAST_WALKS=2000` walks longer than the suite has time for,
from `HOLDFAST_FIRST_WALK` on; what it finds it makes short, and says.
"""

import os
import sys
from collections import Counter
from contextlib import nullcontext, suppress
from random import Random

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from holdfast.accounts.actions import CannotInvite, LastFallback, LastOutsideCover
from holdfast.accounts.rota_actions import ShiftsOverlap
from holdfast.agreements.actions import NotAgreed as NotAgreedToTell
from holdfast.appointments.actions import NotFree
from holdfast.appointments.group_actions import AskEach, Full, NotTogether
from holdfast.assessments.actions import NotYet, WrittenSince
from holdfast.diary.actions import Clash, NotThen
from holdfast.hubs.scope import hub_scope
from holdfast.letters.actions import NotFinished
from holdfast.letters.sending_actions import NotSafe
from holdfast.lifecycle import MoveNotAllowed
from holdfast.meetings.actions import AskedSince, NobodyThere
from holdfast.onward.actions import NoWay
from holdfast.people.cover_actions import CoverImpossible
from holdfast.people.join_actions import Final, NotVerified
from holdfast.support_line.actions import CallFirst
from holdfast.triage.actions import TooLate
from holdfast.workforce.rules import NotAdmitted
from holdfast.workplace.actions import NotQualified, NotWhole
from tests.builders import make_hub
from tests.referrals.walking import asking, beyond, caring, ending, promising, team  # noqa: F401 - their steps
from tests.referrals.walking.between import WORK, come_round, come_to_rest, untold
from tests.referrals.walking.ground import STEPS, WEIGHTS, NothingToDo, Walk, prepare
from tests.referrals.walking.whole import digest, responsible_hubs, troubles

REFUSED = (
    MoveNotAllowed, PermissionDenied, TooLate, NotFree, Full, NotTogether, AskEach, NotYet, Clash, NotThen, NotFinished,
    NotSafe, AskedSince, NobodyThere, NoWay, CoverImpossible, Final, NotVerified, NotAdmitted, NotQualified, NotWhole,
    CannotInvite, LastFallback, LastOutsideCover, ShiftsOverlap, NotAgreedToTell, WrittenSince, CallFirst,
)  # fmt: skip
WALKS = int(os.environ.get("HOLDFAST_WALKS", "4"))
FIRST = int(os.environ.get("HOLDFAST_FIRST_WALK", "1"))
STEPS_OF_A_WALK = 45
TRIED_AT_MOST = 160
KILLED = 0.1
USUAL = (
    "ask for help", "accept", "accept", "speak with them", "speak with them", "begin an assessment",
    "write an assessment", "agree an assessment", "agree an assessment", "add a strand", "show the plan",
    "agree to the plan", "draft an onward referral", "show an onward referral", "answer an onward referral",
    "send an onward referral", "hear from a service",
)  # fmt: skip
"""How somebody usually comes through: a walk begins with some of it for some people."""
MOVING = (
    "ask for help", "prepare a transfer", "agree to a transfer", "offer a transfer", *["answer a transfer"] * 4,
    *["bring somebody over"] * 4, "settle a transfer", "settle a transfer", "raise an alert", WORK, "record a death",
    WORK, "undo a death", WORK,
)  # fmt: skip
"""How somebody moves to another hub, whose turn it seldom is, and what is told to it; every third walk begins with some
of it."""
OF_BOTH = {"answer a transfer", "bring somebody over", "settle a transfer", WORK}
Taken = tuple[str, int]


class Killed(BaseException):
    """The process ended here."""


class Wrong(Exception):
    """Something is not as it must be: `args[0]` says what."""


class Dies:
    """A connection that breaks at its nth statement from now."""

    def __init__(self, after: int):
        self.left = after

    def __call__(self, execute, sql, params, many, context):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):  # what ends or begins a block is no step in it
            self.left -= 1
            if self.left == 0:
                raise Killed
        return execute(sql, params, many, context)


def take(walk: Walk, name: str, seed: int, counts: Counter) -> bool:
    """One step, in its hub's scope; whether there was anything to do. What is refused or killed leaves nothing."""
    draw = Random(seed)
    walk.turn(draw)
    come_round(walk)
    kill = Dies(draw.randint(1, 60)) if draw.random() < KILLED and name != WORK else None
    with hub_scope(walk.hub):
        before = digest(walk.hub)
    how = attempt(walk, name, kill)
    if how == "nothing":
        return False
    counts[name, how] += 1
    if how != "taken":
        with hub_scope(walk.hub):
            if digest(walk.hub) != before:
                raise Wrong(f"{name}: half done when {how}")
    return True


def attempt(walk: Walk, name: str, kill: Dies | None) -> str:
    """The step itself, and what became of it. A page goes on after a refusal; with a process its transaction ends."""
    with suppress(Killed), nullcontext() if name == WORK else hub_scope(walk.hub):
        try:
            with connection.execute_wrapper(kill) if kill else nullcontext():
                STEPS[name](walk)
        except NothingToDo:
            return "nothing"
        except REFUSED:
            return "refused"
        return "taken"
    return "killed"


def look(walk: Walk, name: str) -> None:
    """Nothing is wrong: in the hub that took the step, which could write nothing of the other, and in both where one
    of them has looked after somebody for the other.

    Raises:
        Wrong: it is.
    """
    for each in walk.teams if name in OF_BOTH else [walk.team]:
        with hub_scope(each.hub):
            wrong = sorted(set(troubles(each.hub, walk.now, walk.round_at)))
        if wrong:
            raise Wrong("; ".join(wrong))
    if wrong := sorted(set(responsible_hubs([each.hub for each in walk.teams], hub_scope))):
        raise Wrong("; ".join(wrong))


def rest(walk: Walk, taken: list[Taken]) -> None:
    """Nothing is wrong once the worker has done everything: the hubs have told each other, and stopped.

    Raises:
        Wrong: it is.
    """
    wrong = sorted(set(untold(walk))) if come_to_rest(walk) else ["between: they do not stop telling each other"]
    if wrong:
        error = Wrong("; ".join(wrong))
        error.steps = taken  # type: ignore[attr-defined]
        raise error


def steps_of(seed: int) -> list[Taken]:
    """The steps that a walk tries."""
    draw = Random(seed)
    names = list(STEPS)
    way = MOVING if seed % 3 == 0 else USUAL
    lengths = range(1, len(way) + 1)
    begun = [name for _ in range(draw.randint(1, 3)) for name in way[: max(draw.choices(lengths, k=2))]]
    drawn = draw.choices(names, weights=[WEIGHTS[name] for name in names], k=TRIED_AT_MOST)
    return [(name, draw.randrange(2**32)) for name in (*begun, *drawn)]


class Ground:
    """Both hubs as they are before anybody asks; each walk begins there, and is forgotten."""

    def __init__(self, clock, now):
        self.clock, self.now, self.counts = clock, now, Counter()
        self.teams = [make_hub("tidewater", "Tidewater", now=now), make_hub("saltpan", "Saltpan", now=now)]
        prepare(Walk(self.teams, now))

    def walk(self, steps: list[Taken], counts: Counter) -> list[Taken]:
        """Walk, and look around after every step. Those steps that had anything to do.

        Raises:
            Wrong, or whatever else a step raises that is no refusal: with `steps`, those taken until then.
        """
        walk, taken = Walk(self.teams, self.now), []
        ends = transaction.atomic()
        ends._from_testcase = True  # a hub's scope begins inside it
        with suppress(Forgotten), ends:
            for name, seed in steps:
                self.clock(walk.now)
                try:
                    if not take(walk, name, seed, counts):
                        continue
                    taken.append((name, seed))
                    self.clock(walk.now)
                    look(walk, name)
                except Exception as error:
                    error.steps = [*taken, (name, seed)]  # type: ignore[attr-defined]
                    raise
                if len(taken) == STEPS_OF_A_WALK:
                    break
            rest(walk, taken)
            raise Forgotten
        return taken

    def trouble(self, steps: list[Taken]) -> str:
        """What goes wrong on this walk, in a line; nothing if nothing does."""
        try:
            self.walk(steps, Counter())
        except Exception as error:
            return f"{type(error).__name__}: {str(error).split(';')[0]}"
        return ""

    def shortest(self, steps: list[Taken], trouble: str) -> list[Taken]:
        """The same trouble with as few steps as leaving out can make of it."""
        size = max(len(steps) // 2, 1)
        while size:
            at = 0
            while at < len(steps):
                fewer = steps[:at] + steps[at + size :]
                if self.trouble(fewer) == trouble:
                    steps = fewer
                else:
                    at += size
            size //= 2
        return steps


class Forgotten(Exception):
    """A walk has ended, and nothing of it stays."""


@pytest.fixture
def ground(db, clock, now):
    return Ground(clock, now)


def test_whatever_is_done_in_whatever_order_nobody_is_lost(ground):
    found = {}
    for seed in range(FIRST, FIRST + WALKS):
        try:
            ground.walk(steps_of(seed), ground.counts)
        except Exception as error:
            trouble = f"{type(error).__name__}: {str(error).split(';')[0]}"
            if trouble not in found:
                found[trouble] = seed, ground.shortest(error.steps, trouble)
                say(f"walk {seed}: {trouble}", *found[trouble][1])
    say("walked:", *sorted((*step, n) for step, n in ground.counts.items()))

    assert found == {}


def say(first: str, *rest: object) -> None:
    """A line, and others under it, for whoever reads along with `-s`."""
    sys.stdout.write("\n    ".join([first, *map(str, rest)]) + "\n")
