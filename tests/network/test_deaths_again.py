"""Deaths between hubs and between joined records: each is taken back wherever it came to, and none stands half."""

from datetime import timedelta

import pytest
from django.db import connection

from holdfast.caseload.actions import separate_joined
from holdfast.correspondence.actions import post_to_person
from holdfast.correspondence.models import Message
from holdfast.correspondence.tasks import send
from holdfast.hubs.scope import hub_scope
from holdfast.network.deaths import tell_again
from holdfast.network.tasks import tell_again_in
from holdfast.people.access import has_died
from tests.network.conftest import accepted, carried, join_of, known, stored
from tests.network.test_deaths_between import calls, taken_back, told
from tests.network.test_not_let_go import dies, ends

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def lost():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def apart(team, join, *, now):
    with hub_scope(team.hub):
        return separate_joined(join, by=team.ines, now=now)


def test_a_join_that_makes_an_old_death_known_is_said_again_when_its_job_was_lost(
    tidewater, saltpan, tansy, went, now, clock
):
    other = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, other, now=clock(now + MINUTE))
    told()
    later = clock(now + timedelta(days=3))
    join_of(tidewater, tansy.referral, stored(tidewater, other), now=later)
    lost()
    clock(later + 60 * MINUTE)
    with hub_scope(tidewater.hub):
        tell_again_in(tidewater.hub)
    told()
    assert (ends(tidewater, tansy.referral)[1], ends(saltpan, went[1])[1]) == (True, True)


def test_one_is_taken_back_after_the_other_hub_separated_its_records(tidewater, saltpan, tansy, went, pair, now, clock):
    other, two, _ = pair
    there = join_of(saltpan, went[1], two, now=now)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    clock(now + 2 * MINUTE)
    told()
    all_dead = [ends(saltpan, went[1])[1], ends(saltpan, two)[1], ends(tidewater, other)[1]]
    apart(saltpan, there, now=clock(now + 3 * MINUTE))
    told()
    taken_back(tidewater, tansy.referral, now=clock(now + 5 * MINUTE))
    clock(now + 6 * MINUTE)
    told()
    with hub_scope(tidewater.hub):
        tell_again(tidewater.hub, now=now + 7 * MINUTE)
    told()
    home = [ends(tidewater, tansy.referral)[1], ends(tidewater, other)[1]]
    assert all_dead == [True] * 3
    assert (home, [ends(saltpan, went[1])[1], ends(saltpan, two)[1]]) == ([False, False], [False, False])


def test_also_of_a_record_that_the_first_hub_never_had(tidewater, saltpan, tansy, went, now, clock):
    own = known(saltpan, now=now, name="T. Madeup")
    there = join_of(saltpan, went[1], own, now=now)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    clock(now + 2 * MINUTE)
    told()
    both = [ends(saltpan, went[1])[1], ends(saltpan, own)[1]]
    apart(saltpan, there, now=clock(now + 3 * MINUTE))
    told()
    taken_back(tidewater, tansy.referral, now=clock(now + 5 * MINUTE))
    clock(now + 6 * MINUTE)
    told()
    assert both == [True, True]
    assert [ends(saltpan, went[1])[1], ends(saltpan, own)[1]] == [False, False]


def test_what_another_hub_takes_back_leaves_dead_whoever_died_by_a_joined_record_of_this_hub(
    tidewater, saltpan, tansy, went, now, clock
):
    own = known(saltpan, now=now, name="T. Madeup")
    dies(saltpan, own, now=clock(now + MINUTE))
    dies(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    told()
    join_of(saltpan, went[1], stored(saltpan, own), now=clock(now + 3 * MINUTE))
    told()
    taken_back(tidewater, tansy.referral, now=clock(now + 5 * MINUTE))
    clock(now + 6 * MINUTE)
    told()
    found = stored(saltpan, went[1])
    with hub_scope(saltpan.hub):
        silent = has_died(found.person)
    # either both live or both are dead; not an open request of whom no mail goes out
    assert (found.closed_at is None, silent) in [(True, False), (False, True)]


def test_a_lead_takes_back_both_of_two_joined_records_that_each_had_one(tidewater, tansy, now, clock):
    own = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, own, now=clock(now + MINUTE))
    dies(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, own), now=clock(now + 3 * MINUTE))
    taken_back(tidewater, tansy.referral, now=clock(now + 5 * MINUTE))
    found = stored(tidewater, tansy.referral)
    with hub_scope(tidewater.hub):
        silent = has_died(found.person)
    assert (found.closed_at is None, silent) in [(True, False), (False, True)]


def test_separated_from_one_of_two_who_died_they_stay_dead_by_the_other(tidewater, tansy, now, clock):
    one = known(tidewater, now=now, name="T. Madeup")
    two = known(tidewater, now=now, name="Tan Madeup")
    dies(tidewater, one, now=clock(now + MINUTE))
    dies(tidewater, two, now=clock(now + 2 * MINUTE))
    first = join_of(tidewater, tansy.referral, stored(tidewater, one), now=clock(now + 3 * MINUTE))
    join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, two), now=clock(now + 4 * MINUTE))
    apart(tidewater, first, now=clock(now + 5 * MINUTE))
    found = stored(tidewater, tansy.referral)
    with hub_scope(tidewater.hub):
        assert has_died(found.person)
    assert ends(tidewater, tansy.referral) == ("discharged", True)


def test_and_mail_to_them_goes_again(tidewater, tansy, now, clock):
    own = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, own, now=clock(now + MINUTE))
    dies(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, own), now=clock(now + 3 * MINUTE))
    taken_back(tidewater, tansy.referral, now=clock(now + 5 * MINUTE))
    with hub_scope(tidewater.hub):
        message = post_to_person(
            tansy.referral.person, kind=Message.Kind.NEWS, subject_id=tansy.referral.pk, now=now + 6 * MINUTE
        )  # fmt: skip
    send.func(message_id=str(message.pk), hub_id=str(tidewater.hub.pk))
    with hub_scope(tidewater.hub):
        assert Message.objects.get(pk=message.pk).cancelled_at is None


def test_a_chain_of_joins_is_given_back_part_by_part(tidewater, tansy, now, clock):
    dead, far = known(tidewater, now=now, name="T. Madeup"), known(tidewater, now=now, name="Tan Madeup")
    dies(tidewater, dead, now=clock(now + MINUTE))
    first = join_of(tidewater, tansy.referral, stored(tidewater, dead), now=clock(now + 3 * MINUTE))
    join_of(tidewater, stored(tidewater, tansy.referral), far, now=clock(now + 4 * MINUTE))
    together = [ends(tidewater, each)[1] for each in (tansy.referral, dead, far)]
    apart(tidewater, first, now=clock(now + 5 * MINUTE))
    assert together == [True] * 3
    assert [ends(tidewater, each)[1] for each in (tansy.referral, dead, far)] == [False, True, False]


def test_and_after_the_hub_to_which_it_came_separated_them(tidewater, saltpan, tansy, went, pair, now, clock):
    """Both went; the second is taken back at Saltpan's side after its own join there was undone, and said again."""
    other, two, here = pair
    join_of(saltpan, went[1], two, now=now)
    dies(saltpan, went[1], now=clock(now + MINUTE))
    clock(now + 2 * MINUTE)
    told()
    apart(tidewater, here, now=clock(now + 3 * MINUTE))
    told()
    taken_back(saltpan, went[1], now=clock(now + 5 * MINUTE))
    clock(now + 6 * MINUTE)
    told()
    everywhere = ((tidewater, tansy.referral), (tidewater, other), (saltpan, two))
    assert [ends(*each)[1] for each in everywhere] == [False] * 3


def test_one_that_came_and_went_on_by_a_join_is_taken_back_at_all_three(
    tidewater, saltpan, fenmark, tansy, went, now, clock
):
    """Tidewater said it of them; Saltpan has them and another record; the other went to Fenmark by Saltpan."""
    own = known(saltpan, now=now, name="T. Madeup")
    second = accepted(saltpan, fenmark, own, now=now)
    new = carried(saltpan, fenmark, second, now=now)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    join_of(saltpan, went[1], stored(saltpan, own), now=clock(now + 3 * MINUTE))
    told()
    along = ends(fenmark, new)[1]
    taken_back(tidewater, tansy.referral, now=now + 2 * MINUTE)
    clock(now + 9 * MINUTE)
    told()
    assert (along, [ends(saltpan, went[1])[1], ends(saltpan, own)[1], ends(fenmark, new)[1]]) == (
        True, [False] * 3
    )  # fmt: skip


def test_a_join_that_makes_an_old_death_known_stands_on_today_for_a_hub_elsewhere(
    tidewater, saltpan, tansy, sealed, now, clock
):
    other = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, other, now=clock(now + MINUTE))
    before = calls(tidewater.nell, now + 2 * MINUTE)
    later = clock(now + timedelta(days=10))
    join_of(tidewater, tansy.referral, stored(tidewater, other), now=later)
    assert ends(tidewater, tansy.referral)[1]
    assert (len(before), len(calls(tidewater.nell, later + MINUTE))) == (0, 1)


def test_the_day_by_which_it_is_called_counts_from_the_join(tidewater, saltpan, tansy, sealed, now, clock):
    other = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, other, now=clock(now + MINUTE))
    later = clock(now + timedelta(days=5))
    join_of(tidewater, tansy.referral, stored(tidewater, other), now=later)

    (said,) = calls(tidewater.nell, later + MINUTE)
    assert said.endswith("by 5pm tomorrow")


def test_separated_again_it_is_said_that_they_live(tidewater, saltpan, tansy, sealed, now, clock):
    other = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, other, now=clock(now + MINUTE))
    join = join_of(tidewater, tansy.referral, stored(tidewater, other), now=clock(now + 5 * MINUTE))
    apart(tidewater, join, now=clock(now + 9 * MINUTE))
    assert [each.split(":")[0] for each in calls(tidewater.nell, now + 10 * MINUTE)] == [
        "That somebody has died whose record a hub elsewhere has too was an error"
    ]


def test_today_says_what_is_so_of_whoever_lived_and_died_by_a_join(tidewater, saltpan, tansy, sealed, now, clock):
    other = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, other, now=clock(now + MINUTE))
    dies(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    taken_back(tidewater, tansy.referral, now=clock(now + 3 * MINUTE))
    join_of(tidewater, tansy.referral, stored(tidewater, other), now=clock(now + 5 * MINUTE))
    assert ends(tidewater, tansy.referral)[1]
    assert [each.split(":")[0] for each in calls(tidewater.nell, now + 6 * MINUTE)] == [
        "Somebody whose record a hub elsewhere has too has died"
    ]


def test_a_third_hub_hears_that_it_was_an_error_though_the_second_separated_its_records(
    tidewater, saltpan, fenmark, tansy, went, now, clock
):
    """The error is taken back where it was said; a third hub keeps the death for ever."""
    own = known(saltpan, now=now, name="T. Madeup")
    second = accepted(saltpan, fenmark, own, now=now)
    new = carried(saltpan, fenmark, second, now=now)
    there = join_of(saltpan, went[1], stored(saltpan, own), now=now)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    along = ends(fenmark, new)[1]
    apart(saltpan, there, now=clock(now + 3 * MINUTE))
    told()
    taken_back(tidewater, tansy.referral, now=clock(now + 5 * MINUTE))
    told()
    assert (along, ends(fenmark, new)[1]) == (True, False)
