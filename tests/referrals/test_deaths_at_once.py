"""Two at once about a death, each in a transaction of its own: one word of this hub, and nothing half."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.network.deaths import follow, said_here
from holdfast.outcomes.death_actions import record_death, undo_death
from holdfast.outcomes.models import Death
from holdfast.referrals.models import Referral
from tests.builders import accept, make_hub
from tests.network.conftest import accepted, carried, join_of, known, stored
from tests.network.test_not_let_go import dies
from tests.referrals.test_lock_order import crossed


@pytest.fixture
def two(committed, clock, now):
    clock(now)
    tidewater, saltpan = make_hub("tidewater", "Tidewater", now=now), make_hub("saltpan", "Saltpan", now=now)
    tansy = known(tidewater, now=now)
    found = accepted(tidewater, saltpan, tansy, now=now)
    new = carried(tidewater, saltpan, found, now=now)
    accept(saltpan, new, owner=saltpan.nell, now=now, by=saltpan.ines)
    return tidewater, saltpan, tansy, stored(saltpan, new), found


def says(team, referral, by, now):
    return lambda: record_death(referral, died_on=None, how_known="family", by=by, now=now)


def stands(team, referral):
    with hub_scope(team.hub):
        found = Referral.objects.select_related("person").get(pk=referral.pk)
        rows = Death.objects.filter(person_id=found.person_id, undone_at=None)
        return sorted(each.is_ours for each in rows), bool(found.person.died_at), bool(found.closed_at)


def test_two_of_one_hub_record_it_beside_anothers_word_and_one_is_kept(two, now):
    tidewater, saltpan, tansy, new, found = two
    dies(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        said = said_here(tidewater.hub, found.pk)
    with hub_scope(saltpan.hub):
        follow(saltpan.hub, found.pk, said, now=now)
    troubles = crossed(saltpan, says(saltpan, new, saltpan.nell, now), says(saltpan, new, saltpan.ines, now))
    assert (troubles, stands(saltpan, new)) == ([], ([False, True], True, True))


def test_one_records_it_as_anothers_word_is_heard(two, now):
    tidewater, saltpan, tansy, new, found = two
    dies(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        said = said_here(tidewater.hub, found.pk)
    troubles = crossed(
        saltpan, says(saltpan, new, saltpan.nell, now), lambda: follow(saltpan.hub, found.pk, said, now=now)
    )
    assert (troubles, stands(saltpan, new)) == ([], ([False, True], True, True))


@pytest.mark.parametrize("is_joined", [False, True])
def test_one_records_it_as_a_lead_takes_another_word_back(two, now, is_joined):
    tidewater, saltpan, tansy, new, found = two
    if is_joined:
        other = known(saltpan, now=now, name="T. Madeup")
        join_of(saltpan, new, other, now=now)
        new = stored(saltpan, new)
    dies(tidewater, tansy, now=now)
    with hub_scope(tidewater.hub):
        said = said_here(tidewater.hub, found.pk)
    with hub_scope(saltpan.hub):
        follow(saltpan.hub, found.pk, said, now=now)
    troubles = crossed(
        saltpan, says(saltpan, new, saltpan.nell, now), lambda: undo_death(new.person, by=saltpan.ines, now=now)
    )
    ours, died, closed = stands(saltpan, new)
    assert troubles == []
    assert (bool(ours), bool(ours)) == (died, closed)
