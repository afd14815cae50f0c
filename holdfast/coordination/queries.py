"""Reads of a plan: what is open, what was shown, how near somebody is to their goals, and what comes next by it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Max

from holdfast.accounts.models import Membership
from holdfast.assessments.models import Assessment
from holdfast.coordination.models import ChangeWish, Goal, Plan, Rating, Strand
from holdfast.coordination.rules import CLOSE, Step, asked_by
from holdfast.coordination.states import WAITS, Status
from holdfast.hubs.hours import OFFICE_HOURS, instant, london_day
from holdfast.hubs.models import Hub
from holdfast.meetings.models import Discussion
from holdfast.people.access import admitted_to, open_to
from holdfast.people.models import Person
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import PLANNED_IN, day_of
from holdfast.referrals.states import NextAction, Stage
from holdfast.referrals.states import Status as ReferralStatus

Row = TypeVar("Row", Goal, Strand)
MOST_SHOWN = 200
CHANGES = (Goal.End.NO_LONGER, Strand.End.STOPPED, Goal.End.REPLACED)
"""Ends that change what was agreed. What was done or reached was agreed before, and changes nothing."""


def goals_of(referral: Referral) -> list[Goal]:
    """Every goal in every wording, the earliest first."""
    return list(Goal.objects.filter(hub_id=referral.hub_id, referral=referral).order_by("pk")[:MOST_SHOWN])


def strands_of(referral: Referral) -> list[Strand]:
    """Every strand in every wording, the earliest first, with who does it."""
    found = Strand.objects.filter(hub_id=referral.hub_id, referral=referral)
    return list(found.select_related("owner__account").order_by("pk")[:MOST_SHOWN])


def open_goals(referral: Referral) -> list[Goal]:
    """The goals there are now, in the order in which they were named."""
    return in_order(each for each in goals_of(referral) if each.ended_at is None)


def open_strands(referral: Referral) -> list[Strand]:
    """The strands that go on, with who does each."""
    return in_order(each for each in strands_of(referral) if each.ended_at is None)


def in_order(found: Iterable[Row]) -> list[Row]:
    """In the order in which they were first named, whatever their words are now."""
    return sorted(found, key=lambda each: each.root_id)


def versions_of(referral: Referral) -> list[Plan]:
    """What was shown to the person, the latest first."""
    found = Plan.objects.filter(hub_id=referral.hub_id, referral=referral)
    return list(found.select_related("shown_by__account", "agreed_by__account").order_by("-number")[:MOST_SHOWN])


def latest_of(referral: Referral) -> Plan | None:
    """The version that was shown last."""
    return Plan.objects.filter(hub_id=referral.hub_id, referral=referral).order_by("-number").first()


@dataclass(frozen=True)
class Standing:
    """A plan as it stands: every goal and strand there ever was, and every version that was shown."""

    goals: list[Goal]
    strands: list[Strand]
    versions: list[Plan]

    @property
    def latest(self) -> Plan | None:
        """What was shown last."""
        return self.versions[0] if self.versions else None

    @property
    def in_force(self) -> Plan | None:
        """What was agreed last, whatever was shown since."""
        return next((each for each in self.versions if each.agreed_at is not None), None)

    @cached_property
    def open_goals(self) -> list[Goal]:
        """The goals there are now."""
        return in_order(each for each in self.goals if each.ended_at is None)

    @cached_property
    def open_strands(self) -> list[Strand]:
        """The strands that go on."""
        return in_order(each for each in self.strands if each.ended_at is None)

    @property
    def changed_at(self) -> datetime | None:
        """When something was changed last that the person has not been shown; None where nothing was."""
        latest = self.latest
        shown = {*latest.goals, *latest.strands} if latest else set()
        rows: list[Goal | Strand] = [*self.goals, *self.strands]
        new = [each.added_at for each in rows if each.ended_at is None and each.pk not in shown]
        gone = [each.ended_at for each in rows if each.pk in shown and each.ended_at and each.end in CHANGES]
        return max([*new, *gone], default=None)

    @property
    def steps(self) -> list[Strand]:
        """The open strands of the team that were agreed, whatever their words are now."""
        agreed = set(self.in_force.strands) if self.in_force else set()
        roots = {each.root_id for each in self.strands if each.pk in agreed}
        return [each for each in self.open_strands if not each.is_theirs and each.root_id in roots]

    def goals_in(self, plan: Plan) -> list[Goal]:
        """The goals of a version, in the words that were shown."""
        return in_order(each for each in self.goals if each.pk in plan.goals)

    def strands_in(self, plan: Plan) -> list[Strand]:
        """The strands of a version, in the words that were shown."""
        return in_order(each for each in self.strands if each.pk in plan.strands)


def standing_of(referral: Referral) -> Standing:
    """The plan of a referral. Three statements."""
    return Standing(goals_of(referral), strands_of(referral), versions_of(referral))


def next_of_plan(referral: Referral, *, now: datetime) -> Step | None:
    """What comes next by the plan, or making one, where they were assessed and none was shown; None once support has
    ended and the hub only asks how they are: a step that is somebody's own stands on their Today still. How soon one is
    due that an alert was closed with, the chosen day says. Called by `referrals.next_step`."""
    if referral.stage == Stage.FOLLOW_UP:
        return None
    return min(steps_of_plan(referral), key=lambda step: day_of(step, referral), default=None)


def steps_of_plan(referral: Referral) -> list[Step]:
    """All that the plan asks for, each by its own day, also once support has ended."""
    standing = standing_of(referral)
    latest, in_force = standing.latest, standing.in_force
    if latest is None:
        first = first_plan(referral)
        return [first] if first else []
    is_asked = latest.status == Status.CHANGE_ASKED
    return asked_by(
        waits_since=(latest.asked_at if is_asked else latest.shown_at) if latest.status in WAITS else None,
        is_change_asked=is_asked,
        changed_at=standing.changed_at,
        steps=[each.next_on for each in standing.steps if each.next_on is not None],
        look_on=in_force.look_on if in_force else None,
    )


def answer_due(referral: Referral) -> datetime | None:
    """By when an answer to the plan, or to a wish for a change, is due by itself."""
    return next((at for action, at in steps_of_plan(referral) if action == NextAction.AGREE_PLAN), None)


def first_plan(referral: Referral) -> Step | None:
    """Making the plan, by its day after the assessment was finished or the team has discussed it, whichever was last;
    None for whoever is in support without one."""
    if referral.status != ReferralStatus.ASSESSED:
        return None
    mine = {"hub_id": referral.hub_id, "referral": referral}
    finished = Assessment.objects.filter(**mine).aggregate(last=Max("finished_at"))["last"]
    settled = Discussion.objects.filter(**mine).aggregate(last=Max("settled_at"))["last"]
    since = max(filter(None, [finished, settled]), default=None)
    return (NextAction.PLAN, OFFICE_HOURS.add_working_days(since, PLANNED_IN, CLOSE)) if since else None


def ratings_of(goals: Collection[Goal]) -> dict[UUID, list[Rating]]:
    """The ratings of some goals, the earliest first, by the goal whatever its words are. One statement."""
    found: dict[UUID, list[Rating]] = {each.root_id: [] for each in goals}
    if not found:
        return {}
    rows = Rating.objects.filter(hub_id=next(iter(goals)).hub_id, goal_id__in=found)
    for row in rows.select_related("rated_by__account").order_by("rated_at", "pk"):
        found[row.goal_id].append(row)
    return found


def wishes_of(plans: Collection[Plan]) -> list[ChangeWish]:
    """What they would like changed in these versions, the latest first."""
    if not plans:
        return []
    hub_id = next(iter(plans)).hub_id
    found = ChangeWish.objects.filter(hub_id=hub_id, plan_id__in=[each.pk for each in plans])
    return list(found.select_related("plan").order_by("-asked_at", "-pk")[:MOST_SHOWN])


def find_goal(referral: Referral, pk: UUID) -> Goal | None:
    """A goal of this referral in one of its wordings, ended or not."""
    return next((each for each in goals_of(referral) if each.pk == pk), None)


def find_strand(referral: Referral, pk: UUID) -> Strand | None:
    """A strand of this referral in one of its wordings, ended or not."""
    return next((each for each in strands_of(referral) if each.pk == pk), None)


def as_it_is_now(row: Row, rows: Iterable[Row]) -> Row:
    """The latest wording of a goal or strand among those of its referral, ended or not."""
    return max((each for each in rows if each.root_id == row.root_id), key=lambda each: each.pk)


def able_for(person: Person, hub: Hub) -> list[Membership]:
    """Who of the team may have a strand: at work, a practitioner or lead, and nobody whom the person keeps out."""
    members = hub.members.filter(status=Membership.Status.ACTIVE).select_related("account", "hub")
    able = [each for each in members.order_by("account__name", "pk") if each.has_caseload]
    return admitted_to(person, able)


def doers_of(person: Person, *, has_to_do: bool) -> set[UUID]:
    """Who of the team has an open strand of this person: they always have something to do."""
    found = Strand.objects.filter(hub_id=person.hub_id, person=person, ended_at=None, owner__isnull=False)
    return set(found.values_list("owner_id", flat=True))


def due_of(found: Viewer) -> list[Strand]:
    """The viewer's own strands that are due, the earliest first; of their own people where the referral's next action
    is another one, such as an appointment that is booked."""
    own = Strand.objects.filter(
        open_to(found, "person_id"), hub_id=found.member.hub_id, owner=found.member, ended_at=None,
        next_on__lte=london_day(found.now), referral__closed_at=None,
    ).select_related("referral")  # fmt: skip
    return [each for each in own.order_by("next_on", "pk") if not is_next_action(each, found.member)][:MOST_SHOWN]


def is_next_action(strand: Strand, member: Membership) -> bool:
    """Whether a strand that is due stands on the member's list already, as what comes next for somebody they have."""
    referral = strand.referral
    at = instant(strand.next_on, CLOSE) if strand.next_on else None
    return (referral.owner_id, referral.next_action, referral.next_action_at) == (member.pk, NextAction.STEP, at)
