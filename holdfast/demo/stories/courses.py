"""Courses at every state, people who wait for one and elsewhere, and one who got worse meanwhile."""

from datetime import datetime, timedelta
from random import Random

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.actions import attend, book
from holdfast.appointments.free_times import slots_for
from holdfast.courses import actions
from holdfast.courses.asking import ask_before_sessions
from holdfast.courses.models import Course, Protocol
from holdfast.courses.protocols import sign_protocol
from holdfast.courses.shipped import BY_KEY
from holdfast.demo.stories.plans import assessed
from holdfast.diary.models import How, Kind
from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.measures.questionnaires import find
from holdfast.referrals.actions import locked, place
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import next_step
from holdfast.referrals.states import Stage
from holdfast.waiting.actions import begin_wait, expect, sign_rhythm
from holdfast.waiting.models import What

DAY = timedelta(days=1)
NOTES = ("They kept a diary of their nights.", "Fewer nights awake. We looked at what keeps them up.")


def tell(hub: Hub, team: list[Membership], random: Random, *, now: datetime) -> None:
    """The lead signs a rhythm and two courses; then eight people."""
    lead = next(member for member in team if member.may(Permission.SET_SUPPORT))
    owner = next(member for member in team if member.may(Permission.CONTACT) and member.may(Permission.TRIAGE))
    sign_rhythm(hub, contact_days=14, measure_days=28, long_days=42, questionnaires=["phq9", "gad7"], seen_version=0,
                by=lead, now=now - 60 * DAY)  # fmt: skip
    sleep, grief = (signed(hub, key, lead, now=now - 60 * DAY) for key in ("insomnia-cbt", "bereavement"))
    under_way(hub, owner, sleep, random, now=now)
    agreed(hub, owner, "Fern Notabody", grief, random, practitioner=owner, now=now - 2 * DAY)
    for name, how in (("Moss Pretendly", "end_for_them"), ("Sorrel Fictional", "end")):
        course = agreed(hub, owner, name, grief, random, practitioner=owner, now=now - 20 * DAY)
        actions.end(course, how, why="They moved away.", by=owner, now=now - 3 * DAY)
    done = agreed(hub, owner, "Bracken Madeup", sleep, random, practitioner=owner, now=now - 40 * DAY)
    actions.end(done, "complete", why="", by=owner, now=now - 4 * DAY)
    agreed(hub, owner, "Willow Inventson", sleep, random, now=now - 25 * DAY, waits=20)
    agreed(hub, owner, "Tarn Mockley", grief, random, now=now - 9 * DAY, waits=40)
    elsewhere(hub, owner, random, now=now)


def signed(hub: Hub, key: str, lead: Membership, *, now: datetime) -> Protocol:
    """A proposal that the lead has read and signed."""
    proposed = BY_KEY[key]
    return sign_protocol(
        hub, key, name=proposed.name, need=proposed.need, sessions=proposed.sessions, minutes=proposed.minutes,
        questionnaires=proposed.questionnaires, every=1, source=proposed.source or "Practice of this invented hub",
        is_used=True, seen_version=0, by=lead, now=now,
    )  # fmt: skip


def agreed(
    hub: Hub, owner: Membership, name: str, protocol: Protocol, random: Random, *, now: datetime,
    practitioner: Membership | None = None, waits: int = 0,
) -> Course:  # fmt: skip
    """Somebody with whom a course was agreed at `now`."""
    referral = assessed(hub, owner, name, random, now=now - DAY)
    return actions.agree(
        referral, protocol=protocol, sessions=protocol.sessions, practitioner=practitioner,
        expected_on=None if practitioner else london_day(now) + waits * DAY, by=owner, now=now,
    )  # fmt: skip


def under_way(hub: Hub, owner: Membership, protocol: Protocol, random: Random, *, now: datetime) -> None:
    """Two sessions were, with answers before and notes after; one is booked, and asked before."""
    begun = now - 17 * DAY
    course = agreed(hub, owner, "Hazel Notreally", protocol, random, practitioner=owner, now=begun)
    for number, words in enumerate(NOTES):
        at = session(course.referral, owner, from_at=begun + (7 * number + 1) * DAY, booked_at=begun)
        if at is None:
            continue
        answered(course.referral, hub, 2 - number, now=at - DAY)
        came = attend(course.referral.appointments.get(hub=hub, session__starts_at=at), "attend", by=owner,
                      now=at + timedelta(hours=1))  # fmt: skip
        actions.write_note(course, came.pk, words, by=owner, now=at + timedelta(hours=2))
    session(course.referral, owner, from_at=now + 2 * DAY, booked_at=now - 3 * DAY)
    ask_before_sessions(hub, now=now)


def session(referral: Referral, owner: Membership, *, from_at: datetime, booked_at: datetime) -> datetime | None:
    """Book the first time that is free; when that is. None where there is none."""
    found = slots_for(
        referral, [owner.pk], Kind.SUPPORT, hub=owner.hub, now=booked_at, not_before=from_at, days=40, most=1
    )  # fmt: skip
    if not found:
        return None
    book(referral, kind=Kind.SUPPORT, members=[owner], starts_at=found[0].starts_at, how=How.PHONE, by=owner,
         now=booked_at)  # fmt: skip
    return found[0].starts_at


def answered(referral: Referral, hub: Hub, value: int, *, now: datetime) -> None:
    """Every question of PHQ-9 but the last with the same answer: the last one would raise an alert."""
    answer_questionnaire(referral, hub, find("phq9"), {**dict.fromkeys(range(1, 9), value), 9: 0}, now=now)


def elsewhere(hub: Hub, owner: Membership, random: Random, *, now: datetime) -> None:
    """One waits for a service and got worse yesterday; another's expected wait has passed."""
    for name, since, until in (("Rowan Unrealson", 12, 30), ("Sedge Fauxman", 30, -2)):
        begun = now - since * DAY
        referral = locked(assessed(hub, owner, name, random, now=begun))
        referral.hub = hub
        place(referral, stage=Stage.ELSEWHERE)
        begin_wait(referral, What.ELSEWHERE, now=begun)
        action, at = next_step(referral, now=begun)
        place(referral, next_action=action, next_action_at=at)
        expect(referral, expected_on=london_day(now) + until * DAY, by=owner, now=begun)
        if until > 0:
            answered(referral, hub, 1, now=begun + DAY)
            answered(referral, hub, 3, now=now - DAY)
