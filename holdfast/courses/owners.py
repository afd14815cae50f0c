"""Whose record is open by a course: from the day it is theirs to the day it ends, and no longer."""

from datetime import datetime

from holdfast.accounts.models import Membership
from holdfast.courses.models import Course
from holdfast.people.access import whose_it_is, works_with
from holdfast.people.actions import relate, unrelate
from holdfast.people.models import Relationship

TEAM = Relationship.Why.TEAM


def open_to_giver(course: Course, *, now: datetime) -> None:
    """Open the record to whoever gives it. Sets `opens_record` on the unsaved course, where it was not open before."""
    course.opens_record = False
    if course.practitioner is None:
        return
    if not whose_it_is(course.person).filter(member=course.practitioner, why=TEAM).exists():
        relate(course.person, course.practitioner, why=TEAM, now=now)
        course.opens_record = True


def let_go(course: Course, member: Membership | None, *, has_opened: bool, now: datetime) -> None:
    """Close the record to whoever gave a course, unless it is theirs otherwise: a strand, a booking, their writing."""
    person = course.person
    if member is not None and has_opened and member.pk not in works_with(person):
        unrelate(person, why=TEAM, member=member, now=now)
