"""How a referral's next action follows what stands."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.referrals.actions import place, write
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import Step, next_step, own_step
from holdfast.referrals.states import OF_STAGE


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


def choose(referral: Referral, step: Step, *, now: datetime) -> None:
    """Let a step have the day that somebody chose for it: what the stage asks for is put on that day; what a plan, a
    service or a follow-up asks for is brought forward to it. Of what nobody has, no day is kept."""
    action, at = step
    if action in OF_STAGE[referral.stage]:
        place(referral, next_action=action, next_action_at=at)
    else:
        known = [import_string(each)(referral, now=now) for each in (settings.NEXT_OF_PLAN, *settings.NEXT_STEPS)]
        if days := [found[1] for found in known if found and found[0] == action]:
            write(referral, chosen_action=action, chosen_for=min(days), chosen_at=at)
    follow(referral, now=now)
