"""A walk: two hubs at one moment, the draw of a step, and the table of the steps that there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from holdfast.accounts.models import Membership, Shift
from holdfast.courses.protocols import sign_protocol
from holdfast.diary.hours_actions import add_room, set_pattern
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral
from holdfast.workforce.actions import set_profile
from holdfast.workplace import sharing_actions
from tests.builders import Team
from tests.courses.conftest import SLEEP
from tests.onward.conftest import service
from tests.workplace.conftest import MOSS, partner

OFFICE = WeeklyHours(tuple((day, time(9), time(17)) for day in range(5)))
JUMPS = (0, 0, 0, 0, 5, 20, 20, 40, 600, 3 * 3600, 20 * 3600, 3 * 86400, 12 * 86400)
"""Seconds that pass before a step: two of them within the minute of an undo, or days."""
FITTING = 0.9
"""How often a step looks for somebody whom it fits; else it is tried on anybody, and is refused."""
STEPS: dict[str, Callable[["Walk"], Any]] = {}
WEIGHTS: dict[str, float] = {}


class NothingToDo(Exception):
    """There is nobody and nothing that this step could be about."""


def step(name: str, weight: float = 1.0) -> Callable:
    """Put a step on the table; the heavier, the more often it is drawn."""

    def put(taken: Callable[["Walk"], Any]) -> Callable:
        STEPS[name], WEIGHTS[name] = taken, weight
        return taken

    return put


@dataclass
class Walk:
    """Where a walk stands: the moment, whose turn it is, the draw of this step, and when the worker last came round."""

    teams: Sequence[Team]
    now: datetime
    team: Team = None  # type: ignore[assignment]
    draw: Random = field(default_factory=Random)
    round_at: datetime = None  # type: ignore[assignment]

    def __post_init__(self):
        self.round_at = self.now

    def turn(self, draw: Random) -> None:
        """A new step: which hub's, and how much later."""
        self.draw, self.team = draw, draw.choices(self.teams, weights=(3, 1))[0]
        self.now += timedelta(seconds=draw.choice(JUMPS))

    @property
    def hub(self):
        return self.team.hub

    @property
    def other(self) -> Team:
        return next(team for team in self.teams if team is not self.team)

    def one_of(self, found: Sequence[Any] | Any) -> Any:
        """Any of these."""
        found = list(found)
        if not found:
            raise NothingToDo
        return self.draw.choice(found)

    def row(self, rows: Any, **fitting: Any) -> Any:
        """Any row of a model of the hub; mostly one that fits."""
        found = rows.filter(hub=self.hub).order_by("pk")
        if fitting and self.draw.random() < FITTING:
            found = found.filter(**fitting)
        return self.one_of(found)

    def referral(self, **fitting: Any) -> Referral:
        """Somebody's request; mostly one that fits, and mostly one that is open."""
        fitting = fitting or {"closed_at": None}
        return self.row(Referral.objects.select_related("person", "owner", "hub"), **fitting)

    def members(self, *, active: bool = True) -> list[Membership]:
        """The hub's people as they are now, by name."""
        rows = Membership.objects.filter(hub=self.hub).select_related("account", "hub").order_by("account__name", "pk")
        return [each for each in rows if each.status == Membership.Status.ACTIVE or not active]

    def member(self, **how: bool) -> Membership:
        return self.one_of(self.members(**how))

    def able(self) -> Membership:
        """Somebody who can have people."""
        return self.one_of([each for each in self.members() if each.has_caseload])

    def by(self, person: Any, *, first: Any = None) -> Membership:
        """Whoever does it: somebody to whom this record opens now, as on every page; often `first`."""
        people = [each for each in self.members() if right_of(viewer(each, now=self.now), person)]
        named = [each for each in people if first is not None and each.pk == getattr(first, "pk", first)]
        if named and self.draw.random() < 0.6:
            return named[0]
        able = [each for each in people if each.has_caseload]
        return self.one_of(able if able and self.draw.random() < 0.8 else people)

    def day(self, *, least: int = 1, most: int = 30) -> date:
        return self.now.date() + timedelta(days=self.draw.randint(least, most))


def prepare(walk: Walk) -> None:
    """What both hubs have before anybody asks: diaries, a rota, services, a course, a partner."""
    for team in walk.teams:
        with hub_scope(team.hub):
            team.hub.current = team.hub.terms.get()
            for member in (team.nell, team.wren, team.ines):
                set_pattern(
                    member, starts_on=date(2026, 10, 5), ends_on=None, weeks=[OFFICE], by=team.ada, now=walk.now
                )
                set_profile(member, seen=None, by=team.ines, now=walk.now, profession="nurse", grade="7")
            later = walk.now + timedelta(hours=5)
            Shift.objects.create(hub=team.hub, member=team.nell, starts_at=later, ends_at=later + timedelta(days=600))
            add_room(team.hub, name="Room 2", place="Quay House", seats=3, is_step_free=True, by=team.ada, now=walk.now)
            sign_protocol(team.hub, "sleep", **SLEEP, seen_version=0, by=team.ines, now=walk.now)
            sharing_actions.know_partner(team.hub, **MOSS, by=team.nell, now=walk.now)
        partner(team, "oh", "Olive Mockwell", "Northfell Occupational Health", now=walk.now)
        harbour = service(team, "Harbour Therapies", now=walk.now, route_to="in@harbour.example")
        service(team, "Lantern Trauma Service", now=walk.now, contingency=harbour)
        service(team, "Quay Advice", now=walk.now, route="letter", route_to="1 Quay Street", kinds=["debt"])
