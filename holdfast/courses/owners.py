"""Whose record is open by a course: from the day it is theirs to the day it ends, and no longer."""

from datetime import datetime

from holdfast.accounts.models import Membership
from holdfast.coordination.models import Strand
from holdfast.coordination.owners import let_go as close_to
from holdfast.courses.models import Course
from holdfast.people.access import whose_it_is, works_with
from holdfast.people.actions import relate
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
    """Close the record to whoever gave a course, unless they work with the person otherwise: then a strand of theirs
    closes it when that ends."""
    person = course.person
    if member is not None and has_opened and member.pk in works_with(person):
        strands = Strand.objects.filter(hub_id=person.hub_id, person=person, owner=member, ended_at=None)
        strands.update(opens_record=True)
        return
    close_to(person, member, has_opened=has_opened, now=now)
