"""What is said of services after an end was taken back, and of somebody whom another hub had accepted by then."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.onward.actions import refer_instead, show
from holdfast.onward.answer_actions import agree
from holdfast.onward.queries import own_onward, statuses_of
from holdfast.onward.sending_actions import send
from holdfast.onward.to_call import to_call
from holdfast.onward.today import waits
from holdfast.outcomes.death_actions import record_death, undo_death
from holdfast.outcomes.discharge_actions import discharge, reopen, undo_discharge
from holdfast.people.viewer import viewer
from holdfast.portal.standing import next_of
from holdfast.portal.views.onward import line
from holdfast.portal.waiting_told import waiting_told
from holdfast.referrals.next_step import next_step
from tests.appointments.conftest import works
from tests.coordination.conftest import is_assessed
from tests.courses.conftest import agreed as agreed_course
from tests.courses.conftest import signed
from tests.network.conftest import accepted, carried, stored
from tests.network.test_not_let_go import joined, twins
from tests.onward.conftest import DAY, drafted, expected, heard, sent, service
from tests.outcomes.conftest import supported

MINUTE, WEEK = timedelta(minutes=1), timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def discharged_and_back(team, referral, *, now):
    with hub_scope(team.hub):
        row = discharge(referral, end_code="46", outcome="reached", returns="", by=team.nell, now=now)
        undo_discharge(row, by=team.nell, now=now + MINUTE / 3)


def dead_and_back(team, referral, *, now):
    with hub_scope(team.hub):
        record_death(referral, died_on=None, how_known="family", by=team.nell, now=now)
        undo_death(referral.person, by=team.ines, now=now + MINUTE / 3)


@pytest.fixture
def fern(tidewater, now):
    """Fern is in support, and Nell has her."""
    return supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")


def own_page(team, referral, *, now):
    """What she reads first, and whether she reads that she waits."""
    found = stored(team, referral)
    with hub_scope(team.hub):
        told = waiting_told(found, now=now)
        return next_of(found, now=now)["title"], told["title"] if told else "", statuses_of(found)


@pytest.mark.parametrize("ended_and_back", [discharged_and_back, dead_and_back])
def test_whose_place_at_a_service_ended_does_not_read_that_they_wait_for_it(
    tidewater, world, fern, now, ended_and_back
):
    onward = sent(tidewater, fern, world.lantern, now=now)
    heard(tidewater, onward, "accept", now=now, day=expected(now))
    ended_and_back(tidewater, stored(tidewater, fern), now=now + MINUTE)
    found = stored(tidewater, fern)
    assert own_page(tidewater, fern, now=now + MINUTE)[1:] == ("", [])
    assert found.stage == "in_support"


@pytest.mark.parametrize("ended_and_back", [discharged_and_back, dead_and_back])
def test_nobody_is_to_ask_a_service_that_has_them_no_more(tidewater, fern, now, ended_and_back):
    quick = service(tidewater, "Skerry Sleep Clinic", now=now, silent_days=1)
    sent(tidewater, fern, quick, now=now)
    before = stored(tidewater, fern)
    ended_and_back(tidewater, before, now=now + MINUTE)
    found = stored(tidewater, fern)
    asks = "asks the service that has you" in own_page(tidewater, fern, now=now + MINUTE)[0]
    assert (before.next_action, found.next_action == "chase", asks) == ("chase", False, False)


@pytest.mark.parametrize("ended_and_back", [discharged_and_back, dead_and_back])
def test_nobody_is_to_finish_an_onward_referral_that_ended(tidewater, world, fern, now, ended_and_back):
    drafted(tidewater, fern, world.lantern, now=now - DAY)
    before = stored(tidewater, fern)
    ended_and_back(tidewater, before, now=now + MINUTE)
    assert (before.next_action, stored(tidewater, fern).next_action == "refer") == ("refer", False)


@pytest.mark.parametrize("ended_and_back", [discharged_and_back, dead_and_back])
def test_no_step_of_a_course_that_ended_comes_next(tidewater, fern, now, ended_and_back):
    works(tidewater, tidewater.nell, now=now)
    agreed_course(tidewater, fern, signed(tidewater, now=now), practitioner=tidewater.nell, now=now)
    before = stored(tidewater, fern)
    ended_and_back(tidewater, before, now=now + MINUTE)
    found = stored(tidewater, fern)
    with hub_scope(tidewater.hub):
        reckoned = next_step(found, now=now + MINUTE)
    assert before.next_action == "step"
    assert (found.next_action, found.next_action_at) == reckoned


def test_whose_death_was_an_error_does_not_read_that_a_service_is_told_nothing_more_which_is_to_be_called(
    tidewater, world, now
):
    sent(tidewater, world.tansy, world.lantern, now=now)
    dead_and_back(tidewater, world.tansy, now=now + MINUTE)
    person = stored(tidewater, world.tansy).person
    with hub_scope(tidewater.hub):
        (onward,) = own_onward(person)
        state = str(line(onward, now=now + MINUTE)["state"])
    assert words(tidewater.nell, now + MINUTE) == ["lives"]
    assert "They are told nothing more" not in state


def words(member, now):
    with hub_scope(member.hub):
        return [str(each.word) for each in to_call(viewer(member, now=now))]


def test_a_service_is_told_that_the_place_is_not_needed_of_whom_another_hub_had_accepted_before_they_were_said_dead(
    tidewater, saltpan, world, now, clock
):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "accept", now=now, day=expected(now))
    found = accepted(tidewater, saltpan, world.tansy, now=now)
    dead_and_back(tidewater, world.tansy, now=clock(now + MINUTE))
    carried(tidewater, saltpan, found, now=clock(now + 2 * MINUTE))
    assert stored(tidewater, world.tansy).status == "transferred"
    assert words(tidewater.nell, now + 2 * MINUTE) == ["moved"]


def test_a_lead_sees_the_newest_service_to_call_too_however_many_nobody_called(
    tidewater, world, now, clock, monkeypatch
):
    monkeypatch.setattr("holdfast.onward.to_call.MOST_SHOWN", 1)
    other = supported(tidewater, owner=tidewater.nell, now=now, name="Fern Fictional")
    for number, each in enumerate((world.tansy, other), start=1):
        sent(tidewater, each, world.lantern, now=now)
        with hub_scope(tidewater.hub):
            record_death(each, died_on=None, how_known="family", by=tidewater.nell, now=clock(now + number * MINUTE))
    with hub_scope(tidewater.hub):
        found = [each.referral.pk for each in to_call(viewer(tidewater.ines, now=now + WEEK))]
    assert other.pk in found


def test_nobody_gives_up_the_place_of_somebody_who_came_back_and_waits_for_it_again(
    tidewater, saltpan, world, now, clock
):
    sent(tidewater, world.tansy, world.lantern, now=now)
    found = accepted(tidewater, saltpan, world.tansy, now=now)
    carried(tidewater, saltpan, found, now=clock(now + MINUTE))
    assert words(tidewater.nell, now + MINUTE) == ["moved"]
    other, join = twins(tidewater, stored(tidewater, world.tansy), now=clock(now + 2 * MINUTE))
    joined(tidewater, join, now=now + 2 * MINUTE)
    is_assessed(tidewater, other, by=tidewater.nell, now=now + 2 * MINUTE)
    sent(tidewater, stored(tidewater, other), world.lantern, now=clock(now + 3 * MINUTE))
    assert words(tidewater.nell, now + 3 * MINUTE) == []


def test_whoever_comes_back_after_months_is_not_late_for_a_service_that_ended_with_the_discharge(
    tidewater, world, fern, now, clock
):
    sent(tidewater, fern, world.lantern, now=now)
    with hub_scope(tidewater.hub):
        discharge(fern, end_code="46", outcome="reached", returns="", by=tidewater.nell, now=clock(now + MINUTE))
    later = clock(now + 20 * WEEK)
    found = stored(tidewater, fern)
    with hub_scope(tidewater.hub):
        reopen(found, by=tidewater.nell, now=later)
        late = [each["text"] for each in waits(viewer(tidewater.nell, now=later)) if each["is_late"]]
    assert late == []


def test_a_service_whose_place_another_has_taken_is_told_of_or_somebody_is_to_tell_it(tidewater, world, now, clock):
    late = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, late, "accept", now=now, day=expected(now))
    with hub_scope(tidewater.hub):
        other = refer_instead(late, by=tidewater.nell, now=now)
        other = show(other, seen=other.version, by=tidewater.nell, now=now)
        other = agree(other, seen=other.version, now=now)
        other = send(other, seen=other.version, by=tidewater.nell, now=now)
    heard(tidewater, other, "accept", now=clock(now + MINUTE), day=expected(now))
    with hub_scope(tidewater.hub):
        late.refresh_from_db()
        lines = [each["text"] for each in waits(viewer(tidewater.nell, now=now + MINUTE))]
    assert late.status == "withdrawn"
    assert any("Lantern" in each for each in lines)
