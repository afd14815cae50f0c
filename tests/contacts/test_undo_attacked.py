"""An entry is not undone once a colleague has moved the person on by it: what would be put back is not so any more."""

from contextlib import suppress
from datetime import timedelta

import pytest

from holdfast.contacts.actions import log_attempt, undo_attempt
from holdfast.hubs.scope import hub_scope
from holdfast.outcomes.actions import support_again
from holdfast.triage.actions import TooLate
from tests.appointments.conftest import works
from tests.courses.conftest import agreed, signed
from tests.network.conftest import stored
from tests.outcomes.conftest import monitored, supported

SECONDS = timedelta(seconds=20)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def undone(team, referral, attempt, *, now):
    """Whether it could be undone, and what stands then."""
    with hub_scope(team.hub), suppress(TooLate):
        undo_attempt(attempt, by=team.nell, now=now)
    found = stored(team, referral)
    return found.status, found.stage, found.next_action


def logged(team, referral, *, now):
    with hub_scope(team.hub):
        return log_attempt(
            referral, channel="call", result="no_answer", terms=team.hub.current, by=team.nell, now=now
        )  # fmt: skip


def test_whoever_is_supported_again_is_not_followed_up_by_the_undoing_of_a_call(tidewater, now):
    tansy = monitored(tidewater, owner=tidewater.nell, now=now, name="Tansy Madeup")
    attempt = logged(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        support_again(stored_in(tansy), by=tidewater.ines, now=now + SECONDS)
    before = stored(tidewater, tansy)
    after = undone(tidewater, tansy, attempt, now=now + 2 * SECONDS)
    assert after == (before.status, before.stage, before.next_action)


def test_a_course_that_was_started_meanwhile_keeps_its_step(tidewater, now):
    fern = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    works(tidewater, tidewater.nell, now=now)
    protocol = signed(tidewater, now=now)
    attempt = logged(tidewater, fern, now=now)
    agreed(tidewater, stored(tidewater, fern), protocol, practitioner=tidewater.nell, now=now + SECONDS)
    before = stored(tidewater, fern)
    after = undone(tidewater, fern, attempt, now=now + 2 * SECONDS)
    assert (before.next_action, after[2]) == ("step", "step")


def stored_in(referral):
    """As it stands, in the scope that is open."""
    referral.refresh_from_db()
    return referral
