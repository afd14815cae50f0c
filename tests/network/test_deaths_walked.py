"""Deaths recorded, taken back, joined, separated and told in any order: what stands is what somebody says."""

import os
import random
from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network.deaths import tell_again
from holdfast.network.models import Transfer
from holdfast.outcomes.death_actions import refused_of
from holdfast.outcomes.models import Death, Discharge
from holdfast.outcomes.queries import told_of
from holdfast.people.holding import joined_now
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from tests.builders import accept
from tests.network.conftest import accepted, carried, join_of, known, stored, worked_once
from tests.network.test_deaths_again import apart, lost
from tests.network.test_deaths_attacked import second_way
from tests.network.test_deaths_between import taken_back, told
from tests.network.test_not_let_go import dies

MINUTE = timedelta(minutes=1)
STEPS = ("die", "die", "die", "undo", "undo", "join", "apart", "told", "told", "once", "lost", "said")
FIRST = int(os.environ.get("HOLDFAST_FIRST_WALK", "1"))
NUMBER = int(os.environ.get("HOLDFAST_DEATHS_WALKED", "3"))


class World:
    def __init__(self, tidewater, saltpan, fenmark, tansy, went, now, clock, rng):
        self.t, self.s, self.f, self.rng, self.clock, self.now = tidewater, saltpan, fenmark, rng, clock, now
        self.ways = [(tidewater, tansy.referral, saltpan, went[1], went[0].pk)]
        self.records = [(tidewater, tansy.referral), (saltpan, went[1])]
        self.joins = []
        self.done = []
        if rng.random() < 0.6:
            own, two = second_way(tidewater, saltpan, now=now)
            self.add(tidewater, own, saltpan, two)
        if rng.random() < 0.5:
            self.go(saltpan, went[1], fenmark)
            if rng.random() < 0.6:
                self.go(fenmark, self.records[-1][1], tidewater)
        elif rng.random() < 0.5:
            self.go(saltpan, went[1], tidewater)
        if rng.random() < 0.4:
            self.records.append((saltpan, known(saltpan, now=now, name="T. Madeup")))

    def add(self, team, one, other, two):
        with hub_scope(team.hub):
            found = Transfer.objects.get(referral_id=one.pk)
        self.ways.append((team, one, other, two, found.pk))
        self.records += [
            each for each in ((team, one), (other, two)) if each[1].pk not in {r.pk for _, r in self.records}
        ]

    def go(self, team, one, other):
        found = accepted(team, other, stored(team, one), now=self.now)
        two = carried(team, other, found, now=self.now)
        accept(other, two, owner=other.nell, now=self.now, by=other.ines)
        self.add(team, one, other, stored(other, two))

    def tick(self):
        self.now += MINUTE
        self.clock(self.now)

    def step(self):
        """Something, by anybody; what may not be done now is left."""
        self.tick()
        what = self.rng.choice(STEPS)
        team, record = self.rng.choice(self.records)
        note = [what, team.hub.slug, self.index(record)]
        try:
            getattr(self, what)(team, record)
        except MoveNotAllowed as error:
            note.append(f"refused: {error}")
        self.done.append(tuple(note))

    def die(self, team, record):
        dies(team, stored(team, record), now=self.now)

    def undo(self, team, record):
        taken_back(team, stored(team, record), now=self.now)

    def join(self, team, record):
        others = [r for t, r in self.records if t is team and r.pk != record.pk]
        if others:
            two = (stored(team, record), stored(team, self.rng.choice(others)))
            self.joins.append((team, join_of(team, *two, now=self.now)))

    def apart(self, team, record):
        if self.joins:
            apart(*self.joins.pop(self.rng.randrange(len(self.joins))), now=self.now)

    def told(self, team, record):
        told()

    def once(self, team, record):
        worked_once("follow_death", "carry")

    def lost(self, team, record):
        lost()

    def said(self, team, record):
        self.again()

    def index(self, record):
        return [r.pk for _, r in self.records].index(record.pk)

    def again(self):
        for team in (self.t, self.s, self.f):
            with hub_scope(team.hub):
                tell_again(team.hub, now=self.now)
        told()

    def quiet(self):
        for _ in range(4):
            self.tick()
            self.again()

    def rows(self):
        found = {}
        for team in (self.t, self.s, self.f):
            with hub_scope(team.hub):
                found |= {d.pk: d for d in Death.objects.order_by("pk")}
        return found

    def check(self):
        before = self.rows()
        self.tick()
        self.again()
        after = self.rows()
        assert {k: v.undone_at for k, v in before.items()} == {k: v.undone_at for k, v in after.items()}, "no rest"
        stands = {}
        for number, (team, record) in enumerate(self.records):
            with hub_scope(team.hub):
                person = Person.objects.get(pk=record.person_id)
                mine = [d for d in after.values() if d.person_id == person.pk and d.undone_at is None]
                stands[record.pk] = mine
                assert bool(mine) == bool(person.died_at), ("dead or not", number)
                for other in joined_now(team.hub.pk, person.pk):
                    assert bool(Person.objects.get(pk=other).died_at) == bool(person.died_at), ("joined", number)
                open_now = Referral.objects.filter(person=person, closed_at=None).exists()
                closed = Discharge.objects.filter(person=person, is_by_death=True, undone_at=None).exists()
                if mine:
                    assert not open_now, ("open", number)
                else:
                    assert not closed, ("closed by death", number)
        for d in after.values():
            if d.undone_at is None and d.path:
                origin = after[d.first_id]
                assert origin.undone_at is None, ("heard of nothing", d.told_by)
            if d.pk == d.first_id and d.undone_at:
                assert d.end == "error", ("own word went", d.end)
        for team, one, other, two, pk in self.ways:
            for (_a, x), (b, y) in (((team, one), (other, two)), ((other, two), (team, one))):
                says = {d.first_id for d in stands[x.pk] if pk not in d.path}
                hears = {d.first_id for d in stands[y.pk]}
                with hub_scope(b.hub):
                    person = Person.objects.get(pk=y.person_id)
                    together = [person, *Person.objects.filter(pk__in=joined_now(b.hub.pk, person.pk))]
                    refused = refused_of(person, told_of(together, says))
                missing = says - hears - refused
                assert not missing, ("not heard", self.index(x), self.index(y))
                over = [d for d in stands[y.pk] if d.path and d.path[-1] == pk and not d.is_by_join]
                for d in over:
                    assert any(e.first_id == d.first_id for e in stands[x.pk]), (
                        "said no more",
                        self.index(x),
                        self.index(y),
                    )


@pytest.mark.parametrize("seed", range(FIRST, FIRST + NUMBER))
def test_what_stands_is_what_somebody_says(tidewater, saltpan, fenmark, tansy, went, now, clock, seed):
    clock(now)
    world = World(tidewater, saltpan, fenmark, tansy, went, now, clock, random.Random(seed))
    told()
    try:
        for _ in range(14):
            world.step()
        world.quiet()
        world.check()
    except AssertionError:
        for _each in world.done:
            pass
        raise
