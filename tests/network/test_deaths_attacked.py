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
    own, two = second_way(tidewater, saltpan, now=now)
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
    own, two = second_way(tidewater, saltpan, now=now)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    there = join_of(saltpan, stored(saltpan, went[1]), stored(saltpan, two), now=clock(now + 2 * MINUTE))
    said = [both(saltpan, went[1], two)]
    taken_back(saltpan, went[1], now=clock(now + 3 * MINUTE))
    join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, own), now=clock(now + 4 * MINUTE))
    told()
    said.append(both(saltpan, went[1], two))
    later = clock(now + timedelta(days=5))
    apart(saltpan, there, now=later)
    if is_lost:
        lost()
        said_again(saltpan, now=later + MINUTE)
    told()
    assert [*said, both(saltpan, went[1], two)] == [[True, True], [False, False], [False, True]]


@pytest.mark.parametrize("is_joined_first", [False, True])
def test_what_was_refused_of_one_record_stands_of_another_whether_it_is_heard_before_they_are_joined_or_after(
    tidewater, saltpan, tansy, went, now, clock, is_joined_first
):
    """Whoever refused it read nothing of the other record."""
    own, two = second_way(tidewater, saltpan, now=now)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    taken_back(saltpan, went[1], now=clock(now + 2 * MINUTE))
    steps = [
        lambda at: join_of(saltpan, stored(saltpan, went[1]), stored(saltpan, two), now=at),
        lambda at: join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, own), now=at),
    ]
    for number, step in enumerate(steps if is_joined_first else steps[::-1], start=3):
        step(clock(now + number * MINUTE))
        told()
    said = [both(saltpan, went[1], two)]
    taken_back(saltpan, two, now=clock(now + 5 * MINUTE))
    said_again(tidewater, saltpan, now=now + 6 * MINUTE)
    assert [*said, both(saltpan, went[1], two)] == [[True, True], [False, False]]


def test_a_word_that_goes_and_returns_stands_again_of_a_record_that_never_refused_it(
    tidewater, saltpan, tansy, went, now, clock
):
    own, two = second_way(tidewater, saltpan, now=now)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    taken_back(saltpan, went[1], now=clock(now + 2 * MINUTE))
    here = join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, own), now=clock(now + 3 * MINUTE))
    told()
    join_of(saltpan, stored(saltpan, went[1]), stored(saltpan, two), now=clock(now + 4 * MINUTE))
    said = [both(saltpan, went[1], two)]
    apart(tidewater, here, now=clock(now + 5 * MINUTE))
    told()
    said.append(both(saltpan, went[1], two))
    join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, own), now=clock(now + 6 * MINUTE))
    told()
    assert [*said, both(saltpan, went[1], two)] == [[True, True], [False, False], [True, True]]


def second_way(team, other, *, now):
    """A second record of Tansy's and where it went: not known yet to be hers at either hub."""
    own = known(team, now=now, name="T. Madeup")
    two = carried(team, other, accepted(team, other, own, now=now), now=now)
    accept(other, two, owner=other.nell, now=now, by=other.ines)
    return own, two


def both(team, one, other):
    return [ends(team, each)[1] for each in (one, other)]
