"""What is open still when somebody is discharged: shown before it ends, so that nothing ends or stays unseen.

`settings.LEFT_OPEN` names who is asked; each says in a line what becomes of it.
"""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.appointments.queries import to_come
from holdfast.coordination.queries import open_strands
from holdfast.courses.queries import open_course
from holdfast.letters.models import Letter
from holdfast.letters.states import TO_POST
from holdfast.onward.models import OnwardReferral
from holdfast.onward.states import OPEN as ONWARD_OPEN
from holdfast.outcomes.queries import open_follow_ups
from holdfast.referrals.models import Referral
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.states import OPEN as WORK_OPEN


def left_open(referral: Referral, *, now: datetime) -> list[str]:
    """One line for each kind of thing that is open still; nothing where nothing is."""
    return [line for each in settings.LEFT_OPEN if (line := import_string(each)(referral, now=now))]


def appointments(referral: Referral, *, now: datetime) -> str:
    """What is booked."""
    return counted(len(to_come(referral, now=now)), "appointment is cancelled", "appointments are cancelled")


def follow_ups(referral: Referral, *, now: datetime) -> str:
    """What was still to be asked."""
    found = len(open_follow_ups(referral))
    return counted(found, "time we would have asked how they are: we do not", "times we would have asked: we do not")


def strands(referral: Referral, *, now: datetime) -> str:
    """What the plan says is done still. It stays in the plan as it is, and nobody is asked to do it."""
    found = len(open_strands(referral))
    return counted(found, "part of the plan goes on no more", "parts of the plan go on no more")


def onward(referral: Referral, *, now: datetime) -> str:
    """Whom they were referred on to, and who has not ended it."""
    found = OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=ONWARD_OPEN).count()
    return counted(found, "onward referral is withdrawn", "onward referrals are withdrawn")


def course(referral: Referral, *, now: datetime) -> str:
    """The course of sessions that waits or is under way."""
    return "The course of sessions ends" if open_course(referral) else ""


def work(referral: Referral, *, now: datetime) -> str:
    """What was written about their work and is shared with nobody yet."""
    found = WorkStatement.objects.filter(
        hub_id=referral.hub_id, person_id=referral.person_id, status__in=WORK_OPEN
    ).count()
    return counted(found, "statement about their work is not shared", "statements about their work are not shared")


def letters(referral: Referral, *, now: datetime) -> str:
    """Letters that were agreed and not posted: they go."""
    found = Letter.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=TO_POST).count()
    return counted(found, "letter is posted still", "letters are posted still")


def counted(number: int, one: str, many: str) -> str:
    """ "One letter …", "2 letters …"; nothing for none."""
    return "" if not number else f"One {one}" if number == 1 else f"{number} {many}"
