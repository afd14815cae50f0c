"""People who wait: for a course, elsewhere, long for an assessment. By real actions, or as another step leaves it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import locked, place
from holdfast.referrals.states import Stage
from holdfast.waiting.actions import keep_waits
from tests.appointments.conftest import waits, works
from tests.coordination.conftest import assessed
from tests.courses.conftest import EMAIL, agreed, signed
from tests.referrals.soonest import soonest_known

DAY = timedelta(days=1)


def goes_elsewhere(team, referral, *, now):
    """Another service has them, as an onward referral leaves it; and the round that keeps since when."""
    with hub_scope(team.hub):
        held = locked(referral)
        place(held, stage=Stage.ELSEWHERE)
        action, at = soonest_known(held, now=now)
        place(held, next_action=action, next_action_at=at)
        keep_waits(team.hub, now=now)
        return held


def sees(member, *, now):
    """The member at a moment. In the hub's scope."""
    return viewer(member, now=now)


@pytest.fixture
def waiting(tidewater, now):
    """Tansy waits for a course, Otto elsewhere, Ivy for an assessment, longest; Sam waits for nothing."""
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    nell = tidewater.nell
    ivy = waits(tidewater, owner=nell, now=now - 40 * DAY, name="Ivy Longwait")
    tansy = assessed(tidewater, owner=nell, now=now - 10 * DAY, name="Tansy Madeup", channels=EMAIL)
    protocol = signed(tidewater, now=now - 20 * DAY)
    course = agreed(tidewater, tansy, protocol, now=now - 10 * DAY)
    otto = goes_elsewhere(
        tidewater, assessed(tidewater, owner=nell, now=now - 5 * DAY, name="Otto Nobody"), now=now - 5 * DAY
    )
    sam = assessed(tidewater, owner=nell, now=now, name="Sam Settled")
    return SimpleNamespace(ivy=ivy, tansy=tansy, otto=otto, sam=sam, course=course, protocol=protocol)
