"""What comes next for a referral, reckoned from what stands: promises, what is booked, and what its stage asks for."""

from collections.abc import Collection
from datetime import datetime, time

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.referrals.models import Referral
from holdfast.referrals.states import OF_STAGE, PAST_ASSESSMENT, PROMISED, NextAction, Stage, Status

Step = tuple[str, datetime]
CLOSE = time(17)
LOOK_AGAIN = "Look at the plan again"
DISCUSSED_IN = PLANNED_IN = 5
"""Working days in which somebody who waits for the meeting is discussed, and has a plan; no clinical rule."""
ARRANGED_IN = 2
"""Working days in which an assessment is arranged of which nothing else says by when; no clinical rule."""
HOW_THEY_ARE = (NextAction.FOLLOW_UP, NextAction.REVIEW)
OF_PLAN = (NextAction.PLAN, NextAction.AGREE_PLAN, NextAction.STEP)


def next_step(referral: Referral, *, now: datetime) -> Step:
    """The next action of an open referral, and by when.

    1. A decision that waits, by the day of the first promise to them.
    2. Whether they are safe, by that day too: nothing but speaking with them ends that, or closing an alert.
    3. The soonest of what was promised and what their stage asks for. Where something is booked for them alone, or an
       assessment is to be written up, that takes the place of what the stage asks for, but for contact with whoever
       waits or got worse. A place in a group is beside all of it. Of what is due by now a promise goes first: nobody
       waits for it behind something that is late.
    """
    promised = steps_of("PROMISED_STEPS", referral, now=now)
    if referral.stage == Stage.TRIAGE:
        action, own_at = own_step(referral, now=now) or (referral.next_action, referral.next_action_at)
        return action, min([own_at, *(at for _, at in promised)])
    if any(action == NextAction.WELFARE for action, _ in promised):
        return NextAction.WELFARE, min(at for _, at in promised)
    booked = steps_of("BOOKED_STEPS", referral, now=now)
    if promised:  # no appointment of which nobody said whether they came hides these
        booked = [step for step in booked if step[1] >= now or step[0] != NextAction.MEET]
    if booked:
        return soonest([*promised, *booked, *chosen(referral, now=now), *waits_of(referral, now=now)], now=now)
    is_tried = any(action == NextAction.TRY_AGAIN for action, _ in promised)
    if is_tried and referral.stage == Stage.FIRST_CONTACT:
        return soonest(promised)  # by what was said since: lists stand by the day of first contact still
    return soonest([*promised, of_stage(referral, now=now)], now=now)


def steps_of(names: str, referral: Referral, *, now: datetime) -> list[Step]:
    """What those know who are named in a setting."""
    return [step for each in getattr(settings, names) for step in import_string(each)(referral, now=now)]


def waits_of(referral: Referral, *, now: datetime) -> list[Step]:
    """Contact with whoever waits or got worse, which nothing that is booked for later hides."""
    if referral.stage not in PAST_ASSESSMENT:
        return []
    waits: Step | None = import_string(settings.NEXT_OF_WAITING)(referral, now=now)
    return [waits] if waits else []


def of_stage(referral: Referral, *, now: datetime) -> Step:
    """What somebody's stage asks for, where nothing goes before it: past the meeting the soonest of what is known."""
    own = own_step(referral, now=now)
    if referral.stage not in PAST_ASSESSMENT or referral.stage == Stage.MEETING:
        return own or (referral.next_action, referral.next_action_at)
    planned = as_chosen(settings.NEXT_OF_PLAN, referral, now=now)
    others = known_beside(referral, now=now)
    others += look_again(referral)
    if planned is not None:
        return soonest([planned, *others])
    is_next = referral.next_action == NextAction.PLAN and not (others and referral.stage == Stage.FOLLOW_UP)
    if own and (is_next or (not others and own[1] > now)):  # looking at a plan again is for whoever has nothing else
        return soonest([own, *others])
    return soonest(others or [(NextAction.PLAN, OFFICE_HOURS.add_working_days(now, PLANNED_IN, CLOSE))])


def own_step(referral: Referral, *, now: datetime, otherwise: Step | None = None) -> Step | None:
    """What somebody's stage asks for by itself. It keeps its day, whatever is booked or promised before it.

    Args:
        otherwise: what it asks for since an appointment ended or somebody decided; None: what it asked for before, or
            by its own rule.
    """
    kept = kept_step(referral)
    if referral.stage == Stage.FIRST_CONTACT:
        return otherwise or kept or (NextAction.CALL, max(referral.contact_by, now))
    if referral.stage == Stage.ASSESSMENT:
        anew = (NextAction.ASSESS, OFFICE_HOURS.add_working_days(now, ARRANGED_IN, CLOSE))
        return otherwise or kept or anew
    if referral.stage == Stage.MEETING:
        called: datetime | None = import_string(settings.DISCUSSED_AT)(referral)
        anew = (NextAction.DISCUSS, called or OFFICE_HOURS.add_working_days(now, DISCUSSED_IN, CLOSE))
        return anew if called else kept or anew
    return kept


def kept_step(referral: Referral) -> Step | None:
    """What its stage asked for before, where that is kept and still what such a stage asks for."""
    kept = (referral.stage_action, referral.stage_action_at)
    if kept[1] is None:  # of before these were kept
        kept = (referral.next_action, referral.next_action_at)
    return kept if kept[0] in OF_STAGE[referral.stage] else None


def known_beside(referral: Referral, *, now: datetime) -> list[Step]:
    """What goes on beside a plan: services, courses, work, waiting, follow-up, an offer to another hub."""
    known = (as_chosen(each, referral, now=now) for each in settings.NEXT_STEPS)
    return [step for step in known if step]


def known_steps(referral: Referral, *, now: datetime) -> list[Step]:
    """All that a plan and services ask for, and what goes on beside them, each by its own day."""
    found = (import_string(each)(referral, now=now) for each in settings.NEXT_STEPS)
    of_plan = [] if referral.stage == Stage.FOLLOW_UP else import_string(settings.STEPS_OF_PLAN)(referral)
    return [*of_plan, *(step for step in found if step), *import_string(settings.STEPS_OF_ONWARD)(referral)]


def chosen(referral: Referral, *, now: datetime) -> list[Step]:
    """The step that an alert was closed with, by its day, which nothing that is booked for later hides."""
    if referral.chosen_at is None or referral.stage not in PAST_ASSESSMENT or is_seen_to(referral):
        return []
    if (referral.chosen_action, referral.chosen_for) in known_steps(referral, now=now):
        return [(referral.chosen_action, referral.chosen_at)]
    return look_again(referral)


def look_again(referral: Referral) -> list[Step]:
    """An alert was closed with a step that nobody has: the plan is looked at on the day that was chosen. Of whoever is
    followed up it is how it went, also where a step of their plan was chosen that is not done, or they were to be
    asked and could not be, until that is seen to. A day to ask how they are is one to look at the plan where support
    goes on before it was seen to."""
    at, what = referral.chosen_at, referral.chosen_action
    if at is None or is_seen_to(referral):
        return []
    if referral.stage == Stage.FOLLOW_UP:
        return [(NextAction.REVIEW, at)] if is_left(referral) else []
    return [(NextAction.PLAN, at)] if what == NextAction.PLAN or what in HOW_THEY_ARE else []


def is_left(referral: Referral) -> bool:
    """Whether what was chosen is left to whoever asks how they are: a step of the plan, as long as it is not done."""
    if referral.chosen_action == NextAction.PLAN or referral.chosen_action in HOW_THEY_ARE:
        return True
    steps: list[Step] = []
    if referral.chosen_action in OF_PLAN:
        steps = import_string(settings.STEPS_OF_PLAN)(referral)
    return (referral.chosen_action, referral.chosen_for) in steps


def is_seen_to(referral: Referral) -> bool:
    """Whether the day that was chosen to ask how somebody is, or for their plan once they are followed up, is over:
    since it was chosen they were spoken with, or came, or a follow-up of theirs was done. Where that is taken back it
    stands again. What was chosen of a service, of waiting or of work is none of it, and has its own end."""
    since = referral.chosen_since or referral.chosen_at
    is_of_plan = referral.stage == Stage.FOLLOW_UP and referral.chosen_action in OF_PLAN
    if since is None or not (is_of_plan or referral.chosen_action in HOW_THEY_ARE):
        return False
    return is_seen_since(referral, since)


def is_seen_since(referral: Referral, at: datetime) -> bool:
    """Whether somebody spoke with them after a moment, or saw them, or did a follow-up of theirs."""
    return any(import_string(each)(referral, at) for each in settings.SEEN_TO_SINCE)


def is_looked_at(referral: Referral, *, now: datetime) -> bool:
    """Whether that is over: the plan asks for something again, or they are not in support any more."""
    what = referral.chosen_action
    if referral.chosen_at is None or not (what == NextAction.PLAN or what in HOW_THEY_ARE):
        return False
    is_over = referral.stage not in PAST_ASSESSMENT or referral.stage == Stage.MEETING
    is_asked = what == NextAction.PLAN and import_string(settings.NEXT_OF_PLAN)(referral, now=now) is not None
    return is_over or is_asked


def as_chosen(name: str, referral: Referral, *, now: datetime) -> Step | None:
    """What this one knows; by the day that was chosen for this very step when an alert was closed, where that is
    sooner. Once it is done another one comes, which has its own day."""
    step: Step | None = import_string(name)(referral, now=now)
    day = day_of(step, referral) if step else None
    if step and day and day != step[1] and not is_seen_to(referral):
        return step[0], day
    return step


def day_of(step: Step, referral: Referral) -> datetime:
    """The day of a step: the one that was chosen for this very step when an alert was closed, where that is sooner."""
    is_chosen = step == (referral.chosen_action, referral.chosen_for)
    return min(step[1], referral.chosen_at) if is_chosen and referral.chosen_at else step[1]


def soonest(steps: Collection[Step], *, now: datetime | None = None) -> Step:
    """The step that is due first; of those that are due by `now` a promise before anything else."""
    if now is None:
        return min(steps, key=lambda step: step[1])
    return min(steps, key=lambda step: (max(step[1], now), step[0] not in PROMISED, step[1]))


def support_stage(referral: Referral) -> Stage:
    """Where somebody in support stands: waiting elsewhere, while a service has them and has not seen them."""
    return Stage.ELSEWHERE if import_string(settings.WAITS_ELSEWHERE)(referral) else Stage.IN_SUPPORT


def say_next(next_action: str, status: str) -> str:
    """What comes next, in words: the plan of somebody who is in support is there already, and looked at again."""
    is_made = next_action == NextAction.PLAN and status == Status.SUPPORTED
    return LOOK_AGAIN if is_made else str(NextAction(next_action).label)
