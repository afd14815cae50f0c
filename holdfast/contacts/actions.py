"""Writes of contacts: log an attempt, undo it within a minute."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts import actions as alert_actions
from holdfast.alerts.models import Alert
from holdfast.contacts.first_contact import assess_next, counts, is_since, reckon_first_contact, when_spoken
from holdfast.contacts.models import Attempt, Promise
from holdfast.contacts.promises import (
    end_promises,
    keep_beside,
    keep_promises,
    make_promise,
    open_promises,
    take_back_beside,
    take_back_promises,
    try_again,
)
from holdfast.contacts.rules import is_contact, next_after_alert, next_try
from holdfast.events.actions import is_followed, latest, record, reverse
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Terms
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import not_kept_out
from holdfast.people.holding import hold
from holdfast.people.identity import channels_of, reveal, seal
from holdfast.people.models import Person
from holdfast.referrals.actions import give_to, locked, may_allocate, place, write
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import choose, follow
from holdfast.referrals.next_step import Step
from holdfast.referrals.states import NextAction, Stage
from holdfast.referrals.together import locked_together
from holdfast.triage.actions import MOVES, UNDO, TooLate

CALLS = (NextAction.CALL, NextAction.TRY_AGAIN, NextAction.WELFARE, NextAction.CHECK_IN, NextAction.TALK)
KEPT_FOR_UNDO = (
    "stage", "owner_id", "next_action", "next_action_at", "stage_action", "stage_action_at",
    "attempts",
)  # fmt: skip
LOOK_BACK = timedelta(days=31)
PRESSED_TWICE = timedelta(seconds=5)
MOST_PRESSES = 20


class WhenImpossible(Exception):
    """An attempt is logged after it was made: choose a time that has passed, within the last 31 days."""


@transaction.atomic
def log_attempt(
    referral: Referral,
    *,
    channel: str,
    result: str,
    terms: Terms,
    by: Membership,
    now: datetime,
    at: datetime | None = None,
    note: str = "",
    next_try_at: datetime | None = None,
    identity_checked: bool = False,
) -> Attempt:
    """Log an attempt to reach the person. Speaking with them is the contact; anything else sets the next try.

    Whoever spoke with somebody whom nobody had takes them on.

    Raises:
        PermissionDenied: `by` may not log contacts.
        MoveNotAllowed: the referral is closed.
        WhenImpossible: `at` is in the future, before the request, or too long ago.
    """
    if not by.may(Permission.CONTACT):
        raise PermissionDenied("log_attempt")
    referral = held(referral, with_person=identity_checked)
    if referral.stage == Stage.CLOSED:
        raise MoveNotAllowed("This referral is closed")
    if at is None and (twice := logged_just_now(referral, channel=channel, result=result, note=note, by=by, now=now)):
        return twice
    at, is_promised = at or now, result == Attempt.Result.CALL_BACK or next_try_at is not None
    if not max(referral.received_at, now - LOOK_BACK) <= at <= now:
        raise WhenImpossible(WhenImpossible.__doc__)
    if not is_contact(result):
        hours, times = hours_of(terms), channels_of(referral.person).get("times", [])
        next_try_at = next_try_at or next_try(result, hours=hours, now=now, times=times)
    attempt = Attempt(
        id=uuid7(),
        hub_id=referral.hub_id,
        referral=referral,
        at=at,
        by=by,
        channel=channel,
        result=result,
        identity_checked=identity_checked and is_contact(result),
        next_try_at=None if is_contact(result) else next_try_at,
        before=snapshot(referral),
    )
    attempt.note_sealed = seal(referral.person, f"attempt:{attempt.pk}", note)
    attempt.save(force_insert=True)
    follow_attempt(referral, attempt, is_promised=is_promised, terms=terms, now=now)
    if is_contact(result):
        keep_beside(referral, Promise.End.SPOKE, at=at, cause=attempt.pk, now=now)
    owner = {"owner": str(by.pk)} if takes_on(referral, attempt, now=now) else {}
    record(referral, "contact.log", by=by, now=at, attempt=str(attempt.pk), channel=channel, result=result, **owner)
    return attempt


def held(referral: Referral, *, with_person: bool) -> Referral:
    """A referral as it is now, held with their other requests: speaking with them keeps what was promised under those.
    And with its person, on whom a check of identity is written."""
    persons = hold(referral.hub_id, [referral.person_id]) if with_person else []
    referral = locked_together(referral)
    if persons:
        referral.person = persons[0]
    return referral


def logged_just_now(
    referral: Referral, *, channel: str, result: str, note: str, by: Membership, now: datetime
) -> Attempt | None:
    """The same attempt with the same words, logged seconds ago by the same member: the button was pressed twice."""
    found = Attempt.objects.filter(hub_id=referral.hub_id, referral=referral, by=by, undone_at=None)
    found = found.filter(channel=channel, result=result, at__gt=now - PRESSED_TWICE)
    person, lately = referral.person, found.order_by("-at")[:MOST_PRESSES]
    return next((each for each in lately if reveal(person, f"attempt:{each.pk}", each.note_sealed) == note), None)


def follow_attempt(referral: Referral, attempt: Attempt, *, is_promised: bool, terms: Terms, now: datetime) -> None:
    """What an attempt does to its referral: clocks stop, and there is always a next action.

    Args:
        is_promised: they asked to be tried again, or it was chosen when.
    """
    changes: dict = {"attempts": referral.attempts + 1}
    if counts(referral, attempt.at):
        changes["first_attempt_at"] = min(filter(None, [referral.first_attempt_at, attempt.at]))
    awaited = is_awaited(referral)
    otherwise: Step | None = None
    if is_contact(attempt.result):
        changes |= when_spoken(referral, attempt.at)
        if awaited and is_since(referral, attempt.at) and referral.stage in (Stage.FIRST_CONTACT, Stage.ASSESSMENT):
            changes, otherwise = changes | {"stage": Stage.ASSESSMENT}, assess_next(referral, terms=terms, now=now)
        if attempt.identity_checked and referral.person.verified_at is None:
            referral.person.verified_at = attempt.at
            referral.person.save(update_fields=["verified_at"])
        keep_promises(referral, Promise.End.SPOKE, at=attempt.at, cause=attempt.pk, now=now)
    else:
        try_again(referral, attempt, is_awaited=awaited or is_promised, hours=hours_of(terms), now=now)
    place(referral, **changes)
    follow(referral, now=now, otherwise=otherwise)


def is_awaited(referral: Referral) -> bool:
    """Whether contact with them is what comes next: whoever is not reached is tried again."""
    return referral.stage == Stage.FIRST_CONTACT or referral.next_action in CALLS


def hours_of(terms: Terms) -> WeeklyHours:
    """When the hub is open."""
    return WeeklyHours.from_rows(terms.open_hours)


def takes_on(referral: Referral, attempt: Attempt, *, now: datetime) -> bool:
    """Make whoever spoke the owner of an accepted referral that has none, where it is theirs to say."""
    by = attempt.by
    if referral.owner_id or referral.stage == Stage.TRIAGE or not is_contact(attempt.result):
        return False
    if not (by.has_caseload and may_allocate(referral, by=by, now=now)):
        return False
    if not not_kept_out(referral.person, [by]):  # named while this waited for the referral
        return False
    place(referral, owner=by)
    give_to(referral, by, now=now)
    return True


@transaction.atomic
def close_alert(
    alert: Alert,
    referral: Referral,
    *,
    done: Sequence[str],
    words: str,
    next_action: str = "",
    next_action_at: datetime | None = None,
    by: Membership,
    now: datetime,
    seen: str | None = None,
    promised: Collection[str] | None = None,
) -> Alert:
    """Close an alert with what was done and, for an open referral, with what happens next and when.

    Without `next_action` the referral keeps the one it has: outside cover leaves it to the hub.

    Args:
        promised: the promises that the page showed, by their ids: another one stands. None: all that stand.

    Raises:
        NothingSaid: nothing was chosen or written.
        AnsweredSince: they have answered otherwise than `seen`, which the page showed.
        PermissionDenied: `by` may not close alerts.
        MoveNotAllowed: it was not taken or is closed, or the next action does not fit the referral any more.
    """
    referral = locked(referral)
    closed = alert_actions.close(alert, done=done, words=words, by=by, now=now, seen=seen)
    if next_action and next_action_at and referral.closed_at is None:
        if next_action not in next_after_alert(referral.stage, referral.next_action):
            raise MoveNotAllowed("The referral has moved on meanwhile. Choose what happens next")
        record(
            referral, "referral.plan_next", by=by, now=now, next_action=next_action, alert=str(alert.pk),
            at=next_action_at.isoformat(),
        )  # fmt: skip
        if "spoke" in done:
            shown = [each.pk for each in open_promises(referral) if promised is None or str(each.pk) in promised]
            end_promises(referral, Promise.End.REPLACED, cause=alert.pk, now=now, pk__in=shown)
        plan_next(referral, (next_action, next_action_at), alert=alert, now=now)
    return closed


def plan_next(referral: Referral, step: Step, *, alert: Alert, now: datetime) -> None:
    """What comes next after an alert, as was chosen."""
    if step[0] == NextAction.CALL:
        make_promise(referral, *step, why=Promise.Why.ALERT, cause=alert.pk, now=now)
        follow(referral, now=now)
    else:
        choose(referral, step, now=now)


@transaction.atomic
def undo_attempt(attempt: Attempt, *, by: Membership, now: datetime) -> Referral:
    """Take back one's own entry, within a minute of making it.

    Raises:
        PermissionDenied: it is somebody else's.
        TooLate: the minute has passed, another attempt followed, or the person has withdrawn.
    """
    referral = held(attempt.referral, with_person=attempt.identity_checked)
    event = latest(referral.pk, referral.hub_id, referral.person_id, "contact.log")
    if attempt.by_id != by.pk:
        raise PermissionDenied("undo_attempt")
    if attempt.undone_at or event is None or event.codes.get("attempt") != str(attempt.pk):
        raise TooLate(TooLate.__doc__)
    if now > event.recorded_at + UNDO or is_followed(event, by=MOVES):
        raise TooLate(TooLate.__doc__)
    attempt.undone_at = now
    attempt.save(update_fields=["undone_at"])
    write(referral, **{name: read(name, value) for name, value in attempt.before.items()})
    if event.codes.get("owner"):
        give_to(referral, None, now=now)
    reckon_first_contact(referral)
    take_back_promises(referral, attempt.pk, now=now)
    follow(referral, now=now)
    take_back_beside(referral, attempt.pk, now=now)
    forget_check(attempt, referral.person)
    reverse(event, by=by, now=now)
    return referral


def forget_check(attempt: Attempt, person: Person) -> None:
    """A check of identity that was taken back is none: the latest other one counts, or nobody has checked."""
    if not attempt.identity_checked or person.verified_at != attempt.at:
        return
    others = Attempt.objects.filter(
        hub_id=attempt.hub_id, referral__person=person, identity_checked=True, undone_at=None
    )
    person.verified_at = others.order_by("at").values_list("at", flat=True).first()
    person.save(update_fields=["verified_at"])


def snapshot(referral: Referral) -> dict:
    """What undo puts back, as JSON."""
    kept = {name: getattr(referral, name) for name in KEPT_FOR_UNDO}
    return {name: written(value) for name, value in kept.items()}


def read(name: str, value: Any) -> Any:
    """A field of the snapshot as the model has it."""
    if value and name == "owner_id":
        return UUID(value)
    return datetime.fromisoformat(value) if value and name.endswith("_at") else value


def written(value: Any) -> Any:
    """A value of the snapshot as JSON has it."""
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value
