"""How a referral's next action follows what stands."""

from datetime import datetime

from holdfast.referrals.actions import write
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import Step, next_step, own_step


def follow(referral: Referral, *, now: datetime, otherwise: Step | None = None) -> None:
    """Let the next action of a held referral be what comes next by all that stands. Called wherever any of it changes.

    Args:
        otherwise: see `own_step`.
    """
    if referral.closed_at is not None:
        return
    asked = own_step(referral, now=now, otherwise=otherwise)
    if asked and asked != (referral.stage_action, referral.stage_action_at):
        write(referral, stage_action=asked[0], stage_action_at=asked[1])
    action, at = next_step(referral, now=now)
    if (action, at) != (referral.next_action, referral.next_action_at):
        write(referral, next_action=action, next_action_at=at)
