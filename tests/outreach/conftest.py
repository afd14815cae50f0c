"""Teams that asked the test hub, by the action that the pages use. Everybody is invented."""

from uuid import uuid4

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.outreach.actions import receive
from holdfast.outreach.asked import TeamAsked

CANARY = "heron-canary-words"
NAMED = "Clover Canaryton"


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def ask(now):
    """A team's request sent to a hub: `ask(team, **facts)`."""

    def send(team, *, at=now, submission=None, **facts):
        given = {"name": NAMED, "phone": "+447700900123", "happening": ("loss",), "words": CANARY, **facts}
        with hub_scope(team.hub):
            return receive(team.hub, TeamAsked(**given), submission=submission or uuid4().bytes * 2, now=at)

    return send
