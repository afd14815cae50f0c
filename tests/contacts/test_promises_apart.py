"""Two records were joined by mistake: what was kept of one by speaking with the other is promised again, no more."""

from datetime import timedelta

import pytest

from holdfast.contacts.actions import undo_attempt
from holdfast.contacts.models import Promise
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge
from tests.appointments.conftest import NINE
from tests.contacts.promising import alerts_open, missed, open_rows, rang, separated
from tests.network.conftest import join_of, stored
from tests.outcomes.conftest import supported
from tests.referrals.test_next_forgotten import coming, promised, stored_in
from tests.referrals.test_next_kept import tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


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
