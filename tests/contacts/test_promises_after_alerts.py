"""What was promised to somebody, once an alert about them is closed or raised."""

import re
from datetime import timedelta

import pytest

from holdfast.alerts import actions as alerts
from holdfast.alerts.models import Alert
from holdfast.appointments import actions as appointments
from holdfast.coordination.queries import open_strands
from holdfast.coordination.strand_actions import do_step
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import NINE, booked
from tests.builders import accept, browser_of, page, send_request
from tests.contacts.promising import closed, missed, open_rows, with_a_step
from tests.network.conftest import stored
from tests.network.test_meanwhile import alarmed
from tests.referrals.test_next_forgotten import coming, stored_in
from tests.referrals.test_next_kept import called_back

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def test_a_step_of_the_plan_that_is_due_tomorrow_is_not_hidden_by_a_later_day_that_an_alert_was_closed_with(
    tidewater, fern, now
):
    with_a_step(tidewater, fern, on=now + DAY, now=now)
    before = coming(tidewater, fern)
    closed(tidewater, fern, "step", at=now + 60 * DAY, now=now + HOUR)
    assert before[0] == "step"
    assert coming(tidewater, fern)[1] <= before[1]


def test_the_day_that_was_chosen_after_an_alert_stands_whatever_is_booked_and_cancelled_beside_it(tidewater, fern, now):
    with_a_step(tidewater, fern, on=now + 30 * DAY, now=now)
    closed(tidewater, fern, "step", at=now + DAY, now=now + HOUR)
    before = coming(tidewater, fern)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now + HOUR, kind="support")
    with hub_scope(tidewater.hub):
        appointments.cancel(made, reason="work", by_them=False, by=tidewater.ada, now=now + 2 * HOUR)
    assert before == ("step", now + DAY)
    assert coming(tidewater, fern) == before


def test_whether_they_are_safe_is_asked_still_where_an_alert_was_closed_and_nobody_has_spoken_with_them(
    tidewater, fern, now, clock
):
    missed(tidewater, fern, now=now, is_worrying=True)
    at = clock(NINE + HOUR)
    before = coming(tidewater, fern)
    closed(tidewater, fern, "step", at=at + 60 * DAY, done=["not_reached"], now=at)
    assert before[0] == "welfare"
    assert coming(tidewater, fern)[0] == "welfare"


def test_a_promised_call_stands_where_an_alert_was_closed_and_nobody_has_spoken_with_them(tidewater, fern, now):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    closed(tidewater, fern, "step", at=now + 60 * DAY, done=["not_reached"], now=now + MINUTE)
    assert coming(tidewater, fern)[1] <= now + HOUR


def test_an_alert_is_raised_about_a_worrying_absence_in_the_evening_though_a_promised_call_was_due_that_day(
    tidewater, fern, now, clock
):
    made = booked(tidewater, fern, tidewater.nell, at=NINE, now=now, kind="support")
    called_back(tidewater, fern, at=NINE + 3 * HOUR, now=now)
    with hub_scope(tidewater.hub):
        appointments.attend(made, "miss", is_worrying=True, by=tidewater.nell, now=clock(NINE + 11 * HOUR))
        assert Alert.objects.exclude(status="closed").count() == 1


def test_whoever_closes_an_alert_before_a_decision_reads_that_a_promised_call_ends_where_they_spoke(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    alert = alarmed(tidewater, stored(tidewater, tansy), now=now)
    with hub_scope(tidewater.hub):
        alerts.take(alert, by=tidewater.ines, now=now)
    shown_now = browser_of(tidewater.ines).get(page("alerts:alert", alert.pk)).content.decode()
    assert "promised" in shown_now


def test_a_call_back_that_is_promised_while_an_alert_is_read_is_not_ended_by_closing_it_unseen(tidewater, fern, now):
    alert = alarmed(tidewater, stored(tidewater, fern), now=now)
    with hub_scope(tidewater.hub):
        alerts.take(alert, by=tidewater.ines, now=now)
    reader = browser_of(tidewater.ines)
    seen = reader.get(page("alerts:alert", alert.pk))
    called_back(tidewater, fern, at=now + HOUR, now=now + MINUTE)
    when = {"next_action_at_0": "2026-12-14", "next_action_at_1": "10:00"}
    reader.post(page("alerts:close", alert.pk), {"done": ["spoke"], "words": "We spoke", "next_action": "call", **when})
    with hub_scope(tidewater.hub):
        is_closed = Alert.objects.get(pk=alert.pk).status == "closed"
    assert "promised to them" not in seen.content.decode()
    assert not is_closed or ("call", now + HOUR) in open_rows(tidewater, fern)


def test_the_day_of_a_first_contact_is_not_put_off_by_a_later_call_that_an_alert_was_closed_with(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    before = coming(tidewater, tansy)
    closed(tidewater, tansy, "call", at=now + 60 * DAY, done=["not_reached"], now=now + HOUR)
    assert coming(tidewater, tansy) == before


def test_the_day_that_was_chosen_is_of_the_step_that_it_was_chosen_for_and_of_no_later_one(tidewater, fern, now):
    with_a_step(tidewater, fern, on=now + 30 * DAY, now=now)
    closed(tidewater, fern, "step", at=now + DAY, now=now + HOUR)
    with hub_scope(tidewater.hub):
        (strand,) = open_strands(stored_in(fern))
        do_step(strand, next_on=(now + 33 * DAY).date(), by=tidewater.nell, now=now + 2 * HOUR)
    action, at = coming(tidewater, fern)
    assert (action, at.date()) == ("step", (now + 33 * DAY).date())


def test_what_is_chosen_later_takes_the_place_of_what_was_chosen_before(tidewater, fern, now):
    with_a_step(tidewater, fern, on=now + 30 * DAY, now=now)
    closed(tidewater, fern, "step", at=now + DAY, now=now + HOUR)
    closed(tidewater, fern, "step", at=now + 3 * DAY, now=now + 2 * HOUR)
    assert coming(tidewater, fern) == ("step", now + 3 * DAY)


def test_closing_an_alert_ends_what_its_page_showed_and_the_reader_spoke_of(tidewater, fern, now):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    alert = alarmed(tidewater, stored(tidewater, fern), now=now)
    with hub_scope(tidewater.hub):
        alerts.take(alert, by=tidewater.ines, now=now)
    reader = browser_of(tidewater.ines)
    seen = reader.get(page("alerts:alert", alert.pk)).content.decode()
    shown = re.findall(r'name="promised" value="([^"]+)"', seen)
    when = {"next_action_at_0": "2026-12-14", "next_action_at_1": "10:00"}
    said = {"done": ["spoke"], "words": "We spoke", "next_action": "call", "promised": shown, **when}
    reader.post(page("alerts:close", alert.pk), said)
    assert len(shown) == 1
    assert [action for action, at in open_rows(tidewater, fern) if at == now + HOUR] == []
    assert len(open_rows(tidewater, fern)) == 1
