"""What hubs tell each other of alerts and deaths comes to an end: nothing goes back to where it came from, or to a hub
that has nothing to do with them any more; what was taken back stays so, whichever job runs when."""

from datetime import timedelta

import pytest
from django.db import connection

from holdfast.alerts.models import Alert
from holdfast.hubs.scope import hub_scope
from holdfast.network.deaths import follow, said_here, tell_again
from holdfast.network.tasks import tell_again_in
from holdfast.referrals.actions import withdraw
from tests.builders import accept
from tests.network.conftest import accepted, carried, discharged, join_of, known, stored, worked
from tests.network.test_alerts_between import said_worse
from tests.network.test_deaths_between import taken_back, told
from tests.network.test_meanwhile import alarmed
from tests.network.test_not_let_go import brought, dies, ends, raised

MINUTE = timedelta(minutes=1)
JOBS = ("carry", "see_to_offer")


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def test_an_alert_of_the_hub_that_has_them_again_stays_there(tidewater, saltpan, came_back, now):
    alarmed(tidewater, came_back, now=now + MINUTE)
    worked(*JOBS)
    assert (len(raised(tidewater)), len(raised(saltpan))) == (1, 0)


def test_an_alert_of_the_hub_that_let_them_go_reaches_the_one_that_has_them_once(
    tidewater, saltpan, went, came_back, now
):
    alarmed(tidewater, came_back, now=now + MINUTE)
    alarmed(saltpan, went[1], now=now + 2 * MINUTE)
    worked(*JOBS)
    worked(*JOBS)
    assert (len(raised(tidewater)), len(raised(saltpan))) == (2, 1)


def test_it_is_passed_on_along_a_chain_once(tidewater, saltpan, fenmark, tansy, fenmarks, now):
    alarmed(tidewater, tansy.referral, now=now + MINUTE)
    worked(*JOBS)
    assert [len(raised(team)) for team in (tidewater, saltpan, fenmark)] == [1, 1, 1]


def test_in_a_ring_of_three_hubs_it_comes_to_an_end(tidewater, saltpan, fenmark, tansy, went, fenmarks, now):
    accept(fenmark, fenmarks, owner=fenmark.nell, now=now, by=fenmark.ines)
    third = accepted(fenmark, tidewater, stored(fenmark, fenmarks), now=now)
    back = carried(fenmark, tidewater, third, now=now)
    join_of(tidewater, tansy.referral, back, now=now)
    with hub_scope(tidewater.hub):
        withdraw(back, now=now)
    alarmed(saltpan, went[1], now=now + MINUTE)
    for _ in range(12):
        worked(*JOBS)
    assert [len(raised(team)) for team in (tidewater, saltpan, fenmark)] == [1, 1, 1]


def test_whoever_went_there_and_back_and_there_again_has_one_alert_at_each_hub(
    tidewater, saltpan, went, came_back, now
):
    third = accepted(tidewater, saltpan, stored(tidewater, came_back), now=now)
    again = carried(tidewater, saltpan, third, now=now)
    join_of(saltpan, went[1], again, now=now)
    alarmed(tidewater, came_back, now=now + MINUTE)
    for _ in range(3):
        worked(*JOBS)
    assert (len(raised(tidewater)), len(raised(saltpan))) == (1, 1)


def test_where_their_two_records_are_not_known_to_be_one_persons_each_has_its_alert(tidewater, saltpan, went, now):
    third = accepted(saltpan, tidewater, went[1], now=now)
    carried(saltpan, tidewater, third, now=now)
    stranger = known(tidewater, now=now, name="Sorrel Madeup")
    alarmed(saltpan, went[1], now=now + MINUTE)
    for _ in range(3):
        worked(*JOBS)
    with hub_scope(tidewater.hub):
        about = list(Alert.objects.values_list("person_id", flat=True))
    assert (len(about), stranger.person_id in about, len(raised(saltpan))) == (1, False, 1)


def test_an_alert_that_gets_worse_is_heard_once_more_along_a_chain(tidewater, saltpan, fenmark, tansy, fenmarks, now):
    alert = alarmed(tidewater, tansy.referral, now=now + MINUTE)
    worked(*JOBS)
    said_worse(tidewater, alert, now=now + 2 * MINUTE)
    for _ in range(3):
        worked(*JOBS)
    heard = [[each[1] for each in raised(team)] for team in (tidewater, saltpan, fenmark)]
    assert heard == [["no"], ["yes", "no"], ["yes", "no"]]


def test_a_new_request_at_the_first_hub_says_nothing_to_one_that_discharged_them(
    tidewater, saltpan, tansy, went, now, clock
):
    discharged(saltpan, went[1], now=now)
    later = clock(now + timedelta(days=1))
    again = known(tidewater, now=later, name="T. Madeup")
    join_of(tidewater, tansy.referral, again, now=later)

    alarmed(tidewater, again, now=later + MINUTE)
    worked(*JOBS)

    assert raised(saltpan) == []


def test_an_alert_after_letting_go_whose_job_was_lost_is_told_within_the_hour(
    tidewater, saltpan, tansy, went, now, clock
):
    other = known(tidewater, now=now, name="T. Madeup")
    join_of(tidewater, tansy.referral, other, now=now)
    with hub_scope(tidewater.hub):
        withdraw(other, now=now)
    worked(*JOBS)
    alarmed(tidewater, stored(tidewater, other), now=now + MINUTE)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    clock(now + 30 * MINUTE)
    heard = [len(raised(saltpan))]
    with hub_scope(tidewater.hub):
        tell_again_in(tidewater.hub)
    worked(*JOBS)
    assert [*heard, len(raised(saltpan))] == [0, 1]


def test_a_death_that_is_taken_back_between_reading_and_writing_is_so_at_both(tidewater, saltpan, tansy, went, now):
    found, new = went
    dies(tidewater, tansy.referral, now=now + MINUTE)
    with hub_scope(tidewater.hub):
        said = said_here(tidewater.hub, found.pk)
    taken_back(tidewater, tansy.referral, now=now + 2 * MINUTE)
    with hub_scope(saltpan.hub):
        follow(saltpan.hub, found.pk, said, now=now + 3 * MINUTE)
    told()
    assert (ends(tidewater, tansy.referral)[1], ends(saltpan, new)[1]) == (False, False)


@pytest.mark.parametrize("asks_again", [False, True])
def test_one_whose_taking_back_began_before_the_other_hub_heard_is_taken_back_there(
    tidewater, saltpan, tansy, went, now, clock, asks_again
):
    _, new = went
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    clock(now + 3 * MINUTE)
    told()
    taken_back(tidewater, tansy.referral, now=now + 2 * MINUTE)
    clock(now + 50 * MINUTE)
    told()
    if asks_again:
        with hub_scope(saltpan.hub):
            tell_again(saltpan.hub, now=now + 50 * MINUTE)
        told()
    assert (ends(tidewater, tansy.referral)[1], ends(saltpan, new)[1]) == (False, False)


def test_a_death_and_its_taking_back_reach_three_hubs_from_either_end(
    tidewater, saltpan, fenmark, tansy, went, fenmarks, now, clock
):
    theirs = ((tidewater, tansy.referral), (saltpan, went[1]), (fenmark, fenmarks))

    def after(act, team, referral, minutes):
        act(team, referral, now=clock(now + minutes * MINUTE))
        clock(now + (minutes + 1) * MINUTE)
        told()
        return [ends(each, own)[1] for each, own in theirs]

    for minutes, (team, referral) in zip((1, 20, 40), theirs, strict=True):
        assert after(dies, team, referral, minutes) == [True] * 3
        assert after(taken_back, team, referral, minutes + 10) == [False] * 3


def test_a_death_that_goes_with_them_to_a_third_hub_is_taken_back_there_too(
    tidewater, saltpan, fenmark, tansy, went, now, clock
):
    second = accepted(saltpan, fenmark, went[1], now=now)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    clock(now + 3 * MINUTE)
    worked("follow_death")  # Saltpan hears of it, and says so beside what goes to Fenmark
    new = brought(fenmark, second, now=now + 4 * MINUTE)
    went_along = ends(fenmark, new)[1]
    taken_back(tidewater, tansy.referral, now=now + 2 * MINUTE)  # it began before Saltpan heard of the death
    clock(now + 50 * MINUTE)
    told()
    everywhere = [ends(*each)[1] for each in ((tidewater, tansy.referral), (saltpan, went[1]), (fenmark, new))]
    assert (went_along, everywhere) == (True, [False] * 3)


def test_a_death_that_a_join_makes_known_outweighs_what_another_hub_said_before_it(
    tidewater, saltpan, tansy, went, now, clock
):
    other = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, other, now=clock(now + MINUTE))
    dies(saltpan, went[1], now=clock(now + 2 * MINUTE))
    told()
    taken_back(saltpan, went[1], now=clock(now + 3 * MINUTE))
    told()
    apart = [ends(tidewater, tansy.referral)[1], ends(saltpan, went[1])[1]]
    join_of(tidewater, tansy.referral, stored(tidewater, other), now=clock(now + 5 * MINUTE))
    told()
    assert (apart, ends(tidewater, tansy.referral)[1], ends(saltpan, went[1])[1]) == ([False, False], True, True)
