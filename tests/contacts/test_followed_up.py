"""Somebody who is followed up, and an alert that was closed with a day to ask how they are: it is done, then over."""

from datetime import timedelta

import pytest

from holdfast.appointments import actions as appointments
from holdfast.contacts.actions import undo_attempt
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes import actions as outcomes
from holdfast.outcomes.queries import open_follow_ups
from tests.appointments.conftest import NINE, booked, works
from tests.builders import browser_of, page
from tests.contacts.promising import appointment_of, closed, with_a_step
from tests.network.conftest import stored
from tests.outcomes.conftest import asked_on, monitored
from tests.referrals.test_next_forgotten import coming, stored_in
from tests.referrals.test_next_kept import tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def tansy(tidewater, now):
    """Tansy, whose support has ended: she is asked after three months, and after six."""
    works(tidewater, tidewater.nell, now=now)
    return monitored(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")


def answered(team, referral, at, clock):
    asked_on(team, at, clock)
    with hub_scope(team.hub):
        outcomes.answer(stored_in(referral), is_all=True, now=at)


def settled(team, referral, end, *, now):
    with hub_scope(team.hub):
        outcomes.settle(open_follow_ups(stored_in(referral))[0], end=end, by=team.nell, now=now)


def test_whoever_has_answered_is_looked_at_on_the_day_that_was_chosen_and_that_is_over_once_it_was_done(
    tidewater, tansy, now, clock
):
    day = now + 92 * DAY
    answered(tidewater, tansy, day, clock)
    closed(tidewater, tansy, "follow_up", at=day + DAY, now=day + HOUR)
    before = coming(tidewater, tansy)
    clock(day + DAY)
    shown = browser_of(tidewater.nell).get(page("caseload:today")).content.decode()
    settled(tidewater, tansy, "looked_at", now=day + DAY)
    assert before == ("review", day + DAY)
    assert ["Tansy Madeup" in shown, "Look at how it went" in shown, "Make the plan" in shown] == [True, True, False]
    assert coming(tidewater, tansy)[0] == "follow_up"
    assert coming(tidewater, tansy)[1] > day + 60 * DAY


def test_whoever_is_to_be_asked_in_months_is_asked_on_that_day_and_not_again_once_they_were_spoken_with(
    tidewater, tansy, now
):
    own = coming(tidewater, tansy)
    closed(tidewater, tansy, "follow_up", at=now + DAY, now=now)
    before = coming(tidewater, tansy)
    tried(tidewater, tansy, channel="call", result="spoke", now=now + HOUR)
    assert (before, coming(tidewater, tansy)) == (("follow_up", now + DAY), own)


def test_that_day_stands_again_where_the_conversation_is_taken_back(tidewater, tansy, now):
    closed(tidewater, tansy, "follow_up", at=now + DAY, now=now)
    made = tried(tidewater, tansy, channel="call", result="spoke", now=now + HOUR)
    with hub_scope(tidewater.hub):
        undo_attempt(made, by=tidewater.nell, now=now + HOUR + MINUTE / 2)
    assert coming(tidewater, tansy) == ("follow_up", now + DAY)


@pytest.mark.parametrize(("channel", "result"), [("text", "sent"), ("call", "no_answer")])
def test_neither_a_text_nor_a_try_in_vain_ends_it(tidewater, tansy, now, channel, result):
    closed(tidewater, tansy, "follow_up", at=now + DAY, now=now)
    tried(tidewater, tansy, channel=channel, result=result, next_try_at=now + 2 * DAY, now=now + HOUR)
    assert coming(tidewater, tansy) == ("follow_up", now + DAY)


def test_nor_does_what_was_spoken_of_before(tidewater, tansy, now):
    tried(tidewater, tansy, channel="call", result="spoke", now=now + HOUR)
    closed(tidewater, tansy, "follow_up", at=now + DAY, now=now + 2 * HOUR)
    tried(tidewater, tansy, channel="call", result="spoke", at=now + HOUR + MINUTE, now=now + 3 * HOUR)  # written late
    assert coming(tidewater, tansy) == ("follow_up", now + DAY)


def test_coming_to_see_somebody_ends_it(tidewater, tansy, now, clock):
    own = coming(tidewater, tansy)
    closed(tidewater, tansy, "follow_up", at=NINE + DAY, now=now)
    made = booked(tidewater, stored(tidewater, tansy), tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        appointments.attend(
            appointment_of(tidewater, made), "attend", by=tidewater.nell, now=clock(NINE + HOUR)
        )  # fmt: skip
    assert coming(tidewater, tansy) == own


def test_where_they_could_not_be_reached_somebody_still_gets_in_touch_by_that_day(tidewater, tansy, now, clock):
    day = now + 92 * DAY
    answered(tidewater, tansy, day, clock)
    closed(tidewater, tansy, "follow_up", at=day + DAY, now=day + HOUR)
    settled(tidewater, tansy, "not_reached", now=day + 2 * HOUR)
    assert coming(tidewater, tansy) == ("review", day + DAY)


def test_nor_is_that_day_lost_where_they_were_asked_and_had_not_answered(tidewater, tansy, now, clock):
    day = now + 92 * DAY
    asked_on(tidewater, day, clock)
    closed(tidewater, tansy, "follow_up", at=day + DAY, now=day + HOUR)
    before = coming(tidewater, tansy)
    settled(tidewater, tansy, "not_reached", now=day + 2 * HOUR)
    after = coming(tidewater, tansy)
    tried(tidewater, tansy, channel="call", result="spoke", now=day + 3 * HOUR)
    assert (before, after) == (("follow_up", day + DAY), ("review", day + DAY))
    assert coming(tidewater, tansy)[0] == "follow_up"


def test_the_day_is_kept_where_nobody_is_asked_any_more_until_they_were_spoken_with(tidewater, tansy, now):
    with hub_scope(tidewater.hub):
        outcomes.opt_out(stored_in(tansy), now=now)
    closed(tidewater, tansy, "follow_up", at=now + DAY, now=now)
    tried(tidewater, tansy, channel="text", result="sent", next_try_at=now + 9 * DAY, now=now + 6 * HOUR)
    before = coming(tidewater, tansy)
    tried(tidewater, tansy, channel="call", result="spoke", now=now + 2 * DAY)
    assert before == ("review", now + DAY)
    assert coming(tidewater, tansy)[0] == "review"
    assert coming(tidewater, tansy)[1] > now + 5 * DAY


def test_a_day_to_look_at_the_plan_is_kept_once_support_has_ended_and_is_over_once_they_were_spoken_with(
    tidewater, fern, now
):
    closed(tidewater, fern, "step", at=now + DAY, now=now)
    before = coming(tidewater, fern)
    with hub_scope(tidewater.hub):
        outcomes.monitor(stored_in(fern), by=tidewater.nell, now=now + HOUR)
    meanwhile = coming(tidewater, fern)
    tried(tidewater, fern, channel="call", result="spoke", now=now + 2 * HOUR)
    assert (before, meanwhile) == (("plan", now + DAY), ("review", now + DAY))
    assert coming(tidewater, fern)[0] == "follow_up"


def goes_on(team, referral, *, now):
    with hub_scope(team.hub):
        outcomes.support_again(stored_in(referral), by=team.nell, now=now)


def ends(team, referral, *, now):
    with hub_scope(team.hub):
        outcomes.monitor(stored_in(referral), by=team.nell, now=now)


@pytest.mark.parametrize("what", ["look", "step"])
def test_a_day_for_the_plan_that_was_seen_to_does_not_come_again(tidewater, fern, now, what):
    if what == "step":
        with_a_step(tidewater, fern, on=now + 20 * DAY, now=now)
    closed(tidewater, fern, "step", at=now + DAY, now=now)
    ends(tidewater, fern, now=now + HOUR)
    tried(tidewater, fern, channel="call", result="spoke", now=now + 2 * HOUR)
    goes_on(tidewater, fern, now=now + 3 * HOUR)
    assert coming(tidewater, fern)[1] > now + 2 * DAY


def test_a_day_for_a_step_is_of_that_step_again_where_support_ended_by_mistake(tidewater, fern, now):
    with_a_step(tidewater, fern, on=now + 20 * DAY, now=now)
    closed(tidewater, fern, "step", at=now + DAY, now=now)
    tried(tidewater, fern, channel="call", result="spoke", now=now + HOUR)
    ends(tidewater, fern, now=now + 2 * HOUR)
    goes_on(tidewater, fern, now=now + 3 * HOUR)
    assert coming(tidewater, fern) == ("step", now + DAY)


def test_a_day_to_ask_how_they_are_is_kept_beside_a_plan_and_is_over_once_they_were_spoken_with(tidewater, fern, now):
    with_a_step(tidewater, fern, on=now + 20 * DAY, now=now)
    ends(tidewater, fern, now=now)
    closed(tidewater, fern, "follow_up", at=now + DAY, now=now)
    goes_on(tidewater, fern, now=now + HOUR)
    before = coming(tidewater, fern)
    tried(tidewater, fern, channel="call", result="spoke", now=now + 2 * HOUR)
    assert before == ("plan", now + DAY)
    assert coming(tidewater, fern)[0] == "step"


def test_support_that_ends_again_on_a_later_day_plans_anew(tidewater, tansy, now):
    with hub_scope(tidewater.hub):
        before = [each.due_on for each in open_follow_ups(stored_in(tansy))]
    goes_on(tidewater, tansy, now=now + 10 * DAY)
    ends(tidewater, tansy, now=now + 12 * DAY)
    with hub_scope(tidewater.hub):
        after = [each.due_on for each in open_follow_ups(stored_in(tansy))]
    assert len(after) == len(before)
    assert min(after) > min(before)
