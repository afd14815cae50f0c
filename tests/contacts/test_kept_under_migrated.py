"""Promises that ended before it was written under which request: the migration finds it by the conversation."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from holdfast.appointments import actions as appointments
from holdfast.contacts.models import Promise
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import NINE, booked, works
from tests.builders import send_request
from tests.contacts.promising import missed, open_rows, rang, separated
from tests.network.conftest import join_of, stored
from tests.outcomes.conftest import supported
from tests.referrals.test_next_forgotten import promised
from tests.referrals.test_next_kept import called_back, tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def rows(team):
    """Of every promise of a hub, the oldest first: how it ended, and under which other request."""
    with hub_scope(team.hub):
        return list(Promise.objects.order_by("pk").values_list("end", "kept_under"))


def forgotten(team):
    """As rows were before that was written."""
    with hub_scope(team.hub):
        Promise.objects.update(kept_under=None)


def migrated(team):
    """What the migration writes."""
    made = import_module("holdfast.contacts.migrations.0006_kept_under")
    with hub_scope(team.hub), connection.cursor() as cursor:
        cursor.execute(made.KEPT)


def came(team, referral, *, now, clock):
    made = booked(team, stored(team, referral), team.nell, now=now, kind="support")
    with hub_scope(team.hub):
        appointments.attend(made, "attend", by=team.nell, now=clock(NINE + HOUR))


@pytest.mark.parametrize("end", ["spoke", "came", "rang"])
def test_it_is_the_request_of_the_conversation_whichever_way_it_came_about(tidewater, fern, other, now, clock, end):
    join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=NINE + DAY, now=now)
    if end == "spoke":
        tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    elif end == "came":
        came(tidewater, other, now=now, clock=clock)
    else:
        rang(tidewater, other, now=now + HOUR)
    before = rows(tidewater)
    forgotten(tidewater)
    migrated(tidewater)
    assert before == [(end, other.pk)]
    assert rows(tidewater) == before


def test_separating_the_records_gives_back_what_was_kept_before_the_migration(tidewater, fern, other, now):
    join = join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + DAY, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    forgotten(tidewater)
    migrated(tidewater)
    separated(tidewater, join, now=now + 2 * HOUR)
    assert open_rows(tidewater, fern) == [("call", now + DAY)]


def test_nothing_is_written_of_what_they_kept_themselves_or_of_what_ended_otherwise_or_stands(
    tidewater, fern, other, now, clock
):
    join_of(tidewater, fern, other, now=now)
    promised(tidewater, fern, at=now + HOUR, now=now)
    tried(tidewater, fern, channel="call", result="no_answer", next_try_at=now + 2 * HOUR, now=now + HOUR)
    tried(tidewater, fern, channel="call", result="spoke", now=now + HOUR + MINUTE)
    missed(tidewater, fern, now=now + 2 * HOUR)
    called_back(tidewater, fern, at=NINE + DAY, now=clock(NINE + 2 * HOUR))
    forgotten(tidewater)
    migrated(tidewater)
    assert rows(tidewater) == [("tried", None), ("spoke", None), ("", None), ("", None)]


def test_what_a_record_that_is_joined_with_nobody_kept_itself_is_under_no_other(tidewater, fern, other, now):
    join_of(tidewater, fern, other, now=now)
    third = supported(tidewater, owner=tidewater.nell, now=now, name="Fern F.")
    promised(tidewater, fern, at=now + DAY, now=now)
    promised(tidewater, third, at=now + DAY, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    tried(tidewater, third, channel="call", result="spoke", now=now + HOUR)
    forgotten(tidewater)
    migrated(tidewater)
    assert rows(tidewater) == [("spoke", other.pk), ("spoke", None)]


def test_a_promise_of_another_hub_is_none_of_this_ones(tidewater, saltpan, fern, other, now):
    join_of(tidewater, fern, other, now=now)
    works(saltpan, saltpan.nell, now=now)
    theirs = [supported(saltpan, owner=saltpan.nell, now=now, name=name) for name in ("Hazel Madeup", "H. Madeup")]
    join_of(saltpan, *theirs, now=now)
    for team, (mine, joined) in ((tidewater, (fern, other)), (saltpan, theirs)):
        promised(team, mine, at=now + DAY, now=now)
        tried(team, joined, channel="call", result="spoke", now=now + HOUR)
        forgotten(team)
    migrated(tidewater)
    assert [rows(tidewater), rows(saltpan)] == [[("spoke", other.pk)], [("spoke", None)]]
    migrated(saltpan)
    assert rows(saltpan) == [("spoke", theirs[1].pk)]


def test_it_writes_the_same_when_it_runs_twice_and_nothing_where_nothing_was_promised(tidewater, fern, other, now):
    join_of(tidewater, fern, other, now=now)
    migrated(tidewater)
    assert rows(tidewater) == []
    send_request(tidewater, now=now, name="Tansy Madeup")
    promised(tidewater, fern, at=now + DAY, now=now)
    tried(tidewater, other, channel="call", result="spoke", now=now + HOUR)
    forgotten(tidewater)
    migrated(tidewater)
    migrated(tidewater)
    assert rows(tidewater) == [("spoke", other.pk)]
