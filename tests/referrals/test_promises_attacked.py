"""What was promised to somebody is neither hidden nor lost by what is decided, booked or over beside it."""

from datetime import timedelta

import pytest

from holdfast.alerts import actions as alerts
from holdfast.alerts.models import Alert
from holdfast.appointments import actions as appointments
from holdfast.contacts.actions import close_alert
from holdfast.contacts.promises import follow_due
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge, reopen
from holdfast.triage.actions import send_back, undo
from tests.appointments.conftest import NINE, booked, waits, works
from tests.builders import accept, browser_of, page, send_request
from tests.contacts.promising import decided, missed, open_rows, rang, with_a_step
from tests.meetings.conftest import waits_for_meeting
from tests.network.conftest import stored
from tests.outcomes.conftest import supported
from tests.outcomes.test_next_after_undoing import dead_and_back
from tests.referrals.test_next_forgotten import coming, promised, stored_in
from tests.referrals.test_next_kept import called_back, tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@pytest.mark.parametrize("outcome", ["other_hub", "decline"])
def test_a_promised_call_is_not_hidden_by_a_decision_that_waits_for_somebody_else(tidewater, saltpan, now, outcome):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    decided(tidewater, tansy, outcome, wished_hub=saltpan.hub if outcome == "other_hub" else None, now=now + MINUTE)
    assert coming(tidewater, tansy)[1] == now + HOUR


def test_nor_once_that_decision_is_sent_back(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    decision = decided(tidewater, tansy, "decline", now=now + MINUTE)
    with hub_scope(tidewater.hub):
        send_back(decision, by=tidewater.nell, now=now + 2 * MINUTE)
    assert coming(tidewater, tansy) == ("decide", now + HOUR)


def test_a_decision_has_its_own_day_again_once_the_promise_before_it_was_kept(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    before = coming(tidewater, tansy)
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    tried(tidewater, tansy, channel="call", result="spoke", now=now + HOUR / 2)
    assert open_rows(tidewater, tansy) == []
    assert coming(tidewater, tansy) == before


def test_whether_they_are_safe_is_asked_by_an_alert_where_a_request_is_closed_before_it_was_decided_on(
    tidewater, now, clock
):
    works(tidewater, tidewater.nell, now=now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    missed(tidewater, tansy, now=now, is_worrying=True, kind="contact")
    at = clock(NINE + 2 * HOUR)
    with hub_scope(tidewater.hub):
        alert = Alert.objects.get()
        taken = alerts.take(alert, by=tidewater.ines, now=at)
        close_alert(taken, stored_in(tansy), done=["not_reached"], words="Nell asks", next_action="decide",
                    next_action_at=at + HOUR, by=tidewater.ines, now=at)  # fmt: skip
    assert [action for action, _ in open_rows(tidewater, tansy)] == ["welfare"]
    decided(tidewater, tansy, "signpost", now=at + MINUTE)
    with hub_scope(tidewater.hub):
        assert Alert.objects.exclude(status="closed").count() == 1


def test_an_attempt_in_vain_moves_a_promised_call_before_a_first_contact_too(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    tried(tidewater, tansy, channel="call", result="no_answer", next_try_at=now + 3 * HOUR, now=now + HOUR)
    assert coming(tidewater, tansy) == ("try_again", now + 3 * HOUR)


def test_the_day_of_a_first_contact_is_back_once_they_rang_and_the_promise_before_it_is_kept(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    before = coming(tidewater, tansy)
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    rang(tidewater, tansy, now=now + HOUR / 2)
    assert open_rows(tidewater, tansy) == []
    assert coming(tidewater, tansy) == before


def test_the_day_of_a_first_contact_is_not_hidden_by_a_second_try_after_it(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    by = stored(tidewater, tansy).contact_by
    tried(tidewater, tansy, channel="call", result="no_answer", next_try_at=now + 2 * HOUR, now=now + MINUTE)
    tried(tidewater, tansy, channel="call", result="no_answer", next_try_at=by + WEEK, now=now + 2 * HOUR)
    assert coming(tidewater, tansy) == ("try_again", by + WEEK)
    assert stored(tidewater, tansy).due_at == by
    shown_now = browser_of(tidewater.nell).get(page("caseload:today")).content.decode()
    assert "Mon 19 Oct 5pm" in shown_now
    assert "try again Mon 26 Oct 4pm" in shown_now


def test_a_step_of_the_plan_that_is_due_tomorrow_is_not_hidden_by_a_call_that_is_promised_in_two_months(
    tidewater, fern, now
):
    with_a_step(tidewater, fern, on=now + DAY, now=now)
    before = coming(tidewater, fern)
    promised(tidewater, fern, at=now + 60 * DAY, now=now)
    assert before[0] == "step"
    assert coming(tidewater, fern) == before


def test_a_promised_call_is_what_comes_next_once_an_appointment_before_it_is_over_that_nobody_settled(
    tidewater, fern, now, clock
):
    promised(tidewater, fern, at=NINE + 3 * HOUR, now=now)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    at = clock(NINE + 2 * HOUR)
    with hub_scope(tidewater.hub):
        assert [follow_due(tidewater.hub, now=at), follow_due(tidewater.hub, now=at)] == [1, 0]
    assert coming(tidewater, fern) == ("call", NINE + 3 * HOUR)


@pytest.mark.parametrize("stage", ["assessment", "meeting", "in_support"])
def test_what_comes_next_in_a_stage_keeps_its_day_though_a_call_was_promised_and_made_meanwhile(
    tidewater, now, clock, stage
):
    works(tidewater, tidewater.nell, now=now)
    begin = {"assessment": waits, "meeting": waits_for_meeting, "in_support": supported}[stage]
    tansy = begin(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    before = coming(tidewater, tansy)
    at = clock(now + 4 * DAY)
    called_back(tidewater, tansy, at=at + HOUR, now=at)
    rang(tidewater, tansy, now=at + HOUR / 2)
    assert open_rows(tidewater, tansy) == []
    assert coming(tidewater, tansy) == before


def test_the_day_of_a_plan_is_not_put_off_by_an_appointment_that_is_booked_and_cancelled(tidewater, fern, now, clock):
    before = coming(tidewater, fern)
    made = booked(tidewater, fern, tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        appointments.cancel(made, reason="work", by_them=False, by=tidewater.ada, now=clock(now + 4 * DAY))
    assert before[0] == "plan"
    assert coming(tidewater, fern) == before


def test_what_a_page_of_deciding_closes_says_that_a_promised_call_is_not_made(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    shown_now = browser_of(tidewater.nell).get(page("triage:decide", tansy.pk)).content.decode()
    assert "promised to them" in shown_now


def test_a_death_that_was_an_error_leaves_what_was_promised(tidewater, fern, now):
    called_back(tidewater, fern, at=now + 3 * HOUR, now=now)
    dead_and_back(tidewater, stored(tidewater, fern), now=now + MINUTE)
    assert coming(tidewater, fern) == ("call", now + 3 * HOUR)


def test_undoing_a_decision_leaves_what_was_promised_before_it(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    decision = decided(tidewater, tansy, "accept", now=now + MINUTE)
    with hub_scope(tidewater.hub):
        undo(decision, by=tidewater.ines, now=now + MINUTE + MINUTE / 2)
    assert coming(tidewater, tansy) == ("decide", now + HOUR)


def test_a_promised_call_that_is_late_keeps_its_day_once_a_death_was_an_error(tidewater, fern, now):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    dead_and_back(tidewater, stored(tidewater, fern), now=now + DAY)
    assert coming(tidewater, fern) == ("call", now + HOUR)


def test_a_call_that_is_promised_for_today_stands_where_a_discharge_by_mistake_was_found_after_the_minute(
    tidewater, fern, now
):
    called_back(tidewater, fern, at=now + 3 * HOUR, now=now)
    with hub_scope(tidewater.hub):
        discharge(stored_in(fern), end_code="46", outcome="reached", returns="", by=tidewater.nell, now=now + MINUTE)
        reopen(stored_in(fern), by=tidewater.nell, now=now + HOUR)
    assert coming(tidewater, fern) == ("call", now + 3 * HOUR)
