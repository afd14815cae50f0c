"""Somebody whose support has ended, by the real actions."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.measures.actions import answer as answer_measure
from holdfast.measures.questionnaires import find
from holdfast.outcomes import actions
from holdfast.outcomes.models import FollowUp
from holdfast.outcomes.tasks import ask_in_hub
from holdfast.referrals.actions import move
from tests.coordination.conftest import assessed, fresh

DAY = timedelta(days=1)
MAILED = {"call": "+447700900123", "voicemail": False, "times": ["pm"], "email": "tansy@home.example"}


def supported(team, *, owner, now, **asked):
    """Somebody who was assessed, agreed their plan and is in support."""
    referral = assessed(team, owner=owner, now=now, **{"channels": MAILED, **asked})
    with hub_scope(team.hub):
        move(referral, "support", by=owner, now=now)
    return fresh(team, referral)


def told(team, referral, key, total, *, now):
    """A questionnaire that they finished, with this total."""
    form = find(key)
    answers, left = {}, total
    for number, item in enumerate(form.items, start=1):
        most = max(option.value for option in form.options_of(item))
        answers[number] = min(most, left) if item.in_total else 0
        left -= answers[number]
    with hub_scope(team.hub):
        return answer_measure(referral.person, form, answers, subject_id=referral.pk, now=now)


def monitored(team, *, owner, now, **asked):
    """Somebody whose support has ended today."""
    referral = supported(team, owner=owner, now=now, **asked)
    with hub_scope(team.hub):
        actions.monitor(referral, by=owner, now=now)
    return fresh(team, referral)


def asked_on(team, at, clock):
    """The daily job at that moment, in this hub."""
    clock(at)
    with hub_scope(team.hub):
        ask_in_hub(team.hub)


def stored(team):
    """Every follow-up of the hub, in its order."""
    with hub_scope(team.hub):
        return list(FollowUp.objects.select_related("referral", "person").order_by("due_on", "pk"))


@pytest.fixture
def tansy(tidewater, now):
    """Tansy's support with Nell has ended today."""
    return monitored(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
