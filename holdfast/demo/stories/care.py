"""Looking after the record: concerns, two records of one person, leave, an emergency, and reading that is unusual."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.caseload.actions import open_in_emergency
from holdfast.contacts.actions import log_attempt
from holdfast.contacts.models import Attempt
from holdfast.demo.data import on_the_queue
from holdfast.events.access import log
from holdfast.events.models import AccessEntry
from holdfast.front_door.actions import submit
from holdfast.front_door.asked import Asked
from holdfast.hubs.hours import LONDON
from holdfast.hubs.models import Hub
from holdfast.people.cover_actions import hand_over
from holdfast.people.join_actions import agree, propose_join
from holdfast.people.models import EmergencyAccess
from holdfast.people.reading_actions import look_for_unusual
from holdfast.referrals.models import Referral
from holdfast.safeguarding.actions import Note, close, raise_concern
from holdfast.triage.actions import Choice, decide, sign
from holdfast.triage.models import Decision

REASON = "They told me of both requests, and the date of birth agrees."
NUMBER = "+447700900{:03}"


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """Leave these records in the hub. In the hub's scope."""
    lead = next(member for member in team if member.may(Permission.REVIEW_READING))
    owner, colleague = [member for member in team if member.has_caseload and member != lead][:2]
    concerns(hub, owner, lead, random, now=now)
    two_records(hub, owner, lead, random, now=now)
    leave(owner, colleague, lead, now=now)
    emergency(hub, owner, colleague, random, now=now)
    look_for_unusual(hub, now=now)
    declined(hub, owner, lead, now=now)


def spoken_with(hub: Hub, name: str, owner: Membership, random: Random, *, number: int, at: datetime) -> Referral:
    """Somebody who asked, was accepted, and was spoken with."""
    asked = Asked(
        name=name, channels={"call": NUMBER.format(number), "voicemail": False, "times": ["pm"]}, safe_now="yes"
    )
    referral = submit(hub, asked, submission=UUID(int=random.getrandbits(128)).bytes, now=at)
    choice = Choice(Decision.Outcome.ACCEPT, referral.contact_by, owner=owner)
    decided_at = at + timedelta(hours=1)
    decide(referral, choice, seen=None, by=on_the_queue(owner, at=decided_at), now=decided_at)
    log_attempt(
        referral, channel=Attempt.Channel.CALL, result=Attempt.Result.SPOKE, terms=hub.current, by=owner,
        now=at + timedelta(hours=2), identity_checked=True,
    )  # fmt: skip
    referral.refresh_from_db()
    return referral


def concerns(hub: Hub, owner: Membership, lead: Membership, random: Random, *, now: datetime) -> None:
    """One that is open, one that was closed with the lead's advice."""
    at = now - timedelta(days=6)
    today = now.astimezone(LONDON).date()
    child = spoken_with(hub, "Fennel Madeup", owner, random, number=811, at=at)
    seen = "Said that the children are afraid of the neighbour's dog, and that nobody listens."
    note = Note(seen=seen, done=["listened", "advice"], adviser=lead, advice="Ask again on Thursday.")
    raise_concern(
        child.person,
        kind="child",
        note=note,
        review_on=today + timedelta(days=2),
        by=owner,
        now=at + timedelta(hours=2),
    )
    adult = spoken_with(hub, "Sorrel Pretend", owner, random, number=812, at=at)
    found = raise_concern(
        adult.person, kind="adult", note=Note(seen="Her brother keeps her bank card."), review_on=today,
        by=owner, now=at + timedelta(hours=3),
    )  # fmt: skip
    last = Note(done_words="She has the card again, and a new number.", adviser=lead, advice="It can be closed.")
    close(found, note=last, shows_reading=True, by=owner, now=now - timedelta(days=1))


def two_records(hub: Hub, owner: Membership, lead: Membership, random: Random, *, now: datetime) -> None:
    """Two that are joined, and two that wait for a second colleague."""
    at = now - timedelta(days=5)
    first, second, third, fourth = (
        spoken_with(hub, name, owner, random, number=number, at=at)
        for name, number in (("Juniper Sample", 821), ("J. Sample", 821), ("Teasel Mockup", 822), ("Teasel M", 822))
    )
    join = propose_join(first.person, second.person, reason=REASON, by=owner, now=now - timedelta(days=3))
    agree(join, by=lead, now=now - timedelta(days=2))
    propose_join(third.person, fourth.person, reason=REASON, by=owner, now=now - timedelta(hours=2))


def leave(owner: Membership, colleague: Membership, lead: Membership, *, now: datetime) -> None:
    """Leave that begins in a week."""
    today = now.astimezone(LONDON).date()
    days = {"starts_on": today + timedelta(days=7), "ends_on": today + timedelta(days=16)}
    hand_over(owner, covering=colleague, by=lead, now=now, **days)


def emergency(hub: Hub, owner: Membership, colleague: Membership, random: Random, *, now: datetime) -> None:
    """A record opened in an emergency, and tried again after it had closed."""
    at = now - timedelta(hours=5)
    referral = spoken_with(hub, "Yarrow Nobodysby", owner, random, number=831, at=at - timedelta(days=1))
    reason = "They rang the ward, the line went dead and nobody of the team answered."
    access: EmergencyAccess = open_in_emergency(referral.person, reason=reason, by=colleague, now=at)
    log(
        hub.pk, [referral.person_id], what="caseload:person", why="none", action=AccessEntry.Action.REFUSED,
        now=access.ends_at + timedelta(minutes=30), by=colleague,
    )  # fmt: skip


def declined(hub: Hub, owner: Membership, lead: Membership, *, now: datetime) -> None:
    """Somebody for whom this hub is not: two have signed that, or where nobody is on duty it waits for the second."""
    at = now - timedelta(hours=5)
    asked = Asked(name="Mallow Inventby", channels={"call": NUMBER.format(851), "voicemail": True}, safe_now="yes")
    random = Random(f"declined by {hub.slug}")  # noqa: S311 - what the other stories draw stays as it is
    referral = submit(hub, asked, submission=UUID(int=random.getrandbits(128)).bytes, now=at)
    words = "This hub is for staff of health and social care. Your GP, and the numbers on our page, are there for you."
    choice = Choice(Decision.Outcome.DECLINE, referral.contact_by, words=words)
    then = at + timedelta(hours=2)
    decision = decide(referral, choice, seen=None, by=on_the_queue(owner, at=then), now=then)
    if decision.decided_by != lead:
        sign(decision, by=lead, now=then + timedelta(hours=2))
