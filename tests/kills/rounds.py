"""The rounds: at which point, and who is killed there."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

from tests.kills import halfway
from tests.kills.house import House
from tests.kills.person import Person

DURING_COMMIT = "request.during_commit"
ANY_MOMENT = "any moment"
EVERYTHING = frozenset({"web", "worker", "database"})
LONGEST_UNTIL_KILLED = 0.2
"""Seconds after pressing send, at any moment: about as long as a request and its mail take."""
random = Random()  # `seed` it for a run that can be repeated, as far as moments can


@dataclass(frozen=True)
class Round:
    """One kill. `itself` is the one process that gets to the point; web, worker and database are killed whole."""

    point: str
    victims: frozenset[str]

    @property
    def is_answer(self) -> bool:
        """Whether the kill meets a questionnaire, after the request was sent in peace."""
        return self.point.startswith("answer.")

    @property
    def name(self) -> str:
        """For the table and for who reads a failure."""
        who = "everything" if self.victims == EVERYTHING else ", ".join(sorted(self.victims))
        return f"{self.point}: {who.replace('itself', 'one web process')}"


@dataclass
class Outcome:
    """What came of one round: what the person was shown, and how long it took.

    `alerts` is 1 for the answer to “are you safe?”, 2 with a risk answer in a questionnaire. `answered_seconds` is
    from the kill, or from pressing the button if the kill came after the answer, until the answer is on the screen.
    """

    reference: str
    alerts: int
    answered_seconds: float
    pressed_again: int


def at(point: str, *whos: str | frozenset[str]) -> list[Round]:
    """The rounds of one point."""
    return [Round(point, who if isinstance(who, frozenset) else frozenset({who})) for who in whos]


ROUNDS = [
    # mail that lost its worker is found half a minute later: those kills come first, those of web alone last
    *at("mail.begun", "worker"),
    *at("mail.taken", "worker"),
    *at("mail.after_commit", "worker"),
    *at("mail.begun", "database"),
    *at("mail.taken", "database"),
    *at("mail.after_commit", "database"),
    *at("request.before_commit", EVERYTHING, "database", "worker"),
    *at(DURING_COMMIT, "database"),
    *at("request.after_commit", EVERYTHING, "database", "worker"),
    *at("request.before_commit", "itself"),
    *at("request.after_commit", "itself", "web"),
    *at("answer.before_commit", "itself"),
    *at("answer.after_commit", "itself"),
    *at("mail.begun", "web"),
    *at("mail.taken", "web"),
]
FEWER_ROUNDS = [
    *at("mail.begun", "worker"),
    *at("mail.taken", "worker"),
    *at("mail.after_commit", "database"),
    *at("request.before_commit", EVERYTHING),
    *at(DURING_COMMIT, "database"),
    *at("request.after_commit", EVERYTHING),
    *at("request.before_commit", "itself"),
    *at("answer.before_commit", "itself"),
    *at("answer.after_commit", "itself"),
    *at("request.after_commit", "web"),
]
"""Every point, and at each one whoever has most in hand there; HOLDFAST_EVERY_KILL=1 plays all `ROUNDS`."""
MORE_ROUNDS = [
    *at("mail.after_commit", "web"),
    *at("request.before_commit", "web"),
    *at("answer.before_commit", "web", "worker", "database", EVERYTHING),
    *at("answer.after_commit", "web", "worker", "database", EVERYTHING),
    *at(ANY_MOMENT, "web", "worker", "database", EVERYTHING) * 3,
]
"""For the long run, which has time."""


def play(house: House, played: Round) -> Outcome:
    """One person asks for help while the round's victims are killed."""
    house.forgive()
    person = Person(house.port)
    person.fill_in()
    reference = person.send() if played.is_answer else ""
    person.pressed_again, pressed = 0, time.time()
    reference = PLAYED.get(played.point, play_point)(house, person, played) or reference
    answered = time.time()
    if played.point not in PLAYED:
        house.wait_for_death(played.point)
    house.wait_for_heirs()
    since = house.killed_at if house.killed_at < answered else pressed
    return Outcome(reference, 1 + played.is_answer, answered - since, person.pressed_again)


def play_point(house: House, person: Person, played: Round) -> str:
    """Whoever gets to the point kills."""
    house.arm(played.point, played.victims)
    if played.is_answer:
        return person.answer()
    return person.send()


def play_during_commit(house: House, person: Person, played: Round) -> str:
    """The database is killed between what it has done and what it says."""
    return halfway.send_and_kill_halfway(house, person)


def play_any_moment(house: House, person: Person, played: Round) -> str:
    """The kill comes when it comes."""
    with ThreadPoolExecutor(1) as beside:
        number = beside.submit(person.send)
        time.sleep(random.uniform(0, LONGEST_UNTIL_KILLED))
        house.kill_now(*played.victims)
        return number.result()


PLAYED = {DURING_COMMIT: play_during_commit, ANY_MOMENT: play_any_moment}
