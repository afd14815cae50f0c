"""Deaths between hubs by somebody who tries to prove them wrong: what is said twice, refused once, or said late."""

from datetime import timedelta

import pytest

from tests.builders import accept, browser_of, page
from tests.network.conftest import accepted, carried, join_of, known, stored
from tests.network.test_deaths_again import apart, lost
from tests.network.test_deaths_between import taken_back, told
from tests.network.test_deaths_of_each import said_again
from tests.network.test_not_let_go import dies, ends

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def test_whoever_came_back_is_called_about_nowhere_where_only_this_hub_said_it(
    tidewater, saltpan, tansy, came_back, now, clock
):
    """The other hub says what it heard here, of the record that came back: it takes nothing back that is so here."""
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    said_again(tidewater, saltpan, now=now + 2 * MINUTE)
    shown = [
        browser_of(tidewater.ines).get(page("outcomes:of_record", each.pk)).content.decode()
        for each in (tansy.referral, came_back)
    ]
    assert [text.count("Call Saltpan") for text in shown] == [0, 0]


def test_a_second_death_is_heard_where_the_first_one_was_refused(tidewater, saltpan, tansy, went, now, clock):
    other = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    taken_back(saltpan, went[1], now=clock(now + 2 * MINUTE))
    told()
    dies(tidewater, other, now=clock(now + 3 * MINUTE))
    join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, other), now=clock(now + 4 * MINUTE))
    said_again(tidewater, saltpan, now=now + 5 * MINUTE)
    assert ends(saltpan, went[1])[1]


def test_what_was_taken_back_of_one_record_stands_of_one_that_is_joined_later_whenever_the_job_runs(
    tidewater, saltpan, tansy, went, now, clock
):
    """One word comes to two records of Saltpan by two ways; a lead takes it back of the first alone."""
    own = known(tidewater, now=now, name="T. Madeup")
    two = carried(tidewater, saltpan, accepted(tidewater, saltpan, own, now=now), now=now)
    accept(saltpan, two, owner=saltpan.nell, now=now, by=saltpan.ines)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, own), now=clock(now + 2 * MINUTE))
    told()
    taken_back(saltpan, went[1], now=clock(now + 3 * MINUTE))
    told()
    there = join_of(saltpan, stored(saltpan, went[1]), stored(saltpan, two), now=clock(now + 4 * MINUTE))
    said = [both(saltpan, went[1], two)]
    said_again(tidewater, saltpan, now=now + 5 * MINUTE)
    said.append(both(saltpan, went[1], two))
    apart(saltpan, there, now=clock(now + 6 * MINUTE))
    said_again(tidewater, saltpan, now=now + 7 * MINUTE)
    assert [*said, both(saltpan, went[1], two)] == [[True, True], [True, True], [False, True]]


@pytest.mark.parametrize("is_lost", [False, True])
def test_what_was_kept_out_by_a_join_is_heard_once_that_ends(tidewater, saltpan, tansy, went, now, clock, is_lost):
    own = known(tidewater, now=now, name="T. Madeup")
    two = carried(tidewater, saltpan, accepted(tidewater, saltpan, own, now=now), now=now)
    accept(saltpan, two, owner=saltpan.nell, now=now, by=saltpan.ines)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    taken_back(saltpan, went[1], now=clock(now + 2 * MINUTE))
    there = join_of(saltpan, stored(saltpan, went[1]), stored(saltpan, two), now=clock(now + 3 * MINUTE))
    join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, own), now=clock(now + 4 * MINUTE))
    told()
    together = both(saltpan, went[1], two)
    later = clock(now + timedelta(days=5))
    apart(saltpan, there, now=later)
    if is_lost:
        lost()
        said_again(saltpan, now=later + MINUTE)
    told()
    assert (together, both(saltpan, went[1], two)) == ([False, False], [False, True])


def both(team, one, other):
    return [ends(team, each)[1] for each in (one, other)]
