"""Every staff route, for everybody who might try, on records that are theirs and that are not.

The table it checks against (`policy.py`) is written from the specification's list of actors. A cell asserts the status,
that a refusal says nothing of the person, changes no row, and leaves one line in the access log; that a page which
opens tells of nobody but theirs, and not without a line; and that GET changes nothing, whoever asks.
"""

from collections import Counter
from typing import Any

import pytest
from django.urls import reverse

from holdfast.accounts.models import Membership
from holdfast.correspondence.models import Incoming
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from holdfast.support_line.models import Call
from tests.authorisation.actors import STATES, Actor
from tests.authorisation.answers import answers
from tests.authorisation.cells import METHODS, changed, last_line, lines_since, looks_since, rows_of, told_by, undone
from tests.authorisation.policy import (
    A_MEMBERS,
    BY_REFERENCE,
    CALL,
    DOES,
    FITNESS,
    NOT_WHILE_LENT,
    READING,
    STUCK,
    THE_HUBS,
)
from tests.authorisation.records import CANARIES, Things
from tests.authorisation.sample import EVERY_CELL, NAMES, cells, is_a_colleague

AT_ONCE = 8
"""Routes in one test: a long transaction holds up whoever waits, on the same server, for others to settle."""
NAME_A_RECORD = {"support_line:match": Call, "support_line:match_post": Incoming}
"""Forms that put what they are about with a record."""


def tried_on(about: str, records: list[Things]) -> list[Things | None]:
    """On what a page is tried: on every record, or on what is a hub's, of this one and of the other."""
    if not about:
        return [None]
    return [records[0], records[-1]] if about in THE_HUBS else list(records)


@pytest.mark.parametrize("first", range(0, len(NAMES), AT_ONCE), ids=lambda first: NAMES[first])
def test_a_route_opens_to_those_it_is_for_and_to_nobody_else(world, first):
    tidewater, saltpan, actors, records = world
    names = NAMES[first : first + AT_ONCE]
    who: dict[Address, list[Actor]] = {}
    for name in names:
        tried = tried_on(DOES[name][1], records)
        addresses = [Address(name, things, records, (tidewater, saltpan)) for things in tried]
        who |= cells(addresses, actors, every=EVERY_CELL)
    before = rows_of(tidewater, saltpan)
    wrong = [each for address in who for each in address.refused_or_read(who[address])]
    if tables := changed(before, rows_of(tidewater, saltpan)):
        wrong.append(f"of {names} a refusal, or reading, changed a row of {tables}")
    wrong += [each for address in who for each in address.sent(who[address])]
    assert not wrong, "\n".join(wrong)


class Address:
    """One address, and everybody who tries it."""

    def __init__(self, name: str, things: Things | None, records: list[Things], teams):
        self.name, self.things, self.records, self.teams = name, things, records, teams
        self.whose = things.whose if things else "no record"
        self.canaries = [canary for each in records for canary in each.canaries]
        self.roles, self.about = DOES[name]
        self.href = reverse(name, kwargs=things.arguments(self.about)) if things else reverse(name)

    def refused_or_read(self, actors: list[Actor]) -> list[str]:
        """Whoever is refused, and then whoever reads."""
        found = self.refusals([actor for actor in actors if not self.is_for(actor)])
        return found + [each for actor in actors if self.is_for(actor) for each in self.passes(actor, "get")]

    def sent(self, actors: list[Actor]) -> list[str]:
        """Whoever may send a form: what it does is taken back."""
        found = []
        for actor in actors:
            if self.is_for(actor):
                with undone():
                    found += self.passes(actor, "post")
        return found

    def __str__(self) -> str:
        return f"{self.name}, {self.whose}"

    def refusals(self, actors: list[Actor]) -> list[str]:
        """What is wrong with the refusals; nothing, if nothing is. Each leaves its line, in the name of who tried."""
        lasts = [last_line(team) for team in self.teams]
        asked = [each for actor in actors for each in self.tries(actor)]
        found = [wrong for each in asked for wrong in self.refused(*each)]
        by_whom = [actor for actor, _, _ in asked]
        return found + [
            wrong
            for team, last in zip(self.teams, lasts, strict=True)
            for wrong in self.lines_wrong(team, last, by_whom)
        ]

    def tries(self, actor: Actor) -> list[tuple[Actor, str, Any]]:
        """What is answered to somebody; not where the page has no such method, which is asked before whose it is."""
        found = {method: getattr(actor.browser, method)(self.href) for method in actor.methods}
        no_method = {method for method in found if found[method].status_code == 405 and actor.role != ""}
        if "get" not in no_method:
            no_method.discard("head")
        return [(actor, method, found[method]) for method in found if method not in no_method]

    def lines_wrong(self, team, last: int, by_whom: list[Actor]) -> list[str]:
        """What is wrong with a hub's log: one line for each refusal of those who work there, and no other."""
        refused = AccessEntry.Action.REFUSED
        expected = Counter((actor.member.pk, refused) for actor in by_whom if is_logged(actor, team))
        logged = Counter(lines_since(team, last))
        return [] if logged == expected else [f"{self}: refusals left {logged} in the log, not {expected}"]

    def refused(self, actor: Actor, method: str, response) -> list[str]:
        """What is wrong with one refusal."""
        here = f"{self} {method} by {actor.name}: {response.status_code}"
        wrong = [] if response.status_code == actor.answer else [f"{here}, should be {actor.answer}"]
        wrong += [f"{here} has a body"] if method == "head" and response.content else []
        return wrong + [f"{here} tells {canary}" for canary in told_by(response, self.canaries)]

    def passes(self, actor: Actor, method: str) -> list[str]:
        """What is wrong with a page that is somebody's to open: that it tells of others, or is read without a line."""
        team = self.teams[1 if actor.home else 0]
        last = last_line(team)
        wrong: list[str] = []
        theirs = self.record_named_by(actor) if method == "post" else None
        response = getattr(actor.browser, method)(self.href, {"referral": str(theirs.pk)} if theirs else {})
        here = f"{self} {method} by {actor.name}: {response.status_code}"
        should = answers(self.name, actor.role)[METHODS.index(method)]
        if method == "post" and self.name in NAME_A_RECORD:
            should = should if theirs else (404,)  # as one that names nobody's
            wrong += self.not_put_with(theirs, team)
        wrong += [] if response.status_code in should else [f"{here}, should be {should}"]
        wrong += self.looks_missed(actor, method, response, last)
        foreign = told_by(response, all_hidden_from(actor, self.records, self.name))
        wrong += [f"{here} tells {foreign}, who are not theirs"] if foreign else []
        told = told_by(response, self.canaries)
        if told and not lines_since(team, last):
            wrong.append(f"{here} tells {told} and leaves no line in the access log")
        return wrong

    def record_named_by(self, actor: Actor) -> Referral | None:
        """The record that somebody names in a form which puts something with it: one of theirs."""
        theirs = [each.referral for each in self.records if each.whose in {*actor.opens, actor.home}]
        return theirs[0] if theirs and self.name in NAME_A_RECORD else None

    def not_put_with(self, theirs: Referral | None, team) -> list[str]:
        """What is wrong with whose the call or the letter is now: theirs who were named, or nobody's as before."""
        with hub_scope(team.hub):
            row = NAME_A_RECORD[self.name].objects.get(pk=self.things.args[self.about]["pk"])
        return [] if row.person_id == (theirs and theirs.person_id) else [f"{self}: it is with {row.person_id}"]

    def looks_missed(self, actor: Actor, method: str, response, last: int) -> list[str]:
        """What is wrong with the log of one record that was opened: one line, and the banner's where it names them."""
        if self.things is None or self.about in {*THE_HUBS, READING, STUCK} or response.status_code == 405:
            return []
        kept_nothing = self.name.startswith("fitness:") and response.status_code == 200  # the form is shown again
        action = AccessEntry.Action.READ if method == "get" or kept_nothing else AccessEntry.Action.WRITE
        looks = looks_since(self.teams[1 if actor.home else 0], last, self.things.referral.person_id)
        banner = ("alerts:banner", AccessEntry.Action.READ)
        found = [look for look in looks if look != (actor.member.pk, *banner)]
        is_right = found == [(actor.member.pk, self.name, action)] and len(looks) <= 2
        return [] if is_right else [f"{self} {method} by {actor.name} left {looks} in the log"]

    def is_for(self, actor: Actor) -> bool:
        """What the table says."""
        if not actor.roles & self.roles or self.name in NOT_WHILE_LENT.get(actor.lent, ()):
            return False
        if self.things is None:
            return True
        if self.about == CALL and actor.role == "support_line" and "call" not in actor.opens:
            return False
        is_own = actor.member is not None and actor.member.pk == self.things.args[self.about].get("pk")
        if self.about in A_MEMBERS and not actor.roles & A_MEMBERS[self.about] and not is_own:
            return False
        if self.about == FITNESS:
            return actor.member in one_of_two(self.things, self.teams)
        if self.about in THE_HUBS:
            return (self.things.whose == "another hub") == bool(actor.home)
        return self.things.whose in {*actor.opens, actor.home}


def one_of_two(things: Things, teams) -> list[Membership]:
    """Who reads a concern about fitness to practise: the two of it, none from whom the record is kept."""
    team = teams[1 if things.whose == "another hub" else 0]
    two = {"held": [team.ines], "must not see": []}
    return two.get(things.whose, [team.wren, team.ines])


def is_logged(actor: Actor, team) -> bool:
    """A refusal is written down for whoever works at this hub; the others never get as far as a hub."""
    return actor.role != "" and actor.member.hub_id == team.hub.pk


def all_hidden_from(actor: Actor, records: list[Things], name: str) -> list[str]:
    """What a page must not show of all the records that are not theirs."""
    return [canary for things in records for canary in hidden_from(actor, things, name)]


def hidden_from(actor: Actor, things: Things, name: str) -> tuple[str, ...]:
    """What a page must not show of a record that is not theirs: nor a link to it."""
    if things.whose in {*actor.opens, actor.home} or is_one_of_two(actor, things, name):
        return ()
    named = {"queue"} if actor.besides else set()
    if name in BY_REFERENCE and things.whose not in {"must not see", "another hub", *named}:
        return CANARIES[things.whose]
    return (*things.canaries, str(things.referral.pk))


def is_one_of_two(actor: Actor, things: Things, name: str) -> bool:
    """Whether a page about fitness to practise tells Wren of the record of which she is one of two, and no more."""
    return name.startswith("fitness:") and things.whose == "queue" and actor.name == "the owner"


def test_how_many_cells_there_are(world, record_property):
    tidewater, saltpan, actors, records = world
    every, part, left_out = 0, 0, []
    for name in NAMES:
        addresses = [Address(name, each, records, (tidewater, saltpan)) for each in tried_on(DOES[name][1], records)]
        every += how_many(cells(addresses, actors, every=True))
        tried = cells(addresses, actors, every=False)
        part += how_many(tried)
        left_out += left_out_of(tried, actors, name)
    record_property("cells", every)
    record_property("cells of the default run", part)

    assert left_out == []
    assert every >= 17_000
    assert part >= 6_000
    assert Membership.objects.filter(status="active").count() >= 12


def how_many(tried: dict[Address, list[Actor]]) -> int:
    """Cells: an address, somebody, a method."""
    return sum(len(actor.methods) for actors in tried.values() for actor in actors)


def left_out_of(tried: dict[Address, list[Actor]], actors: list[Actor], name: str) -> list[str]:
    """Who does not try a route at all, or not by all their methods where most would leak; a state that nobody is in."""
    by = {(actor.name, address.whose): actor.methods for address, who in tried.items() for actor in who}
    trying = {who for who, _ in by}
    missed = [f"{actor.name} does not try {name}" for actor in actors if not actor.was and actor.name not in trying]
    states = {actor.name.rpartition(" who ")[2] for actor in actors if actor.was and actor.name in trying}
    missed += [] if states == set(STATES.values()) else [f"of accounts {states} alone try {name}"]
    for actor in actors if not DOES[name][1] else []:
        if actor.roles & DOES[name][0] and by.get((actor.name, "no record")) != actor.methods:
            missed.append(f"{actor.name} does not read the list {name}, which must show nobody who is not theirs")
    for actor in actors if DOES[name][1] not in {"", *THE_HUBS} else []:
        must = [each for each in tried if each.whose == "must not see" or is_a_colleague(actor)]
        for address in must if actor.roles & DOES[name][0] else []:
            if not address.is_for(actor) and by.get((actor.name, address.whose)) != actor.methods:
                missed.append(f"{actor.name} does not try {address} by {actor.methods}")
    return missed
