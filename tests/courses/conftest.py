"""A hub that gives a course, and somebody who was assessed; courses reached by the real actions."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from holdfast.appointments.actions import attend
from holdfast.courses import actions
from holdfast.courses.models import Course
from holdfast.courses.protocols import sign_protocol
from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.scope import hub_scope
from holdfast.measures.questionnaires import find
from tests.appointments.conftest import NINE, booked, works
from tests.coordination.conftest import assessed

DAY = timedelta(days=1)
LATER = date(2026, 11, 25)
SLEEP = {
    "name": "Sleep course", "need": "sleep", "sessions": 3, "minutes": 45, "questionnaires": ["phq9", "gad7"],
    "every": 1, "source": "An invented guideline, heron-canary-source", "is_used": True,
}  # fmt: skip
EMAIL = {"email": "tansy@example.org"}


def signed(team, *, now, key="sleep", by=None, seen_version=0, **changes):
    """A protocol of the hub, signed by its lead."""
    with hub_scope(team.hub):
        return sign_protocol(
            team.hub, key, **(SLEEP | changes), seen_version=seen_version, by=by or team.ines, now=now
        )  # fmt: skip


def agreed(team, referral, protocol, *, practitioner=None, now, by=None, sessions=3, expected_on=LATER):
    """A course agreed with somebody: started where a practitioner is named, else they wait."""
    with hub_scope(team.hub):
        return actions.agree(
            referral, protocol=protocol, sessions=sessions, practitioner=practitioner,
            expected_on=None if practitioner else expected_on, by=by or team.nell, now=now,
        )  # fmt: skip


def session(team, referral, *, at=NINE, now, by=None):
    """A session of the course, booked as any other appointment."""
    return booked(team, referral, team.nell, at=at, now=now, kind="support", by=by)


def came(team, appointment, *, at, verb="attend"):
    """It is written down whether they came."""
    with hub_scope(team.hub):
        return attend(appointment, verb, by=team.nell, now=at)


def answers(team, referral, key, value, *, now):
    """Their answers to a whole questionnaire, every item the same, as the page stores them."""
    form = find(key)
    with hub_scope(team.hub):
        return answer_questionnaire(
            referral, team.hub, form, dict.fromkeys(range(1, len(form.items) + 1), value), now=now
        )  # fmt: skip


def fresh(team, course):
    with hub_scope(team.hub):
        return Course.objects.select_related("referral__person", "person", "practitioner").get(pk=course.pk)


@pytest.fixture
def given(tidewater, now):
    """Nell and Wren have diaries, the hub gives a sleep course, Nell has assessed Tansy, whose email is safe."""
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    tansy = assessed(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup", channels=EMAIL)
    return SimpleNamespace(tansy=tansy, protocol=signed(tidewater, now=now))
