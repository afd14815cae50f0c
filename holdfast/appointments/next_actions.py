"""What an appointment that ended does to its referral: promises that are kept or made, and what comes next."""

from datetime import datetime
from typing import Any

from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import came_since, is_logged
from holdfast.appointments.rules import next_after
from holdfast.appointments.states import CAME, NOT_SEEN
from holdfast.contacts.models import Promise
from holdfast.contacts.promises import keep_beside, keep_promises, keep_tries_after, make_promise, open_promises
from holdfast.diary.models import Kind
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.queries import terms_of
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.next_step import Step
from holdfast.referrals.states import PAST_ASSESSMENT, NextAction, Stage


def follow_settled(appointment: Appointment, *, is_worrying: bool = False, now: datetime) -> None:
    """Let its referral, which is held, follow an appointment to which they came, or did not, or that was cancelled.

    Whoever came to something for them alone was spoken with. Whoever did not come is tried again, or asked whether they
    are safe, unless they came or were spoken with since.
    """
    referral, otherwise = appointment.referral, afterwards(appointment, is_worrying=is_worrying, now=now)
    session = appointment.session
    is_group, began = session.kind == Kind.GROUP, session.starts_at
    made: Any = {"cause": appointment.pk, "now": now}
    if appointment.status in CAME and not is_group:
        keep_promises(referral, Promise.End.CAME, at=began, **made)
        keep_beside(referral, Promise.End.CAME, at=began, **made)
        keep_promises(referral, Promise.End.CAME, at=session.ends_at, only=[NextAction.TRY_AGAIN], **made)  # came late
        keep_tries_after(referral, Promise.End.CAME, **made)
        if otherwise and otherwise[0] == NextAction.CALL and not is_logged(appointment):
            make_promise(referral, *otherwise, why=Promise.Why.CAME, since=began, **made)
    elif appointment.status in NOT_SEEN and otherwise and (is_worrying or not came_since(appointment)):
        action, due_at = otherwise
        tries = open_promises(referral).filter(action=NextAction.TRY_AGAIN).values_list("due_at", flat=True)
        due_at = min([due_at, *tries]) if action == NextAction.TRY_AGAIN else due_at
        make_promise(referral, action, due_at, why=Promise.Why.MISSED, since=began, **made)
    is_base = otherwise is not None and otherwise[0] == NextAction.ASSESS and not is_group
    follow(referral, now=now, otherwise=otherwise if is_base else None)


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
