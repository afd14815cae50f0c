"""Whoever waits for a service once support here has ended waits all the same."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.actions import monitor
from holdfast.waiting.actions import keep_waits
from holdfast.waiting.models import Wait
from holdfast.waiting.queries import seen_waiting, waiting_of
from holdfast.waiting.rhythm import rhythm_of
from tests.network.conftest import stored
from tests.onward.conftest import heard, sent, service
from tests.outcomes.conftest import supported
from tests.waiting.conftest import sees

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def otto(tidewater, now):
    """Otto waits for a service, and support here has ended."""
    found = supported(tidewater, owner=tidewater.nell, now=now - 5 * DAY, name="Otto Nobody")
    onward = sent(tidewater, stored(tidewater, found), service(tidewater, "Skerry Sleep Clinic", now=now), now=now)
    with hub_scope(tidewater.hub):
        keep_waits(tidewater.hub, now=now)
        monitor(stored_here(found), by=tidewater.nell, now=now + DAY / 4)
        keep_waits(tidewater.hub, now=now + DAY)
    return found, onward


def stored_here(referral):
    referral.refresh_from_db()
    return referral


def listed(team, member, *, now):
    with hub_scope(team.hub):
        found = seen_waiting(sees(member, now=now), rhythm_of(team.hub, now=now))
        return [(each.pk, each.what, each.since) for each in found]


def test_they_are_on_the_waiting_list_since_the_service_has_them_and_are_contacted(tidewater, otto, now):
    found, _ = otto
    assert listed(tidewater, tidewater.nell, now=now + DAY) == [(found.pk, "elsewhere", now)]
    with hub_scope(tidewater.hub):
        waiting = waiting_of(stored_here(found), now=now + DAY)
    assert waiting.next_at > now + DAY
    assert stored(tidewater, found).stage == "follow_up"


def test_nobody_else_reads_that_they_wait(tidewater, saltpan, otto, now):
    for team, stranger in ((tidewater, tidewater.wren), (saltpan, saltpan.nell)):
        assert listed(team, stranger, now=now + DAY) == []


def test_they_wait_no_more_once_the_service_has_seen_them(tidewater, otto, now):
    found, onward = otto
    heard(tidewater, onward, "begin", now=now + DAY, day=now.date())
    with hub_scope(tidewater.hub):
        keep_waits(tidewater.hub, now=now + 2 * DAY)
        rows = list(Wait.objects.filter(referral=found).values_list("since_at", "ended_at"))
    assert listed(tidewater, tidewater.nell, now=now + 2 * DAY) == []
    assert rows == [(now, now + 2 * DAY)]


def test_the_day_that_the_service_names_is_told_to_them_until_it_names_another(tidewater, otto, now):
    found, onward = otto
    told = []
    for verb, day in (("accept", (now + 20 * DAY).date()), ("wait", (now + 40 * DAY).date())):
        heard(tidewater, onward, verb, now=now + 2 * DAY, day=day)
        with hub_scope(tidewater.hub):
            told.append(waiting_of(stored_here(found), now=now + 2 * DAY).expected_on)
    assert told == [(now + 20 * DAY).date(), (now + 40 * DAY).date()]
