"""What comes next for a referral, reckoned from what stands: promises, what is booked, and what its stage asks for."""

from collections.abc import Collection
from datetime import datetime, time

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.referrals.models import Referral
from holdfast.referrals.states import PAST_ASSESSMENT, NextAction, Stage, Status

Step = tuple[str, datetime]
CLOSE = time(17)
LOOK_AGAIN = "Look at the plan again"
DISCUSSED_IN = PLANNED_IN = 5
"""Working days in which somebody who waits for the meeting is discussed, and has a plan; no clinical rule."""
ARRANGED_IN = 2
"""Working days in which an assessment is arranged of which nothing else says by when; no clinical rule."""


def next_step(referral: Referral, *, now: datetime, otherwise: Step | None = None) -> Step:
    """The next action of an open referral, and by when.

    1. A decision that waits, by the day of the first promise to them.
    2. Whether they are safe, by that day too: nothing but speaking with them ends that, or closing an alert.
    3. The soonest of what was promised and what their stage asks for. Where something is booked for them alone, or an
       assessment is to be written up, that takes the place of what the stage asks for, but for contact with whoever
       waits or got worse. A place in a group is beside all of it.

    Args:
        otherwise: what the stage asks for since an appointment ended or somebody decided; None: what it asked for
            before, or by its own rule.
    """
    promised = steps_of("PROMISED_STEPS", referral, now=now)
    due = [at for _, at in promised]
    if referral.stage == Stage.TRIAGE:
        return referral.next_action, min([referral.next_action_at, *due])
    if any(action == NextAction.WELFARE for action, _ in promised):
        return NextAction.WELFARE, min(due)
    booked = steps_of("BOOKED_STEPS", referral, now=now)
    if promised:  # no appointment of which nobody said whether they came hides these
        booked = [step for step in booked if step[1] >= now or step[0] != NextAction.MEET]
    if booked:
        return soonest([*promised, *booked, *waits_of(referral, now=now)])
    is_tried = referral.next_action != NextAction.CALL or any(action == NextAction.TRY_AGAIN for action, _ in promised)
    if promised and is_tried and referral.stage == Stage.FIRST_CONTACT:
        return soonest(promised)  # not by the day of first contact any more, but by what was said since
    return soonest([*promised, of_stage(referral, now=now, otherwise=otherwise)])


def steps_of(names: str, referral: Referral, *, now: datetime) -> list[Step]:
    """What those know who are named in a setting."""
    return [step for each in getattr(settings, names) for step in import_string(each)(referral, now=now)]


def waits_of(referral: Referral, *, now: datetime) -> list[Step]:
    """Contact with whoever waits or got worse, which nothing that is booked for later hides."""
    if referral.stage not in PAST_ASSESSMENT:
        return []
    waits: Step | None = import_string(settings.NEXT_OF_WAITING)(referral, now=now)
    return [waits] if waits else []


def of_stage(referral: Referral, *, now: datetime, otherwise: Step | None) -> Step:
    """What somebody's stage asks for, where nothing was promised or is booked. What it asked for keeps its day."""
    standing = (referral.next_action, referral.next_action_at)
    if referral.stage == Stage.FIRST_CONTACT:
        kept = standing if standing[0] == NextAction.CALL else None
        return otherwise or kept or (NextAction.CALL, max(referral.contact_by, now))
    if referral.stage == Stage.ASSESSMENT:
        kept = standing if standing[0] == NextAction.ASSESS else None
        return otherwise or kept or (NextAction.ASSESS, OFFICE_HOURS.add_working_days(now, ARRANGED_IN, CLOSE))
    if referral.stage == Stage.MEETING:
        called: datetime | None = import_string(settings.DISCUSSED_AT)(referral)
        kept = standing if standing[0] == NextAction.DISCUSS else None
        anew = (NextAction.DISCUSS, called or OFFICE_HOURS.add_working_days(now, DISCUSSED_IN, CLOSE))
        return anew if called or not kept else kept
    return otherwise or of_support(referral, now=now)


def of_support(referral: Referral, *, now: datetime) -> Step:
    """The soonest of what is known past the meeting; the day of a plan that nobody made yet stands beside it."""
    planned: Step | None = import_string(settings.NEXT_OF_PLAN)(referral, now=now)
    others = known_beside(referral, now=now)
    if planned is not None:
        return soonest([planned, *others])
    if referral.next_action == NextAction.PLAN and not (others and referral.stage == Stage.FOLLOW_UP):
        return soonest([(referral.next_action, referral.next_action_at), *others])
    return soonest(others or [(NextAction.PLAN, OFFICE_HOURS.add_working_days(now, PLANNED_IN, CLOSE))])


def known_beside(referral: Referral, *, now: datetime) -> list[Step]:
    """What goes on beside a plan: services, courses, work, waiting, follow-up, an offer to another hub."""
    known = (import_string(each)(referral, now=now) for each in settings.NEXT_STEPS)
    return [step for step in known if step]


def soonest(steps: Collection[Step]) -> Step:
    """The step that is due first."""
    return min(steps, key=lambda step: step[1])


def support_stage(referral: Referral) -> Stage:
    """Where somebody in support stands: waiting elsewhere, while a service has them and has not seen them."""
    return Stage.ELSEWHERE if import_string(settings.WAITS_ELSEWHERE)(referral) else Stage.IN_SUPPORT


def say_next(next_action: str, status: str) -> str:
    """What comes next, in words: the plan of somebody who is in support is there already, and looked at again."""
    is_made = next_action == NextAction.PLAN and status == Status.SUPPORTED
    return LOOK_AGAIN if is_made else str(NextAction(next_action).label)
