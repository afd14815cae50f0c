"""Two people who were assessed and wait for the team's meeting: one of Nell's, one of Wren's."""

from types import SimpleNamespace

import pytest

from holdfast.assessments.actions import agree, begin, write
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import waits

WHOLE = {"safety": "Safe with her sister near.", "formulation": "Nights, then no sleep, then dread."}


def waits_for_meeting(team, *, owner, now, **asked):
    """Somebody whose assessment is finished and who is to be discussed."""
    referral = waits(team, owner=owner, now=now, **asked)
    with hub_scope(team.hub):
        made = begin(referral, by=owner, now=now)
        write(made, WHOLE, by=owner, now=now)
        agree(made, leads_to="meeting", by=owner, now=now)
        referral.refresh_from_db()
    return referral


@pytest.fixture
def met(tidewater, now):
    """Tansy is Nell's, Hazel is Wren's."""
    return SimpleNamespace(
        tansy=waits_for_meeting(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup"),
        hazel=waits_for_meeting(tidewater, owner=tidewater.wren, now=now, name="Hazel Pretend"),
    )
