"""What the same hand wrote in the same words seconds ago: the button was pressed twice, and it is written once.

Read while the referral is held, so that the second press finds what the first one wrote.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.contacts.actions import MOST_PRESSES, PRESSED_TWICE
from holdfast.coordination.models import ChangeWish, Goal, Plan, Rating, Strand
from holdfast.coordination.words import what_of, words_of
from holdfast.people.identity import reveal
from holdfast.referrals.models import Referral

Row = TypeVar("Row", Goal, Strand)


def same_goal(
    referral: Referral, words: str, *, by: Membership, now: datetime, first: UUID | None = None,
    value: int | None = None,
) -> Goal | None:  # fmt: skip
    """The goal that was just written: a new one with the same first rating, or other words for `first`."""
    found = Goal.objects.filter(hub_id=referral.hub_id, referral=referral, first_id=first, added_by=by, ended_at=None)
    found = found.filter(added_at__gt=now - PRESSED_TWICE).order_by("-pk")[:MOST_PRESSES]
    same = (each for each in found if words_of(each, referral.person) == words)
    if first is not None:
        return of_referral(same, referral)
    return of_referral((each for each in same if first_value(each, by=by) == value), referral)


def first_value(goal: Goal, *, by: Membership) -> int | None:
    """How near they were when the goal was written down, if they were asked."""
    found = Rating.objects.filter(hub_id=goal.hub_id, goal_id=goal.root_id, rated_by=by, rated_at=goal.added_at)
    return found.values_list("value", flat=True).first()


def same_strand(
    referral: Referral, what: str, *, kind: str, owner: Membership | None, is_theirs: bool, next_on: date | None,
    by: Membership, now: datetime, first: UUID | None = None,
) -> Strand | None:  # fmt: skip
    """The strand that was just written: a new one, or `first` as it is changed."""
    found = Strand.objects.filter(
        hub_id=referral.hub_id, referral=referral, first_id=first, added_by=by, ended_at=None, kind=kind, owner=owner,
        is_theirs=is_theirs, next_on=next_on, added_at__gt=now - PRESSED_TWICE,
    )  # fmt: skip
    lately = found.order_by("-pk")[:MOST_PRESSES]
    return of_referral((each for each in lately if what_of(each, referral.person) == what), referral)


def same_wish(plan: Plan, words: str, *, now: datetime) -> ChangeWish | None:
    """The wish for a change that the person has just sent."""
    found = ChangeWish.objects.filter(hub_id=plan.hub_id, plan=plan, asked_at__gt=now - PRESSED_TWICE)
    lately, person = found.order_by("-pk")[:MOST_PRESSES], plan.person
    return next((each for each in lately if reveal(person, f"change:{each.pk}", each.words_sealed) == words), None)


def of_referral(found: Iterable[Row], referral: Referral) -> Row | None:
    """The first of them, with its referral and person."""
    row = next(iter(found), None)
    if row is not None:
        row.referral, row.person = referral, referral.person
    return row
