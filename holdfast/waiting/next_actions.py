"""How the referral's next action follows a wait, where nothing goes first: an appointment, a welfare check, a call."""

from datetime import datetime

from holdfast.referrals.actions import place
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import next_step
from holdfast.referrals.states import PAST_ASSESSMENT, NextAction

FOLLOWS = (
    NextAction.PLAN, NextAction.AGREE_PLAN, NextAction.STEP, NextAction.CHASE, NextAction.CHECK_IN,
    NextAction.TALK, NextAction.REFER, NextAction.GO_ON, NextAction.FOLLOW_UP, NextAction.REVIEW,
    NextAction.OFFER_TRANSFER,
)  # fmt: skip
"""Next actions that are reckoned anew when something changes. Any other one stands until it is done."""


def follow(referral: Referral, *, now: datetime) -> None:
    """Let a locked referral's next action be what is due soonest. The date of a plan that nobody made yet stands."""
    if referral.closed_at is not None or referral.stage not in PAST_ASSESSMENT:
        return
    if referral.next_action not in (*FOLLOWS, NextAction.MEET):
        return
    action, at = next_step(referral, now=now)
    if referral.next_action == NextAction.MEET and action != NextAction.CHECK_IN:
        return
    is_plan = referral.next_action == NextAction.PLAN
    if is_plan and (action == NextAction.PLAN or referral.next_action_at <= at):
        return
    place(referral, next_action=action, next_action_at=at)
