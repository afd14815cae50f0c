"""In which order a change holds what it changes: the referral first, as the person's own stop does."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.appointments import actions, group_actions, offer_actions
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import DAY, NINE, TEN, booked, placed, planned, waits

LATER = NINE + timedelta(hours=2)


def held(team, job):
    """The tables that a change holds rows of, in their order."""
    with (
        hub_scope(team.hub),
        CaptureQueriesContext(
            connection,
        ) as captured,
    ):
        job()
    locking = [each["sql"] for each in captured if " FOR UPDATE" in each["sql"] or " FOR NO KEY UPDATE" in each["sql"]]
    return [sql.split('FROM "')[1].split('"')[0] for sql in locking]


CHANGES = {
    "cancel": lambda found, by: actions.cancel(
        found, reason="room", by_them=False, by=by, now=NINE - timedelta(days=1)
    ),
    "move": lambda found, by: actions.move(
        found, starts_at=instant(DAY, time(14)), how="phone", by=by, now=NINE - timedelta(days=1)
    ),
    "attend": lambda found, by: actions.attend(found, "attend", by=by, now=LATER),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_an_appointment_holds_the_referral_before_it(tidewater, met, now, change):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)
    found = held(tidewater, lambda: CHANGES[change](made, tidewater.nell))
    assert [each for each in found if each.startswith(("referrals_", "appointments_"))] == [
        "referrals_referral", "appointments_appointment",
    ]  # fmt: skip


def test_taking_attendance_back_holds_the_referral_first(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        actions.attend(made, "attend", by=tidewater.nell, now=LATER)
    found = held(tidewater, lambda: actions.undo(made, by=tidewater.nell, now=LATER))
    assert found == ["referrals_referral", "appointments_appointment"]


def test_choosing_a_time_holds_the_person_and_the_referral_before_the_offer(tidewater, met, now):
    with hub_scope(tidewater.hub):
        made = offer_actions.offer(
            met.tansy, kind="assessment", hows=["phone"], members=[tidewater.nell], by=tidewater.ada, now=now
        )
    found = held(tidewater, lambda: offer_actions.choose(made, tidewater.hub, starts_at=NINE, how="phone", now=now))
    assert [each for each in found if each != "diary_session"][:3] == [
        "people_person", "referrals_referral", "appointments_offer"
    ]  # fmt: skip


def test_taking_a_group_out_holds_every_request_in_it_before_the_first_place(tidewater, met, now):
    group = planned(tidewater, tidewater.wren, now=now)[0]
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    for referral in (met.tansy, hazel):
        placed(tidewater, referral, group, now=now)
    found = held(
        tidewater,
        lambda: group_actions.cancel_group(group, reason="room", whole_series=False, by=tidewater.wren, now=now),
    )
    assert found[:3] == ["diary_session", "referrals_referral", "referrals_referral"]


def test_recording_a_group_holds_every_request_in_it_before_the_first_place(tidewater, met, now):
    group = planned(tidewater, tidewater.wren, now=now)[0]
    places = [placed(tidewater, met.tansy, group, now=now)]
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    places.append(placed(tidewater, hazel, group, now=now))
    came = {each.pk: ("attend", False) for each in places}
    found = held(
        tidewater,
        lambda: group_actions.attend_group(came, group, by=tidewater.wren, now=TEN + timedelta(hours=2)),
    )
    assert found[:3] == ["referrals_referral", "referrals_referral", "appointments_appointment"]
