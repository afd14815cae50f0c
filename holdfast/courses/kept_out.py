"""What happens to courses when a name takes effect, or somebody leaves: nobody gives one to whom they must not see."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from holdfast.accounts.models import Membership
from holdfast.courses.actions import take_over
from holdfast.courses.models import Course
from holdfast.courses.states import OPEN
from holdfast.people.access import admitted_to


def hand_on_kept_out(hub_id: UUID, persons: Collection[UUID], *, now: datetime) -> int:
    """Give courses of these people whose practitioner must not see them to whoever has the referral. How many.

    In the transaction in which the name took effect.
    """
    return hand_on_where(Course.objects.filter(hub_id=hub_id, person_id__in=persons), now=now)


def give_up(member: Membership, *, lost: Collection[str], now: datetime) -> None:
    """The same for everybody whose courses a member gave who leaves, or works in other roles by now."""
    hand_on_where(Course.objects.filter(hub_id=member.hub_id, practitioner=member), now=now)


def hand_on_where(found: QuerySet[Course], *, now: datetime) -> int:
    """Hand on those of these courses that are open and whose practitioner can have them no longer."""
    related = (
        "person",
        "practitioner__account",
        "practitioner__hub",
        "referral__owner__account",
        "referral__owner__hub",
    )
    rows = found.filter(status__in=OPEN, practitioner__isnull=False).select_related(*related).order_by("pk")
    barred = [each for each in rows if not may_have(each, each.practitioner)]
    for course in barred:
        heir = course.referral.owner
        is_able = heir != course.practitioner and may_have(course, heir)
        take_over(course, heir if is_able else None, by=None, now=now)
    return len(barred)


def may_have(course: Course, member: Membership | None) -> bool:
    """Whether a course can be this member's."""
    return member is not None and member.has_caseload and bool(admitted_to(course.person, [member]))
