"""Reads of the team's meeting: who waits for it, a meeting with its agenda, a question about one person.

A question is read by whoever may open the record; while it waits, by those who are at the meeting it is put on; what
was decided, by those who decided it. By nobody whom the person keeps out, and once they stopped it waits no more.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.models import Hub
from holdfast.meetings.models import Discussion, Meeting, Presence
from holdfast.meetings.states import DiscussionStatus, MeetingStatus
from holdfast.people.access import admitted_to, keeps_out, open_to
from holdfast.people.models import Person
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage

MOST_SHOWN = 50


def readable(found: Viewer) -> Q:
    """Questions that the viewer may read."""
    is_there = Presence.objects.filter(
        hub_id=found.member.hub_id, meeting=OuterRef("meeting"), member=found.member, ended_at=None
    )
    waits = Q(status=DiscussionStatus.WAITING, meeting__status=MeetingStatus.CALLED, referral__closed_at=None)
    of_the_meeting = waits | Q(present__contains=[found.member.pk])
    return open_to(found, "person_id") | (Q(Exists(is_there)) & of_the_meeting & ~keeps_out(found, "person_id"))


def discussions(found: Viewer) -> QuerySet[Discussion]:
    """Questions that the viewer may read, with whose they are."""
    rows = Discussion.objects.filter(readable(found), hub_id=found.member.hub_id)
    return rows.select_related("person", "referral", "meeting", "asked_by__account", "settled_by__account")


def find_discussion(found: Viewer, pk: UUID) -> Discussion | None:
    """One question; None where there is none, or it is not the viewer's to read."""
    return discussions(found).filter(pk=pk).first()


def waiting(found: Viewer) -> list[Discussion]:
    """Questions that are not decided, the longest waiting first."""
    rows = discussions(found).filter(status=DiscussionStatus.WAITING, referral__closed_at=None)
    return list(rows.order_by("asked_at", "pk")[:MOST_SHOWN])


def without_question(found: Viewer) -> list[Referral]:
    """People who wait for the meeting and about whom nothing is asked yet."""
    asked = Discussion.objects.filter(
        hub_id=found.member.hub_id, referral=OuterRef("pk"), status=DiscussionStatus.WAITING
    )
    rows = Referral.objects.filter(
        open_to(found, "person_id"), ~Exists(asked), hub_id=found.member.hub_id, stage=Stage.MEETING
    )
    return list(rows.select_related("person").order_by("next_action_at", "pk")[:MOST_SHOWN])


def waiting_of(referral: Referral) -> Discussion | None:
    """The question about a referral that waits."""
    rows = Discussion.objects.filter(hub_id=referral.hub_id, referral=referral, status=DiscussionStatus.WAITING)
    return rows.select_related("person", "referral", "meeting", "asked_by__account").first()


def of_person(person: Person) -> list[Discussion]:
    """Every question about a person, the latest first."""
    rows = Discussion.objects.filter(hub_id=person.hub_id, person=person)
    related = ("meeting", "asked_by__account", "settled_by__account")
    return list(rows.select_related(*related).order_by("-asked_at", "-pk")[:MOST_SHOWN])


def to_come(hub: Hub) -> list[Meeting]:
    """Meetings that are called, the next first."""
    rows = Meeting.objects.filter(hub=hub, status=MeetingStatus.CALLED)
    return list(rows.select_related("called_by__account").order_by("starts_at", "pk")[:MOST_SHOWN])


def held(hub: Hub) -> list[Meeting]:
    """Meetings whose minutes are closed, the latest first."""
    rows = Meeting.objects.filter(hub=hub, status=MeetingStatus.CLOSED)
    return list(rows.select_related("settled_by__account").order_by("-starts_at", "-pk")[:MOST_SHOWN])


def find_meeting(hub: Hub, pk: UUID) -> Meeting | None:
    """One meeting of a hub."""
    return Meeting.objects.filter(hub=hub, pk=pk).select_related("called_by__account", "settled_by__account").first()


def agenda_of(meeting: Meeting, found: Viewer) -> list[Discussion]:
    """What is on a meeting, as far as the viewer may read it."""
    rows = discussions(found).filter(meeting=meeting).exclude(status=DiscussionStatus.WITHDRAWN)
    return list(rows.order_by("asked_at", "pk")[:MOST_SHOWN])


def present_at(meeting: Meeting) -> list[Membership]:
    """Who is there, by name."""
    rows = Presence.objects.filter(
        hub_id=meeting.hub_id, meeting=meeting, ended_at=None, member__status=Membership.Status.ACTIVE
    )
    found = rows.select_related("member__account").order_by("member__account__name", "pk")[:MOST_SHOWN]
    return [row.member for row in found]


def could_come(meeting: Meeting, present: Collection[Membership]) -> list[Membership]:
    """Colleagues who could be there too."""
    there = {each.pk for each in present}
    team = Membership.objects.filter(hub_id=meeting.hub_id, status=Membership.Status.ACTIVE).select_related("account")
    return [
        each
        for each in team.order_by("account__name", "pk")[:200]
        if each.may(Permission.ASSESS) and each.pk not in there
    ]


def present_for(discussion: Discussion, present: list[Membership]) -> list[Membership]:
    """Of those who are there, who stays for this question: nobody whom the person keeps out, or who may be meant by a
    name that waits to be settled."""
    return admitted_to(discussion.person, present)


def discussed_at(referral: Referral) -> datetime | None:
    """When the meeting is at which the team is asked about somebody; None where none is called for it."""
    found = Discussion.objects.filter(
        hub_id=referral.hub_id, referral=referral, status=DiscussionStatus.WAITING,
        meeting__status=MeetingStatus.CALLED,
    )  # fmt: skip
    at: datetime | None = found.values_list("meeting__starts_at", flat=True).first()
    return at


def names_of(hub: Hub, members: Collection[UUID]) -> dict[UUID, str]:
    """Names by member."""
    rows = Membership.objects.filter(hub=hub, pk__in=members).select_related("account")
    return {each.pk: each.name for each in rows[:200]}
