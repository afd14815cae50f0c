"""A promise to somebody is kept until they were spoken with, and not a moment longer."""

from datetime import timedelta

import pytest

from holdfast.alerts import actions as alerts
from holdfast.appointments import actions as appointments
from holdfast.contacts.actions import close_alert, log_attempt
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.network.today import waits as waits_of_network
from holdfast.outcomes.actions import monitor
from holdfast.outcomes.discharge_actions import discharge, reopen_own
from holdfast.people.viewer import viewer
from holdfast.support_line import actions as calls
from holdfast.waiting.actions import keep_waits
from holdfast.waiting.queries import next_of_waiting
from tests.appointments.conftest import NINE, booked, placed, planned, waits, works
from tests.builders import accept, send_request
from tests.coordination.conftest import assessed
from tests.courses.conftest import agreed as agreed_course
from tests.courses.conftest import answers, signed
from tests.network.conftest import accepted, carried, offered, stored
from tests.network.test_meanwhile import alarmed
from tests.onward.conftest import heard, sent, service
from tests.outcomes.conftest import supported
from tests.outcomes.test_next_after_undoing import dead_and_back, discharged_and_back
from tests.referrals.soonest import soonest_known
from tests.referrals.test_next_forgotten import coming, promised, stored_in
from tests.referrals.walking.whole import of_referral

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
LATER = NINE + 2 * WEEK + HOUR
CALL_AT = NINE + 3 * HOUR


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def fern(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    return supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")


def cancelled(team, made, *, now):
    with hub_scope(team.hub):
        appointments.cancel(made, reason="work", by_them=False, by=team.ada, now=now)


def tried(team, referral, *, channel, result, now, **more):
    with hub_scope(team.hub):
        return log_attempt(
            stored_in(referral), channel=channel, result=result, terms=team.hub.current, by=team.nell, now=now, **more
        )  # fmt: skip


def closed(team, referral, next_action, *, at, now):
    alert = alarmed(team, stored(team, referral), now=now)
    with hub_scope(team.hub):
        taken = alerts.take(alert, by=team.ines, now=now)
        close_alert(taken, stored_in(referral), done=["spoke"], words="We spoke", next_action=next_action,
                    next_action_at=at, by=team.ines, now=now)  # fmt: skip


def called_back(team, referral, *, at, now):
    """They rang the support line, were promised a call, and the record took that over."""
    ines = team.ines
    ines.hub = with_terms(team.hub, terms_of(team.hub, now=now))
    with hub_scope(team.hub):
        call = calls.begin(ines.hub, by=ines, now=now)
        call = calls.promise(call, call_back_by=at, by=ines, now=now)
        calls.match(call, stored_in(referral), by=ines, now=now)


def test_a_promised_call_is_not_kept_by_a_text_about_the_appointment_before_it(tidewater, fern, now):
    promised(tidewater, fern, at=CALL_AT, now=now)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    tried(tidewater, fern, channel="text", result="sent", now=now + HOUR)
    cancelled(tidewater, made, now=now + 2 * HOUR)
    assert coming(tidewater, fern)[0] in ("call", "try_again")


def test_a_promised_call_that_reached_nobody_is_tried_again_once_the_appointment_before_that_is_cancelled(
    tidewater, fern, now
):
    promised(tidewater, fern, at=now + HOUR, now=now)
    tried(tidewater, fern, channel="call", result="no_answer", now=now + HOUR, next_try_at=CALL_AT)
    before = coming(tidewater, fern)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now + HOUR, kind="support")
    cancelled(tidewater, made, now=now + 2 * HOUR)
    assert before == ("try_again", CALL_AT)
    assert coming(tidewater, fern) == before


def test_a_call_back_of_the_support_line_does_not_take_the_place_of_asking_whether_they_are_safe(
    tidewater, fern, now, clock
):
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    at = clock(NINE + HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(made, "miss", is_worrying=True, by=tidewater.nell, now=at)
    before = coming(tidewater, fern)
    called_back(tidewater, fern, at=at + HOUR / 4, now=at)
    after = coming(tidewater, fern)
    assert before[0] == "welfare"
    assert after[0] == "welfare"


def test_a_call_back_that_is_due_after_an_appointment_is_not_lost_once_that_is_cancelled(tidewater, fern, now):
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    called_back(tidewater, fern, at=CALL_AT, now=now)
    cancelled(tidewater, made, now=now + HOUR)
    assert coming(tidewater, fern) == ("call", CALL_AT)


def test_a_call_back_that_was_promised_before_a_decision_is_not_lost_by_it(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    before = coming(tidewater, tansy)
    accept(tidewater, stored(tidewater, tansy), owner=tidewater.nell, now=now + MINUTE)
    assert before == ("decide", now + HOUR)
    assert coming(tidewater, tansy) == ("call", now + HOUR)


def test_a_promised_call_is_not_kept_by_coming_to_a_group(tidewater, fern, now, clock):
    promised(tidewater, fern, at=NINE + 2 * DAY, now=now)
    group, *_ = planned(tidewater, tidewater.nell, now=now)
    place = placed(tidewater, stored(tidewater, fern), group, now=now)
    at = clock(NINE + 3 * HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(place, "attend", by=tidewater.nell, now=at)
    before = coming(tidewater, fern)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, at=NINE + DAY, now=at, kind="support")
    cancelled(tidewater, made, now=at + HOUR)
    assert before == ("call", NINE + 2 * DAY)
    assert coming(tidewater, fern) == before


def test_a_promised_call_does_not_come_back_once_a_later_alert_was_closed_with_the_plan_as_what_comes_next(
    tidewater, fern, now
):
    promised(tidewater, fern, at=now + 2 * DAY, now=now)
    closed(tidewater, fern, "step", at=now + 3 * DAY, now=now + HOUR)
    assert coming(tidewater, fern)[0] == "plan"


def elsewhere(team, *, now, clock, **known):
    """Otto waits for a service since Friday, and answered on Saturday that he was well."""
    then = clock(now - 5 * DAY)
    otto = assessed(team, owner=team.nell, now=then, name="Otto Nobody")
    onward = sent(team, stored(team, otto), service(team, "Skerry Sleep Clinic", now=then, **known), now=then)
    with hub_scope(team.hub):
        keep_waits(team.hub, now=then)
    answers(team, stored(team, otto), "phq9", 0, now=then + DAY)
    clock(now)
    works(team, team.nell, now=now)
    return otto, onward


def test_whoever_got_worse_is_contacted_before_a_later_appointment_though_their_service_is_to_be_asked_first(
    tidewater, now, clock
):
    otto, _ = elsewhere(tidewater, now=now, clock=clock, silent_days=5)
    booked(tidewater, stored(tidewater, otto), tidewater.nell, at=LATER, now=now, kind="support")
    answers(tidewater, stored(tidewater, otto), "phq9", 2, now=now)
    found = stored(tidewater, otto)
    with hub_scope(tidewater.hub):
        soonest, waiting = soonest_known(found, now=now), next_of_waiting(found, now=now)
    assert (soonest[0], waiting[1] < LATER) == ("chase", True)
    assert found.next_action == "check_in"


def test_after_an_alert_nobody_arranges_an_assessment_that_is_booked(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    tansy = waits(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    booked(tidewater, tansy, tidewater.nell, now=now)
    closed(tidewater, tansy, "assess", at=now + DAY, now=now + HOUR)
    assert coming(tidewater, tansy) == ("meet", NINE)


def test_nor_one_that_is_to_be_written_up(tidewater, now, clock):
    works(tidewater, tidewater.nell, now=now)
    tansy = waits(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    made = booked(tidewater, tansy, tidewater.nell, now=now)
    at = clock(NINE + HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(made, "attend", by=tidewater.nell, now=at)
    closed(tidewater, tansy, "assess", at=at + DAY, now=at + HOUR)
    assert coming(tidewater, tansy)[0] == "write_up"
    with hub_scope(tidewater.hub):
        assert list(of_referral(stored_in(tansy))) == []


def test_a_promised_call_does_not_come_back_once_they_rang_the_support_line_and_were_spoken_with(tidewater, fern, now):
    promised(tidewater, fern, at=CALL_AT, now=now)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    ines = tidewater.ines
    ines.hub = with_terms(tidewater.hub, terms_of(tidewater.hub, now=now))
    with hub_scope(tidewater.hub):
        call = calls.begin(ines.hub, by=ines, now=now + HOUR)
        calls.match(call, stored_in(fern), by=ines, now=now + HOUR + MINUTE)
    cancelled(tidewater, made, now=now + 2 * HOUR)
    assert coming(tidewater, fern)[0] == "plan"


def test_whoever_comes_back_by_themselves_is_not_late_for_an_offer_that_ended_with_the_discharge(
    tidewater, saltpan, fern, now, clock
):
    offered(tidewater, saltpan, stored(tidewater, fern), now=now, parts=[])
    with hub_scope(tidewater.hub):
        discharge(stored_in(fern), end_code="46", outcome="reached", returns="", by=tidewater.nell,
                  now=clock(now + MINUTE))  # fmt: skip
    later = clock(now + 20 * WEEK)
    with hub_scope(tidewater.hub):
        reopen_own(stored_in(fern), hub=tidewater.hub, safe_now="yes", now=later)
        late = [each["text"] for each in waits_of_network(viewer(tidewater.nell, now=later)) if each["is_late"]]
    assert late == []


def test_a_promised_call_goes_with_them_to_another_hub(tidewater, saltpan, fern, now):
    promised(tidewater, fern, at=now + HOUR, now=now)
    transfer = accepted(tidewater, saltpan, stored(tidewater, fern), now=now)
    there = carried(tidewater, saltpan, transfer, now=now)
    assert coming(saltpan, there)[1] <= now + HOUR


def test_nobody_asks_whether_they_are_safe_once_they_came_and_were_seen(tidewater, fern, now, clock):
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    at = clock(NINE + HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(made, "miss", is_worrying=True, by=tidewater.nell, now=at)
    again = booked(tidewater, stored(tidewater, fern), tidewater.nell, at=NINE + DAY, now=at, kind="support")
    before = coming(tidewater, fern)
    with hub_scope(tidewater.hub):
        appointments.attend(again, "attend", by=tidewater.nell, now=clock(NINE + DAY + HOUR))
    assert before[0] == "welfare"
    assert coming(tidewater, fern)[0] == "plan"


def test_seeing_them_comes_next_once_a_service_began_with_whoever_was_to_be_contacted_first(tidewater, now, clock):
    otto, onward = elsewhere(tidewater, now=now, clock=clock, silent_days=60, promised_days=90)
    answers(tidewater, stored(tidewater, otto), "phq9", 2, now=now)
    booked(tidewater, stored(tidewater, otto), tidewater.nell, at=LATER, now=now, kind="support")
    before = coming(tidewater, otto)
    heard(tidewater, onward, "begin", now=now + MINUTE, day=now.date())
    found = stored(tidewater, otto)
    assert before[0] == "check_in"
    assert (found.next_action, found.next_action_at) == ("meet", LATER)


def test_whoever_came_since_is_not_tried_again_once_an_absence_before_that_is_written_down_late(
    tidewater, fern, now, clock
):
    missed = booked(tidewater, fern, tidewater.nell, now=now, kind="support")
    seen = booked(tidewater, stored(tidewater, fern), tidewater.nell, at=NINE + DAY, now=now, kind="support")
    at = clock(NINE + DAY + HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(seen, "attend", by=tidewater.nell, now=at)
        appointments.attend(missed, "miss", by=tidewater.nell, now=at + MINUTE)
    assert coming(tidewater, fern)[0] == "plan"


def test_seeing_them_stays_until_somebody_said_whether_they_came_though_a_course_is_begun_meanwhile(
    tidewater, fern, now, clock
):
    booked(tidewater, fern, tidewater.nell, now=now, kind="support")
    at = clock(NINE + 2 * HOUR)
    agreed_course(tidewater, stored(tidewater, fern), signed(tidewater, now=now), practitioner=tidewater.nell, now=at)
    assert coming(tidewater, fern) == ("meet", NINE)


def test_after_an_alert_an_appointment_tomorrow_is_not_hidden_by_a_later_step_of_the_plan(tidewater, fern, now):
    agreed_course(tidewater, fern, signed(tidewater, now=now), practitioner=tidewater.nell, now=now)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    before = coming(tidewater, fern)
    closed(tidewater, fern, "step", at=NINE + WEEK, now=now + HOUR)
    assert before == ("meet", NINE)
    assert coming(tidewater, fern) == before


@pytest.mark.parametrize("back", ["discharge", "death"])
def test_a_promised_call_comes_next_again_once_an_end_is_taken_back(tidewater, fern, now, back):
    promised(tidewater, fern, at=CALL_AT, now=now)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    ended = discharged_and_back if back == "discharge" else dead_and_back
    ended(tidewater, stored(tidewater, fern), now=now + HOUR)
    assert made.session.starts_at == NINE
    assert coming(tidewater, fern) == ("call", CALL_AT)


def test_a_promised_call_that_was_made_does_not_come_back_by_any_cancelling(tidewater, fern, now):
    promised(tidewater, fern, at=now + HOUR, now=now)
    tried(tidewater, fern, channel="call", result="spoke", now=now + HOUR)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now + HOUR, kind="support")
    cancelled(tidewater, made, now=now + 2 * HOUR)
    assert coming(tidewater, fern)[0] == "plan"


def test_a_promised_call_stands_while_they_are_followed_up(tidewater, fern, now):
    promised(tidewater, fern, at=CALL_AT, now=now)
    with hub_scope(tidewater.hub):
        monitor(stored_in(fern), by=tidewater.nell, now=now + MINUTE)
    assert coming(tidewater, fern) == ("call", CALL_AT)
