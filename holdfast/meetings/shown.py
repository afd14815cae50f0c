"""Meetings and questions in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from holdfast.hubs.hours import say_moment
from holdfast.meetings.models import Discussion, Meeting
from holdfast.meetings.states import DiscussionStatus, MeetingStatus
from holdfast.people.identity import name_of, reveal
from holdfast.referrals.models import Referral
from holdfast.referrals.record import due_words

DECISIONS = dict(Discussion.Decision.choices)


def meeting_line(found: Meeting, *, now: datetime) -> dict[str, Any]:
    """A meeting in a line."""
    return {
        "pk": found.pk, "when": say_moment(found.starts_at, now), "state": MeetingStatus(found.status).label,
        "called": f"Called by {found.called_by.name}",
        "settled": f"{say_moment(found.settled_at, now)} by {found.settled_by.name}"
        if found.settled_at and found.settled_by else "",
    }  # fmt: skip


def discussion_line(found: Discussion, *, now: datetime, names: Mapping[UUID, str] | None = None) -> dict[str, Any]:
    """A question with its decision, in words. `names` are those who decided."""
    person = found.person
    return {
        "pk": found.pk, "name": name_of(person), "reference": found.referral.reference,
        "referral_pk": found.referral_id, "question": reveal(person, f"question:{found.pk}", found.question_sealed),
        "asked": f"{say_moment(found.asked_at, now)} by {found.asked_by.name}",
        "meeting": say_moment(found.meeting.starts_at, now) if found.meeting else "",
        "meeting_pk": found.meeting_id, "is_waiting": found.status == DiscussionStatus.WAITING,
        "state": DiscussionStatus(found.status).label, "decisions": [DECISIONS[code] for code in found.decisions],
        "words": reveal(person, f"decided:{found.pk}", found.decision_sealed),
        "decided": say_moment(found.settled_at, now) if found.settled_at else "",
        "present": sorted(names[pk] for pk in found.present if pk in (names or {})) if names else [],
    }  # fmt: skip


def waiting_line(referral: Referral, *, now: datetime) -> dict[str, Any]:
    """Somebody who waits for the meeting, about whom nothing is asked yet."""
    return {
        "pk": referral.pk, "name": name_of(referral.person), "reference": referral.reference,
        "due": due_words(referral.next_action_at, now=now),
    }  # fmt: skip


def chosen_meetings(found: Iterable[Meeting], *, now: datetime) -> list[tuple[str, str]]:
    """Meetings as choices."""
    return [(str(each.pk), f"{say_moment(each.starts_at, now)}, called by {each.called_by.name}") for each in found]
