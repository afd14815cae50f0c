"""What was promised to somebody is not forgotten by what is done beside it, and taken back again."""

from datetime import timedelta

import pytest

from holdfast.alerts import actions as alerts
from holdfast.appointments import actions as appointments
from holdfast.contacts.actions import close_alert
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.onward.today import waits
from holdfast.outcomes.actions import opt_out, support_again
from holdfast.outcomes.discharge_actions import discharge, reopen_own
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import move
from holdfast.support_line import actions as calls
from tests.appointments.conftest import NINE, booked, works
from tests.builders import accept, send_request
from tests.contacts.test_undo_attacked import logged, undone
from tests.coordination.conftest import is_assessed
from tests.network.conftest import offered, stored
from tests.network.test_meanwhile import alarmed
from tests.onward.conftest import sent
from tests.onward.conftest import world as _world
from tests.onward.test_care_attacked import dead_and_back
from tests.outcomes.conftest import monitored, supported
from tests.referrals.walking.whole import of_referral
from tests.workplace.conftest import agreed as agreed_about_work
from tests.workplace.conftest import know

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
LATER = NINE + 2 * WEEK + HOUR
world = _world


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def promised(team, referral, *, at, now):
    """An alert about them was closed with the promise of a call."""
    alert = alarmed(team, referral, now=now)
    with hub_scope(team.hub):
        taken = alerts.take(alert, by=team.ines, now=now)
        close_alert(taken, stored_in(referral), done=["spoke"], words="We call", next_action="call",
                    next_action_at=at, by=team.ines, now=now)  # fmt: skip


def stored_in(referral):
    referral.refresh_from_db()
    return referral


def coming(team, referral):
    found = stored(team, referral)
    return found.next_action, found.next_action_at


def test_a_call_that_was_promised_after_an_alert_comes_next_again_once_an_earlier_appointment_is_cancelled(
    tidewater, now
):
    works(tidewater, tidewater.nell, now=now)
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    call_at = NINE + 3 * HOUR
    promised(tidewater, fern, at=call_at, now=now)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    assert coming(tidewater, fern) == ("meet", NINE)
    with hub_scope(tidewater.hub):
        appointments.cancel(made, reason="work", by_them=False, by=tidewater.ada, now=now + HOUR)
    assert coming(tidewater, fern) == ("call", call_at)


def test_nor_is_it_lost_once_that_appointment_is_moved_to_a_later_week(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    call_at = NINE + 3 * HOUR
    promised(tidewater, fern, at=call_at, now=now)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        appointments.move(made, starts_at=LATER, how="phone", by=tidewater.ada, now=now + HOUR)
    assert coming(tidewater, fern) == ("call", call_at)


def test_whoever_did_not_come_is_tried_again_once_the_earlier_appointment_after_it_is_cancelled(tidewater, now, clock):
    works(tidewater, tidewater.nell, now=now)
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        appointments.attend(made, "miss", by=tidewater.nell, now=clock(NINE + HOUR))
    before = coming(tidewater, fern)
    again = booked(tidewater, stored(tidewater, fern), tidewater.nell, at=NINE + DAY, now=NINE + HOUR, kind="support")
    with hub_scope(tidewater.hub):
        appointments.cancel(again, reason="work", by_them=False, by=tidewater.ada, now=clock(NINE + 2 * HOUR))
    assert before[0] == "try_again"
    assert coming(tidewater, fern) == before


def test_a_call_that_was_promised_before_a_first_contact_is_not_lost_by_a_booking_weeks_later(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    fern = send_request(tidewater, now=now, name="Fern Fictional")
    accept(tidewater, fern, owner=tidewater.nell, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, at=LATER, now=now)
    assert coming(tidewater, fern) == ("call", now + DAY)


@pytest.fixture
def unwell(tidewater, now, clock):
    """Fern is followed up, was booked and did not come, and Nell worries."""
    works(tidewater, tidewater.nell, now=now)
    fern = monitored(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        appointments.attend(made, "miss", is_worrying=True, by=tidewater.nell, now=clock(NINE + HOUR))
    return fern


def test_somebody_still_asks_whether_they_are_safe_once_they_are_supported_again(tidewater, unwell):
    before = coming(tidewater, unwell)
    with hub_scope(tidewater.hub):
        support_again(stored_in(unwell), by=tidewater.nell, now=NINE + HOUR + MINUTE)
    assert before[0] == "welfare"
    assert coming(tidewater, unwell) == before


def test_a_call_that_was_promised_after_an_alert_stands_once_they_are_supported_again(tidewater, now):
    fern = monitored(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    promised(tidewater, fern, at=now + DAY, now=now)
    with hub_scope(tidewater.hub):
        support_again(stored_in(fern), by=tidewater.nell, now=now + MINUTE)
    assert coming(tidewater, fern) == ("call", now + DAY)


def test_whoever_comes_back_by_themselves_is_not_late_for_a_service_that_ended_with_the_discharge(
    tidewater, world, now, clock
):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    sent(tidewater, fern, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        discharge(stored_in(fern), end_code="46", outcome="reached", returns="", by=tidewater.nell,
                  now=clock(now + MINUTE))  # fmt: skip
    later = clock(now + 20 * WEEK)
    with hub_scope(tidewater.hub):
        reopen_own(stored_in(fern), hub=tidewater.hub, safe_now="yes", now=later)
        late = [each["text"] for each in waits(viewer(tidewater.nell, now=later)) if each["is_late"]]
    assert late == []


def test_a_question_about_work_that_was_agreed_to_meanwhile_is_not_hidden_by_undoing_a_call(tidewater, now):
    known = know(tidewater, now=now)
    is_assessed(tidewater, known.tansy, by=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        move(known.tansy, "support", by=tidewater.nell, now=now)
    attempt = logged(tidewater, stored(tidewater, known.tansy), now=now)
    agreed_about_work(known, now=now, kind="question", answer_in=1)
    before = coming(tidewater, known.tansy)
    undone(tidewater, known.tansy, attempt, now=now + MINUTE / 2)
    assert before[0] == "step"
    assert coming(tidewater, known.tansy) == before


def test_somebody_is_to_decide_anew_once_an_offer_before_a_decision_ended_with_a_death_that_was_an_error(
    tidewater, saltpan, now
):
    fern = send_request(tidewater, now=now, name="Fern Fictional")
    offered(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[], by=tidewater.ines)
    before = stored(tidewater, fern)
    dead_and_back(tidewater, before, now=now + MINUTE)
    assert before.next_action == "offer_transfer"
    assert coming(tidewater, fern)[0] == "decide"


def closed_with(team, referral, next_action, *, now):
    """An alert about them was closed with this as what comes next. What a random walk would say is wrong then."""
    alert = alarmed(team, stored(team, referral), now=now)
    with hub_scope(team.hub):
        taken = alerts.take(alert, by=team.ines, now=now)
        close_alert(taken, stored_in(referral), done=["spoke"], words="All is well", next_action=next_action,
                    next_action_at=now + DAY, by=team.ines, now=now)  # fmt: skip
        return list(of_referral(stored_in(referral)))


def test_after_an_alert_nobody_is_to_take_a_step_where_no_plan_has_one(tidewater, now):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    assert closed_with(tidewater, fern, "step", now=now) == []


def test_nor_to_follow_up_whoever_is_asked_no_more(tidewater, now):
    fern = monitored(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    with hub_scope(tidewater.hub):
        opt_out(fern, now=now)
    assert closed_with(tidewater, fern, "follow_up", now=now) == []


def test_a_call_back_that_a_record_took_over_is_not_lost_by_a_booking_days_later(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    ines = tidewater.ines
    ines.hub = with_terms(tidewater.hub, terms_of(tidewater.hub, now=now))
    with hub_scope(tidewater.hub):
        call = calls.begin(ines.hub, by=ines, now=now)
        call = calls.promise(call, call_back_by=now + HOUR, by=ines, now=now)
        calls.match(call, stored_in(fern), by=ines, now=now)
    before = coming(tidewater, fern)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    assert before[1] == now + HOUR
    assert coming(tidewater, fern)[1] == now + HOUR
