"""People with open alerts, and one with two records, for the tests of what is done about them."""

import pytest

from holdfast.alerts import actions
from holdfast.alerts.models import Alert
from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.scope import hub_scope
from holdfast.measures.questionnaires import find
from tests.builders import send_request
from tests.outcomes.conftest import supported


@pytest.fixture
def referral(tidewater, now):
    """Somebody safe when asked, whose number is safe and whose voicemail is not."""
    return send_request(tidewater, now=now, name="Marigold Testwick", story="canary words of a story")


@pytest.fixture
def alert(tidewater, referral, now):
    """Several days of thoughts of harm, taken by the practitioner on duty."""
    tidewater.hub.current = tidewater.hub.terms.get()
    answers = dict.fromkeys(range(1, 10), 1)
    with hub_scope(tidewater.hub):
        raised = answer_questionnaire(referral, tidewater.hub, find("phq9"), answers, now=now)
        return actions.take(raised, by=tidewater.nell, now=now)


def fresh(team, alert):
    """The alert as it is stored."""
    with hub_scope(team.hub):
        return Alert.objects.select_related("person").get(pk=alert.pk)


@pytest.fixture
def other(tidewater, fern, now):
    """Another record, which two colleagues take for Fern's."""
    return supported(tidewater, owner=tidewater.nell, now=now, name="F. Fictional")
