"""How a referral's next action follows what stands."""

from datetime import datetime

from holdfast.referrals.actions import place
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import Step, next_step


def follow(referral: Referral, *, now: datetime, otherwise: Step | None = None) -> None:
    """Let the next action of a held referral be what comes next by all that stands. Called wherever any of it changes.

    Args:
        otherwise: see `next_step`.
    """
    if referral.closed_at is not None:
        return
    action, at = next_step(referral, now=now, otherwise=otherwise)
    if (action, at) != (referral.next_action, referral.next_action_at):
        place(referral, next_action=action, next_action_at=at)
