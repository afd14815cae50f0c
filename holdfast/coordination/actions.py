"""Writes of goals and ratings; and what every change of a plan begins and ends with.

Each writes its event, and the referral's next action follows the plan.
"""

from datetime import datetime
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.coordination.models import Goal, Rating, Strand
from holdfast.coordination.twice import same_goal
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import seal
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow

Row = TypeVar("Row", Goal, Strand)
CLOSED = "This request is closed"
CHANGED = "A colleague was quicker: it was changed or ended meanwhile"


def held_open(referral: Referral, *, by: Membership | None) -> Referral:
    """The referral, held until the transaction ends: one change of its plan after the other.

    Raises:
        PermissionDenied: `by` may not make plans. None is the person themselves.
        MoveNotAllowed: the referral is closed.
    """
    if by is not None and not by.may(Permission.ASSESS):
        raise PermissionDenied("plan")
    referral = locked_referral(referral)
    if referral.closed_at is not None:
        raise MoveNotAllowed(CLOSED)
    return referral


def open_row(row: Row, referral: Referral) -> Row:
    """A goal or strand as it is now, while its referral is held.

    Raises:
        MoveNotAllowed: it was ended, or has other words now.
    """
    found = type(row).objects.filter(hub_id=referral.hub_id, referral=referral, pk=row.pk, ended_at=None).first()
    if found is None:
        raise MoveNotAllowed(CHANGED)
    found.person = referral.person
    return found


def end(row: Goal | Strand, how: str, *, by: Membership | None, now: datetime) -> None:
    """End a goal or strand in one of its ways."""
    row.ended_at, row.ended_by, row.end = now, by, how
    row.save(update_fields=["ended_at", "ended_by", "end"])


@transaction.atomic
def add_goal(referral: Referral, *, words: str, value: int | None = None, by: Membership, now: datetime) -> Goal:
    """Write down what they want to be different, in their words, and how near they are to it. Pressed twice, once.

    Raises:
        PermissionDenied: `by` may not make plans.
        MoveNotAllowed: the referral is closed.
    """
    referral = held_open(referral, by=by)
    if twice := same_goal(referral, words, value=value, by=by, now=now):
        return twice
    goal = write_goal(referral, words, by=by, now=now)
    record(goal, "plan.add_goal", by=by, now=now, referral=str(referral.pk))
    if value is not None:
        write_rating(goal, value, by=by, now=now)
    follow(referral, now=now)
    return goal


def write_goal(referral: Referral, words: str, *, by: Membership, now: datetime, first: Goal | None = None) -> Goal:
    """The row of a goal."""
    goal = Goal(
        hub_id=referral.hub_id, person=referral.person, referral=referral, first_id=first.root_id if first else None,
        added_at=now, added_by=by,
    )  # fmt: skip
    goal.words_sealed = seal(referral.person, f"goal:{goal.pk}", words) or b""
    goal.save(force_insert=True)
    return goal


@transaction.atomic
def correct_goal(goal: Goal, *, words: str, by: Membership, now: datetime) -> Goal:
    """Give a goal other words. Those it had stay written, and its ratings stay its own. Pressed twice, once.

    Raises:
        PermissionDenied: `by` may not make plans.
        MoveNotAllowed: the referral is closed, or the goal was changed meanwhile.
    """
    referral = held_open(goal.referral, by=by)
    if twice := same_goal(referral, words, first=goal.root_id, by=by, now=now):
        return twice
    old = open_row(goal, referral)
    end(old, Goal.End.REPLACED, by=by, now=now)
    new = write_goal(referral, words, by=by, now=now, first=old)
    record(new, "plan.correct_goal", by=by, now=now, referral=str(referral.pk), was=str(old.pk))
    follow(referral, now=now)
    return new


@transaction.atomic
def end_goal(goal: Goal, *, how: str, by: Membership, now: datetime) -> Goal:
    """Say that a goal is reached, or is none any more.

    Raises:
        PermissionDenied: `by` may not make plans.
        MoveNotAllowed: the referral is closed, or the goal was changed meanwhile.
    """
    referral = held_open(goal.referral, by=by)
    goal = open_row(goal, referral)
    end(goal, how, by=by, now=now)
    record(goal, "plan.end_goal", by=by, now=now, referral=str(referral.pk), end=how)
    follow(referral, now=now)
    return goal


@transaction.atomic
def rate(goal: Goal, *, value: int, by: Membership | None, now: datetime) -> Rating:
    """Keep how near they are to a goal, from 0 to 10. `by` is None where they say so themselves.

    Raises:
        PermissionDenied: `by` may not make plans.
        MoveNotAllowed: the referral is closed, or the goal is none any more.
    """
    referral = held_open(goal.referral, by=by)
    wordings = Goal.objects.filter(hub_id=referral.hub_id, referral=referral, ended_at=None)
    now_worded = next((each for each in wordings if each.root_id == goal.root_id), None)
    if now_worded is None:
        raise MoveNotAllowed(CHANGED)
    return write_rating(now_worded, value, by=by, now=now)


def write_rating(goal: Goal, value: int, *, by: Membership | None, now: datetime) -> Rating:
    """The row of a rating, and its event."""
    rating = Rating.objects.create(hub_id=goal.hub_id, goal_id=goal.root_id, value=value, rated_at=now, rated_by=by)
    record(goal, "plan.rate", by=by, now=now, referral=str(goal.referral_id), goal=str(goal.root_id), value=value)
    return rating
