"""What stands first whatever is booked: asking whether they are safe, trying them again, writing an assessment up."""

from datetime import date, time, timedelta

import pytest

from holdfast.appointments import actions, offer_actions
from holdfast.assessments.actions import agree, begin, write
from holdfast.contacts.actions import log_attempt, undo_attempt
from holdfast.contacts.models import Attempt
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from holdfast.triage.actions import TooLate
from tests.appointments.conftest import NINE, TEN, booked, placed, planned
from tests.coordination.conftest import assessed

LATER = NINE + timedelta(hours=1)
NEXT_WEEK = instant(date(2026, 10, 27), time(9))
FRIDAY = instant(date(2026, 10, 16), time(9))
WHOLE = {"safety": "Safe.", "formulation": "Tired."}


def fresh(referral):
    return Referral.objects.select_related("person", "owner").get(pk=referral.pk)


def coming(team, referral):
    with hub_scope(team.hub):
        found = fresh(referral)
        return found.next_action, found.next_action_at


def attended(team, appointment, verb, *, at, by=None, **more):
    with hub_scope(team.hub):
        return actions.attend(appointment, verb, by=by or team.nell, now=at, **more)


@pytest.fixture
def worrying(tidewater, met, now):
    """Tansy did not come, which worries; an offer and a later appointment are there. What is due, and when."""
    missed = booked(tidewater, met.tansy, tidewater.nell, now=now)
    met.other = booked(tidewater, met.tansy, tidewater.nell, at=NEXT_WEEK, now=now)
    with hub_scope(tidewater.hub):
        met.offer = offer_actions.offer(
            met.tansy, kind="review", hows=["phone"], members=[tidewater.nell], by=tidewater.ada, now=now
        )
    attended(tidewater, missed, "miss", at=LATER, is_worrying=True)
    met.due = coming(tidewater, met.tansy)
    assert met.due[0] == "welfare"
    return met


def book_another(team, found):
    booked(team, found.tansy, team.nell, at=NEXT_WEEK + timedelta(hours=3), now=LATER)


def choose(team, found):
    at = NEXT_WEEK + timedelta(hours=4)
    with hub_scope(team.hub):
        offer_actions.choose(found.offer, team.hub, starts_at=at, how="phone", now=LATER)


def move(team, found):
    with hub_scope(team.hub):
        actions.move(found.other, starts_at=NEXT_WEEK + timedelta(days=1), how="phone", by=None, now=LATER)


def cancel(team, found):
    with hub_scope(team.hub):
        actions.cancel(found.other, reason="no_longer", by_them=True, by=None, now=LATER)


@pytest.mark.parametrize("step", [book_another, choose, move, cancel])
def test_a_welfare_check_that_is_due_stays_whatever_is_booked_moved_or_cancelled(tidewater, worrying, step):
    step(tidewater, worrying)
    assert coming(tidewater, worrying.tansy) == worrying.due


def test_speaking_with_them_ends_a_welfare_check(tidewater, worrying):
    with hub_scope(tidewater.hub):
        terms = tidewater.hub.current
        log_attempt(fresh(worrying.tansy), channel="call", result="spoke", terms=terms, by=tidewater.nell, now=LATER)
    assert coming(tidewater, worrying.tansy) == ("meet", NEXT_WEEK)


def test_a_group_and_taking_its_attendance_back_leave_a_welfare_check(tidewater, met, now):
    tansy = assessed(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    place = placed(tidewater, tansy, planned(tidewater, tidewater.wren, now=now)[0], now=now)
    missed = booked(tidewater, tansy, tidewater.nell, at=FRIDAY, kind="support", now=now)
    attended(tidewater, missed, "miss", at=FRIDAY + timedelta(hours=1), is_worrying=True)
    due = coming(tidewater, tansy)
    attended(tidewater, place, "come_late", by=tidewater.wren, at=TEN + timedelta(hours=1))
    with hub_scope(tidewater.hub):
        actions.undo(place, by=tidewater.wren, now=TEN + timedelta(hours=1, seconds=10))
    attended(tidewater, place, "attend", by=tidewater.wren, at=TEN + timedelta(hours=1, seconds=20))
    assert (due[0], coming(tidewater, tansy)) == ("welfare", due)


def test_trying_them_again_stays_where_it_is_due_before_what_is_booked(tidewater, met, now):
    attended(tidewater, booked(tidewater, met.tansy, tidewater.nell, now=now), "miss", at=LATER)
    due = coming(tidewater, met.tansy)
    booked(tidewater, met.tansy, tidewater.nell, at=NEXT_WEEK, now=LATER)
    assert (due[0], coming(tidewater, met.tansy)) == ("try_again", due)


def test_taking_attendance_back_restores_what_came_before_it(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)
    before = coming(tidewater, met.tansy)
    attended(tidewater, made, "miss", at=LATER, is_worrying=True)
    with hub_scope(tidewater.hub):
        actions.undo(made, by=tidewater.nell, now=LATER)
    assert coming(tidewater, met.tansy) == before


def test_taking_attendance_back_leaves_what_was_set_since(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)
    attended(tidewater, made, "miss", at=LATER)
    recorded = coming(tidewater, met.tansy)
    with hub_scope(tidewater.hub):
        terms = tidewater.hub.current
        log_attempt(fresh(met.tansy), channel="call", result="no_answer", terms=terms, by=tidewater.wren, now=LATER)
    assert coming(tidewater, met.tansy) != recorded
    since = coming(tidewater, met.tansy)
    with hub_scope(tidewater.hub):
        actions.undo(made, by=tidewater.nell, now=LATER + timedelta(seconds=30))
    assert coming(tidewater, met.tansy) == since


def test_an_attempt_is_not_taken_back_after_a_colleague_recorded_who_came(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        terms = tidewater.hub.current
        log_attempt(fresh(met.tansy), channel="call", result="no_answer", terms=terms, by=tidewater.nell, now=LATER)
    attended(tidewater, made, "miss", by=tidewater.wren, at=LATER + timedelta(seconds=20), is_worrying=True)
    due = coming(tidewater, met.tansy)
    with hub_scope(tidewater.hub):
        attempt = Attempt.objects.select_related("referral__person", "by").get(result="no_answer")
    with hub_scope(tidewater.hub), pytest.raises(TooLate):
        undo_attempt(attempt, by=tidewater.nell, now=LATER + timedelta(seconds=40))
    assert (due[0], coming(tidewater, met.tansy)) == ("welfare", due)


@pytest.fixture
def to_write(tidewater, met, now):
    """Tansy came to be assessed: it is to be written up."""
    attended(tidewater, booked(tidewater, met.tansy, tidewater.nell, now=now), "attend", at=LATER)
    met.due = coming(tidewater, met.tansy)
    assert met.due[0] == "write_up"
    return met


def test_writing_up_stays_where_something_later_is_booked_and_cancelled(tidewater, to_write):
    made = booked(tidewater, to_write.tansy, tidewater.nell, kind="review", at=NEXT_WEEK, now=LATER)
    assert coming(tidewater, to_write.tansy) == to_write.due
    with hub_scope(tidewater.hub):
        actions.cancel(made, reason="no_longer", by_them=True, by=None, now=LATER)
    assert coming(tidewater, to_write.tansy) == to_write.due


def test_writing_up_comes_back_after_an_appointment_that_came_before_it(tidewater, to_write):
    at = NINE + timedelta(days=1)
    made = booked(tidewater, to_write.tansy, tidewater.nell, kind="review", at=at, now=LATER)
    assert coming(tidewater, to_write.tansy) == ("meet", at)
    attended(tidewater, made, "attend", at=at + timedelta(hours=1))
    assert coming(tidewater, to_write.tansy) == to_write.due


def test_writing_up_comes_back_once_somebody_spoke_with_them(tidewater, to_write):
    missed = booked(tidewater, to_write.tansy, tidewater.nell, kind="review", at=TEN + timedelta(hours=1), now=LATER)
    attended(tidewater, missed, "miss", at=TEN + timedelta(hours=2), is_worrying=True)
    with hub_scope(tidewater.hub):
        terms, at = tidewater.hub.current, TEN + timedelta(hours=3)
        log_attempt(fresh(to_write.tansy), channel="call", result="spoke", terms=terms, by=tidewater.nell, now=at)
    assert coming(tidewater, to_write.tansy) == to_write.due


def test_writing_up_ends_with_the_finished_assessment(tidewater, to_write):
    with hub_scope(tidewater.hub):
        made = begin(fresh(to_write.tansy), by=tidewater.nell, now=LATER)
        write(made, WHOLE, by=tidewater.nell, now=LATER)
        agree(made, leads_to="plan", by=tidewater.nell, now=LATER)
    booked(tidewater, to_write.tansy, tidewater.nell, kind="review", at=NEXT_WEEK, now=LATER)
    assert coming(tidewater, to_write.tansy) == ("meet", NEXT_WEEK)
