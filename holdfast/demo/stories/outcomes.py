"""After support: one who is asked today, one who has answered, one whom we have finished with, by the real actions."""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.coordination import actions as plans
from holdfast.demo import invented
from holdfast.demo.stories.plans import assessed
from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.models import Hub
from holdfast.measures.questionnaires import find
from holdfast.outcomes import actions
from holdfast.outcomes.discharge_actions import discharge
from holdfast.outcomes.forms import RETURNS
from holdfast.outcomes.models import FollowUp
from holdfast.referrals.actions import move
from holdfast.referrals.models import Referral

DUE, ANSWERED, FINISHED = "Rowan Inventon", "Briar Notreal", "Linden Mockford"
PEOPLE = {
    DUE: ("is asked how they are", "Answers a few questions, three months after support."),
    FINISHED: ("has finished", "Reads what to do if it comes back, and can come back."),
}
"""The front page's cards to their own pages."""
MONTHS = timedelta(days=93)
CONCENTRATE = "I want to read a whole handover without losing the thread."


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Three people at the end of the way. All have own pages."""
    owner = next(member for member in team if member.may(Permission.CONTACT) and member.may(Permission.TRIAGE))
    due(hub, owner, random, now=now)
    answered(hub, owner, random, now=now)
    finished(hub, owner, random, now=now)


def supported(hub: Hub, owner: Membership, name: str, random: Random, *, now: datetime) -> Referral:
    """Somebody whose support has ended at `now`: they were off work, and one goal was rated as it began and ended."""
    begun = now - timedelta(days=80)
    referral = assessed(hub, owner, name, random, now=begun)
    answer_questionnaire(referral, hub, find("gad7"), invented.gad7(random, 0.7), now=begun)
    goal = plans.add_goal(referral, words=CONCENTRATE, value=2, by=owner, now=begun)
    referral = move(referral, "support", by=owner, now=begun)
    actions.say_work(referral, state="off", by=owner, now=begun)
    plans.rate(goal, value=7, by=None, now=now - timedelta(days=2))
    return actions.monitor(referral, by=owner, now=now)


def first_asked(hub: Hub, referral: Referral, *, at: datetime) -> FollowUp:
    """The follow-up after three months is asked."""
    found = FollowUp.objects.select_related("referral").filter(hub=hub, referral=referral).order_by("due_on")
    return actions.ask(found[0], hub=hub, now=at)


def due(hub: Hub, owner: Membership, random: Random, *, now: datetime) -> None:
    """Asked this week, and not answered yet."""
    referral = supported(hub, owner, DUE, random, now=now - MONTHS)
    first_asked(hub, referral, at=now - timedelta(days=2))


def answered(hub: Hub, owner: Membership, random: Random, *, now: datetime) -> None:
    """Asked last week: answered yesterday, and back at work."""
    referral = supported(hub, owner, ANSWERED, random, now=now - MONTHS - timedelta(days=5))
    first_asked(hub, referral, at=now - timedelta(days=6))
    at = now - timedelta(days=1)
    actions.say_work(referral, state="adjusted", by=None, now=at)
    tell_all(hub, referral, random, weight=0.2, now=at)


def finished(hub: Hub, owner: Membership, random: Random, *, now: datetime) -> None:
    """Followed up after three months, talked about, and discharged last week."""
    referral = supported(hub, owner, FINISHED, random, now=now - MONTHS - timedelta(days=20))
    asked = first_asked(hub, referral, at=now - timedelta(days=20))
    tell_all(hub, referral, random, weight=0.15, now=now - timedelta(days=15))
    asked.refresh_from_db()
    asked.referral = referral
    actions.settle(asked, end=FollowUp.End.LOOKED_AT, by=owner, now=now - timedelta(days=12))
    actions.say_work(referral, state="at_work", by=owner, now=now - timedelta(days=8))
    discharge(referral, end_code="46", outcome="reached", returns=RETURNS, by=owner, now=now - timedelta(days=7))


def tell_all(hub: Hub, referral: Referral, random: Random, *, weight: float, now: datetime) -> None:
    """Everything that is asked, answered in one sitting."""
    answer_questionnaire(referral, hub, find("phq9"), invented.phq9(random, weight, item9=0), now=now)
    answer_questionnaire(referral, hub, find("gad7"), invented.gad7(random, weight), now=now)
    form = find("peq_treatment")
    found = {number: random.choice([3, 4, 4]) for number in range(1, len(form.items) + 1)}
    answer_questionnaire(referral, hub, form, found, now=now)
