"""Writes of the team's meeting: ask, put on, who is there, decide, close the minutes. Each step writes its event."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.events.actions import record
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.meetings.models import Discussion, Meeting, Presence
from holdfast.meetings.queries import present_at, present_for, waiting_of
from holdfast.meetings.rules import after_decision
from holdfast.meetings.states import DISCUSSION, MEETING, DiscussionStatus
from holdfast.people.identity import seal
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.actions import place
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import next_step
from holdfast.referrals.states import NextAction, Stage

TOO_EARLY = (Stage.TRIAGE, Stage.CLOSED)


class NobodyThere(Exception):
    """A decision is made by those who are at the meeting: say who is there first."""


@transaction.atomic
def call(hub: Hub, *, starts_at: datetime, by: Membership, now: datetime) -> Meeting:
    """Call a meeting. Whoever calls it is there.

    Raises:
        PermissionDenied: `by` may not.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("call")
    made = Meeting.objects.create(hub=hub, starts_at=starts_at, called_at=now, called_by=by)
    be_there(made, by, by=by, now=now)
    return made


def locked_meeting(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the transaction ends."""
    return Meeting.objects.select_for_update().get(hub_id=meeting.hub_id, pk=meeting.pk)


def be_there(meeting: Meeting, member: Membership, *, by: Membership, now: datetime) -> None:
    """A row that somebody is there."""
    Presence.objects.get_or_create(
        hub_id=meeting.hub_id, meeting=meeting, member=member, ended_at=None,
        defaults={"added_at": now, "added_by": by},
    )  # fmt: skip


@transaction.atomic
def come(meeting: Meeting, member: Membership, *, by: Membership, now: datetime) -> None:
    """Say that a colleague is there: they read what is on it. Said by somebody who is there, or a lead.

    Raises:
        PermissionDenied: it is not for `by` to say, or the colleague may not assess.
        MoveNotAllowed: its minutes are closed.
    """
    meeting = locked_meeting(meeting)
    MEETING.target("close_minutes", status=meeting.status, by=by)
    if not (is_there(meeting, by) or by.may(Permission.OPEN_ALL_RECORDS)) or not member.may(Permission.ASSESS):
        raise PermissionDenied("come")
    be_there(meeting, member, by=by, now=now)


@transaction.atomic
def go(meeting: Meeting, member: Membership, *, by: Membership, now: datetime) -> None:
    """Say that a colleague is not there after all.

    Raises:
        PermissionDenied: it is not for `by` to say.
        MoveNotAllowed: its minutes are closed.
    """
    meeting = locked_meeting(meeting)
    MEETING.target("close_minutes", status=meeting.status, by=by)
    if not (is_there(meeting, by) or by.may(Permission.OPEN_ALL_RECORDS)):
        raise PermissionDenied("go")
    Presence.objects.filter(hub_id=meeting.hub_id, meeting=meeting, member=member, ended_at=None).update(ended_at=now)


def is_there(meeting: Meeting, member: Membership) -> bool:
    """Whether somebody is at a meeting."""
    return Presence.objects.filter(hub_id=meeting.hub_id, meeting=meeting, member=member, ended_at=None).exists()


@transaction.atomic
def ask(referral: Referral, question: str, *, meeting: Meeting | None, by: Membership, now: datetime) -> Discussion:
    """Ask the team about somebody. One question waits at a time; asked again, it is put on another meeting.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: the request is closed or waits for a decision, or the meeting is over.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("ask")
    referral = locked_referral(referral)
    if referral.stage in TOO_EARLY:
        raise MoveNotAllowed("This request is closed, or waits for a decision first")
    if meeting is not None:
        MEETING.target("close_minutes", status=locked_meeting(meeting).status, by=by)
    asked = waiting_of(referral)
    if asked is None:
        asked = Discussion(id=uuid7(), hub_id=referral.hub_id, person=referral.person, referral=referral,
                           asked_at=now, asked_by=by)  # fmt: skip
    asked.meeting = meeting
    asked.question_sealed = seal(referral.person, f"question:{asked.pk}", question.strip())
    asked.save()
    record(asked, "meeting.ask", by=by, now=now, referral=str(referral.pk), meeting=str(meeting.pk) if meeting else "")
    if meeting is not None and referral.next_action == NextAction.DISCUSS:
        place(referral, next_action_at=max(meeting.starts_at, now))
    return asked


def locked(discussion: Discussion) -> Discussion:
    """The question as it is now, held until the transaction ends."""
    found = Discussion.objects.select_for_update(of=("self",)).select_related("person", "referral", "meeting")
    return found.get(hub_id=discussion.hub_id, pk=discussion.pk)


@transaction.atomic
def decide(
    discussion: Discussion, *, decisions: Collection[str], words: str, by: Membership, now: datetime
) -> Discussion:
    """Write down what the team decided, by those who are there and may know of it. The referral moves on.

    Raises:
        PermissionDenied: `by` may not, or is not there.
        MoveNotAllowed: it was decided or withdrawn meanwhile, or is on no meeting that is to come.
        NobodyThere: nobody is said to be there.
    """
    discussion = locked(discussion)
    status = DISCUSSION.target("decide", status=discussion.status, by=by)
    if discussion.meeting is None:
        raise MoveNotAllowed("It is on no meeting yet")
    MEETING.target("close_minutes", status=locked_meeting(discussion.meeting).status, by=by)
    present = present_for(discussion, present_at(discussion.meeting))
    if not present:
        raise NobodyThere(NobodyThere.__doc__)
    if by not in present:
        raise PermissionDenied("decide")
    discussion.status, discussion.settled_at, discussion.settled_by = status, now, by
    discussion.decisions = [code for code in Discussion.Decision.values if code in decisions]
    discussion.present = [member.pk for member in present]
    if words.strip():
        discussion.decision_sealed = seal(discussion.person, f"decided:{discussion.pk}", words.strip())
    discussion.save()
    record(
        discussion, "meeting.decide", by=by, now=now, decisions=discussion.decisions,
        told=[str(member.pk) for member in present], referral=str(discussion.referral_id),
    )  # fmt: skip
    go_on(discussion, now=now)
    return discussion


def go_on(discussion: Discussion, *, now: datetime) -> None:
    """Let the referral go on from the meeting, to further assessment or the plan. Anything else that waits stays."""
    referral = locked_referral(discussion.referral)
    if referral.stage != Stage.MEETING:
        return
    stage, action, at = after_decision(discussion.decisions, now=now)
    place(referral, stage=stage)
    if referral.next_action == NextAction.DISCUSS:
        action, at = (action, at) if action else next_step(referral, now=now)
        place(referral, next_action=action, next_action_at=at)


@transaction.atomic
def withdraw_question(discussion: Discussion, *, by: Membership, now: datetime) -> Discussion:
    """Ask no more: it goes on to the plan without the team.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was decided or withdrawn meanwhile.
    """
    discussion = locked(discussion)
    discussion.status = DISCUSSION.target("withdraw_question", status=discussion.status, by=by)
    discussion.settled_at, discussion.settled_by = now, by
    discussion.save(update_fields=["status", "settled_at", "settled_by"])
    record(discussion, "meeting.withdraw_question", by=by, now=now, referral=str(discussion.referral_id))
    go_on(discussion, now=now)
    return discussion


@transaction.atomic
def close_minutes(meeting: Meeting, *, by: Membership, now: datetime) -> Meeting:
    """Close the minutes. What was not decided waits for another meeting.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: they are closed, it was called off, or it has not begun.
    """
    meeting = locked_meeting(meeting)
    if meeting.starts_at > now:
        raise MoveNotAllowed("It has not begun")
    return settle(meeting, "close_minutes", by=by, now=now)


@transaction.atomic
def call_off(meeting: Meeting, *, by: Membership, now: datetime) -> Meeting:
    """Call a meeting off. What was on it waits for another one.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: its minutes are closed, or something was decided at it.
    """
    meeting = locked_meeting(meeting)
    if Discussion.objects.filter(hub_id=meeting.hub_id, meeting=meeting, status=DiscussionStatus.DECIDED).exists():
        raise MoveNotAllowed("Something was decided at it: close its minutes instead")
    return settle(meeting, "call_off", by=by, now=now)


def settle(meeting: Meeting, verb: str, *, by: Membership, now: datetime) -> Meeting:
    """End a meeting one way or the other; by those who are there, or a lead."""
    if not (is_there(meeting, by) or by.may(Permission.OPEN_ALL_RECORDS)):
        raise PermissionDenied(verb)
    meeting.status = MEETING.target(verb, status=meeting.status, by=by)
    meeting.settled_at, meeting.settled_by = now, by
    meeting.save(update_fields=["status", "settled_at", "settled_by"])
    left = Discussion.objects.filter(hub_id=meeting.hub_id, meeting=meeting, status=DiscussionStatus.WAITING)
    left.update(meeting=None)
    return meeting
