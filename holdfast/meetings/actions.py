"""Writes of the team's meeting: ask, put on, who is there, decide, close the minutes. Each step writes its event."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

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
from holdfast.meetings.states import DISCUSSION, MEETING, DiscussionStatus, MeetingStatus
from holdfast.people.access import is_theirs, theirs
from holdfast.people.identity import reveal, seal
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.actions import may_allocate, place
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.next_step import support_stage
from holdfast.referrals.states import PAST_ASSESSMENT, TOO_EARLY, NextAction, Stage


class NobodyThere(Exception):
    """A decision is made by those who are at the meeting: say who is there first."""


class AskedSince(Exception):
    """A colleague has asked something else meanwhile. `waits`: what is asked now."""

    def __init__(self, waits: Discussion):
        super().__init__(AskedSince.__doc__)
        self.waits = waits


@transaction.atomic
def call(hub: Hub, *, starts_at: datetime, by: Membership, now: datetime) -> Meeting:
    """Call a meeting. Whoever calls it is there. What waits for the next one is put on it: all of it where a lead
    calls it, else what the caller asked about somebody who is theirs still.

    Raises:
        PermissionDenied: `by` may not.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("call")
    twice = Meeting.objects.filter(hub=hub, starts_at=starts_at, called_by=by, status=MeetingStatus.CALLED).first()
    made = twice or Meeting.objects.create(hub=hub, starts_at=starts_at, called_at=now, called_by=by)
    be_there(made, by, by=by, now=now)
    left = Discussion.objects.filter(hub=hub, status=DiscussionStatus.WAITING, meeting=None)
    if not by.may(Permission.OPEN_ALL_RECORDS):
        left = left.filter(asked_by=by, person__in=theirs(by).values("person"))
    left.update(meeting=made)
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
def ask(
    referral: Referral, question: str, *, meeting: Meeting | None, seen: UUID | None = None, by: Membership,
    now: datetime,
) -> Discussion:  # fmt: skip
    """Ask the team about somebody. One question waits at a time: another one takes its place, and the first stays.

    Args:
        seen: the question that waits, as the page showed it; None: none.

    Raises:
        PermissionDenied: `by` may not, or has the record by a cover or an emergency only: it would be a way to keep it.
        MoveNotAllowed: the request is closed or waits for a decision, or the meeting is over.
        AskedSince: a colleague has asked something else meanwhile.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("ask")
    referral = locked_referral(referral)
    if not (is_theirs(by, referral.person) or may_allocate(referral, by=by, now=now)):
        raise PermissionDenied("ask")
    if referral.stage in TOO_EARLY:
        raise MoveNotAllowed("This request is closed, or waits for a decision first")
    if meeting is not None:
        MEETING.target("close_minutes", status=locked_meeting(meeting).status, by=by)
    waits = waiting_of(referral)
    if waits is not None and waits.pk != seen:
        raise AskedSince(waits)
    asked = waits if waits and question_of(waits) == question.strip() else None
    if asked is None:
        if waits is not None:
            settled_as(waits, "withdraw_question", by=by, now=now)
        asked = Discussion(id=uuid7(), hub_id=referral.hub_id, person=referral.person, referral=referral,
                           asked_at=now, asked_by=by)  # fmt: skip
        asked.question_sealed = seal(referral.person, f"question:{asked.pk}", question.strip())
    asked.meeting = meeting
    asked.save()
    record(asked, "meeting.ask", by=by, now=now, referral=str(referral.pk), meeting=str(meeting.pk) if meeting else "")
    if meeting is not None and referral.next_action == NextAction.DISCUSS:
        place(referral, next_action_at=max(meeting.starts_at, now))
    return asked


def question_of(discussion: Discussion) -> str:
    """What is asked."""
    return reveal(discussion.person, f"question:{discussion.pk}", discussion.question_sealed)


def settled_as(discussion: Discussion, verb: str, *, by: Membership, now: datetime) -> Discussion:
    """Move a question, and say who did and when. Unsaved where it is decided."""
    discussion.status = DISCUSSION.target(verb, status=discussion.status, by=by)
    discussion.settled_at, discussion.settled_by = now, by
    if verb == "withdraw_question":
        discussion.save(update_fields=["status", "settled_at", "settled_by"])
    return discussion


def locked(discussion: Discussion) -> tuple[Discussion, Referral]:
    """The question and its referral as they are now, held until the transaction ends: the referral first, then the
    meeting, then the question, as everywhere, so that two presses wait for each other and none is lost.

    Raises:
        MoveNotAllowed: the person has stopped, or the request is closed.
    """
    referral = locked_referral(discussion.referral)
    if referral.closed_at is not None:
        raise MoveNotAllowed("This request is closed")
    meeting_id = Discussion.objects.values_list("meeting", flat=True).get(hub_id=discussion.hub_id, pk=discussion.pk)
    if meeting_id is not None:
        Meeting.objects.select_for_update().get(hub_id=discussion.hub_id, pk=meeting_id)
    rows = Discussion.objects.select_for_update(of=("self",)).select_related("person", "referral", "meeting")
    found = rows.get(hub_id=discussion.hub_id, pk=discussion.pk)
    if found.meeting_id != meeting_id:
        raise MoveNotAllowed("It was put on another meeting meanwhile")
    return found, referral


@transaction.atomic
def decide(
    discussion: Discussion, *, decisions: Collection[str], words: str, by: Membership, now: datetime
) -> Discussion:
    """Write down what the team decided, by those who are there and may know of it. The referral moves on.

    Raises:
        PermissionDenied: `by` may not, or is not there.
        MoveNotAllowed: it was decided or withdrawn meanwhile, is on no meeting to come, or the request is closed.
        NobodyThere: nobody is said to be there.
    """
    discussion, referral = locked(discussion)
    if discussion.meeting is None:
        raise MoveNotAllowed("It is on no meeting yet")
    MEETING.target("close_minutes", status=discussion.meeting.status, by=by)
    present = present_for(discussion, present_at(discussion.meeting))
    if not present:
        raise NobodyThere(NobodyThere.__doc__)
    if by not in present:
        raise PermissionDenied("decide")
    settled_as(discussion, "decide", by=by, now=now)
    discussion.decisions = [code for code in Discussion.Decision.values if code in decisions]
    discussion.present = [member.pk for member in present]
    if words.strip():
        discussion.decision_sealed = seal(discussion.person, f"decided:{discussion.pk}", words.strip())
    discussion.save()
    record(
        discussion, "meeting.decide", by=by, now=now, decisions=discussion.decisions,
        told=[str(member.pk) for member in present], referral=str(discussion.referral_id),
    )  # fmt: skip
    go_on(discussion, referral, now=now)
    return discussion


def go_on(discussion: Discussion, referral: Referral, *, now: datetime) -> None:
    """Let the referral go on from the meeting, to further assessment or the plan. Anything else that waits stays; and
    whoever is in support already stays there, unless they are to be assessed further."""
    stage, action, at = after_decision(discussion.decisions, now=now)
    if referral.stage != Stage.MEETING and not (action and referral.stage in PAST_ASSESSMENT):
        return
    place(referral, stage=support_stage(referral) if stage == Stage.IN_SUPPORT else stage)
    follow(referral, now=now, otherwise=(action, at) if action else None)


@transaction.atomic
def withdraw_question(discussion: Discussion, *, by: Membership, now: datetime) -> Discussion:
    """Ask no more: it goes on to the plan without the team.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was decided or withdrawn meanwhile, or the request is closed.
    """
    discussion, referral = locked(discussion)
    settled_as(discussion, "withdraw_question", by=by, now=now)
    record(discussion, "meeting.withdraw_question", by=by, now=now, referral=str(discussion.referral_id))
    go_on(discussion, referral, now=now)
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
