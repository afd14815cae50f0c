"""Another service instead of one that broke its promise: never two, never in words that are not so."""

import pytest

from holdfast.directory.actions import end_service
from holdfast.hubs.scope import hub_scope
from holdfast.onward import actions
from holdfast.onward.actions import NoWay
from tests.onward.conftest import DAY, drafted, heard, sent, service, stored
from tests.onward.test_pages import read, send

BEGUN = "Begun, with the same words."
BEFORE = "This one was begun before to take its place."
THERE = "They are referred to this service already, and not in place of the other."


@pytest.fixture
def late(tidewater, world, now, clock):
    """Lantern has broken its promise."""
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    clock(now + 29 * DAY)
    return onward


def agrees_with(team, world, other):
    with hub_scope(team.hub):
        world.lantern.contingency = other
        world.lantern.save(update_fields=["contingency"])


def test_after_another_contingency_was_named_it_is_the_one_that_was_begun(tidewater, world, now, clock, late):
    assert BEGUN in send(tidewater.nell, "instead", late.pk).words
    agrees_with(tidewater, world, service(tidewater, "Pier Therapies", now=now, route_to="in@pier.example"))
    clock(now + 30 * DAY)

    answer = send(tidewater.nell, "instead", late.pk)

    assert (BEFORE in answer.words, BEGUN in answer.words) == (True, False)
    assert [each.service.name for each in stored(tidewater)] == ["Lantern Trauma Service", "Harbour Therapies"]


def test_where_one_to_that_service_is_open_for_another_reason_nothing_is_said_to_be_begun(tidewater, world, now, late):
    there = drafted(tidewater, world.tansy, world.harbour, now=now)

    answer = send(tidewater.nell, "instead", late.pk)

    assert answer.redirect_chain[0][0].endswith(f"{there.pk}/")
    assert (THERE in answer.words, BEGUN in answer.words) == (True, False)
    assert [each.replaces_id for each in stored(tidewater)] == [None, None]


def test_after_the_other_one_was_withdrawn_another_can_be_begun(tidewater, world, now, clock, late):
    send(tidewater.nell, "instead", late.pk)
    with hub_scope(tidewater.hub):
        other = actions.open_to_service(world.tansy, world.harbour)
        actions.withdraw(other, by=tidewater.nell, now=now + 29 * DAY)
    pier = service(tidewater, "Pier Therapies", now=now, route_to="in@pier.example")
    agrees_with(tidewater, world, pier)
    clock(now + 30 * DAY)
    assert "Refer to Pier Therapies instead" in read(tidewater.nell, "one", late.pk).words

    assert BEGUN in send(tidewater.nell, "instead", late.pk).words


def test_a_service_that_declined_in_its_place_does_not_take_it(tidewater, world, now, clock):
    onward = sent(tidewater, world.tansy, world.lantern, now=now)
    other = sent(tidewater, world.tansy, world.harbour, now=now, replaces=onward)
    heard(tidewater, other, "decline", now=now + DAY, words="Full")
    clock(now + 29 * DAY)

    words = read(tidewater.nell, "one", onward.pk).words

    assert ("Another one takes its place" in words, "Refer to Harbour Therapies instead" in words) == (False, True)


def test_a_contingency_that_is_kept_no_longer_is_not_offered(tidewater, world, now, late):
    with hub_scope(tidewater.hub):
        end_service(world.harbour, seen=world.harbour.version, by=tidewater.ines, now=now)
        with pytest.raises(NoWay):
            actions.refer_instead(late, by=tidewater.nell, now=now)
    words = read(tidewater.nell, "one", late.pk).words
    assert ("Refer to Harbour" in words, "No other service is agreed for this" in words) == (False, True)
