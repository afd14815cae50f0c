"""Who has a record once it changes hands: whoever still has something to do, and nobody by a role they lost."""

from datetime import timedelta

import pytest

from holdfast.appointments import actions as appointments
from holdfast.assessments import actions as assessments
from holdfast.hubs.scope import hub_scope
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import allocate
from holdfast.triage import actions as triage
from tests.appointments.conftest import booked, works
from tests.appointments.test_closing import decided
from tests.builders import browser_of, page, send_request, works_as

A_MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def _diaries(tidewater, now):
    works(tidewater, tidewater.nell, tidewater.wren, now=now)


@pytest.fixture
def tansy(tidewater, now):
    from tests.appointments.conftest import waits

    return waits(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")


def right(team, member, referral, *, at):
    with hub_scope(team.hub):
        member.refresh_from_db()
        return right_of(viewer(member, now=at), referral.person)


def handed_over(team, referral, *, now):
    with hub_scope(team.hub):
        allocate(referral, team.wren, had=team.nell.pk, by=team.nell, now=now)


def test_whoever_has_nothing_to_do_has_the_record_no_longer(tidewater, tansy, now):
    handed_over(tidewater, tansy, now=now)
    assert right(tidewater, tidewater.nell, tansy, at=now) == ""


def test_whoever_is_to_see_them_has_the_record_until_they_will_not(tidewater, tansy, now, clock):
    made = booked(tidewater, tansy, tidewater.nell, now=now)
    handed_over(tidewater, tansy, now=now)
    clock(now)
    assert right(tidewater, tidewater.nell, tansy, at=now) == "team"
    assert browser_of(tidewater.nell).get(page("appointments:one", made.pk)).status_code == 200
    with hub_scope(tidewater.hub):
        appointments.cancel(made, reason="room", by_them=False, by=tidewater.wren, now=now)
    assert right(tidewater, tidewater.nell, tansy, at=now) == ""


def test_words_typed_before_it_changed_hands_can_still_be_signed(tidewater, tansy, now):
    later = now + timedelta(minutes=1)
    with hub_scope(tidewater.hub):
        made = assessments.begin(tansy, by=tidewater.nell, now=later)
        assessments.keep(made, "safety", "Her sister is near.", seen=0, by=tidewater.nell, now=later)
    handed_over(tidewater, tansy, now=later + timedelta(minutes=1))
    assert right(tidewater, tidewater.nell, tansy, at=later) == "team"


@pytest.mark.parametrize("role", ["support_line", "hub_manager", "information_governance"])
def test_a_role_that_sees_no_people_ends_every_record(tidewater, tansy, now, role):
    booked(tidewater, tansy, tidewater.wren, kind="support", now=now)
    assert right(tidewater, tidewater.wren, tansy, at=now) == "team"
    works_as(tidewater.wren, role, now=now)
    assert right(tidewater, tidewater.wren, tansy, at=now + A_MONTH) == ""


def test_taking_a_closing_back_gives_the_record_to_nobody_whose_appointment_stays_cancelled(tidewater, now):
    hazel = send_request(tidewater, now=now, name="Hazel Pretend")
    made = booked(tidewater, hazel, tidewater.wren, kind="contact", now=now)
    decision = decided(tidewater, hazel, "signpost", now=now)
    with hub_scope(tidewater.hub):
        triage.undo(decision, by=tidewater.nell, now=now + timedelta(seconds=20))
        made.refresh_from_db()
    assert (made.status, right(tidewater, tidewater.wren, hazel, at=now + A_MONTH)) == ("cancelled_by_hub", "")
