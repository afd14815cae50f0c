"""What is due within days is not hidden by a place in a group, which is beside everything, or by a later booking."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import NINE, booked, placed, planned, works
from tests.coordination.conftest import assessed
from tests.courses.conftest import agreed as agreed_course
from tests.courses.conftest import answers, signed
from tests.network.conftest import stored
from tests.outcomes.conftest import supported
from tests.referrals.soonest import soonest_known
from tests.waiting.conftest import goes_elsewhere

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
LATER = NINE + 2 * WEEK + HOUR


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def coming(team, referral, *, now):
    """What comes next, and what is due soonest beside what is booked."""
    found = stored(team, referral)
    with hub_scope(team.hub):
        return (found.next_action, found.next_action_at), soonest_known(found, now=now)


def test_the_step_of_a_course_is_not_hidden_by_a_later_meeting_of_a_group(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    group, *_ = planned(tidewater, tidewater.nell, now=now)
    placed(tidewater, stored(tidewater, fern), group, now=now)
    before, _ = coming(tidewater, fern, now=now)
    agreed_course(tidewater, stored(tidewater, fern), signed(tidewater, now=now), practitioner=tidewater.nell, now=now)
    comes, soonest = coming(tidewater, fern, now=now)
    assert before[0] == "plan"  # a place in a group is beside what is to be done
    assert soonest[0] == "step"
    assert comes == soonest


@pytest.fixture
def otto(tidewater, now, clock):
    """Otto waits elsewhere since Friday, and answered on Saturday that he was well."""
    clock(now - 5 * DAY)
    found = goes_elsewhere(
        tidewater, assessed(tidewater, owner=tidewater.nell, now=now - 5 * DAY, name="Otto Nobody"), now=now - 5 * DAY
    )
    answers(tidewater, found, "phq9", 0, now=now - 4 * DAY)
    clock(now)
    works(tidewater, tidewater.nell, now=now)
    return found


def test_whoever_got_worse_is_contacted_before_an_appointment_weeks_later(tidewater, otto, now):
    booked(tidewater, stored(tidewater, otto), tidewater.nell, at=LATER, now=now, kind="support")
    before, _ = coming(tidewater, otto, now=now)
    answers(tidewater, stored(tidewater, otto), "phq9", 2, now=now)
    comes, soonest = coming(tidewater, otto, now=now)
    assert before[1] > comes[1]
    assert soonest[0] == "check_in"
    assert comes == soonest


def test_nor_is_that_hidden_by_a_booking_weeks_later(tidewater, otto, now):
    answers(tidewater, stored(tidewater, otto), "phq9", 2, now=now)
    before, _ = coming(tidewater, otto, now=now)
    booked(tidewater, stored(tidewater, otto), tidewater.nell, at=LATER, now=now, kind="support")
    comes, _ = coming(tidewater, otto, now=now)
    assert before[0] == "check_in"
    assert comes == before
