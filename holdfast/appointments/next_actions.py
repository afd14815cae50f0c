"""What an appointment that ended does to its referral: promises that are kept or made, and what comes next."""

from datetime import datetime
from typing import Any

from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import came_since, is_seen_since
from holdfast.appointments.rules import TALKS, next_after
from holdfast.appointments.states import CAME, NOT_SEEN
from holdfast.contacts.first_contact import assess_next, is_reached, meet, reckon_first_contact
from holdfast.contacts.models import Promise
from holdfast.contacts.promises import (
    is_kept_before,
    keep_beside,
    keep_promises,
    keep_tries_after,
    make_promise,
    open_promises,
    take_back_beside,
    take_back_promises,
)
from holdfast.contacts.queries import TO_THE_MINUTE
from holdfast.diary.models import Kind
from holdfast.events.models import Event
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.queries import terms_of
from holdfast.referrals.actions import place
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.next_step import Step
from holdfast.referrals.states import PAST_ASSESSMENT, PROMISED, NextAction, Stage


def follow_settled(appointment: Appointment, *, is_worrying: bool = False, now: datetime) -> None:
    """Let its referral, which is held, follow an appointment to which they came, or did not, or that was cancelled.

    Whoever came to something for them alone was spoken with: making contact is over, and what was promised is kept.
    Whoever did not come is tried again, or asked whether they are safe, unless they came or were spoken with since.
    """
    referral, session = appointment.referral, appointment.session
    is_group, began = session.kind == Kind.GROUP, session.starts_at
    made: Any = {"cause": appointment.pk, "now": now}
    if appointment.status in CAME and not is_group:
        otherwise = come(appointment, now=now)
        keep_promises(referral, Promise.End.CAME, at=began, **made)
        keep_beside(referral, Promise.End.CAME, at=began, **made)
        keep_promises(referral, Promise.End.CAME, at=session.ends_at, only=[NextAction.TRY_AGAIN], **made)  # came late
        keep_tries_after(referral, Promise.End.CAME, **made)
    else:
        otherwise = afterwards(appointment, is_worrying=is_worrying, now=now)
    if appointment.status in NOT_SEEN and otherwise:
        promise_again(appointment, otherwise, is_worrying=is_worrying, now=now)
    is_base = otherwise is not None and otherwise[0] == NextAction.ASSESS and not is_group
    follow(referral, now=now, otherwise=otherwise if is_base else None)


def promise_again(appointment: Appointment, step: Step, *, is_worrying: bool, now: datetime) -> None:
    """They did not come: the promise of another try, or to ask whether they are safe. Of whoever came or was spoken
    with since only the latter."""
    referral, began, (action, due_at) = appointment.referral, appointment.session.starts_at, step
    made: Any = {"why": Promise.Why.MISSED, "cause": appointment.pk, "since": began, "now": now}
    if not is_worrying:
        is_seen = is_seen_since(referral, began)
        if is_seen or is_kept_before(referral, action, due_at, at=began - TO_THE_MINUTE, **made):
            return
    if action == NextAction.TRY_AGAIN:
        tries = open_promises(referral).filter(action=NextAction.TRY_AGAIN).values_list("due_at", flat=True)
        due_at = min([due_at, *tries])
    make_promise(referral, action, due_at, **made)


def come(appointment: Appointment, *, now: datetime) -> Step | None:
    """They came to something for them alone. What it asks for by itself: an assessment, as after a call, where making
    contact waited for this; None: nothing but what stands."""
    referral = appointment.referral
    if meet(referral, at=appointment.session.starts_at):
        return assess_next(referral, terms=terms_of(appointment.hub, now=now), now=now)
    if appointment.session.kind in TALKS:
        return None
    return afterwards(appointment, is_worrying=False, now=now)


def afterwards(appointment: Appointment, *, is_worrying: bool, now: datetime) -> Step | None:
    """What an appointment that ended asks for by itself; None: nothing but what stands."""
    referral = appointment.referral
    if referral.stage in PAST_ASSESSMENT and appointment.status not in NOT_SEEN:
        return None
    hours = WeeklyHours.from_rows(terms_of(appointment.hub, now=now).open_hours)
    step = next_after(appointment.session.kind, appointment.status, is_worrying=is_worrying, hours=hours, now=now)
    return None if referral.stage == Stage.FIRST_CONTACT and step[0] == NextAction.ASSESS else step


def coming_next(referral: Referral) -> dict[str, str]:
    """What comes next for a referral and when, as an event keeps it."""
    return {"next_action": referral.next_action, "at": referral.next_action_at.isoformat()}


def standing(referral: Referral) -> dict[str, str]:
    """In which stage a referral stands and what that asks for, as an event keeps it."""
    at = referral.stage_action_at
    return {"stage": referral.stage, "action": referral.stage_action, "at": at.isoformat() if at else ""}


def put_back(appointment: Appointment, event: Event, *, now: datetime) -> None:
    """Let what was promised before this attendance stand again, and its stage, unless they were spoken with otherwise.
    What came next before it has its day back, where nothing was set since."""
    referral = appointment.referral
    take_back_promises(referral, appointment.pk, now=now)
    take_back_beside(referral, appointment.pk, now=now)
    reckon_first_contact(referral)
    is_spoken = came_since(appointment) or is_reached(referral)
    if referral.stage == Stage.ASSESSMENT and "stood" in event.codes and not is_spoken:
        place(referral, **as_it_stood(event.codes["stood"]))
    before = event.codes["before"]
    is_own = before["next_action"] not in PROMISED  # the day of a promise is not that of a first contact
    if is_own and referral.closed_at is None and event.codes.get("after") == coming_next(referral):
        place(referral, next_action=before["next_action"], next_action_at=datetime.fromisoformat(before["at"]))
    follow(referral, now=now)


def as_it_stood(stood: dict[str, str]) -> dict[str, Any]:
    """What `standing` kept, as fields."""
    at = datetime.fromisoformat(stood["at"]) if stood["at"] else None
    return {"stage": stood["stage"], "stage_action": stood["action"], "stage_action_at": at}
