"""What was promised before promises were rows: the migration finds what stood, and nothing that was kept."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from holdfast.appointments import actions as appointments
from holdfast.contacts.models import Promise
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import NINE, booked, works
from tests.builders import accept, send_request
from tests.contacts.promising import rang
from tests.network.conftest import stored
from tests.referrals.test_next_forgotten import promised
from tests.referrals.test_next_kept import called_back, tried

pytestmark = pytest.mark.usefixtures("at_now")
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MIGRATION = "holdfast.contacts.migrations.0004_protect_promise"


def migrated(team, *, now):
    """What the migration finds: every promise that is a row is forgotten before."""
    made = import_module(MIGRATION)
    with hub_scope(team.hub):
        Promise.objects.filter(ended_at=None).update(ended_at=now, end="replaced", ended_by=team.nell.pk)
        with connection.cursor() as cursor:
            cursor.execute(made.FOUND)
        return list(Promise.objects.filter(ended_at=None).order_by("due_at").values_list("action", "due_at"))


def attended(team, made, verb, *, now):
    with hub_scope(team.hub):
        return appointments.attend(made, verb, by=team.nell, now=now)


def test_whoever_came_since_an_absence_is_not_tried_again_by_the_migration(tidewater, fern, now, clock):
    absent = booked(tidewater, fern, tidewater.nell, now=now, kind="support")
    attended(tidewater, absent, "miss", now=clock(NINE + HOUR))
    seen = booked(tidewater, stored(tidewater, fern), tidewater.nell, at=NINE + DAY, now=NINE + HOUR, kind="support")
    at = clock(NINE + DAY + HOUR)
    attended(tidewater, seen, "attend", now=at)
    assert stored(tidewater, fern).next_action == "plan"
    assert migrated(tidewater, now=at) == []


def test_a_promised_call_that_was_kept_by_coming_does_not_come_back_by_the_migration(tidewater, fern, now, clock):
    promised(tidewater, fern, at=NINE + 2 * DAY, now=now)
    seen = booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    at = clock(NINE + HOUR)
    attended(tidewater, seen, "attend", now=at)
    assert stored(tidewater, fern).next_action == "plan"
    assert migrated(tidewater, now=at) == []


def test_an_absence_that_was_taken_back_makes_no_promise_by_the_migration(tidewater, fern, now, clock):
    made = booked(tidewater, fern, tidewater.nell, now=now, kind="support")
    at = clock(NINE + HOUR)
    made = attended(tidewater, made, "miss", now=at)
    with hub_scope(tidewater.hub):
        appointments.undo(made, by=tidewater.nell, now=at + MINUTE / 2)
    assert migrated(tidewater, now=at + MINUTE) == []


def test_a_promised_call_before_a_first_contact_is_found_by_the_migration(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, tansy, owner=tidewater.nell, now=now)
    promised(tidewater, tansy, at=now + DAY, now=now)
    assert stored(tidewater, tansy).next_action_at == now + DAY
    assert migrated(tidewater, now=now) == [("call", now + DAY)]


def test_a_call_back_before_a_decision_is_found_by_the_migration(tidewater, now):
    tansy = send_request(tidewater, now=now, name="Tansy Madeup")
    called_back(tidewater, tansy, at=now + HOUR, now=now)
    assert migrated(tidewater, now=now) == [("call", now + HOUR)]


def test_a_promised_call_that_is_behind_an_appointment_is_found_though_a_text_was_sent(tidewater, fern, now):
    promised(tidewater, fern, at=NINE + DAY, now=now)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now, kind="support")
    tried(tidewater, fern, channel="text", result="sent", now=now + HOUR)
    assert stored(tidewater, fern).next_action == "meet"
    assert migrated(tidewater, now=now + HOUR) == [("call", NINE + DAY)]


def test_a_call_that_is_promised_for_later_is_found_behind_another_try(tidewater, fern, now):
    promised(tidewater, fern, at=now + 3 * DAY, now=now)
    tried(tidewater, fern, channel="call", result="no_answer", next_try_at=now + 3 * HOUR, now=now + HOUR)
    assert stored(tidewater, fern).next_action == "try_again"
    assert migrated(tidewater, now=now + HOUR) == [("try_again", now + 3 * HOUR), ("call", now + 3 * DAY)]


def test_what_was_spoken_of_before_a_promise_does_not_keep_it_after_the_migration(tidewater, fern, now):
    later = now + 2 * HOUR
    promised(tidewater, fern, at=now + 3 * DAY, now=later)
    migrated(tidewater, now=later)
    tried(tidewater, fern, channel="call", result="spoke", at=now + HOUR, now=later + MINUTE)  # written down late
    assert stored(tidewater, fern).next_action == "call"


def test_a_promised_call_that_was_kept_by_ringing_does_not_come_back_by_the_migration(tidewater, fern, now):
    called_back(tidewater, fern, at=now + 3 * HOUR, now=now)
    before = migrated(tidewater, now=now + MINUTE)
    rang(tidewater, fern, now=now + HOUR)
    assert before == [("call", now + 3 * HOUR)]
    assert migrated(tidewater, now=now + HOUR) == []


def test_a_promised_call_that_was_due_and_tried_in_vain_is_another_try_by_the_migration(tidewater, fern, now):
    promised(tidewater, fern, at=now + HOUR, now=now)
    tried(tidewater, fern, channel="call", result="no_answer", next_try_at=now + 4 * HOUR, now=now + HOUR)
    booked(tidewater, stored(tidewater, fern), tidewater.nell, now=now + HOUR, kind="support")
    assert migrated(tidewater, now=now + 2 * HOUR) == [("try_again", now + 4 * HOUR)]


def test_whether_they_are_safe_is_asked_still_after_the_migration(tidewater, fern, now, clock):
    absent = booked(tidewater, fern, tidewater.nell, now=now, kind="support")
    with hub_scope(tidewater.hub):
        appointments.attend(absent, "miss", is_worrying=True, by=tidewater.nell, now=clock(NINE + HOUR))
    found = stored(tidewater, fern)
    assert migrated(tidewater, now=NINE + HOUR) == [("welfare", found.next_action_at)]
