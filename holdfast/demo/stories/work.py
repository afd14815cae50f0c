"""The example of the national guidance (its Appendix 1): overwhelmed and off work, helped, and on the way back.

A healthcare professional in a specialist area, who cares for their family too: referred by Occupational Health with
their agreement, asked about at once, with their GP and manager told what they said yes to.
"""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.agreements.models import Partner
from holdfast.coordination import plan_actions
from holdfast.demo.stories import plans
from holdfast.demo.stories.plans import weekday
from holdfast.demo.stories.portal import in_support
from holdfast.front_door.more_actions import tell_groups, tell_work
from holdfast.hubs.hours import OFFICE_HOURS, london_day
from holdfast.hubs.models import Hub
from holdfast.referrals.actions import move
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import CLOSE, PLANNED_IN
from holdfast.referrals.states import NextAction
from holdfast.workplace import actions, answer_actions, sharing_actions
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.rules import Step, Words

WHO = "Betony Notreal"
PEOPLE = {WHO: ("on the way back", "Reads what is asked and told about their work before anybody else does.")}
"""The front page's card to their own pages."""
MANAGER = {"route": "manager", "name": "Moss Placeholder", "organisation": "Renal unit, Quay Infirmary",
           "telephone": "01632 960111"}  # fmt: skip
GP = {"route": "gp", "name": "Dr Quill Invented", "organisation": "Madeup Lane Surgery", "telephone": "01632 960112"}
ASKED = (
    "Betony Notreal has been off work since they were overwhelmed by the last months, and gets help from us.\n"
    "Please advise on a gradual return to a specialist unit, for somebody who also cares for family at home."
)
ANSWERED = (
    "We advise four weeks of shorter days without nights, beside a colleague, with set hours for the family. "
    "We can see Betony on the Thursday before."
)
TO_GP = (
    "Betony Notreal gets weekly talks from us for exhaustion and worry. Could you see each other before they go back?"
)
ABSENT = "Betony is off sick, gets help, and plans the return with Occupational Health. Please ask nothing before then."
CHANGES = "Start after the school run.\nNo nights.\nA colleague to turn to on every shift."


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Told day by day, as it would have happened."""
    owner = next(member for member in team if member.may(Permission.CONTACT) and member.may(Permission.TRIAGE))
    olive = Partner.objects.get(hub=hub, route="oh")
    begun = now - timedelta(days=13)
    referral = in_support(hub, owner, WHO, random, now=begun, route="oh", partner=olive)
    tell_work(
        referral, hub, employer="", organisation=None, staff_group="", work_state="off_sick",
        off_since=london_day(begun) - timedelta(days=4), now=begun + timedelta(hours=1),
    )  # fmt: skip
    tell_groups(referral, hub, groups=["parent"], now=begun + timedelta(hours=1))
    helped(referral, owner, now=now - timedelta(days=10))
    told(hub, referral, owner, olive, now=now)


def helped(referral: Referral, owner: Membership, *, now: datetime) -> None:
    """Support is in place: talks every week, by a plan that they agreed to."""
    due = OFFICE_HOURS.add_working_days(now, PLANNED_IN, CLOSE)
    move(referral, "assess", by=owner, now=now, next_action=NextAction.PLAN, next_action_at=due)
    soon = london_day(now) + timedelta(days=13)
    plans.add(referral, owner, "sessions", "We talk every week, about exhaustion and worry", owner, soon, now=now)
    plan = plan_actions.show(referral, look_on=weekday(soon + timedelta(days=21)), by=owner, now=now)
    plan_actions.agree(plan, now=now + timedelta(hours=5))


def told(hub: Hub, referral: Referral, owner: Membership, olive: Partner, *, now: datetime) -> None:
    """What was asked, told and answered, and the plan that waits for their yes."""
    today = london_day(now)
    asked = said(referral, olive, "support", Words(ASKED), by=owner, days=9, now=now)
    sharing_actions.reply(asked, words=ANSWERED, mark=asked.pk, now=now - timedelta(days=6))
    actions.read_replies(asked, by=owner, now=now - timedelta(days=5))
    for about, kind, words, days in (
        (GP, "question", Words(TO_GP), 8),
        (MANAGER, "leave", Words(ABSENT, today - timedelta(days=17), today + timedelta(days=11)), 7),
    ):
        email = f"{about['name'].split()[-2].lower()}@work.{hub.slug}.example"
        partner = sharing_actions.know_partner(hub, **about, email=email, by=owner, now=now - timedelta(days=days))
        made = said(referral, partner, kind, words, by=owner, days=days, now=now)
        sharing_actions.give_link(made, by=owner, now=now - timedelta(days=days - 1))
    moss = made.partner
    said(referral, moss, "adjustments", Words(CHANGES, today + timedelta(days=12)), by=owner, days=4, now=now)
    first = today + timedelta(days=12)
    steps = tuple(
        Step(weekday(first + timedelta(weeks=number)), what, hours)
        for number, (what, hours) in enumerate((
            ("Two mornings, beside a colleague", "8 hours a week"),
            ("Three short days, own patients again", "15 hours a week"),
            ("Four days, no nights yet", "24 hours a week"),
        ))
    )  # fmt: skip
    actions.show(referral, partner=moss, kind="return", words=Words("As Occupational Health advises.", steps=steps),
                 by=owner, now=now - timedelta(days=1))  # fmt: skip


def said(
    referral: Referral, partner: Partner, kind: str, words: Words, *, by: Membership, days: int, now: datetime
) -> WorkStatement:
    """One statement, agreed to a few hours after it was shown."""
    at = now - timedelta(days=days)
    made = actions.show(
        referral, partner=partner, kind=kind, words=words, by=by, now=at, answer_by=london_day(at + timedelta(days=12))
    )
    return answer_actions.agree(made, now=at + timedelta(hours=3))
