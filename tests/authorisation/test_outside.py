"""Every route outside the staff's desk, for everybody who might try with whatever their browser holds.

The tables it checks against (`outside_policy.py`) are written from the specification. A cell asserts the status; that a
refusal tells nothing, changes no row and writes no line; that a page which opens tells nobody's but their own, and not
without a line in the access log; that GET changes nothing; and that the staff get a stranger's answer, word for word.
"""

from copy import deepcopy
from time import time

import pytest

from holdfast.events.models import AccessEntry
from tests.authorisation import outside_policy as policy
from tests.authorisation.actors import everybody
from tests.authorisation.answers import answers
from tests.authorisation.cells import (
    METHODS,
    changed,
    last_line,
    lines_since,
    rows_of,
    told_by,
    undone,
    words_of,
)
from tests.authorisation.outside_policy import ACCOUNT, ANYONE, CONFIRMED, DOORS, NO_PIN, OWN, OWN_PAGES
from tests.authorisation.outside_records import outside
from tests.authorisation.outsiders import TYPED, Outsider, outsiders
from tests.authorisation.sample import EVERY_CELL, methods_of, one_of
from tests.authorisation.ways import Way, addresses, make_ways, ways_of
from tests.builders import make_hub
from tests.standing import served_by_one, stands

NAMES = sorted(DOORS)
WRITTEN_BY_THE_ACT_TOO = {"portal:needs"}
"""What is told there is told as by the link that asks for more, and says so itself."""
AT_ONCE = 11
GATED = set(OWN_PAGES) - {"portal:open_link", "portal:lost", "portal:choose"}
"""The pages of one person, each of which leaves exactly one line; the others are the doors to them."""
NOT_YET = "After we have talked"
"""What a page says that opens after the first conversation."""


class World:
    """Everybody who might try, and what addresses are about."""

    def __init__(self, team, other, *, now):
        self.teams = (team, other)
        here, there = outside(team, now=now), outside(other, now=now)
        staff = everybody(team, other, now=now)
        self.ways = make_ways(here, there, now=now)
        self.outsiders = outsiders(here, there, staff)
        self.nobodys = {*TYPED, *here.of_a_team, *there.of_a_team}
        self.canaries = {*here.canaries, *there.canaries, *self.nobodys, "Namedcanary", "Keycanary"}
        for each in self.outsiders:
            served_by_one(each.browser)


def confirmed_just_now(outsider: Outsider) -> None:
    """Whoever has just shown who they are is asked no further before they change what opens their account."""
    session = outsider.browser.session
    session["account_authentication_methods"] = [
        {**method, "at": time()} for method in session["account_authentication_methods"]
    ]
    session.save()


@pytest.fixture
def outer(django_db_blocker, clock, now):
    clock(now)
    with stands("outside", lambda: around_two_hubs(now=now), django_db_blocker) as made:
        for each in made.outsiders:
            if policy.SIGNED_IN in each.holds:
                confirmed_just_now(each)
        yield made


def around_two_hubs(*, now) -> World:
    """Two hubs, built by real actions."""
    tidewater, saltpan = make_hub("tidewater", "Tidewater", now=now), make_hub("saltpan", "Saltpan", now=now)
    return World(tidewater, saltpan, now=now)


@pytest.mark.parametrize("first", range(0, len(NAMES), AT_ONCE), ids=lambda first: NAMES[first])
def test_a_door_opens_to_whoever_holds_its_key_and_to_nobody_else(outer, first):
    names = NAMES[first : first + AT_ONCE]
    doors = [
        Door(name, way, href, outer, who_tries(name, number, outer, every=EVERY_CELL))
        for name in names
        for number, (way, href) in enumerate(ways_to(name, outer))
    ]
    before = rows_of(*outer.teams)
    wrong = [each for door in doors for each in door.refused_or_read()]
    if tables := changed(before, rows_of(*outer.teams)):
        wrong.append(f"of {names} a refusal, or reading, changed a row of {tables}")
    wrong += [each for door in doors for each in door.sent()]
    assert not wrong, "\n".join(wrong)


def ways_to(name: str, outer: World) -> list[tuple[Way, str]]:
    """Every way to fill in the addresses of a route: first with what is live and somebody's own."""
    hub = outer.teams[0].hub
    return [(way, href) for way in ways_of(name, DOORS[name], outer.ways) for href in addresses(name, way, hub)]


def who_tries(name: str, number: int, outer: World, *, every: bool) -> list[Outsider]:
    """Everybody tries the first way, where there is most to tell; the others whoever has a key to the door.

    Of whoever has none one tries those too, another each time, and the stranger, with whom the staff are compared.
    """
    stranger, *others = outer.outsiders
    if every or number == 0:
        return outer.outsiders
    with_a_key = [each for each in others if each.holds & DOORS[name].holds]
    without = [each for each in others if each not in with_a_key]
    return [stranger, *with_a_key, one_of(without, NAMES.index(name) + number)]


def tried_by(outsider: Outsider, name: str, outer: World, *, every: bool) -> tuple[str, ...]:
    """By which methods: who has no key to the door by one, in turn. The staff are compared with the stranger."""
    stranger, *others = outer.outsiders
    if every or outsider is stranger or outsider.holds & DOORS[name].holds or ANYONE in DOORS[name].holds:
        return METHODS
    return (one_of(methods_of(name), NAMES.index(name) + others.index(outsider)),)


class Door:
    """One address, and those who try it."""

    def __init__(self, name, way, href, world: World, outsiders: list[Outsider]):
        self.name, self.way, self.href, self.world, self.rule = name, way, href, world, DOORS[name]
        self.outsiders = outsiders
        self.stranger: dict[str, tuple[int, str]] = {}

    def refused_or_read(self) -> list[str]:
        """Whoever is refused, and then whoever reads."""
        found = self.refusals([outsider for outsider in self.outsiders if not self.is_for(outsider)])
        return found + [
            each for outsider in self.outsiders if self.is_for(outsider) for each in self.passes(outsider, "get")
        ]

    def sent(self) -> list[str]:
        """Whoever may send a form: what it does is taken back."""
        found = []
        for outsider in self.outsiders:
            if self.is_for(outsider):
                with undone():
                    found += self.passes(outsider, "post")
        return found

    def __str__(self) -> str:
        return f"{self.name} {self.way.words}"

    def is_for(self, outsider: Outsider) -> bool:
        """What the table says."""
        is_their_turn = CONFIRMED not in self.rule.holds or CONFIRMED in outsider.holds
        return ANYONE in self.way.holders or (is_their_turn and bool(outsider.holds & self.way.holders))

    def ask(self, outsider: Outsider, method: str):
        """The answer, and where it is in words. The browser keeps what it held."""
        kept = deepcopy(outsider.browser.cookies)
        response = getattr(outsider.browser, method)(self.href)
        outsider.browser.cookies = kept
        return response, f"{self} {method} by {outsider.name}: {response.status_code}"

    def refusals(self, everyone: list[Outsider]) -> list[str]:
        """What is wrong with the refusals; nothing, if nothing is. Only "not yet" is told, and written down."""
        last, found, not_yet = last_line(self.world.teams[0]), [], 0
        for outsider in everyone:
            away = dict(zip(METHODS, self.turned_away(outsider), strict=True))
            for method in tried_by(outsider, self.name, self.world, every=EVERY_CELL):
                status = away[method]
                response, here = self.ask(outsider, method)
                told = told_by(response, self.world.canaries)
                found += [] if response.status_code in {405, status} else [f"{here}, should be {status}"]
                found += [f"{here} tells {told}"] if told else []
                found += (
                    [f"{here} is open"] if response.status_code == 200 and NOT_YET not in words_of(response) else []
                )
                found += self.differs(outsider, method, response, here)
                not_yet += response.status_code == 200
        logged = len(lines_since(self.world.teams[0], last))
        return found if logged == not_yet else [*found, f"{self}: refusals left {logged} lines in the access log"]

    def passes(self, outsider: Outsider, method: str) -> list[str]:
        """What is wrong with a page that opens: that it tells what is not theirs, or tells it without a line."""
        last = last_line(self.world.teams[0])
        response, here = self.ask(outsider, method)
        told = set(told_by(response, self.world.canaries))
        should = answers(self.name)[METHODS.index(method)]
        found = [] if response.status_code in should else [f"{here}, should be {should}"]
        found += [f"{here} tells {told - outsider.may_read}"] if told - outsider.may_read else []
        left = lines_since(self.world.teams[0], last)
        if told - self.world.nobodys and not left:
            found.append(f"{here} tells {told} and leaves no line in the access log")
        if self.name in GATED and left != self.lines(method, response):
            found.append(f"{here} leaves {left} in the access log")
        return found + self.differs(outsider, method, response, here)

    def lines(self, method: str, response) -> list[tuple[None, str]]:
        """What a person's own page leaves: that they read it, or wrote; nothing where it has no such method."""
        if response.status_code == 405:
            return []
        if method == "get":
            return [(None, AccessEntry.Action.READ)]
        return [(None, AccessEntry.Action.WRITE)] * (2 if self.name in WRITTEN_BY_THE_ACT_TOO else 1)

    def turned_away(self, outsider: Outsider) -> tuple[int, int]:
        """How somebody is turned away who may not pass, by GET and by POST."""
        if self.name in outsider.answers:
            return outsider.answers[self.name]
        if CONFIRMED in self.rule.holds and OWN in outsider.holds and CONFIRMED not in outsider.holds:
            return (302, 302)  # to say the PIN once more, whosever it is
        if ANYONE in self.rule.holds or outsider.holds & self.rule.holds:
            return (self.way.answer, self.way.answer)
        if self.rule.holds & {OWN, CONFIRMED}:
            if policy.UNVERIFIED in outsider.holds:
                return (200, 404)  # it is said that it opens after the first conversation
            if NO_PIN in outsider.holds:
                return (302, 302)
        return (302, 302) if self.name in ACCOUNT else (410, 410)

    def differs(self, outsider: Outsider, method: str, response, here: str) -> list[str]:
        """Whether somebody of the staff gets another answer than a stranger."""
        if outsider is self.world.outsiders[0]:
            self.stranger[method] = (response.status_code, words_of(response))
        is_another = self.name not in ACCOUNT and self.stranger[method] != (response.status_code, words_of(response))
        return [f"{here} is not what a stranger gets"] if outsider.is_staff and is_another else []


def test_how_many_cells_there_are(outer, record_property):
    cells = {
        every: sum(
            len(tried_by(each, name, outer, every=every))
            for name in NAMES
            for number, _ in enumerate(ways_to(name, outer))
            for each in who_tries(name, number, outer, every=every)
        )
        for every in (True, False)
    }  # fmt: skip
    record_property("cells", cells)

    assert cells[True] >= 6_000
    assert cells[False] >= len(NAMES) * len(outer.outsiders)
