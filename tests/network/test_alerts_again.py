"""What a hub hears of alerts, and what it must not, when time passes and requests end, begin or go on."""

from datetime import timedelta

import pytest
from django.db import connection

from holdfast.alerts.models import Alert
from holdfast.front_door.more_actions import say_safe
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.network.tasks import tell_again_in
from holdfast.referrals.actions import withdraw
from holdfast.referrals.models import Referral
from tests.network.conftest import accepted, carried, discharged, join_of, known, stored, worked
from tests.network.test_alerts_between import said_worse
from tests.network.test_meanwhile import acted_on, alarmed
from tests.network.test_not_let_go import raised

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


def lost():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def answered(team, alert, keep_safe, *, now):
    with hub_scope(team.hub):
        hub = with_terms(Hub.objects.get(pk=team.hub.pk), team.hub.current)
        return say_safe(Referral.objects.get(pk=alert.subject_id), hub, alert, keep_safe=keep_safe, now=now)


def settle_all():
    for _ in range(4):
        worked("carry", "follow_death", "see_to_offer")


def test_of_many_alerts_one_that_gets_worse_is_heard(tidewater, saltpan, tansy, went, now, clock):
    first = alarmed(tidewater, tansy.referral, now=now + MINUTE)
    worked("carry", "see_to_offer")
    for each in range(20):
        alarmed(tidewater, tansy.referral, now=now + (2 + each) * MINUTE)
        worked("carry", "see_to_offer")
    clock(now + 40 * MINUTE)
    said_worse(tidewater, first, now=now + 40 * MINUTE)
    worked("carry", "see_to_offer")
    assert (len(raised(saltpan)), "no" in [each[1] for each in raised(saltpan)]) == (22, True)


def test_an_alert_that_is_better_and_then_worse_again_after_the_other_hub_has_closed_its_own(
    tidewater, saltpan, tansy, went, now, clock
):
    alert = alarmed(tidewater, tansy.referral, now=now + MINUTE)
    said_worse(tidewater, alert, now=now + 2 * MINUTE)
    worked("carry", "see_to_offer")
    with hub_scope(saltpan.hub):
        (theirs,) = Alert.objects.select_related("person")
    clock(now + 5 * MINUTE)
    acted_on(saltpan, theirs, now=now + 5 * MINUTE)
    answered(tidewater, alert, "yes", now=now + 10 * MINUTE)
    worked("carry", "see_to_offer")
    clock(now + 60 * MINUTE)
    said_worse(tidewater, alert, now=now + 60 * MINUTE)
    worked("carry", "see_to_offer")
    assert [each[:2] for each in raised(saltpan)] == [("closed", "no"), ("raised", "no")]


def test_one_that_was_heard_before_it_had_a_name_does_not_come_back(
    tidewater, saltpan, tansy, went, came_back, now, clock
):
    alarmed(saltpan, went[1], now=now + MINUTE)
    worked("carry", "see_to_offer")
    with hub_scope(tidewater.hub):
        assert Alert.objects.update(first_id=None) == 1  # as it stands of before the migration
        withdraw(came_back, now=now + 2 * MINUTE)
    clock(now + 30 * MINUTE)
    with hub_scope(tidewater.hub):
        tell_again_in(tidewater.hub)
    settle_all()
    assert (len(raised(tidewater)), len(raised(saltpan))) == (1, 1)


def test_one_that_is_open_for_days_goes_to_the_hub_that_has_them_once_their_request_here_ends(
    tidewater, saltpan, tansy, went, now, clock
):
    """Open longer than two days, when what they asked this hub for ends."""
    again = known(tidewater, now=now, name="T. Madeup")
    join_of(tidewater, tansy.referral, again, now=now)
    alarmed(tidewater, stored(tidewater, again), now=now + MINUTE)
    settle_all()
    later = clock(now + timedelta(days=3))
    with hub_scope(tidewater.hub):
        withdraw(again, now=later)
        tell_again_in(tidewater.hub)
    settle_all()
    assert (len(raised(tidewater)), len(raised(saltpan))) == (1, 1)


def test_worse_by_two_transfers_it_comes_once(tidewater, saltpan, tansy, went, pair, now, clock):
    other, two, _ = pair
    join_of(saltpan, went[1], two, now=now)
    alert = alarmed(tidewater, other, now=now + MINUTE)
    settle_all()
    said_worse(tidewater, alert, now=now + 2 * MINUTE)
    settle_all()
    assert [each[1] for each in raised(saltpan)] == ["yes", "no"]


def test_one_of_a_later_request_that_went_to_a_third_hub_is_not_told_to_the_hub_of_the_first(
    tidewater, saltpan, fenmark, tansy, went, now, clock
):
    """Saltpan discharged them; they asked Tidewater again, and agreed to Fenmark for that."""
    discharged(saltpan, went[1], now=now)
    later = clock(now + timedelta(days=20))
    again = known(tidewater, now=later, name="T. Madeup")
    join_of(tidewater, tansy.referral, again, now=later)
    second = accepted(tidewater, fenmark, stored(tidewater, again), now=later)
    alarmed(tidewater, again, now=clock(later + MINUTE))
    settle_all()
    before = [len(raised(saltpan)), len(raised(fenmark))]
    carried(tidewater, fenmark, second, now=later + 2 * MINUTE)
    clock(later + 40 * MINUTE)
    with hub_scope(tidewater.hub):
        tell_again_in(tidewater.hub)
    settle_all()
    assert (before, len(raised(saltpan)), len(raised(fenmark))) == ([0, 1], 0, 1)


def test_a_second_one_is_heard_though_the_first_was_closed_there(tidewater, saltpan, tansy, went, now, clock):
    alert = alarmed(tidewater, tansy.referral, now=now + MINUTE)
    answered(tidewater, alert, "no", now=now + 2 * MINUTE)
    worked("carry", "see_to_offer")
    with hub_scope(saltpan.hub):
        (theirs,) = Alert.objects.select_related("person")
    assert theirs.keep_safe == "no"
    acted_on(saltpan, theirs, now=clock(now + 5 * MINUTE))
    alarmed(tidewater, tansy.referral, now=now + 6 * MINUTE)
    worked("carry", "see_to_offer")
    assert [each[:2] for each in raised(saltpan)] == [("closed", "no"), ("raised", "yes")]


def test_one_of_late_goes_there_when_the_request_here_ends(tidewater, saltpan, tansy, went, now, clock):
    again = known(tidewater, now=now, name="T. Madeup")
    join_of(tidewater, tansy.referral, again, now=now)
    alarmed(tidewater, stored(tidewater, again), now=now + MINUTE)
    settle_all()
    later = clock(now + timedelta(days=1))
    with hub_scope(tidewater.hub):
        withdraw(again, now=later)
        tell_again_in(tidewater.hub)
    settle_all()
    assert (len(raised(tidewater)), len(raised(saltpan))) == (1, 1)


def test_worse_after_days_it_is_heard_though_its_job_was_lost(tidewater, saltpan, tansy, went, now, clock):
    """Worse after three days, about a joined record, and the job is lost."""
    other = known(tidewater, now=now, name="T. Madeup")
    join_of(tidewater, tansy.referral, other, now=now)
    with hub_scope(tidewater.hub):
        withdraw(other, now=now)
    alert = alarmed(tidewater, stored(tidewater, other), now=now + MINUTE)
    settle_all()
    once = [each[1] for each in raised(saltpan)]
    later = clock(now + timedelta(days=3))
    said_worse(tidewater, alert, now=later)
    lost()
    with hub_scope(tidewater.hub):
        tell_again_in(tidewater.hub)
    settle_all()
    assert (once, [each[1] for each in raised(saltpan)]) == (["yes"], ["yes", "no"])


def test_a_hub_that_gave_them_back_hears_nothing_once_they_went_on(
    tidewater, saltpan, fenmark, tansy, went, came_back, now, clock
):
    """Tidewater has them again and was heard by Fenmark, to which it hands a third record; Saltpan had them before."""
    second = accepted(tidewater, fenmark, stored(tidewater, came_back), now=now)
    carried(tidewater, fenmark, second, now=now)
    alarmed(tidewater, came_back, now=clock(now + MINUTE))
    settle_all()
    assert (len(raised(fenmark)), len(raised(saltpan))) == (1, 0)
