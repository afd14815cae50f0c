"""Plans: one that was agreed and is under way, with ratings, and one that waits for the person to agree."""

from datetime import date, datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.coordination import actions, plan_actions, strand_actions
from holdfast.coordination.models import Goal, Plan
from holdfast.coordination.queries import able_for
from holdfast.demo.stories.portal import in_support
from holdfast.diary.rules import DAY
from holdfast.hubs.hours import OFFICE_HOURS, london_day
from holdfast.hubs.models import Hub
from holdfast.referrals.actions import move
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import CLOSE, PLANNED_IN
from holdfast.referrals.states import NextAction

UNDER_WAY, WAITS = "Clover Notreal", "Heath Mockham"
PEOPLE = {
    UNDER_WAY: ("has a plan", "Agreed and under way: what happens next, and how near the goals are."),
    WAITS: ("reads a plan", "Agrees to it, or asks for a change."),
}
"""The front page's cards to their own pages."""
FRIDAY = 4
SLEEP = "I want to sleep through before an early shift."
WALK = "I want to walk past the ward without my heart racing."
CALM = "I want to come home and have something left for the children."


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Two people who were assessed. Both have own pages."""
    owner = next(member for member in team if member.may(Permission.CONTACT) and member.may(Permission.TRIAGE))
    under_way(hub, owner, random, now=now)
    waits(hub, owner, random, now=now)


def assessed(hub: Hub, owner: Membership, name: str, random: Random, *, now: datetime) -> Referral:
    """Somebody whose assessment is written up at `now`."""
    referral = in_support(hub, owner, name, random, now=now - timedelta(days=6))
    due = OFFICE_HOURS.add_working_days(now, PLANNED_IN, CLOSE)
    return move(referral, "assess", by=owner, now=now, next_action=NextAction.PLAN, next_action_at=due)


def under_way(hub: Hub, owner: Membership, random: Random, *, now: datetime) -> None:
    """Two goals, each rated three times; sessions, a colleague's call to the workplace, a diary of their own."""
    begun = now - timedelta(days=24)
    referral = assessed(hub, owner, UNDER_WAY, random, now=begun)
    goals = [
        actions.add_goal(referral, words=words, value=value, by=owner, now=begun)
        for words, value in ((SLEEP, 2), (WALK, 4))
    ]
    today, colleague = london_day(now), colleague_of(referral, owner)
    add(referral, owner, "sessions", "Six talks about sleep and shifts", owner, london_day(begun) + 4 * DAY, now=begun)
    add(referral, owner, "workplace", "We ask your manager for two weeks without nights", colleague, today + 6 * DAY,
        now=begun)  # fmt: skip
    add(referral, owner, "self_help", "You keep a sleep diary, a line a day", None, None, now=begun)
    plan = plan_actions.show(referral, look_on=weekday(today + 16 * DAY), by=owner, now=begun)
    plan_actions.agree(plan, now=begun + timedelta(hours=22))
    rated(goals, (3, 4), by=owner, now=now - timedelta(days=12))
    rated(goals, (6, 5), by=None, now=now - timedelta(days=2))
    strand = next(each for each in referral.strands.filter(hub=hub, kind="sessions"))
    strand_actions.do_step(strand, next_on=weekday(today + 3 * DAY), by=owner, now=now - timedelta(days=4))


def waits(hub: Hub, owner: Membership, random: Random, *, now: datetime) -> Plan:
    """A plan that was shown yesterday."""
    begun, today = now - timedelta(days=2), london_day(now)
    referral = assessed(hub, owner, WAITS, random, now=begun)
    actions.add_goal(referral, words=CALM, value=3, by=owner, now=begun)
    group = "A group on stress, eight Tuesdays"
    add(referral, owner, "group_or_training", group, colleague_of(referral, owner), today + 9 * DAY, now=begun)
    add(referral, owner, "advice", "We go through your rights to flexible work", owner, today + 4 * DAY, now=begun)
    return plan_actions.show(referral, look_on=weekday(today + 42 * DAY), by=owner, now=now - timedelta(hours=20))


def add(
    referral: Referral, by: Membership, kind: str, what: str, owner: Membership | None, next_on: date | None, *,
    now: datetime,
) -> None:  # fmt: skip
    """One strand; without an owner, the person's own."""
    strand_actions.add_strand(
        referral,
        kind=kind,
        what=what,
        owner=owner,
        is_theirs=owner is None,
        next_on=weekday(next_on) if next_on else None,
        by=by,
        now=now,
    )


def weekday(day: date) -> date:
    """That day, or the Monday after it."""
    return day + DAY * max(0, 7 - day.weekday()) if day.weekday() > FRIDAY else day


def colleague_of(referral: Referral, owner: Membership) -> Membership:
    """A colleague who may see them."""
    return next((each for each in able_for(referral.person, owner.hub) if each.pk != owner.pk), owner)


def rated(goals: list[Goal], values: tuple[int, ...], *, by: Membership | None, now: datetime) -> None:
    """Each goal once more."""
    for goal, value in zip(goals, values, strict=True):
        actions.rate(goal, value=value, by=by, now=now)
