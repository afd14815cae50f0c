"""Two records of one person, of which one is offered to another hub: an alert about the other, and who holds both."""

import pytest
from django.db import connection, transaction

from holdfast.caseload.actions import agree_to_join, raise_worry
from holdfast.hubs.scope import hub_scope
from holdfast.network import actions
from holdfast.outcomes.death_actions import record_death
from holdfast.people import join_actions
from holdfast.people.holding import hold
from holdfast.people.models import Person
from holdfast.referrals.actions import locked, place
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from tests.builders import accept, make_hub, send_request
from tests.lock_order import LockOrder
from tests.network.conftest import SUMMARY
from tests.referrals.test_lock_order import crossed


@pytest.fixture
def two(committed, clock, now):
    """Their earlier record is offered to Saltpan; the later one is joined with it."""
    clock(now)
    tidewater, saltpan = (make_hub(name.lower(), name, now=now) for name in ("Tidewater", "Saltpan"))
    sent = [send_request(tidewater, now=now, name=name) for name in ("Tansy Madeup", "T. Madeup")]
    for each in sent:
        accept(tidewater, each, owner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        found = Referral.objects.select_related("person").order_by("pk")
        Person.objects.update(verified_at=now)
        one, other = (each.person for each in found)
        reason = "They told me of both requests, and the date of birth agrees."
        agree_to_join(
            join_actions.propose_join(one, other, reason=reason, by=tidewater.nell, now=now), by=tidewater.ines, now=now
        )
        offer = actions.prepare(
            found[0], saltpan.hub, reason="wish", summary=SUMMARY, parts=[], by=tidewater.nell, now=now
        )
        actions.offer(actions.agree(offer, now=now), by=tidewater.nell, now=now)
        return tidewater, *found


@pytest.mark.parametrize("other", ["die", "name"])
def test_an_alert_about_a_joined_record_and_who_holds_both_do_not_wait_in_a_ring(two, now, other):
    team, offered, joined = two
    acts = {
        "die": lambda: record_death(offered, died_on=None, how_known="family", by=team.nell, now=now),
        "name": lambda: name_people(offered, named=["Wren Dummerly"], now=now),
    }
    worry = {"about": ["safety"], "keep_safe": "yes", "note": "They sounded low", "by": team.nell, "now": now}
    assert crossed(team, lambda: raise_worry(joined, **worry), acts[other]) == []


def test_whoever_looks_on_sees_rows_of_one_table_that_are_held_out_of_order(order_of_locks, tidewater, now):
    earlier, later = (send_request(tidewater, now=now, name=name) for name in ("Tansy Madeup", "T. Madeup"))
    seen = LockOrder()
    with connection.execute_wrapper(seen), hub_scope(tidewater.hub), transaction.atomic():
        locked(earlier)
        locked(later)
        locked(earlier)
        in_order = list(seen.wrong)
    with connection.execute_wrapper(seen), hub_scope(tidewater.hub), transaction.atomic():
        hold(tidewater.hub.pk, [later.person_id, earlier.person_id])
        place(locked(later), next_action_at=now)
        both = list(seen.wrong)
        place(earlier, next_action_at=now)
    order_of_locks.wrong.clear()  # by which this test would fail, as it should
    assert (in_order, both, seen.wrong) == ([], [], [["referrals_referral", "rows out of order"]])
