"""How care ends: discharged, undone within the minute, reopened by the team and by the person; nothing lost."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.alerts.models import Alert
from holdfast.appointments.models import Appointment
from holdfast.correspondence.models import Message
from holdfast.courses.models import Course
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outcomes import discharge_actions as actions
from holdfast.outcomes.left import left_open
from holdfast.outcomes.models import Discharge
from holdfast.people.access import right_of
from holdfast.people.identity import reveal
from holdfast.people.viewer import viewer
from holdfast.triage.actions import TooLate
from tests.appointments.conftest import booked, waits, works
from tests.builders import leaves, send_request
from tests.coordination.conftest import fresh, with_strand
from tests.courses.conftest import agreed as agreed_course
from tests.courses.conftest import signed
from tests.onward.conftest import sent as sent_onward
from tests.onward.conftest import service
from tests.outcomes.conftest import DAY, asked_on, monitored, stored, supported
from tests.workplace.conftest import partner
from tests.workplace.conftest import shown as shown_statement

OLIVE = ("oh", "Olive Mockwell", "Quay Occupational Health")
RETURNS = "Ring us, heron-canary-returns"


def discharged(team, referral, *, now, by=None, code="46"):
    with hub_scope(team.hub):
        return actions.discharge(
            referral, end_code=code, outcome="reached", returns=RETURNS, by=by or team.nell, now=now
        )


def news_about(team, row):
    with hub_scope(team.hub):
        found = Message.objects.filter(subject_id=row.pk)
        return [(each.not_before - row.discharged_at, each.cancelled_at is not None) for each in found]


def events(team, *kinds):
    with hub_scope(team.hub):
        return list(Event.objects.filter(kind__in=kinds).order_by("id").values_list("kind", "by_id"))


def test_discharged_nothing_is_left_behind_and_they_read_how_to_come_back(tidewater, tansy, now, clock):
    works(tidewater, tidewater.nell, now=now)
    booked(tidewater, tansy, tidewater.nell, now=now)
    with_strand(tidewater, tansy, by=tidewater.nell, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        assert left_open(tansy, now=now) == [
            "One appointment is cancelled",
            "One part of the plan goes on no more",
            "3 planned follow-ups are stopped",
        ]

    row = discharged(tidewater, tansy, now=now)

    tansy = fresh(tidewater, tansy)
    assert (tansy.status, tansy.stage, tansy.next_action, tansy.closed_at) == ("discharged", "closed", "none", now)
    assert {each.end for each in stored(tidewater)} == {"stopped"}
    with hub_scope(tidewater.hub):
        assert list(Appointment.objects.values_list("status", flat=True)) == ["cancelled_by_hub"]
        assert left_open(tansy, now=now) == ["One part of the plan goes on no more"]
        assert reveal(tansy.person, f"returns:{row.pk}", row.returns_sealed) == RETURNS
        assert right_of(viewer(tidewater.nell, now=now), tansy.person) == "owner"
        assert not right_of(viewer(tidewater.wren, now=now), tansy.person)
    assert news_about(tidewater, row) == [(timedelta(minutes=1), False)]
    asked_on(tidewater, now + 92 * DAY, clock)
    with hub_scope(tidewater.hub):
        assert not Message.objects.filter(kind="follow_up").exists()


@pytest.mark.parametrize("code", ["17", "49", "15", "99", ""])
def test_a_code_of_a_death_and_one_that_is_none_are_refused(tidewater, tansy, now, code):
    with pytest.raises(PermissionDenied):
        discharged(tidewater, tansy, now=now, code=code)
    assert fresh(tidewater, tansy).status == "monitored"


def test_whoever_does_not_assess_discharges_nobody(tidewater, tansy, now):
    with pytest.raises(PermissionDenied):
        discharged(tidewater, tansy, by=tidewater.ada, now=now)


def test_the_second_of_two_is_told_that_it_is_closed(tidewater, tansy, now):
    discharged(tidewater, tansy, now=now)
    with pytest.raises(MoveNotAllowed):
        discharged(tidewater, tansy, by=tidewater.ines, now=now)


def test_within_the_minute_it_is_undone_and_they_are_asked_again(tidewater, tansy, now, clock):
    with_strand(tidewater, tansy, by=tidewater.nell, owner=tidewater.wren, now=now)
    row = discharged(tidewater, tansy, now=now)

    with hub_scope(tidewater.hub):
        row.referral = tansy
        actions.undo_discharge(row, by=tidewater.nell, now=now + timedelta(seconds=59))

    back = fresh(tidewater, tansy)
    assert (back.status, back.stage, back.owner_id, back.closed_at) == (
        "monitored",
        "follow_up",
        tidewater.nell.pk,
        None,
    )
    assert (back.next_action, back.next_action_at) == (tansy.next_action, tansy.next_action_at)
    assert [each.status for each in stored(tidewater)] == ["planned"] * 3
    assert news_about(tidewater, row) == [(timedelta(minutes=1), True)]
    with hub_scope(tidewater.hub):
        assert right_of(viewer(tidewater.wren, now=now), back.person) == "team"
    assert events(tidewater, "referral.discharge.undo") == [("referral.discharge.undo", tidewater.nell.pk)]


def test_it_is_too_late_after_the_minute_and_not_a_colleagues(tidewater, tansy, now):
    row = discharged(tidewater, tansy, now=now)
    row.referral = tansy
    with hub_scope(tidewater.hub):
        with pytest.raises(TooLate):
            actions.undo_discharge(row, by=tidewater.nell, now=now + timedelta(seconds=61))
        with pytest.raises(PermissionDenied):
            actions.undo_discharge(row, by=tidewater.ines, now=now)
    assert fresh(tidewater, tansy).status == "discharged"


def test_whoever_is_back_is_taken_on_again_with_everything_that_was(tidewater, tansy, now):
    with_strand(tidewater, tansy, by=tidewater.nell, owner=tidewater.wren, now=now)
    discharged(tidewater, tansy, now=now)
    later = now + 100 * DAY
    with hub_scope(tidewater.hub):
        actions.reopen(tansy, by=tidewater.ines, now=later)

    back = fresh(tidewater, tansy)
    assert (back.status, back.stage, back.next_action, back.closed_at) == (
        "accepted",
        "first_contact",
        "call",
        None,
    )
    assert (back.owner_id, back.reference, back.received_at) == (tidewater.nell.pk, tansy.reference, tansy.received_at)
    assert back.reopened_at == later
    assert back.contact_by == back.next_action_at
    assert later < back.contact_by < later + 6 * DAY
    with hub_scope(tidewater.hub):
        assert Discharge.objects.filter(undone_at=None).count() == 1
        assert right_of(viewer(tidewater.wren, now=later), back.person) == "team"
        with pytest.raises(MoveNotAllowed):
            actions.reopen(tansy, by=tidewater.nell, now=later)


def test_whose_practitioner_has_left_goes_to_the_queue(tidewater, tansy, now):
    discharged(tidewater, tansy, now=now)
    leaves(tidewater.nell, now=now + DAY)
    with hub_scope(tidewater.hub):
        actions.reopen_own(tansy, hub=tidewater.hub, safe_now="yes", now=now + 2 * DAY)
    assert fresh(tidewater, tansy).owner_id is None


@pytest.mark.parametrize(("safe_now", "alerts"), [("yes", []), ("no", ["no"]), ("unsure", ["unsure"])])
def test_they_come_back_by_themselves_and_who_is_not_safe_raises_an_alert(tidewater, tansy, now, safe_now, alerts):
    discharged(tidewater, tansy, now=now)
    later = now + 30 * DAY
    with hub_scope(tidewater.hub):
        actions.reopen_own(tansy, hub=tidewater.hub, safe_now=safe_now, now=later)
        assert list(Alert.objects.values_list("keep_safe", flat=True)) == alerts
    back = fresh(tidewater, tansy)
    assert (back.status, back.safe_now) == ("accepted", safe_now)
    assert events(tidewater, "referral.reopen_own") == [("referral.reopen_own", None)]
    assert (back.contact_when == "today") is bool(alerts)


def test_who_was_never_assessed_is_discharged_too_and_who_waits_for_a_decision_is_not(tidewater, now):
    reached = waits(tidewater, owner=tidewater.nell, now=now)
    asked = send_request(tidewater, now=now, name="Pim Notthere")
    discharged(tidewater, reached, now=now, code="12")
    with pytest.raises(MoveNotAllowed):
        discharged(tidewater, asked, now=now, code="10")


def test_support_and_follow_up_can_both_end(tidewater, now):
    for referral in (
        supported(tidewater, owner=tidewater.nell, now=now),
        monitored(tidewater, owner=tidewater.nell, now=now, name="Pim Notthere"),
    ):
        discharged(tidewater, referral, now=now)
        assert fresh(tidewater, referral).status == "discharged"


def test_what_stands_beside_it_ends_too_and_is_named_before(tidewater, saltpan, tansy, now):
    works(tidewater, tidewater.nell, now=now)
    agreed_course(tidewater, tansy, signed(tidewater, now=now), practitioner=tidewater.nell, now=now)
    known = SimpleNamespace(team=tidewater, tansy=tansy, olive=partner(tidewater, *OLIVE, now=now))
    statement = shown_statement(known, now=now)
    referred_on = sent_onward(tidewater, tansy, service(tidewater, "Lantern talking", now=now), now=now)
    tansy = fresh(tidewater, tansy)
    with hub_scope(tidewater.hub):
        assert left_open(tansy, now=now) == [
            "One onward referral is withdrawn",
            "The course of sessions ends",
            "One statement about their work is not shared",
            "3 planned follow-ups are stopped",
        ]

    discharged(tidewater, tansy, now=now)

    with hub_scope(tidewater.hub):
        assert Course.objects.get().status == "ended_by_us"
        for each in (statement, referred_on):
            each.refresh_from_db()
        assert (statement.status, referred_on.status, referred_on.chase_at) == ("stopped", "withdrawn", None)
        assert left_open(tansy, now=now) == []
