"""Once a service has done with somebody, whoever has them looks at what comes next, whatever the plan's own day is."""

from datetime import timedelta

import pytest

from holdfast.appointments.actions import attend
from holdfast.coordination import plan_actions
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.onward import actions, answer_actions
from holdfast.onward.rules import see_by
from tests.appointments.conftest import NINE, booked, works
from tests.builders import browser_of, page
from tests.coordination.conftest import shown as plan_shown
from tests.coordination.conftest import with_goal, with_strand
from tests.onward.conftest import DAY, drafted, heard, sent
from tests.onward.test_pages import lines, read, send
from tests.onward.test_talk import comes_next, speaks

MONTHS = 150
SEE = "One person is with a service no more: see what comes next"
PRESS = "Seen, nothing more is needed"


@pytest.fixture
def in_force(tidewater, world, now):
    """Tansy has agreed to a plan that is looked at again in five months."""
    with_goal(tidewater, world.tansy, by=tidewater.nell, now=now)
    with_strand(tidewater, world.tansy, by=tidewater.nell, now=now, next_on=now.date() + MONTHS * DAY)
    plan = plan_shown(tidewater, world.tansy, by=tidewater.nell, now=now, look_on=now.date() + MONTHS * DAY)
    with hub_scope(tidewater.hub):
        plan_actions.agree(plan, now=now)


def test_a_service_that_completes_by_its_link_is_seen_by_whoever_has_them(tidewater, world, now, in_force):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "begin", now=now + 5 * DAY, day=(now + 5 * DAY).date())
    heard(tidewater, onward, "complete", now=now + 40 * DAY)
    action, at = comes_next(tidewater, world.tansy)
    assert lines(tidewater.nell, now=now + 41 * DAY) or at < now + 60 * DAY, (action, at)


def test_nor_does_a_draft_hide_for_months_whom_a_service_declined(tidewater, world, now, in_force):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "decline", now=now + DAY, words="Full until the spring")
    drafted(tidewater, world.tansy, world.harbour, now=now + DAY)
    action, at = comes_next(tidewater, world.tansy)
    assert lines(tidewater.nell, now=now + 30 * DAY) or at < now + timedelta(days=30), (action, at)


def completed(team, world, *, now, by=None):
    """They were sent and seen today, and it is complete tomorrow."""
    onward = sent(team, world.tansy, world.lantern, now=now)
    heard(team, onward, "begin", now=now, day=now.date())
    return heard(team, onward, "complete", now=now + DAY, by=by)


def test_whoever_writes_down_that_it_is_complete_looks_too_within_five_working_days(
    tidewater, saltpan, world, now, in_force
):
    completed(tidewater, world, now=now, by=tidewater.ada)
    assert comes_next(tidewater, world.tansy) == ("go_on", see_by(now + DAY))
    assert lines(tidewater.nell, now=now + DAY) == [SEE]
    for other in (tidewater.wren, saltpan.nell):
        assert lines(other, now=now + 30 * DAY) == []


@pytest.mark.parametrize("how", ["withdrawn by us", "stopped by them"])
def test_one_that_had_gone_and_is_stopped_is_seen_too(tidewater, world, now, in_force, how):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        if how == "stopped by them":
            answer_actions.refuse(onward, now=now + DAY)
        else:
            actions.withdraw(onward, by=tidewater.nell, now=now + DAY)
    assert comes_next(tidewater, world.tansy) == ("go_on", see_by(now + DAY))


def test_one_whose_place_another_has_taken_is_not(tidewater, world, now, in_force):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    other = sent(tidewater, world.tansy, world.harbour, now=now, replaces=onward)
    other = heard(tidewater, other, "begin", now=now + DAY, day=(now + DAY).date())
    assert comes_next(tidewater, world.tansy) == ("chase", other.chase_at)
    (line,) = lines(tidewater.nell, now=now + DAY)
    assert line.startswith("Lantern Trauma Service expects somebody whom another service has taken on instead: call")


def test_once_somebody_has_spoken_with_them_it_waits_no_more_and_not_reached_it_stays(tidewater, world, now, in_force):
    completed(tidewater, world, now=now)
    speaks(tidewater, world, now=now + DAY, result="no_answer")
    assert comes_next(tidewater, world.tansy) == ("go_on", see_by(now + DAY))
    assert lines(tidewater.nell, now=now + DAY) == [SEE]
    speaks(tidewater, world, now=now + 2 * DAY)
    assert (comes_next(tidewater, world.tansy)[0], lines(tidewater.nell, now=now + 2 * DAY)) == ("plan", [])


def test_nor_once_they_came_to_a_session(tidewater, world, now, in_force):
    works(tidewater, tidewater.nell, now=now)
    completed(tidewater, world, now=now)
    made = booked(tidewater, world.tansy, tidewater.nell, now=now, kind="support")
    later = NINE + timedelta(hours=1)
    with hub_scope(tidewater.hub):
        attend(made, "attend", by=tidewater.nell, now=later)
    assert (comes_next(tidewater, world.tansy)[0], lines(tidewater.nell, now=later)) == ("plan", [])


def test_one_press_says_that_nothing_more_is_needed_and_pressed_twice_it_is_said_once(
    tidewater, saltpan, world, now, clock, in_force
):
    onward = completed(tidewater, world, now=now)
    clock(now + DAY)
    assert "See what comes next" in browser_of(tidewater.nell).get(page("caseload:person", world.tansy.pk)).text
    pages = [read(member, "one", onward.pk).words for member in (tidewater.nell, tidewater.ada)]
    assert [PRESS in words for words in pages] == [True, False]
    for other in (tidewater.wren, saltpan.nell, tidewater.ada):
        assert send(other, "seen", onward.pk).status_code == 404
    assert lines(tidewater.nell, now=now + DAY) == [SEE]

    first, second = (send(tidewater.nell, "seen", onward.pk) for _ in range(2))

    assert ("Seen. It comes up no more." in first.words, PRESS in first.words, second.status_code) == (True, False, 200)
    assert (comes_next(tidewater, world.tansy)[0], lines(tidewater.nell, now=now + DAY)) == ("plan", [])
    with hub_scope(tidewater.hub):
        assert Event.objects.filter(kind="onward.see_end", subject_id=onward.pk).count() == 1


def test_of_one_that_goes_on_nothing_is_seen_to_be_over(tidewater, world, now, clock):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    clock(now)
    assert "It has gone" in send(tidewater.nell, "seen", onward.pk).words
    assert PRESS not in read(tidewater.nell, "one", onward.pk).words
