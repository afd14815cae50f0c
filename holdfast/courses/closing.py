"""What happens to a course of sessions when its request is closed: it ends with it."""

from datetime import datetime

from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.courses.actions import ended
from holdfast.courses.queries import open_course
from holdfast.courses.states import COURSE
from holdfast.lifecycle import Itself, Oneself
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.models import Referral


def end_closed(referral: Referral, *, by: Membership, now: datetime, tell_at: datetime) -> int:
    """End the course of a request that the team closes. What is booked of it is cancelled with the request."""
    end_open(referral, "close", actor=Itself(), by=by, now=now)
    return 0


@transaction.atomic
def end_own(referral: Referral, *, now: datetime) -> None:
    """The person stopped: their course ends by them."""
    end_open(referral, "stop", actor=Oneself(), by=None, now=now)


def end_open(referral: Referral, verb: str, *, actor: Itself | Oneself, by: Membership | None, now: datetime) -> None:
    """End the course that is open, if one is."""
    referral = locked_referral(referral)
    course = open_course(referral)
    if course is not None:
        course.referral, course.person = referral, referral.person
        ended(course, verb, COURSE.target(verb, status=course.status, by=actor), by=by, now=now)
