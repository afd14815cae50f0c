"""A service that expects somebody who died, or went to another hub, is called: its link has closed and says nothing."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.onward.actions import stop_all
from holdfast.outcomes.death_actions import record_death, undo_death
from holdfast.outcomes.discharge_actions import discharge
from holdfast.referrals.actions import withdraw
from holdfast.referrals.naming import name_people
from tests.builders import browser_of, page
from tests.network.conftest import accepted, carried, stored
from tests.onward.conftest import DAY, drafted, expected, heard, sent
from tests.onward.test_pages import lines

MINUTE = timedelta(minutes=1)
DIED = (
    "Lantern Trauma Service expects somebody who has died: call the service, 01632 960888, and say that they have died "
    "and do not need the place any more, by 5pm tomorrow"
)
MOVED = (
    "Lantern Trauma Service expects somebody whom another hub looks after now: call the service, 01632 960888, and say "
    "that they do not need the place any more, and give no reason, by 5pm tomorrow"
)


@pytest.fixture
def waits(tidewater, world, now, clock):
    """Tansy is on the list of a service, which named a day; one to another service was begun, and has not gone."""
    clock(now)
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    heard(tidewater, onward, "accept", now=now, day=expected(now))
    drafted(tidewater, world.tansy, world.quay, now=now)
    return world.tansy


def dies(team, referral, *, now):
    with hub_scope(team.hub):
        record_death(referral, died_on=None, how_known="family", by=team.nell, now=now)


def calls(member, now):
    return [text for text in lines(member, now=now) if "expects somebody" in text]


def onward_page(member, referral):
    return browser_of(member).get(page("onward:of_record", referral.pk))


def test_of_a_death_whoever_has_them_and_leads_read_for_a_week_which_service_to_call(
    tidewater, saltpan, waits, now, clock
):
    before = calls(tidewater.nell, now)
    dies(tidewater, waits, now=clock(now + MINUTE))
    team = (tidewater.nell, tidewater.ines, tidewater.wren, saltpan.nell, saltpan.ines)
    said = [calls(each, now + MINUTE) for each in team]
    later = [calls(tidewater.nell, now + days * DAY) for days in (6, 8)]
    shown = onward_page(tidewater.nell, waits).content.decode()

    assert (before, said) == ([], [[DIED], [DIED], [], [], []])
    assert [len(each) for each in later] == [1, 0]
    assert "Lantern Trauma Service: call the service, 01632 960888, and say that they have died and do not" in shown
    assert "Quay Advice: call" not in shown
    assert [onward_page(each, waits).status_code for each in (tidewater.wren, saltpan.nell)] == [404, 404]
    clock(now + 8 * DAY)
    assert "call the service" not in onward_page(tidewater.nell, waits).content.decode()


def test_of_a_transfer_the_service_is_told_no_reason(tidewater, saltpan, waits, now, clock):
    found = accepted(tidewater, saltpan, waits, now=now)
    between = calls(tidewater.nell, now)
    carried(tidewater, saltpan, found, now=clock(now + MINUTE))
    said = [calls(each, now + MINUTE) for each in (tidewater.nell, tidewater.ines, tidewater.wren, saltpan.nell)]
    shown = onward_page(tidewater.nell, waits).content.decode()

    assert (between, said) == ([], [[MOVED], [MOVED], [], []])
    assert "01632 960888, and say that they do not need the place any more, and give no reason." in shown
    assert "have died" not in shown


def test_whoever_is_kept_out_reads_nothing_of_it(tidewater, waits, now, clock):
    dies(tidewater, waits, now=clock(now + MINUTE))
    with hub_scope(tidewater.hub):
        name_people(waits, named=["Nell Sampleton"], now=now + MINUTE)
    assert [calls(each, now + MINUTE) for each in (tidewater.nell, tidewater.ines)] == [[], [DIED]]
    assert onward_page(tidewater.nell, waits).status_code == 404


def test_a_death_that_was_taken_back_takes_its_line_away(tidewater, waits, now, clock):
    dies(tidewater, waits, now=clock(now + MINUTE))
    with hub_scope(tidewater.hub):
        undo_death(waits.person, by=tidewater.ines, now=clock(now + 2 * MINUTE))
    assert [calls(each, now + 2 * MINUTE) for each in (tidewater.nell, tidewater.ines)] == [[], []]


def test_a_death_that_was_recorded_in_error_and_then_again_is_told_to_the_service_still(tidewater, waits, now, clock):
    dies(tidewater, waits, now=clock(now + MINUTE))
    with hub_scope(tidewater.hub):
        undo_death(waits.person, by=tidewater.ines, now=clock(now + 2 * MINUTE))
    dies(tidewater, stored(tidewater, waits), now=clock(now + 3 * MINUTE))
    assert [calls(each, now + 3 * MINUTE) for each in (tidewater.nell, tidewater.wren)] == [[DIED], []]


def test_a_service_that_was_over_before_is_not_called(tidewater, world, now, clock):
    onward = sent(tidewater, world.tansy, world.lantern, now=clock(now))
    heard(tidewater, onward, "decline", now=now, words="They are full")
    dies(tidewater, world.tansy, now=clock(now + MINUTE))
    assert calls(tidewater.nell, now + MINUTE) == []


def test_of_a_discharge_nobody_is_told_to_call(tidewater, waits, now, clock):
    with hub_scope(tidewater.hub):
        discharge(waits, end_code="46", outcome="reached", returns="", by=tidewater.nell, now=clock(now + MINUTE))
    assert [calls(each, now + MINUTE) for each in (tidewater.nell, tidewater.ines)] == [[], []]


def test_of_whoever_stopped_by_themselves_a_service_is_told_nothing_more(tidewater, waits, now, clock):
    with hub_scope(tidewater.hub):
        withdraw(waits, now=clock(now + MINUTE))
        stop_all(waits, now=now + MINUTE)
    stopped = calls(tidewater.nell, now + MINUTE)
    dies(tidewater, waits, now=clock(now + 2 * MINUTE))
    assert [stopped, *(calls(each, now + 2 * MINUTE) for each in (tidewater.nell, tidewater.ines))] == [[], [], []]
