"""Writes of follow-ups and of work: planned, asked, answered, looked at, stopped. Each writes its event."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence.actions import cancel_about, make_link, post_to_person
from holdfast.correspondence.models import Link, Message
from holdfast.events.actions import latest, record
from holdfast.hubs.hours import instant, london_day
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import Itself, MoveNotAllowed, Oneself
from holdfast.outcomes.models import FollowUp
from holdfast.outcomes.queries import (
    ANSWER_WITHIN,
    CLOSE,
    asked_of,
    left_to_answer,
    open_follow_ups,
    questions_for,
    soon,
)
from holdfast.outcomes.rules import due_days
from holdfast.outcomes.states import FOLLOW_UP, NOT_ANSWERED, Status
from holdfast.people.identity import channels_of
from holdfast.referrals.actions import locked, move, place
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow, keep_seen_to
from holdfast.referrals.next_step import support_stage
from holdfast.referrals.states import Stage
from holdfast.workplace.models import WorkState

REMINDED_AFTER = (timedelta(days=5), timedelta(days=10))
"""An ask, not a clinical rule: twice while there is time to answer, and never again."""
NOT_NOW = "They are not followed up any more, or a colleague was quicker"


@transaction.atomic
def monitor(referral: Referral, *, by: Membership, now: datetime) -> Referral:
    """Support has ended: plan when somebody is asked how they are, by the months that the hub has signed. Whoever asked
    not to be asked is not, now or later. Where support went on by mistake and ends again on the same day, they are
    asked on the days on which they were to be asked.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: they are not assessed, followed up already, or closed.
    """
    referral = move(referral, "monitor", by=by, now=now)
    went_on = latest(referral.pk, referral.hub_id, referral.person_id, "referral.support_again")
    if went_on and london_day(went_on.occurred_at) == london_day(now):
        months = [each.months for each in plan_again(referral, ended_at=went_on.occurred_at)]
    else:
        months = plan(referral, by=by, now=now)
    follow(referral, now=now)
    record(referral, "referral.monitor", by=by, now=now, months=months)
    return referral


def plan(referral: Referral, *, by: Membership, now: datetime) -> list[int]:
    """Plan when they are asked from today on: after how many months."""
    opted_out = FollowUp.objects.filter(hub_id=referral.hub_id, referral=referral, end=FollowUp.End.OPTED_OUT)
    wished = [] if opted_out.exists() else terms_of(by.hub, now=now).follow_up_months
    days = due_days(london_day(now), wished)
    for months, day in days:
        FollowUp.objects.create(
            hub_id=referral.hub_id, person=referral.person, referral=referral, months=months, due_on=day,
            planned_at=now, planned_by=by,
        )  # fmt: skip
    return [months for months, _day in days]


@transaction.atomic
def support_again(referral: Referral, *, by: Membership, now: datetime) -> Referral:
    """They need more than being asked: support goes on, and what was planned to be asked is not.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: they are not followed up.
    """
    referral = move(referral, "support_again", by=by, now=now)
    place(referral, stage=support_stage(referral))
    stop_all(referral, by=by, now=now)
    ended = latest(referral.pk, referral.hub_id, referral.person_id, "referral.monitor")
    keep_seen_to(referral, ended_at=ended.occurred_at if ended else None)
    follow(referral, now=now)
    record(referral, "referral.support_again", by=by, now=now)
    return referral


def held(follow_up: FollowUp) -> tuple[FollowUp, Referral]:
    """A follow-up as it is now and its referral, held until the transaction ends.

    Raises:
        MoveNotAllowed: they are not followed up any more.
    """
    referral = locked(follow_up.referral)
    if referral.stage != Stage.FOLLOW_UP or referral.person.died_at:
        raise MoveNotAllowed(NOT_NOW)
    kept = FollowUp.objects.get(hub_id=follow_up.hub_id, pk=follow_up.pk)
    kept.referral, kept.person = referral, referral.person
    return kept, referral


@transaction.atomic
def ask(follow_up: FollowUp, *, hub: Hub, now: datetime) -> FollowUp:
    """Ask somebody how they are: their own page has it from now on, and a neutral mail brings a link, where email is
    safe. Where it is not, whoever has them asks within days.

    Raises:
        MoveNotAllowed: it was asked before, or they are not followed up any more.
    """
    follow_up, referral = held(follow_up)
    follow_up.status = FOLLOW_UP.target("ask", status=follow_up.status, by=Itself())
    is_mailed = bool(channels_of(referral.person).get("email"))
    follow_up.questionnaires, follow_up.asked_at = questions_for(referral), now
    follow_up.answer_by = instant(london_day(now) + ANSWER_WITHIN, CLOSE) if is_mailed else soon(now)
    follow_up.save(update_fields=["status", "questionnaires", "asked_at", "answer_by"])
    record(follow_up, "follow_up.ask", by=None, now=now, referral=str(referral.pk), months=follow_up.months,
           mailed=is_mailed, questionnaires=follow_up.questionnaires)  # fmt: skip
    if is_mailed:
        mail(follow_up, hub=hub, now=now)
    follow(referral, now=now)
    return follow_up


def mail(follow_up: FollowUp, *, hub: Hub, now: datetime) -> None:
    """A link to their own pages, which their PIN opens. Others that they were mailed open still: in whichever order
    mail is read, none of it leads nowhere."""
    referral = follow_up.referral
    token, _code, _link = make_link(
        referral.person, subject_id=referral.pk, purpose=Link.Purpose.OWN_PAGES, now=now, opens_by_code=False
    )
    address = f"{settings.PUBLIC_URL}/h/{hub.slug}/p/{token}/"
    post_to_person(referral.person, kind=Message.Kind.FOLLOW_UP, subject_id=follow_up.pk, now=now, link=address)


@transaction.atomic
def remind(follow_up: FollowUp, *, hub: Hub, now: datetime) -> bool:
    """Ask once more where that is due and email is safe; whether it was.

    Raises:
        MoveNotAllowed: they are not followed up any more.
    """
    follow_up, referral = held(follow_up)
    sent = follow_up.reminders
    is_due = sent < len(REMINDED_AFTER) and follow_up.asked_at and now >= follow_up.asked_at + REMINDED_AFTER[sent]
    if follow_up.status != Status.ASKED or not is_due or not channels_of(referral.person).get("email"):
        return False
    follow_up.reminders = sent + 1
    follow_up.save(update_fields=["reminders"])
    record(follow_up, "follow_up.remind", by=None, now=now, referral=str(referral.pk), number=sent + 1)
    mail(follow_up, hub=hub, now=now)
    return True


@transaction.atomic
def answer(referral: Referral, *, now: datetime, is_all: bool = False) -> FollowUp | None:
    """Whatever the person is asked was answered: all of it, or as much as they want to say (`is_all`). None where they
    are asked nothing, or something waits still."""
    asked = asked_of(referral)
    if asked is None or (not is_all and left_to_answer(asked)):
        return None
    asked.referral = referral
    follow_up, referral = held(asked)
    follow_up.status = FOLLOW_UP.target("answer", status=follow_up.status, by=Oneself())
    follow_up.answered_at = now
    follow_up.save(update_fields=["status", "answered_at"])
    cancel_about(follow_up.hub_id, follow_up.pk, now=now)
    left = len(left_to_answer(follow_up))
    record(follow_up, "follow_up.answer", by=None, now=now, referral=str(referral.pk), months=follow_up.months,
           left=left)  # fmt: skip
    follow(referral, now=now)
    return follow_up


@transaction.atomic
def opt_out(referral: Referral, *, now: datetime) -> int:
    """The person would rather not be asked, now or later. How many follow-ups that ends."""
    referral = locked(referral)
    waiting = [each for each in open_follow_ups(referral) if each.status in NOT_ANSWERED]
    for each in waiting:
        each.person = referral.person
        finish(each, "opt_out", FollowUp.End.OPTED_OUT, actor=Oneself(), by=None, now=now)
    if waiting:
        follow(referral, now=now)
    return len(waiting)


@transaction.atomic
def settle(follow_up: FollowUp, *, end: str, by: Membership, now: datetime) -> FollowUp:
    """Whoever has them has looked at the answers, has talked with them instead, or could not reach them.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was not asked yet, is done, or they are not followed up any more.
    """
    follow_up, referral = held(follow_up)
    if end == FollowUp.End.LOOKED_AT and follow_up.answered_at is None:
        raise MoveNotAllowed("There are no answers to look at")
    finish(follow_up, "settle", end, actor=by, by=by, now=now)
    follow(referral, now=now)
    return follow_up


def finish(follow_up: FollowUp, verb: str, end: str, *, actor: Any, by: Membership | None, now: datetime) -> None:
    """End one follow-up, and its mail with it."""
    follow_up.status = FOLLOW_UP.target(verb, status=follow_up.status, by=actor)
    follow_up.ended_at, follow_up.ended_by, follow_up.end = now, by, end
    follow_up.save(update_fields=["status", "ended_at", "ended_by", "end"])
    cancel_about(follow_up.hub_id, follow_up.pk, now=now)
    record(follow_up, f"follow_up.{verb}", by=by, now=now, referral=str(follow_up.referral_id),
           months=follow_up.months, end=end)  # fmt: skip


def stop_all(referral: Referral, *, now: datetime, by: Membership | None = None) -> int:
    """Nobody is asked any more: they withdrew, died, were discharged or are supported again. How many there were."""
    waiting = open_follow_ups(referral)
    for each in waiting:
        each.person = referral.person
        finish(each, "stop", FollowUp.End.STOPPED, actor=Itself(), by=by, now=now)
    return len(waiting)


def plan_again(referral: Referral, *, ended_at: datetime) -> list[FollowUp]:
    """Follow-ups that were stopped at a moment, as they were: what stopped them was taken back."""
    rows = FollowUp.objects.filter(hub_id=referral.hub_id, referral=referral, ended_at=ended_at, end="stopped")
    found = list(rows.order_by("due_on", "pk"))
    for each in found:
        before = Status.ANSWERED if each.answered_at else Status.ASKED
        each.status = before if each.asked_at else Status.PLANNED
        each.ended_at, each.ended_by, each.end = None, None, ""
        each.save(update_fields=["status", "ended_at", "ended_by", "end"])
    return found


@transaction.atomic
def say_work(referral: Referral, *, state: str, by: Membership | None, now: datetime) -> WorkState:
    """Keep whether they are at work. `by` wrote it down; nobody: they said so themselves. Said twice, kept once.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: the referral is closed.
    """
    if by is not None and not by.may(Permission.ASSESS):
        raise PermissionDenied("say_work")
    referral = locked(referral)
    if referral.closed_at:
        raise MoveNotAllowed("This request is closed")
    last = WorkState.objects.filter(hub_id=referral.hub_id, referral=referral).order_by("-noted_at", "-pk").first()
    if last and last.state == state and london_day(last.noted_at) == london_day(now):
        return last
    row = WorkState.objects.create(
        hub_id=referral.hub_id, person=referral.person, referral=referral, state=state, noted_at=now, noted_by=by
    )
    record(row, "work.say", by=by, now=now, referral=str(referral.pk), state=state)
    return row
