"""The year before: three people a month, most of whom have gone the whole way, so that figures have months to show."""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.demo import invented
from holdfast.demo.data import on_the_queue
from holdfast.demo.stories import assessments, onward, outcomes
from holdfast.demo.stories.portal import in_support
from holdfast.front_door.actions import answer_questionnaire
from holdfast.front_door.more_actions import tell_equality, tell_work
from holdfast.hubs.models import Hub, Organisation
from holdfast.measures.questionnaires import find
from holdfast.outcomes import actions
from holdfast.outcomes.discharge_actions import discharge
from holdfast.outcomes.forms import RETURNS
from holdfast.outcomes.models import FollowUp
from holdfast.referrals.actions import move, withdraw
from holdfast.referrals.models import Referral

MONTHS, A_MONTH, EACH_MONTH = 12, timedelta(days=30), 3
DAY = timedelta(days=1)
STAFF_GROUPS = ("01", "02", "03", "03", "03", "05", "06")
ETHNIC = ("A", "A", "A", "B", "H", "J", "M", "N", "Z")
GENDERS = ("1", "2", "2", "2", "3", "Z")


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """People of the year before, the earliest first."""
    owners = [member for member in team if member.may(Permission.CONTACT) and member.may(Permission.TRIAGE)][:2]
    lead = next(member for member in team if "clinical_lead" in member.roles)
    services = onward.known_services(hub, lead, now=now - (MONTHS + 1) * A_MONTH)
    employers = list(Organisation.objects.filter(valid_to=None).order_by("code")[:40])
    for number in range(MONTHS * EACH_MONTH):
        at = now - (MONTHS - number // EACH_MONTH) * A_MONTH - random.uniform(0, 25) * DAY
        owner = on_the_queue(owners[number % len(owners)], at=at)
        referral = in_support(hub, owner, invented.name(random), random, now=at)
        said(hub, referral, random.choice(employers), random, now=at + timedelta(minutes=20))
        if number % 7 == 6:
            withdraw(referral, now=at + 5 * DAY)
            continue
        assessments.finished(referral, leads_to="plan", now=at + random.uniform(7, 16) * DAY)
        referral.refresh_from_db()
        service = services[number % len(services)]
        helped(hub, referral, owner, service if number % 2 else None, random, now=at + 18 * DAY, today=now)


def said(hub: Hub, referral: Referral, employer: Organisation, random: Random, *, now: datetime) -> None:
    """What they told of themselves: most of it."""
    tell_work(
        referral, hub, employer="", organisation=employer, staff_group=random.choice(STAFF_GROUPS),
        work_state=random.choice(invented.WORK_STATES), off_since=None, now=now,
    )  # fmt: skip
    if random.random() < 0.8:
        tell_equality(
            referral, hub, now=now, ethnic_category=random.choice(ETHNIC), gender=random.choice(GENDERS),
            disability=random.choice(("Y", "N", "N", "N")),
        )  # fmt: skip
    answer_questionnaire(referral, hub, find("gad7"), invented.gad7(random, 0.7), now=now)


def helped(
    hub: Hub, referral: Referral, owner: Membership, service: object, random: Random, *, now: datetime, today: datetime
) -> None:  # fmt: skip
    """In support; some at a service too; followed up, and discharged, as far as the time has come."""
    referral = move(referral, "support", by=owner, now=now)
    if service is not None:
        plot = random.choice(("completed", "completed", "in_treatment", "declined", "dropped_out"))
        onward.one(referral, service, plot, now=now + 12 * DAY)
        referral.refresh_from_db()
    ends = now + random.uniform(40, 70) * DAY
    asked_at, talked_at = ends + 95 * DAY, ends + 104 * DAY
    if ends >= today - DAY or not is_open(referral):
        return
    referral = actions.monitor(referral, by=owner, now=ends)
    if talked_at >= today - DAY:
        return
    asked = outcomes.first_asked(hub, referral, at=asked_at)
    outcomes.tell_all(hub, referral, random, weight=random.choice((0.1, 0.2, 0.3, 0.6)), now=asked_at + DAY)
    asked.refresh_from_db()
    asked.referral = referral
    actions.settle(asked, end=FollowUp.End.LOOKED_AT, by=owner, now=talked_at)
    actions.say_work(referral, state=random.choice(("at_work", "adjusted", "off")), by=owner, now=talked_at)
    discharge(referral, end_code="46", outcome="reached", returns=RETURNS, by=owner, now=talked_at + timedelta(hours=1))


def is_open(referral: Referral) -> bool:
    """Whether it was not closed meanwhile."""
    return referral.closed_at is None
