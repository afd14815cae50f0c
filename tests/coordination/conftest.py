"""Somebody who was assessed, and plans made for them by the real actions."""

from datetime import date, time
from types import SimpleNamespace

import pytest

from holdfast.coordination import actions, plan_actions, strand_actions
from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.actions import move
from holdfast.referrals.models import Referral
from tests.appointments.conftest import waits

NEXT_WEEK, LATER, LOOK_ON = date(2026, 10, 21), date(2026, 10, 28), date(2026, 11, 25)
GOAL = "To sleep before an early shift, heron-canary-goal"
STEP = "We talk about shifts with your manager, heron-canary-step"
OWN_STEP = "You keep a sleep diary"


def is_assessed(team, referral, *, by, now):
    """Their assessment is written up: the plan comes next."""
    with hub_scope(team.hub):
        due = OFFICE_HOURS.add_working_days(now, 5, time(17))
        move(referral, "assess", by=by, now=now, next_action="plan", next_action_at=due)
        referral.refresh_from_db()
    return referral


def assessed(team, *, owner, now, **asked):
    """Somebody who was reached and assessed."""
    return is_assessed(team, waits(team, owner=owner, now=now, **asked), by=owner, now=now)


def with_goal(team, referral, *, by, now, words=GOAL, value=3):
    with hub_scope(team.hub):
        return actions.add_goal(referral, words=words, value=value, by=by, now=now)


def with_strand(team, referral, *, by, now, owner=None, kind="workplace", what=STEP, next_on=NEXT_WEEK):
    """A strand of the team's; without an owner, of the person's own."""
    with hub_scope(team.hub):
        return strand_actions.add_strand(
            referral, kind=kind, what=what, owner=owner, is_theirs=owner is None, next_on=next_on, by=by, now=now
        )


def shown(team, referral, *, by, now, look_on=LOOK_ON):
    with hub_scope(team.hub):
        return plan_actions.show(referral, look_on=look_on, by=by, now=now)


def fresh(team, referral):
    """The referral as it is stored."""
    with hub_scope(team.hub):
        return Referral.objects.select_related("person", "owner").get(pk=referral.pk)


@pytest.fixture
def planned(tidewater, now):
    """Nell has assessed Tansy and written down a goal and two strands: Wren's, and Tansy's own."""
    nell = tidewater.nell
    tansy = assessed(tidewater, owner=nell, now=now, name="Tansy Madeup")
    goal = with_goal(tidewater, tansy, by=nell, now=now)
    strand = with_strand(tidewater, tansy, by=nell, owner=tidewater.wren, now=now)
    own = with_strand(tidewater, tansy, by=nell, kind="self_help", what=OWN_STEP, next_on=None, now=now)
    return SimpleNamespace(tansy=tansy, goal=goal, strand=strand, own=own)
