"""Assessments: one being written by two, some finished, two for the team's next meeting, one decided at the last."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.assessments import actions
from holdfast.assessments.models import Assessment
from holdfast.assessments.queries import could_write
from holdfast.assessments.safety_actions import share_safety_plan, write_safety_plan
from holdfast.diary.rules import DAY
from holdfast.hubs.hours import instant, london_day
from holdfast.hubs.models import Hub
from holdfast.meetings import actions as meetings
from holdfast.referrals.models import Referral
from holdfast.referrals.states import NextAction

MOST = 60
FIRST = {
    "needs": "Wakes at three and counts the shifts. Wants “to be able to walk past the side room”.",
    "matters": "The allotment. Being there when the twins come home from school.",
    "work": "Off since the spring rota. Dreads the first night back, not the work itself.",
}
SECOND = {
    "work": "A swap of shifts was offered and never put in writing. Would try two short days first.\n"
    "Wants no word to the ward manager before we have both agreed what it says.",
    "physical": "Breathless on stairs since the winter; a clinic is booked.",
}
TYPED = "Adjustments that would help: no nights for six weeks, a named person on the first shift, "
PICTURE = {
    "situation": "A patient died at the end of a double shift.", "thoughts": "“I should have seen it.”",
    "feelings": "Dread, then nothing.", "body": "Tight chest, awake from three.",
    "actions": "Swaps shifts, keeps to the back corridor.",
}  # fmt: skip
REST = {
    "family": "Lives with a partner and two children; a sister ten minutes away.",
    "say": "The manager may know when they are back. Nothing about why.",
    "safety": "No thoughts of harming themselves this month. The children, and the sister, keep them going. "
    "Would ring the sister first, then us.",
    "formulation": "A hard death at the end of a hard winter, and nobody to say it to. Keeping away holds the "
    "dread up; sleep goes, and with it the day. They have a home that knows, and a ward that wants them back.",
}
PLAN = (
    "It begins when I stop answering my phone and sleep on the sofa.\n\n"
    "What helps: the allotment, a walk before it is dark, ringing my sister and saying only “bad day”.\n\n"
    "If that is not enough: the hub by day; at any hour 111, and the mental health option.\n\n"
    "What makes home safer: my partner keeps the tablets.\n\nWorth staying for: the twins’ play in March."
)
QUESTION = "Group first, or alone? They would rather not sit with colleagues, and the wait for trauma work is long."


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """What was written of those who came to their assessment."""
    found = Referral.objects.filter(hub=hub, next_action=NextAction.WRITE_UP).exclude(owner=None)
    came = list(found.select_related("person", "owner__account", "owner__hub").order_by("next_action_at", "pk")[:MOST])
    lead = next(member for member in team if member.may(Permission.SET_HUB) and member.may(Permission.ASSESS))
    for number, referral in enumerate(came):
        begun = max(now - timedelta(hours=3), referral.first_contact_at or now)
        if number == 0:
            being_written(referral, now=begun)
        elif number < 4:
            finished(referral, leads_to="meeting", now=begun)
        elif number % 5:
            finished(referral, leads_to="plan", now=begun)
    if len(came) > 3:
        two_meetings(hub, lead, came[1:4], now=now)


def being_written(referral: Referral, *, now: datetime) -> None:
    """Two authors, and words that are typed and not signed."""
    owner = owner_of(referral)
    made = actions.begin(referral, by=owner, now=now)
    actions.write(made, FIRST | PICTURE, by=owner, now=now + timedelta(minutes=12))
    actions.set_needs(made, ["trauma", "sleep", "return_to_work"], by=owner, now=now + timedelta(minutes=14))
    colleague = next(iter(could_write(made, made.authors.filter(hub_id=made.hub_id))), None)
    if colleague is not None:
        actions.add_author(made, colleague, by=owner, now=now + timedelta(minutes=15))
        actions.write(made, SECOND, by=colleague, now=now + timedelta(minutes=20))
    actions.keep(made, "work", TYPED, seen=0, by=owner, now=now + timedelta(minutes=22))
    write_safety_plan(referral, PLAN, seen=0, by=owner, now=now + timedelta(minutes=40))
    share_safety_plan(referral, 1, by=owner, now=now + timedelta(minutes=45))


def finished(referral: Referral, *, leads_to: str, now: datetime) -> Assessment:
    """One that its author has agreed with."""
    owner, whole = owner_of(referral), {**FIRST, **REST}
    made = actions.begin(referral, by=owner, now=now)
    actions.write(made, ordered(whole), by=owner, now=now + timedelta(minutes=30))
    actions.set_needs(made, ["trauma", "bereavement", "sleep"], by=owner, now=now + timedelta(minutes=32))
    return actions.agree(made, leads_to=leads_to, by=owner, now=now + timedelta(minutes=50))


def ordered(words: Mapping[str, str]) -> dict[str, str]:
    """By section."""
    return dict(sorted(words.items()))


def two_meetings(hub: Hub, lead: Membership, waiting: list[Referral], *, now: datetime) -> None:
    """This morning's, at which one was decided, and the next, with a question on it."""
    today = london_day(now)
    decided, asked, _ = waiting
    held = meetings.call(hub, starts_at=now - timedelta(hours=1), by=lead, now=now - DAY)
    meetings.come(held, owner_of(decided), by=lead, now=now - timedelta(minutes=50))
    question = meetings.ask(decided, QUESTION, meeting=held, by=owner_of(decided), now=now - timedelta(minutes=55))
    meetings.decide(
        question, decisions=["in_house", "workplace"], words="Eight sessions alone. A letter to Occupational Health, "
        "once they have read it.", by=lead, now=now - timedelta(minutes=30),
    )  # fmt: skip
    meetings.close_minutes(held, by=lead, now=now - timedelta(minutes=10))
    coming = meetings.call(hub, starts_at=instant(today + 6 * DAY, time(13)), by=lead, now=now)
    meetings.ask(asked, QUESTION, meeting=coming, by=owner_of(asked), now=now)


def owner_of(referral: Referral) -> Membership:
    """Whoever has them."""
    assert referral.owner is not None  # the query asks for no others
    return referral.owner
