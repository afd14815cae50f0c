"""People with open alerts, for the tests of alerts."""

import pytest

from holdfast.alerts.models import Alert
from holdfast.hubs.scope import hub_scope
from tests.builders import send_request


@pytest.fixture
def unsafe(tidewater, now):
    """A referral of somebody who said that they are not safe."""
    return send_request(tidewater, now=now, name="Marigold Testwick", safe_now="no", story="canary words of a story")


@pytest.fixture
def alert(tidewater, unsafe):
    """The alert that this raised."""
    with hub_scope(tidewater.hub):
        return Alert.objects.get(hub=tidewater.hub)
