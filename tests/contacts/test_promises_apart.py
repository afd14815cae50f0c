"""Two records were joined by mistake: what was kept of one by speaking with the other is promised again, no more."""

from datetime import timedelta

import pytest

from holdfast.appointments import actions as appointments
from holdfast.contacts.actions import undo_attempt
from holdfast.contacts.models import Promise
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge
from holdfast.support_line import actions as calls
from tests.appointments.conftest import NINE, booked
from tests.contacts.promising import alerts_open, appointment_of, missed, open_rows, rang, separated
from tests.network.conftest import join_of, stored
from tests.outcomes.conftest import supported
from tests.referrals.test_next_forgotten import coming, promised, stored_in
from tests.referrals.test_next_kept import tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def absent(team, referral, other, *, now, at):
    """They did not come at nine, and the joined record's person was spoken with half an hour later."""
    made = booked(team, stored(team, referral), team.nell, at=NINE, now=now, kind="support")
    tried(team, other, channel="call", result="spoke", at=NINE + HOUR / 2, now=at)
    with hub_scope(team.hub):
        appointments.attend(appointment_of(team, made), "miss", by=team.nell, now=at)
    return made


def test_what_comes_next_is_the_call_again(tidewater, fern, other, now):
    join = join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    before = coming(tidewater, fern)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    assert coming(tidewater, fern) != before
    separated(tidewater, join, now=now + 2 * HOUR)
    assert coming(tidewater, fern) == before


def test_nothing_is_promised_again_to_whoever_was_spoken_with_themselves_since(tidewater, fern, other, now):
    join = join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    tried(tidewater, fern, channel="call", result="spoke", now=now + 2 * HOUR)
    separated(tidewater, join, now=now + 3 * HOUR)
    assert open_rows(tidewater, fern) == []


def test_nor_what_they_kept_themselves(tidewater, fern, other, now):
    join = join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    promised(tidewater, other, at=now + DAY, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    separated(tidewater, join, now=now + 2 * HOUR)
    assert open_rows(tidewater, fern) == [("call", now + DAY)]
    assert open_rows(tidewater, other) == []


def test_a_call_of_theirs_gives_back_too(tidewater, fern, other, now):
    join = join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    rang(tidewater, other, now=now + HOUR)
    assert open_rows(tidewater, fern) == []
    separated(tidewater, join, now=now + 2 * HOUR)
    assert open_rows(tidewater, fern) == [("call", now + DAY)]


def test_what_a_third_record_of_theirs_kept_stays_kept(tidewater, fern, other, now):
    third = supported(tidewater, owner=tidewater.nell, now=now, name="Fern F.")
    join = join_of(tidewater, fern, other, now=now)
    join_of(tidewater, fern, third, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    tried(tidewater, third, channel="call", result="spoke", now=now + HOUR)
    separated(tidewater, join, now=now + 2 * HOUR)
    assert open_rows(tidewater, fern) == []


def test_a_row_that_stands_says_no_more_under_what_it_was_kept(tidewater, fern, other, now):
    join = join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    rows = Promise.objects.filter(referral=fern).values_list("kept_under", "ended_at")
    with hub_scope(tidewater.hub):
        kept = list(rows.all())
    separated(tidewater, join, now=now + 2 * HOUR)
    with hub_scope(tidewater.hub):
        assert (kept, list(rows)) == ([(other.pk, now + HOUR)], [(None, None)])


@pytest.mark.parametrize("how", ["undone", "separated"])
def test_of_a_request_that_was_closed_meanwhile_an_alert_asks_whether_they_are_safe(
    tidewater, fern, other, now, clock, how
):
    join = join_of(tidewater, fern, other, now=now)
    missed(tidewater, fern, now=now, is_worrying=True)
    at = clock(NINE + HOUR + MINUTE)
    made = tried(tidewater, other, channel="call", result="spoke", now=at)
    with hub_scope(tidewater.hub):
        discharge(stored_in(fern), end_code="46", outcome="reached", returns="", by=tidewater.nell, now=at)
    assert alerts_open(tidewater, fern) == []
    if how == "undone":
        with hub_scope(tidewater.hub):
            undo_attempt(made, by=tidewater.nell, now=at + MINUTE / 2)
    else:
        separated(tidewater, join, now=at + HOUR)
    assert stored(tidewater, fern).stage == "closed"
    assert alerts_open(tidewater, fern) == ["worker.absent"]


def matched_late(team, referral, *, call_by, began, now):
    """They rang and were promised a call, and the call is put with their record only later."""
    ines = team.ines
    ines.hub = with_terms(team.hub, terms_of(team.hub, now=began))
    with hub_scope(team.hub):
        call = calls.promise(calls.begin(ines.hub, by=ines, now=began), call_back_by=call_by, by=ines, now=began)
        calls.match(call, stored_in(referral), by=ines, now=now)
    return call


def test_a_call_back_of_which_they_were_spoken_with_is_a_row_that_says_by_what_it_was_kept(tidewater, fern, other, now):
    join_of(tidewater, fern, other, now=now)
    spoke = tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    call = matched_late(tidewater, fern, call_by=now + 4 * HOUR, began=now, now=now + HOUR + MINUTE)
    with hub_scope(tidewater.hub):
        rows = Promise.objects.filter(referral=fern).values_list("made_by", "end", "ended_by", "kept_under", "made_at")
        assert list(rows) == [(call.pk, "spoke", spoke.pk, other.pk, now)]
    assert coming(tidewater, fern)[0] == "plan"


@pytest.mark.parametrize("whose", ["their own", "a joined one"])
def test_a_call_back_stands_where_the_conversation_that_kept_it_before_it_was_put_with_them_is_taken_back(
    tidewater, fern, other, now, whose
):
    join_of(tidewater, fern, other, now=now)
    at = now + HOUR
    under = fern if whose == "their own" else other
    spoke = tried(tidewater, under, channel="call", result="spoke", now=at)
    matched_late(tidewater, fern, call_by=now + 4 * HOUR, began=now, now=at + MINUTE / 4)
    assert open_rows(tidewater, fern) == []
    with hub_scope(tidewater.hub):
        undo_attempt(spoke, by=tidewater.nell, now=at + MINUTE / 2)
    assert open_rows(tidewater, fern) == [("call", now + 4 * HOUR)]
    assert coming(tidewater, fern) == ("call", now + 4 * HOUR)


def test_a_call_back_is_not_made_of_whoever_was_spoken_with_themselves_too_before_it_was_put_with_them(
    tidewater, fern, other, now
):
    join = join_of(tidewater, fern, other, now=now)
    tried(tidewater, fern, channel="call", result="spoke", now=now + HOUR)
    tried(tidewater, other, channel="call", result="spoke", now=now + 2 * HOUR)
    matched_late(tidewater, fern, call_by=now + 4 * HOUR, began=now, now=now + 2 * HOUR + MINUTE)
    separated(tidewater, join, now=now + 3 * HOUR)
    assert open_rows(tidewater, fern) == []


def test_whoever_did_not_come_is_tried_again_once_it_was_another_who_was_spoken_with_since(
    tidewater, fern, other, now, clock
):
    join = join_of(tidewater, fern, other, now=now)
    at = clock(NINE + HOUR)
    absent(tidewater, fern, other, now=now, at=at)
    assert open_rows(tidewater, fern) == []
    separated(tidewater, join, now=at + HOUR)
    assert [action for action, _ in open_rows(tidewater, fern)] == ["try_again"]
    assert coming(tidewater, fern)[0] == "try_again"


def test_nor_is_an_absence_that_was_taken_back_meanwhile_made_good(tidewater, fern, other, now, clock):
    join = join_of(tidewater, fern, other, now=now)
    at = clock(NINE + HOUR)
    made = absent(tidewater, fern, other, now=now, at=at)
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=at + MINUTE / 2)
    separated(tidewater, join, now=at + HOUR)
    assert open_rows(tidewater, fern) == []


def test_a_try_that_is_promised_since_is_not_doubled_once_they_are_separated(tidewater, fern, other, now, clock):
    join = join_of(tidewater, fern, other, now=now)
    at = clock(NINE + HOUR)
    absent(tidewater, fern, other, now=now, at=at)
    later = missed(tidewater, fern, now=at, at=NINE + DAY)
    separated(tidewater, join, now=NINE + DAY + 2 * HOUR)
    with hub_scope(tidewater.hub):
        rows = Promise.objects.filter(referral=fern, ended_at=None).values_list("action", "made_by")
        assert list(rows) == [("try_again", later.pk)]
