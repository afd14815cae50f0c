"""How a referral's next action follows what stands."""

from datetime import datetime

from holdfast.referrals.actions import place, write
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import Step, is_looked_at, known_steps, next_step, own_step
from holdfast.referrals.states import OF_STAGE, PAST_ASSESSMENT, NextAction


def follow(referral: Referral, *, now: datetime, otherwise: Step | None = None) -> None:
    """Let the next action of a held referral be what comes next by all that stands. Called wherever any of it changes.

    Args:
        otherwise: see `own_step`.
    """
    if referral.closed_at is not None:
        return
    if is_looked_at(referral, now=now):
        write(referral, chosen_action="", chosen_for=None, chosen_at=None, chosen_since=None)
    asked = own_step(referral, now=now, otherwise=otherwise)
    if asked and asked != (referral.stage_action, referral.stage_action_at):
        write(referral, stage_action=asked[0], stage_action_at=asked[1])
    action, at = next_step(referral, now=now)
    if (action, at) != (referral.next_action, referral.next_action_at):
        write(referral, next_action=action, next_action_at=at)


def choose(referral: Referral, step: Step, *, now: datetime) -> None:
    """Let a step have the day that somebody chose for it: what the stage asks for is put on that day; what a plan, a
    service or a follow-up asks for is brought forward to it. Of what nobody has, the day is one to look at the plan, or
    at how it went, once support has ended."""
    action, at = step
    if action in OF_STAGE[referral.stage]:
        place(referral, next_action=action, next_action_at=at)
    else:
        days = [day for known, day in known_steps(referral, now=now) if known == action]
        if days:
            write(referral, chosen_action=action, chosen_for=min(days), chosen_at=at, chosen_since=now)
        elif referral.stage in PAST_ASSESSMENT:
            write(referral, chosen_action=NextAction.PLAN, chosen_for=at, chosen_at=at, chosen_since=now)
    follow(referral, now=now)
