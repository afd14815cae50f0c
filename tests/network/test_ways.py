"""How somebody can be reached is carried as it is when they go, not as it was when it was put together."""

from holdfast.hubs.scope import hub_scope
from holdfast.network import answer_actions
from holdfast.people.identity import channels_of
from holdfast.portal.actions import change_reach
from tests.network.conftest import carried, offered

SAFE = {"call": "", "email": "new@safe.example", "voicemail": False, "times": []}


def test_a_number_that_was_taken_back_while_the_offer_waits_does_not_reach_the_other_hub(
    tidewater, saltpan, tansy, now
):
    found = offered(tidewater, saltpan, tansy.referral, now=now)
    with hub_scope(tidewater.hub):
        change_reach(tansy.referral, channels=SAFE, now=now)

    with hub_scope(saltpan.hub):
        answer_actions.accept(found, by=saltpan.nell, now=now)
    there = carried(tidewater, saltpan, found, now=now)

    with hub_scope(saltpan.hub):
        assert channels_of(there.person) == SAFE
