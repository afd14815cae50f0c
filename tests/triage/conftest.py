"""A request that waits for a decision."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.builders import send_request


@pytest.fixture
def referral(tidewater, now):
    """Somebody safe, who told what is going on; contact is proposed by the hub's target of three working days."""
    return send_request(tidewater, now=now, name="Pim Exampleton", story="canary words of a story")


def stored(team, referral):
    """The referral as it is now."""
    with hub_scope(team.hub):
        return Referral.objects.select_related("owner__account", "wished_hub").get(pk=referral.pk)
