"""What is open still when somebody is discharged: shown before it ends, so that nothing ends or stays unseen.

`settings.LEFT_OPEN` names who is asked; each says in a line what becomes of it.
"""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.appointments.queries import to_come
from holdfast.coordination.queries import open_strands
from holdfast.letters.models import Letter
from holdfast.letters.states import TO_POST
from holdfast.outcomes.queries import open_follow_ups
from holdfast.referrals.models import Referral


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


def letters(referral: Referral, *, now: datetime) -> str:
    """Letters that were agreed and not posted: they go."""
    found = Letter.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=TO_POST).count()
    return counted(found, "letter is posted still", "letters are posted still")


def counted(number: int, one: str, many: str) -> str:
    """ "One letter …", "2 letters …"; nothing for none."""
    return "" if not number else f"One {one}" if number == 1 else f"{number} {many}"
