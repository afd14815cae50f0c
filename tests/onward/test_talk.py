"""Whom a service declines, or who leaves one, is talked with by a day: it is what comes next."""

from datetime import timedelta

import pytest

from holdfast.appointments.actions import attend
from holdfast.contacts.actions import log_attempt
from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.hubs.scope import hub_scope
from holdfast.onward import actions, answer_actions
from holdfast.onward.rules import CLOSE
from holdfast.outcomes.actions import monitor
from holdfast.referrals.actions import move
from holdfast.referrals.models import Referral
from tests.appointments.conftest import NINE, booked, works
from tests.builders import browser_of, page
from tests.coordination.conftest import fresh
from tests.onward.conftest import DAY, drafted, heard, sent, shown
from tests.onward.test_pages import lines

TALK = "Talk about what else there is"
TALK_TODAY = "One person has ended with a service: talk with them about what else there is"


@pytest.fixture
def out(tidewater, world, now):
    """Tansy is in support, with a step in 30 days; Lantern has her."""
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        move(world.tansy, "support", by=tidewater.nell, now=now, next_action="step", next_action_at=now + 30 * DAY)
    return onward


def fresh_referral(referral):
    return Referral.objects.select_related("person").get(pk=referral.pk)


def comes_next(team, referral):
    found = fresh(team, referral)
    return found.next_action, found.next_action_at


def speaks(team, world, *, now, result="spoke"):
    with hub_scope(team.hub):
        log_attempt(world.tansy, channel="call", result=result, terms=team.hub.current, by=team.nell, now=now)


@pytest.mark.parametrize("verb", ["decline", "drop_out"])
def test_it_comes_next_within_two_working_days_until_they_were_spoken_with(tidewater, world, now, out, verb, clock):
    if verb == "drop_out":
        heard(tidewater, out, "accept", now=now, day=now.date())
    heard(tidewater, out, verb, now=now + DAY, words="Full until the spring")
    due = OFFICE_HOURS.add_working_days(now + DAY, 2, CLOSE)
    assert comes_next(tidewater, world.tansy) == ("talk", due)
    clock(now + DAY)
    assert TALK in browser_of(tidewater.nell).get(page("caseload:person", world.tansy.pk)).content.decode()

    speaks(tidewater, world, now=now + DAY)

    assert comes_next(tidewater, world.tansy)[0] != "talk"


def test_not_reached_it_is_tried_again_and_comes_back_after_another_answer(tidewater, world, now, out):
    heard(tidewater, out, "decline", now=now + DAY, words="Full")
    speaks(tidewater, world, now=now + DAY, result="no_answer")
    assert comes_next(tidewater, world.tansy)[0] == "try_again"
    speaks(tidewater, world, now=now + 2 * DAY)
    assert comes_next(tidewater, world.tansy)[0] not in {"talk", "try_again"}


def test_referred_on_again_it_comes_next_no_more_and_finishing_that_one_does(tidewater, world, now, out):
    heard(tidewater, out, "decline", now=now + DAY, words="Full")
    drafted(tidewater, world.tansy, world.harbour, now=now + DAY)
    assert comes_next(tidewater, world.tansy) == ("refer", OFFICE_HOURS.add_working_days(now + DAY, 5, CLOSE))


def test_what_is_due_sooner_stays_first(tidewater, world, now, out):
    quay = sent(tidewater, world.tansy, world.quay, now=now)
    heard(tidewater, out, "decline", now=now + 13 * DAY, words="Full")
    assert comes_next(tidewater, world.tansy) == ("chase", quay.chase_at)


@pytest.mark.parametrize("how", ["withdrawn", "refused", "gone and withdrawn"])
def test_a_draft_that_is_given_up_leaves_it_to_be_talked_about(tidewater, world, now, out, how):
    heard(tidewater, out, "decline", now=now + DAY, words="Full")
    make = sent if how == "gone and withdrawn" else shown
    again = make(tidewater, world.tansy, world.harbour, now=now + DAY)
    assert comes_next(tidewater, world.tansy)[0] != "talk"

    with hub_scope(tidewater.hub):
        if how == "refused":
            answer_actions.refuse(again, now=now + DAY)
        else:
            actions.withdraw(again, by=tidewater.nell, now=now + DAY)

    assert comes_next(tidewater, world.tansy)[0] == "talk"
    assert TALK_TODAY in lines(tidewater.nell, now=now + DAY)


@pytest.mark.parametrize(("verb", "waits"), [("attend", False), ("miss", True)])
def test_once_they_came_to_a_session_it_waits_no_more(tidewater, saltpan, world, now, out, verb, waits):
    works(tidewater, tidewater.nell, now=now)
    made = booked(tidewater, world.tansy, tidewater.nell, now=now, kind="support")
    heard(tidewater, out, "decline", now=now + DAY, words="Full")
    later = NINE + timedelta(hours=1)
    assert TALK_TODAY in lines(tidewater.nell, now=later)

    with hub_scope(tidewater.hub):
        attend(made, verb, by=tidewater.nell, now=later)

    assert (TALK_TODAY in lines(tidewater.nell, now=later)) == waits
    assert lines(saltpan.nell, now=later) == []
    if verb == "attend":
        assert comes_next(tidewater, world.tansy)[0] != "talk"


def test_of_somebody_who_is_followed_up_it_comes_next_too_and_then_what_was_before(tidewater, world, now, out):
    with hub_scope(tidewater.hub):
        monitor(fresh_referral(world.tansy), by=tidewater.nell, now=now)
    before = comes_next(tidewater, world.tansy)
    heard(tidewater, out, "decline", now=now + DAY, words="Full")
    assert comes_next(tidewater, world.tansy)[0] == "talk"

    speaks(tidewater, world, now=now + DAY)

    assert before[0] != "talk"
    assert comes_next(tidewater, world.tansy)[0] == "follow_up"
