"""How a referral's next action follows what stands."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.referrals.actions import place, write
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import (
    OF_PLAN,
    Step,
    is_looked_at,
    is_seen_since,
    known_steps,
    next_step,
    own_step,
)
from holdfast.referrals.states import OF_STAGE, PAST_ASSESSMENT, NextAction, Stage


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
    service or a follow-up asks for is brought forward to it. Of what nobody has, the day is one for what the plan asks
    for, or to look at it again, or at how it went, once support has ended."""
    action, at = step
    if action in OF_STAGE[referral.stage]:
        place(referral, next_action=action, next_action_at=at)
    else:
        days = [day for known, day in known_steps(referral, now=now) if known == action]
        if days:
            write(referral, chosen_action=action, chosen_for=min(days), chosen_at=at, chosen_since=now)
        elif referral.stage in PAST_ASSESSMENT:
            what, day = instead_of(referral, at, now=now)
            write(referral, chosen_action=what, chosen_for=day, chosen_at=at, chosen_since=now)
    follow(referral, now=now)


def instead_of(referral: Referral, at: datetime, *, now: datetime) -> Step:
    """What is done on a day that was chosen for a step that nobody has, and the day that this had by itself."""
    if referral.stage == Stage.FOLLOW_UP:
        return NextAction.REVIEW, at
    planned: Step | None = import_string(settings.NEXT_OF_PLAN)(referral, now=now)
    return planned or (NextAction.PLAN, at)


def keep_seen_to(referral: Referral, *, ended_at: datetime | None) -> None:
    """Support goes on: a day that was chosen for the plan, and was seen to since support had ended, does not come
    again. It is kept as one to ask how they are, which stands again where the conversation is taken back."""
    if referral.chosen_at is None or ended_at is None or referral.chosen_action not in OF_PLAN:
        return
    since = max(referral.chosen_since or referral.chosen_at, ended_at)
    if is_seen_since(referral, since):
        write(referral, chosen_action=NextAction.REVIEW, chosen_for=referral.chosen_at)
