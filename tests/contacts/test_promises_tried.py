"""A promise is kept by speaking with somebody, whenever that is written down, and by nothing else."""

from datetime import timedelta

import pytest

from holdfast.alerts.models import Alert
from holdfast.appointments import actions as appointments
from holdfast.contacts.actions import undo_attempt
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge
from holdfast.outcomes.left import left_open
from holdfast.referrals.reckoning import CHECKS
from holdfast.support_line import actions as calls
from tests.appointments.conftest import NINE, booked, works
from tests.builders import accept, asked, browser_of, page, send_request
from tests.contacts.promising import appointment_of, missed, open_rows, rang
from tests.network.conftest import join_of, stored
from tests.outcomes.conftest import supported
from tests.referrals.test_next_forgotten import coming, promised, stored_in
from tests.referrals.test_next_kept import called_back, tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def test_a_text_does_not_end_a_promised_call_that_is_due(tidewater, fern, now):
    promised(tidewater, fern, at=now + HOUR, now=now)
    tried(tidewater, fern, channel="text", result="sent", now=now + 2 * HOUR)
    assert coming(tidewater, fern) == ("call", now + HOUR)


def test_a_text_does_not_put_off_asking_whether_they_are_safe(tidewater, fern, now, clock):
    missed(tidewater, fern, now=now, is_worrying=True)
    before = coming(tidewater, fern)
    at = clock(NINE + 2 * HOUR + HOUR / 2)
    tried(tidewater, fern, channel="text", result="sent", now=at)
    assert before[0] == "welfare"
    assert coming(tidewater, fern) == before


def test_whether_they_are_safe_is_asked_before_the_hub_closes_though_they_were_not_reached_in_the_afternoon(
    tidewater, fern, now, clock
):
    at = NINE + 4 * DAY + 6 * HOUR  # on Friday, three in the afternoon
    missed(tidewater, fern, at=at, now=now, is_worrying=True)
    before = coming(tidewater, fern)
    tried(tidewater, fern, channel="call", result="no_answer", now=clock(at + HOUR + 5 * MINUTE))
    with hub_scope(tidewater.hub):
        is_seen_by_somebody = Alert.objects.exclude(status="closed").exists()
    assert before == ("welfare", at + 3 * HOUR)
    assert is_seen_by_somebody or coming(tidewater, fern)[1].date() == at.date()


def test_an_attempt_of_before_a_worrying_absence_does_not_put_off_asking_whether_they_are_safe(
    tidewater, fern, now, clock
):
    missed(tidewater, fern, now=now, is_worrying=True)
    before = coming(tidewater, fern)
    tried(tidewater, fern, channel="call", result="no_answer", at=NINE - HOUR, now=clock(before[1] - 5 * MINUTE))
    assert coming(tidewater, fern) == before


def test_whoever_was_spoken_with_since_is_not_tried_again_whichever_is_written_down_first(tidewater, fern, now, clock):
    made = booked(tidewater, fern, tidewater.nell, now=now, kind="support")
    at = clock(NINE + 6 * HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(made, "miss", by=tidewater.nell, now=at)
    tried(tidewater, fern, channel="call", result="spoke", at=NINE + HOUR, now=at + MINUTE)
    assert coming(tidewater, fern)[0] == "plan"


def test_whoever_came_since_is_not_tried_again_whichever_is_written_down_first(tidewater, fern, now, clock):
    absent = booked(tidewater, fern, tidewater.nell, now=now, kind="support")
    seen = booked(tidewater, stored(tidewater, fern), tidewater.nell, at=NINE + DAY, now=now, kind="support")
    at = clock(NINE + DAY + HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(absent, "miss", by=tidewater.nell, now=at)
        appointments.attend(seen, "attend", by=tidewater.nell, now=at + MINUTE)
    assert coming(tidewater, fern)[0] == "plan"


def test_nobody_is_called_again_who_was_called_back_before_the_call_was_kept_with_their_record(tidewater, fern, now):
    ines = tidewater.ines
    ines.hub = with_terms(tidewater.hub, terms_of(tidewater.hub, now=now))
    with hub_scope(tidewater.hub):
        call = calls.begin(ines.hub, by=ines, now=now)
        call = calls.promise(call, call_back_by=now + 2 * HOUR, by=ines, now=now)
    tried(tidewater, fern, channel="call", result="spoke", now=now + HOUR)
    with hub_scope(tidewater.hub):
        calls.match(call, stored_in(fern), by=ines, now=now + HOUR + 10 * MINUTE)
    assert open_rows(tidewater, fern) == []


def test_whoever_came_to_a_talk_is_not_to_be_called_where_it_was_logged_before_that_was_recorded(tidewater, now, clock):
    works(tidewater, tidewater.nell, now=now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    made = booked(tidewater, stored(tidewater, tansy), tidewater.nell, now=now, kind="contact")
    at = clock(NINE + HOUR)
    tried(tidewater, tansy, channel="call", result="spoke", at=NINE + HOUR / 2, now=at)
    with hub_scope(tidewater.hub):
        appointments.attend(made, "attend", by=tidewater.nell, now=at + MINUTE)
    assert coming(tidewater, tansy)[0] == "assess"


def test_a_sooner_try_is_not_put_off_by_an_absence(tidewater, fern, now, clock):
    tried(tidewater, fern, channel="call", result="call_back", next_try_at=NINE - HOUR, now=now)
    promised(tidewater, fern, at=now + HOUR, now=now)
    tried(tidewater, fern, channel="call", result="call_back", next_try_at=NINE + 3 * HOUR, now=now + HOUR)
    assert coming(tidewater, fern) == ("try_again", NINE + 3 * HOUR)
    clock(NINE + HOUR)
    missed(tidewater, fern, now=now + HOUR)
    assert coming(tidewater, fern) == ("try_again", NINE + 3 * HOUR)


def test_a_promise_stays_kept_where_they_were_spoken_with_before_that_they_came_was_taken_back(
    tidewater, fern, now, clock
):
    promised(tidewater, fern, at=NINE + DAY, now=now)
    made = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    at = clock(NINE + HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(made, "attend", by=tidewater.nell, now=at)
    tried(tidewater, fern, channel="call", result="spoke", now=at + MINUTE / 4)
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=at + MINUTE / 2)
    assert open_rows(tidewater, fern) == []


def test_a_promise_stays_kept_where_they_rang_before_an_attempt_was_taken_back(tidewater, fern, now):
    promised(tidewater, fern, at=now + HOUR, now=now)
    made = tried(tidewater, fern, channel="call", result="no_answer", now=now + HOUR)
    rang(tidewater, fern, now=now + HOUR + MINUTE / 3)
    with hub_scope(tidewater.hub):
        undo_attempt(made, by=tidewater.nell, now=now + HOUR + MINUTE / 2)
    assert open_rows(tidewater, fern) == []


def test_a_call_back_that_was_promised_is_not_lost_where_the_call_becomes_a_request(tidewater, now):
    ines = tidewater.ines
    ines.hub = with_terms(tidewater.hub, terms_of(tidewater.hub, now=now))
    with hub_scope(tidewater.hub):
        call = calls.begin(ines.hub, by=ines, now=now)
        call = calls.promise(call, call_back_by=now + HOUR, by=ines, now=now)
        found = calls.request(call, asked(), by=ines, now=now + MINUTE)
    assert coming(tidewater, found)[1] <= now + HOUR


def test_nothing_is_shown_as_promised_on_a_request_that_is_closed(tidewater, fern, now):
    called_back(tidewater, fern, at=now + 2 * HOUR, now=now)
    with hub_scope(tidewater.hub):
        discharge(stored_in(fern), end_code="46", outcome="reached", returns="", by=tidewater.nell, now=now)
    shown_now = browser_of(tidewater.nell).get(page("contacts:log", fern.pk)).content.decode()
    assert "Promised to them" not in shown_now


def test_whoever_came_late_after_they_were_called_in_vain_is_not_tried_again(tidewater, now, clock):
    works(tidewater, tidewater.nell, now=now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    made = booked(tidewater, stored(tidewater, tansy), tidewater.nell, now=now)
    tried(tidewater, tansy, channel="call", result="no_answer", now=clock(NINE + 10 * MINUTE))
    with hub_scope(tidewater.hub):
        appointments.attend(made, "attend", by=tidewater.nell, now=clock(NINE + HOUR))
    assert coming(tidewater, tansy)[0] == "write_up"


def test_whoever_was_spoken_with_under_one_of_two_joined_records_is_not_called_again_under_the_other(
    tidewater, fern, now
):
    other = supported(tidewater, owner=tidewater.nell, now=now, name="F. Fictional")
    join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    assert open_rows(tidewater, fern) == []


def test_a_promise_that_was_kept_is_not_back_once_an_absence_after_it_is_taken_back(tidewater, fern, now, clock):
    promised(tidewater, fern, at=now + HOUR, now=now)
    tried(tidewater, fern, channel="call", result="no_answer", next_try_at=NINE + 5 * HOUR, now=now + HOUR)
    made = missed(tidewater, fern, now=now + HOUR)
    clock(NINE + HOUR)
    tried(tidewater, fern, channel="call", result="spoke", now=NINE + HOUR + MINUTE / 4)
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=NINE + HOUR + MINUTE / 2)
    assert open_rows(tidewater, fern) == []


def test_nobody_is_tried_again_for_an_absence_that_was_taken_back(tidewater, fern, now, clock):
    made = missed(tidewater, fern, now=now)
    clock(NINE + HOUR)
    tried(tidewater, fern, channel="call", result="no_answer", now=NINE + HOUR + MINUTE / 4)
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=NINE + HOUR + MINUTE / 2)
        appointments.attend(appointment_of(tidewater, made), "attend", by=tidewater.nell, now=NINE + HOUR + MINUTE)
    assert open_rows(tidewater, fern) == []


def test_an_absence_that_is_recorded_and_taken_back_twice_breaks_nothing(tidewater, fern, now, clock):
    promised(tidewater, fern, at=now + HOUR, now=now)
    tried(tidewater, fern, channel="call", result="no_answer", next_try_at=NINE + 5 * HOUR, now=now + HOUR)
    made = missed(tidewater, fern, now=now + HOUR)
    at = clock(NINE + HOUR)
    tried(tidewater, fern, channel="call", result="no_answer", now=at + MINUTE / 4)
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=at + MINUTE / 2)
        appointments.attend(appointment_of(tidewater, made), "miss", by=tidewater.nell, now=at + MINUTE)
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=at + MINUTE + MINUTE / 2)
    assert [action for action, _ in open_rows(tidewater, fern)] == ["try_again"]


def test_that_they_came_and_it_is_to_be_logged_is_not_shown_as_a_call_that_was_promised_to_them(tidewater, now, clock):
    works(tidewater, tidewater.nell, now=now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    made = booked(tidewater, stored(tidewater, tansy), tidewater.nell, now=now, kind="contact")
    at = clock(NINE + HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(made, "attend", by=tidewater.nell, now=at)
        left = left_open(stored_in(tansy), now=at)
    shown_now = browser_of(tidewater.nell).get(page("contacts:log", tansy.pk)).content.decode()
    assert "A call</strong>" not in shown_now
    assert "One call that was promised to them is not made" not in left


def test_the_reckoning_finds_a_promised_call_that_is_a_day_late_where_a_record_took_it_over_too(
    tidewater, fern, now, clock
):
    called_back(tidewater, fern, at=now + HOUR, now=now)
    later = clock(now + 3 * DAY)
    with hub_scope(tidewater.hub):
        tidewater.hub.current = terms_of(tidewater.hub, now=later)
        found = {
            each.subject_id for check in CHECKS for each in check.look(tidewater.hub, tidewater.hub.current, later)
        }
    assert fern.pk in found


@pytest.fixture
def joined(tidewater, fern, now):
    """Fern asked under two names, and their records were joined; a call is promised under the first."""
    other = supported(tidewater, owner=tidewater.nell, now=now, name="F. Fictional")
    join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    return other


def test_what_was_kept_under_a_joined_record_stands_again_once_the_attempt_is_taken_back(tidewater, fern, joined, now):
    made = tried(tidewater, joined, channel="call", result="spoke", now=now + HOUR)
    kept = open_rows(tidewater, fern), coming(tidewater, fern)[0]
    with hub_scope(tidewater.hub):
        undo_attempt(made, by=tidewater.nell, now=now + HOUR + MINUTE / 2)
    assert kept == ([], "plan")
    assert open_rows(tidewater, fern) == [("call", now + DAY)]
    assert coming(tidewater, fern) == ("call", now + DAY)


def test_whoever_came_under_one_of_two_joined_records_is_not_called_under_the_other(
    tidewater, fern, joined, now, clock
):
    made = booked(tidewater, stored(tidewater, joined), tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        appointments.attend(made, "attend", by=tidewater.nell, now=clock(NINE + HOUR))
    kept = open_rows(tidewater, fern)
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=NINE + HOUR + MINUTE / 2)
    assert kept == []
    assert open_rows(tidewater, fern) == [("call", now + DAY)]


def test_it_stays_kept_where_they_were_spoken_with_under_that_record_since(tidewater, fern, joined, now, clock):
    made = booked(tidewater, stored(tidewater, joined), tidewater.nell, now=now, kind="support")
    at = clock(NINE + HOUR)
    with hub_scope(tidewater.hub):
        appointments.attend(made, "attend", by=tidewater.nell, now=at)
    tried(tidewater, joined, channel="call", result="spoke", now=at + MINUTE / 4)
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=at + MINUTE / 2)
    assert open_rows(tidewater, fern) == []


def test_whoever_rang_under_one_of_two_joined_records_is_not_called_under_the_other(tidewater, fern, joined, now):
    rang(tidewater, joined, now=now + HOUR)
    assert open_rows(tidewater, fern) == []


def test_a_namesake_whose_record_is_not_joined_is_called_still(tidewater, fern, now):
    namesake = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    promised(tidewater, fern, at=now + DAY, now=now)
    tried(tidewater, namesake, channel="call", result="spoke", now=now + HOUR)
    assert open_rows(tidewater, fern) == [("call", now + DAY)]


def test_a_late_try_is_on_the_list_of_whoever_has_them_and_no_finding_of_the_reckoning(tidewater, fern, now, clock):
    missed(tidewater, fern, now=now)
    later = clock(NINE + 3 * DAY)
    with hub_scope(tidewater.hub):
        tidewater.hub.current = terms_of(tidewater.hub, now=later)
        found = [each for check in CHECKS for each in check.look(tidewater.hub, tidewater.hub.current, later)]
    assert open_rows(tidewater, fern)[0][0] == "try_again"
    assert [each.kind for each in found if each.subject_id == fern.pk] == []


def test_whoever_asks_to_be_tried_again_is_tried_again_at_whichever_stage(tidewater, now, clock):
    referral = supported(tidewater, owner=tidewater.nell, now=now)
    before = coming(tidewater, referral)
    attempt = tried(tidewater, referral, channel="call", result="call_back", now=now)
    assert before != ("try_again", attempt.next_try_at)
    assert coming(tidewater, referral) == ("try_again", attempt.next_try_at)
    with hub_scope(tidewater.hub):
        undo_attempt(attempt, by=tidewater.nell, now=clock(now + MINUTE / 2))
    assert coming(tidewater, referral) == before


def test_whoever_asks_to_be_tried_again_before_a_decision_is_decided_on_by_then(tidewater, now):
    referral = send_request(tidewater, now=now - DAY)
    attempt = tried(tidewater, referral, channel="call", result="call_back", now=now)
    assert open_rows(tidewater, referral) == [("try_again", attempt.next_try_at)]
    action, due_at = coming(tidewater, referral)
    assert (action, due_at <= attempt.next_try_at) == ("decide", True)


def test_a_next_try_that_a_colleague_chooses_stands_at_whichever_stage(tidewater, now):
    referral = supported(tidewater, owner=tidewater.nell, now=now)
    tried(tidewater, referral, channel="call", result="no_answer", now=now, next_try_at=now + 3 * HOUR)
    assert coming(tidewater, referral) == ("try_again", now + 3 * HOUR)


def test_a_call_that_nobody_waited_for_and_nobody_answered_promises_nothing_and_its_button_says_so(tidewater, now):
    referral = supported(tidewater, owner=tidewater.nell, now=now)
    before = coming(tidewater, referral)
    body = browser_of(tidewater.nell).get(page("contacts:log", referral.pk)).content.decode()
    assert "<strong>No answer</strong></button>" in body
    assert "<strong>They asked us to try again</strong>Next: try again" in body
    tried(tidewater, referral, channel="call", result="no_answer", now=now)
    assert coming(tidewater, referral) == before
