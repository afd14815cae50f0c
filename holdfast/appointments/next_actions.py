"""What comes next for a referral by what is booked for it, and by what became of an appointment."""

from collections.abc import Callable, Collection
from datetime import datetime

from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import booked_step, is_booked, of_referral, steps_of
from holdfast.appointments.rules import next_after
from holdfast.appointments.states import NOT_SEEN
from holdfast.diary.models import Kind
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.queries import terms_of
from holdfast.referrals.actions import place
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import Step, next_step
from holdfast.referrals.states import PAST_ASSESSMENT, NextAction, Stage

BOOKED_OVER = (NextAction.ASSESS, NextAction.MEET)
"""What a place in a group takes the place of as the next action: anything else is still to be done beside it."""
NOT_BEFORE = (NextAction.TRY_AGAIN, NextAction.CHECK_IN)
"""What nothing that is booked later takes the place of."""
DECISIONS = (NextAction.DECIDE, NextAction.SIGN)


def follow(referral: Referral, *, now: datetime, otherwise: Step | None = None, is_seen: bool = False) -> None:
    """Let the referral's next action be the next appointment that is booked; `otherwise`, where there is none.

    A decision that waits goes first: it stays what comes next; before one, an offer to another hub is that. So does
    asking whether they are safe: no booking ends that, only speaking with them or closing an alert. Trying somebody
    again who did not come, a call that was promised after an alert, and writing up an assessment go first where they
    are due before the next appointment.

    Args:
        is_seen: they came just now: nobody needs to try them again.
    """
    is_offered = referral.stage == Stage.TRIAGE and referral.next_action == NextAction.OFFER_TRANSFER
    if referral.closed_at is not None or referral.next_action in DECISIONS or is_offered:
        return
    standing = (referral.next_action, referral.next_action_at)
    offered = [standing] if otherwise is None else [standing, otherwise]
    found = first([each for each in offered if each[0] == NextAction.WELFARE])
    if found is None:
        tries = [] if is_seen else [each for each in offered if each[0] in NOT_BEFORE]
        found = first([*tries, *steps_of(referral, now=now)]) or otherwise
    if found is not None and found != standing:
        place(referral, next_action=found[0], next_action_at=found[1])


def first(steps: Collection[Step]) -> Step | None:
    """The step that is due soonest."""
    return min(steps, key=lambda step: step[1], default=None)


def afterwards(referral: Referral, appointment: Appointment, *, is_worrying: bool, now: datetime) -> Step:
    """What comes next once an appointment was settled, where no other is booked."""
    if referral.stage in PAST_ASSESSMENT and appointment.status not in NOT_SEEN:
        return next_step(referral, now=now)
    hours = WeeklyHours.from_rows(terms_of(appointment.hub, now=now).open_hours)
    step = next_after(appointment.session.kind, appointment.status, is_worrying=is_worrying, hours=hours, now=now)
    if referral.stage == Stage.FIRST_CONTACT and step[0] == NextAction.ASSESS:
        return NextAction.CALL, max(referral.contact_by, now)  # nobody has spoken with them yet
    return step


def still_next(referral: Referral, step: Step, *, now: datetime) -> Step:
    """This step, which came next before something that is taken back: seeing them comes next only where that is booked
    still. Where it was cancelled meanwhile, or somebody said whether they came, it is reckoned anew."""
    if step[0] != NextAction.MEET or is_booked(referral, at=step[1]):
        return step
    settled = of_referral(referral).filter(session__starts_at=step[1]).select_related("session", "hub")
    found = settled.order_by("-settled_at").first()
    anew = afterwards(referral, found, is_worrying=False, now=now) if found else step
    return booked_step(referral, now=now) or anew


def following(kind: str) -> Callable[..., None]:
    """How the next action follows an appointment of this kind."""
    return follow_group if kind == Kind.GROUP else follow


def follow_group(referral: Referral, *, now: datetime, otherwise: Step | None = None, is_seen: bool = False) -> None:
    """The same after a group, which is beside everything else: what was to be done before stays, unless they worry."""
    if referral.next_action in BOOKED_OVER or (otherwise is not None and otherwise[0] == NextAction.WELFARE):
        follow(referral, now=now, otherwise=otherwise, is_seen=is_seen)


def coming_next(referral: Referral) -> dict[str, str]:
    """What comes next for a referral and when, as an event keeps it."""
    return {"next_action": referral.next_action, "at": referral.next_action_at.isoformat()}
