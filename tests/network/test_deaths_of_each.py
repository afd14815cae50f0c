"""What each hub says of a death is kept by itself: they live again when none says it any more, and not before; and
nothing that hubs tell each other keeps itself alive in a ring."""

from datetime import timedelta

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.network.deaths import tell_again
from holdfast.outcomes.models import Death
from tests.builders import browser_of, page
from tests.network.conftest import accepted, carried, join_of, known, stored
from tests.network.test_deaths_again import apart
from tests.network.test_deaths_between import taken_back, told
from tests.network.test_not_let_go import dies, ends

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def kept(team):
    with hub_scope(team.hub):
        return [(each.told_by, each.end) for each in Death.objects.order_by("pk")]


def said_again(*teams, now):
    for team in teams:
        with hub_scope(team.hub):
            tell_again(team.hub, now=now)
    told()


def test_who_was_dead_by_a_join_stays_so_after_it_by_what_another_hub_says(tidewater, saltpan, tansy, went, now, clock):
    other = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, other, now=clock(now + MINUTE))
    join = join_of(tidewater, tansy.referral, stored(tidewater, other), now=clock(now + 2 * MINUTE))
    dies(saltpan, went[1], now=clock(now + 3 * MINUTE))
    told()
    apart(tidewater, join, now=clock(now + 4 * MINUTE))
    told()
    assert [ends(tidewater, tansy.referral)[1], ends(saltpan, went[1])[1]] == [True, True]
    taken_back(saltpan, went[1], now=clock(now + 5 * MINUTE))
    told()
    everybody = ((tidewater, tansy.referral), (saltpan, went[1]), (tidewater, other))
    assert [ends(*each)[1] for each in everybody] == [False, False, True]


def test_of_two_hubs_that_say_it_one_takes_back_and_a_third_keeps_the_word_of_the_other(
    tidewater, saltpan, fenmark, tansy, went, fenmarks, now, clock
):
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    dies(fenmark, fenmarks, now=clock(now + 2 * MINUTE))
    told()
    taken_back(tidewater, tansy.referral, now=clock(now + 3 * MINUTE))
    told()
    assert [ends(saltpan, went[1])[1], ends(fenmark, fenmarks)[1]] == [True, True]
    taken_back(fenmark, fenmarks, now=clock(now + 4 * MINUTE))
    told()
    assert [ends(saltpan, went[1])[1], ends(fenmark, fenmarks)[1]] == [False, False]
    assert sorted(end for _, end in kept(saltpan)) == ["error", "error"]


def test_what_another_hub_said_of_one_record_is_not_so_of_one_that_is_joined_no_more(
    tidewater, saltpan, tansy, went, now, clock
):
    own = known(saltpan, now=now, name="T. Madeup")
    join = join_of(saltpan, went[1], own, now=now)
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    together = [ends(saltpan, went[1])[1], ends(saltpan, own)[1]]
    apart(saltpan, join, now=clock(now + 2 * MINUTE))
    told()
    assert (together, [ends(saltpan, went[1])[1], ends(saltpan, own)[1]]) == ([True, True], [True, False])


def test_whoever_went_there_and_back_lives_again_at_both_once_the_join_that_made_it_known_ends(
    tidewater, saltpan, tansy, went, came_back, now, clock
):
    other = known(tidewater, now=now, name="T. Madeup")
    dies(tidewater, other, now=clock(now + MINUTE))
    join = join_of(tidewater, stored(tidewater, tansy.referral), stored(tidewater, other), now=clock(now + 2 * MINUTE))
    told()
    said_again(tidewater, saltpan, now=now + 3 * MINUTE)
    everybody = ((tidewater, tansy.referral), (tidewater, came_back), (saltpan, went[1]))
    together = [ends(*each)[1] for each in everybody]
    apart(tidewater, join, now=clock(now + 4 * MINUTE))
    said_again(saltpan, tidewater, now=now + 5 * MINUTE)
    assert (together, [ends(*each)[1] for each in everybody]) == ([True] * 3, [False] * 3)
    assert ends(tidewater, other)[1]


def test_whose_record_at_the_first_hub_is_not_known_to_be_theirs_is_dead_on_both(
    tidewater, saltpan, fenmark, tansy, went, now, clock
):
    second = accepted(saltpan, tidewater, went[1], now=now)
    back = carried(saltpan, tidewater, second, now=now)
    stranger = known(tidewater, now=now, name="Sorrel Madeup")
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    both = [ends(tidewater, each)[1] for each in (tansy.referral, back, stranger)]
    taken_back(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    told()
    after = [ends(tidewater, each)[1] for each in (tansy.referral, back, stranger)]
    assert (both, after, kept(fenmark)) == ([True, True, False], [False] * 3, [])


def test_the_page_says_each_word_once_and_calls_no_hub_that_said_nothing(
    tidewater, saltpan, fenmark, tansy, went, now, clock
):
    dies(saltpan, went[1], now=clock(now + MINUTE))
    dies(tidewater, tansy.referral, now=clock(now + 2 * MINUTE))
    told()
    shown = browser_of(tidewater.ines).get(page("outcomes:of_record", tansy.referral.pk)).content.decode()
    assert [shown.count(words) for words in (
        "by Nell Sampleton.", "by Saltpan Staff Support Hub.", "Call Saltpan Staff Support Hub first", "Fenmark"
    )] == [1, 1, 1, 0]  # fmt: skip


def test_what_a_lead_here_took_back_stays_so_though_the_other_hub_says_it_by_a_joined_record_too(
    tidewater, saltpan, tansy, pair, now, clock, went
):
    other, two, _ = pair
    dies(tidewater, tansy.referral, now=clock(now + MINUTE))
    told()
    join_of(saltpan, stored(saltpan, went[1]), stored(saltpan, two), now=clock(now + 2 * MINUTE))
    taken_back(saltpan, went[1], now=clock(now + 3 * MINUTE))
    said_again(tidewater, saltpan, now=now + 4 * MINUTE)
    assert [ends(saltpan, went[1])[1], ends(saltpan, two)[1]] == [False, False]
    assert [ends(tidewater, tansy.referral)[1], ends(tidewater, other)[1]] == [True, True]
