"""Promises that nobody keeps, or that are asked of nobody: by two records taken for one, an open page, a death."""

from datetime import timedelta

import pytest

from holdfast.appointments import actions as appointments
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes import actions as outcomes
from holdfast.outcomes.death_actions import record_death
from holdfast.outcomes.discharge_actions import discharge
from holdfast.outcomes.queries import open_follow_ups
from holdfast.support_line import actions as calls
from tests.appointments.conftest import NINE
from tests.builders import browser_of, page, send_request
from tests.contacts.promising import alerts_open, appointment_of, closed, missed, open_rows, separated
from tests.network.conftest import accepted, carried, join_of, stored, worked
from tests.network.test_promises_late import is_seen_by_somebody
from tests.outcomes.conftest import asked_on, monitored
from tests.referrals.test_next_forgotten import coming, promised, stored_in
from tests.referrals.test_next_kept import called_back, tried

pytestmark = pytest.mark.usefixtures("at_now")
SECONDS, MINUTE, HOUR, DAY = timedelta(seconds=15), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_call_is_seen_to_by_somebody_where_they_were_discharged_before_it_was_found_that_another_was_spoken_with(
    tidewater, fern, other, now
):
    join = join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    with hub_scope(tidewater.hub):
        discharge(stored_in(fern), end_code="46", outcome="reached", returns="", by=tidewater.nell, now=now + 2 * HOUR)
    separated(tidewater, join, now=now + 3 * HOUR)
    assert open_rows(tidewater, fern) == [("call", now + DAY)]
    assert is_seen_by_somebody(tidewater, fern)


def test_nor_is_it_lost_where_another_hub_has_them_by_then(tidewater, saltpan, fern, other, now):
    join = join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now + 2 * HOUR, parts=[])
    there = carried(tidewater, saltpan, transfer, now=now + 2 * HOUR)
    separated(tidewater, join, now=now + 3 * HOUR)
    worked("carry", "see_to_offer")
    assert coming(tidewater, fern)[0] == "none"
    assert open_rows(saltpan, there) == [("call", now + DAY)] or alerts_open(tidewater, fern)


def test_a_call_back_that_was_promised_before_it_was_put_with_their_record_is_made_once_another_was_spoken_with(
    tidewater, fern, other, now
):
    join = join_of(tidewater, fern, other, now=now)
    ines = tidewater.ines
    ines.hub = with_terms(tidewater.hub, terms_of(tidewater.hub, now=now))
    with hub_scope(tidewater.hub):
        call = calls.promise(calls.begin(ines.hub, by=ines, now=now), call_back_by=now + 4 * HOUR, by=ines, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    with hub_scope(tidewater.hub):
        calls.match(call, stored_in(fern), by=ines, now=now + HOUR + MINUTE)
    separated(tidewater, join, now=now + 2 * HOUR)
    assert open_rows(tidewater, fern) == [("call", now + 4 * HOUR)]


def test_whether_they_are_safe_is_not_asked_of_whoever_came_after_all_once_two_records_are_separated(
    tidewater, fern, other, now, clock
):
    join = join_of(tidewater, fern, other, now=now)
    made = missed(tidewater, fern, now=now, is_worrying=True)
    at = clock(NINE + HOUR)
    tried(tidewater, other, channel="call", result="spoke", now=at + SECONDS)
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=at + 2 * SECONDS)
        appointments.attend(appointment_of(tidewater, made), "attend", by=tidewater.nell, now=at + 3 * SECONDS)
    before = open_rows(tidewater, fern)
    separated(tidewater, join, now=at + HOUR)
    assert before == []
    assert open_rows(tidewater, fern) == []


@pytest.mark.parametrize("by", ["their death", "separating two records"])
def test_no_alert_asks_whether_somebody_is_safe_who_has_died(tidewater, fern, other, now, clock, by):
    join = join_of(tidewater, fern, other, now=now)
    missed(tidewater, fern, now=now, is_worrying=True)
    at = clock(NINE + HOUR + MINUTE)
    if by == "separating two records":
        tried(tidewater, other, channel="call", result="spoke", now=at)
    with hub_scope(tidewater.hub):
        record_death(stored_in(fern), died_on=None, how_known="family", by=tidewater.nell, now=at + HOUR)
    if by == "separating two records":
        assert alerts_open(tidewater, fern) == []
        separated(tidewater, join, now=at + 2 * HOUR)
    assert alerts_open(tidewater, fern) == []


def test_a_call_that_is_promised_while_a_decision_is_read_is_not_lost_by_closing_the_request_unseen(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    reader, url = browser_of(tidewater.ines), page("triage:decide", tansy.pk)
    seen = reader.get(url).content.decode()
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    reader.post(url, {"when": "proposed", "outcome": "signpost", "advice": "A line that helps with debts", "seen": ""})
    assert "promised to them" not in seen
    assert stored(tidewater, tansy).closed_at is None or alerts_open(tidewater, tansy)
    assert open_rows(tidewater, tansy) == [("call", now + HOUR)]


def test_the_day_that_an_alert_was_closed_with_is_over_once_somebody_who_is_followed_up_was_spoken_with(
    tidewater, now, clock
):
    tansy = monitored(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    day = now + 92 * DAY
    asked_on(tidewater, day, clock)
    with hub_scope(tidewater.hub):
        outcomes.answer(stored_in(tansy), is_all=True, now=day)
    closed(tidewater, tansy, "follow_up", at=day + DAY, now=day + HOUR)
    clock(day + 2 * DAY)
    tried(tidewater, tansy, channel="call", result="spoke", now=day + 2 * DAY)
    with hub_scope(tidewater.hub):
        first = open_follow_ups(stored_in(tansy))[0]
        outcomes.settle(first, end="looked_at", by=tidewater.nell, now=day + 2 * DAY)
    assert coming(tidewater, tansy)[0] == "follow_up"
