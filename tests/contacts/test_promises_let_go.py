"""Promises that end, or are hidden, though nobody has kept them: what the records of today lose."""

from datetime import timedelta

import pytest

from holdfast.alerts import actions as alerts
from holdfast.alerts.models import Alert
from holdfast.appointments import actions as appointments
from holdfast.assessments import actions as assessments
from holdfast.caseload.actions import separate_joined
from holdfast.contacts.actions import close_alert, undo_attempt
from holdfast.demo.stories.assessments import FIRST, REST, ordered
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge, reopen
from tests.appointments.conftest import NINE, booked, works
from tests.builders import accept, browser_of, page, send_request
from tests.contacts.promising import appointment_of, closed, missed, open_rows, with_a_step
from tests.network.conftest import join_of, stored
from tests.referrals.test_next_forgotten import LATER, coming, promised, stored_in
from tests.referrals.test_next_kept import called_back, tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
SECONDS = timedelta(seconds=15)


def is_to_be_asked(team, referral):
    """Whether anybody sees that they are to be asked whether they are safe: by a promise or an open alert."""
    with hub_scope(team.hub):
        has_alert = Alert.objects.filter(person_id=referral.person_id).exclude(status="closed").exists()
    return has_alert or "welfare" in [action for action, _ in open_rows(team, referral)]


def test_whether_they_are_safe_is_asked_again_once_it_is_found_that_somebody_else_was_spoken_with(
    tidewater, fern, other, now, clock
):
    join = join_of(tidewater, fern, other, now=now)
    missed(tidewater, fern, now=now, is_worrying=True)
    at = clock(NINE + HOUR + MINUTE)
    before = is_to_be_asked(tidewater, fern)
    tried(tidewater, other, channel="call", result="spoke", now=at)
    with hub_scope(tidewater.hub):
        separate_joined(join, by=tidewater.ines, now=clock(at + HOUR / 2))
    assert before
    assert is_to_be_asked(tidewater, fern)


def test_a_call_is_made_still_once_it_is_found_that_somebody_else_was_spoken_with(tidewater, fern, other, now):
    join = join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    with hub_scope(tidewater.hub):
        separate_joined(join, by=tidewater.ines, now=now + 2 * HOUR)
    assert open_rows(tidewater, fern) == [("call", now + DAY)]


def test_whether_they_are_safe_is_asked_where_their_request_was_closed_before_a_conversation_under_another_was_none(
    tidewater, fern, other, now, clock
):
    join_of(tidewater, fern, other, now=now)
    missed(tidewater, fern, now=now, is_worrying=True)
    at = clock(NINE + HOUR + MINUTE)
    made = tried(tidewater, other, channel="call", result="spoke", now=at)
    with hub_scope(tidewater.hub):
        discharge(stored_in(fern), end_code="46", outcome="reached", returns="", by=tidewater.nell, now=at + SECONDS)
        undo_attempt(made, by=tidewater.nell, now=at + 2 * SECONDS)
    assert is_to_be_asked(tidewater, fern)


def test_whether_they_are_safe_is_asked_still_once_a_discharge_by_mistake_is_over(tidewater, fern, now, clock):
    missed(tidewater, fern, now=now, is_worrying=True)
    at = clock(NINE + HOUR + MINUTE)
    with hub_scope(tidewater.hub):
        discharge(stored_in(fern), end_code="46", outcome="reached", returns="", by=tidewater.nell, now=at)
        taken = alerts.take(Alert.objects.exclude(status="closed").get(), by=tidewater.ines, now=at + MINUTE)
        close_alert(
            taken, stored_in(fern), done=["not_reached"], words="Nell asks", by=tidewater.ines, now=at + 2 * MINUTE
        )  # fmt: skip
        reopen(stored_in(fern), by=tidewater.nell, now=at + 4 * HOUR)
    assert is_to_be_asked(tidewater, fern)


def test_the_day_that_an_alert_was_closed_with_is_not_hidden_by_an_appointment_two_weeks_later(tidewater, fern, now):
    with_a_step(tidewater, fern, on=now + 30 * DAY, now=now)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, at=LATER, now=now, kind="support")
    closed(tidewater, fern, "step", at=now + DAY, now=now + HOUR)
    assert coming(tidewater, fern)[1] <= now + DAY


def test_nor_by_one_that_is_booked_afterwards(tidewater, fern, now):
    with_a_step(tidewater, fern, on=now + 30 * DAY, now=now)
    closed(tidewater, fern, "step", at=now + DAY, now=now + HOUR)
    before = coming(tidewater, fern)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, at=LATER, now=now + HOUR, kind="support")
    assert before == ("step", now + DAY)
    assert coming(tidewater, fern)[1] <= now + DAY


def test_nor_is_whoever_has_them_told_on_that_day_that_nothing_is_due(tidewater, fern, now, clock):
    with_a_step(tidewater, fern, on=now + 30 * DAY, now=now)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, at=LATER, now=now, kind="support")
    closed(tidewater, fern, "step", at=now + DAY, now=now + HOUR)
    clock(now + DAY + HOUR)
    shown_now = browser_of(tidewater.nell).get(page("caseload:today")).content.decode()
    assert "Fern Fictional" in shown_now
    assert "nothing of yours is due today" not in shown_now


def test_a_day_that_an_alert_can_be_closed_with_is_kept_where_the_plan_has_no_step(tidewater, fern, now):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    closed(tidewater, fern, "step", at=now + DAY, now=now + MINUTE)
    assert open_rows(tidewater, fern) == []
    assert coming(tidewater, fern)[1] <= now + DAY


def test_that_day_stays_whatever_is_promised_and_kept_meanwhile_until_the_plan_has_a_step(tidewater, fern, now):
    closed(tidewater, fern, "step", at=now + 2 * DAY, now=now)
    before = coming(tidewater, fern)
    called_back(tidewater, fern, at=now + DAY, now=now + MINUTE)
    meanwhile = coming(tidewater, fern)
    tried(tidewater, fern, channel="call", result="spoke", now=now + HOUR)
    after = coming(tidewater, fern)
    with_a_step(tidewater, fern, on=now + 30 * DAY, now=now + 2 * HOUR)
    assert (before, meanwhile, after) == (("plan", now + 2 * DAY), ("call", now + DAY), ("plan", now + 2 * DAY))
    assert coming(tidewater, fern)[0] == "step"
    assert stored(tidewater, fern).chosen_at is None


def test_a_try_of_before_does_not_put_off_the_try_that_was_set_since(tidewater, now):
    tansy = send_request(tidewater, now=now - 2 * DAY, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now - 2 * DAY)
    tried(tidewater, tansy, channel="call", result="no_answer", next_try_at=now + 2 * HOUR, now=now)
    before = coming(tidewater, tansy)
    tried(
        tidewater, tansy, channel="call", result="no_answer", at=now - DAY, next_try_at=now + 3 * WEEK,
        now=now + MINUTE,
    )  # fmt: skip
    assert before == ("try_again", now + 2 * HOUR)
    assert coming(tidewater, tansy) == before


def test_nor_does_a_text(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    tried(tidewater, tansy, channel="call", result="no_answer", next_try_at=now + 2 * HOUR, now=now + MINUTE)
    tried(tidewater, tansy, channel="text", result="sent", next_try_at=now + 3 * WEEK, now=now + 2 * MINUTE)
    assert coming(tidewater, tansy) == ("try_again", now + 2 * HOUR)


def test_whoever_was_assessed_since_is_not_tried_again(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    tried(tidewater, tansy, channel="call", result="no_answer", next_try_at=now + 3 * HOUR, now=now + MINUTE)
    with hub_scope(tidewater.hub):
        made = assessments.begin(stored_in(tansy), by=tidewater.nell, now=now + HOUR)
        assessments.write(made, ordered({**FIRST, **REST}), by=tidewater.nell, now=now + HOUR)
        assessments.agree(made, leads_to="plan", by=tidewater.nell, now=now + 2 * HOUR)
    assert stored(tidewater, tansy).first_contact_at == now + 2 * HOUR
    assert open_rows(tidewater, tansy) == []


def test_making_contact_stays_over_where_they_were_spoken_with_before_the_appointment_that_is_taken_back(
    tidewater, now, clock
):
    works(tidewater, tidewater.nell, now=now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    made = booked(tidewater, stored(tidewater, tansy), tidewater.nell, now=now, kind="contact")
    at = clock(NINE + HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(appointment_of(tidewater, made), "attend", by=tidewater.nell, now=at)
    tried(tidewater, tansy, channel="call", result="spoke", at=NINE - HOUR, now=at + SECONDS)
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=at + 2 * SECONDS)
    found = stored(tidewater, tansy)
    assert (found.stage, found.first_contact_at) == ("assessment", NINE - HOUR)
