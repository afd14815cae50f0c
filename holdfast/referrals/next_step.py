"""What comes next for somebody who was assessed: the team's meeting, or what later steps know of, the soonest first."""

from datetime import datetime, time

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.referrals.models import Referral
from holdfast.referrals.states import NextAction, Stage, Status

Step = tuple[str, datetime]
CLOSE = time(17)
LOOK_AGAIN = "Look at the plan again"
DISCUSSED_IN = PLANNED_IN = 5
"""Working days in which somebody who waits for the meeting is discussed, and has a plan; no clinical rule."""


def booked_step(referral: Referral, *, now: datetime) -> Step | None:
    """Seeing them, where an appointment is booked."""
    booked: Step | None = import_string(settings.BOOKED_STEP)(referral, now=now)
    return booked


def soonest_known(referral: Referral, *, now: datetime) -> Step | None:
    """The soonest of what later steps know of; None where they know nothing."""
    known = (import_string(each)(referral, now=now) for each in settings.NEXT_STEPS)
    return min((step for step in known if step), key=lambda step: step[1], default=None)


def support_stage(referral: Referral) -> Stage:
    """Where somebody in support stands: waiting elsewhere, while a service has them and has not seen them."""
    return Stage.ELSEWHERE if import_string(settings.WAITS_ELSEWHERE)(referral) else Stage.IN_SUPPORT


def next_step(referral: Referral, *, now: datetime) -> Step:
    """The next action of an open referral past assessment, and by when, once nothing else waits. What is booked goes
    first, but not before getting in touch with whoever waits or got worse, where that is due sooner."""
    if booked := booked_step(referral, now=now):
        known = soonest_known(referral, now=now)
        return known if known and known[0] == NextAction.CHECK_IN and known[1] < booked[1] else booked
    if referral.stage == Stage.MEETING:
        called: datetime | None = import_string(settings.DISCUSSED_AT)(referral)
        return NextAction.DISCUSS, called or OFFICE_HOURS.add_working_days(now, DISCUSSED_IN, CLOSE)
    return soonest_known(referral, now=now) or (NextAction.PLAN, OFFICE_HOURS.add_working_days(now, PLANNED_IN, CLOSE))


def say_next(next_action: str, status: str) -> str:
    """What comes next, in words: the plan of somebody who is in support is there already, and looked at again."""
    is_made = next_action == NextAction.PLAN and status == Status.SUPPORTED
    return LOOK_AGAIN if is_made else str(NextAction(next_action).label)
