"""Whatever closed a request is not undone once their death is recorded: nothing of theirs goes on."""

import contextlib
from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.discharge_actions import discharge
from holdfast.triage.actions import Choice, TooLate, decide, undo
from tests.builders import browser_of, page, send_request
from tests.network.conftest import join_of, known, stored
from tests.network.test_not_let_go import dies

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def ended(team, referral, *, now):
    with hub_scope(team.hub):
        return discharge(referral, end_code="46", outcome="reached", returns="", by=team.nell, now=now)


def stands(team, referral):
    found = stored(team, referral)
    return bool(found.person.died_at), found.closed_at is None


def test_a_discharge_is_not_undone_in_another_tab_once_a_colleague_recorded_their_death(tidewater, now, clock):
    referral = known(tidewater, now=now)
    ended(tidewater, referral, now=now)
    dies(tidewater, stored(tidewater, referral), now=clock(now + 10 * SECOND))
    clock(now + 30 * SECOND)
    browser_of(tidewater.nell).post(page("outcomes:undo_discharge", referral.pk))
    assert stands(tidewater, referral) == (True, False)


def test_nor_once_it_was_recorded_on_a_record_that_is_joined(tidewater, now, clock):
    referral, other = known(tidewater, now=now), known(tidewater, now=now, name="T. Madeup")
    join_of(tidewater, referral, other, now=now)
    ended(tidewater, stored(tidewater, referral), now=now)
    dies(tidewater, stored(tidewater, other), now=clock(now + 10 * SECOND))
    clock(now + 30 * SECOND)
    browser_of(tidewater.nell).post(page("outcomes:undo_discharge", referral.pk))
    assert stands(tidewater, referral) == (True, False)


def test_a_decision_is_not_undone_once_their_death_is_recorded(tidewater, now, clock):
    referral = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        made = decide(
            referral, Choice("signpost", contact_by=referral.contact_by, words="Please call them"), seen=None,
            by=tidewater.nell, now=now,
        )  # fmt: skip
    dies(tidewater, stored(tidewater, referral), now=clock(now + 10 * SECOND))
    clock(now + 30 * SECOND)
    with hub_scope(tidewater.hub), contextlib.suppress(TooLate):
        undo(made, by=tidewater.nell, now=now + 30 * SECOND)
    assert stands(tidewater, referral) == (True, False)
