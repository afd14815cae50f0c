from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from holdfast.front_door.arrivals import MOST_IN_A_WINDOW, address_hash, count_arrival, delete_old, is_flooding
from holdfast.front_door.models import Arrival
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.builders import asked, page
from tests.front_door.test_ask_views import ask_everything


@pytest.fixture
def request_from(tidewater):
    """A request of one address to the hub."""

    def made(address, **headers):
        request = RequestFactory().post("/", REMOTE_ADDR=address, **headers)
        request.hub = tidewater.hub
        return request

    return made


def flood(request, count, now):
    return [is_flooding(request, asked(), now=now) for _ in range(count)]


def test_a_whole_trust_behind_one_address_is_let_through(tidewater, request_from, now):
    with hub_scope(tidewater.hub):
        assert flood(request_from("192.0.2.1"), MOST_IN_A_WINDOW, now) == [False] * MOST_IN_A_WINDOW


def test_more_than_people_could_type_is_a_flood_and_ends_with_the_window(tidewater, request_from, now):
    with hub_scope(tidewater.hub):
        flood(request_from("192.0.2.1"), MOST_IN_A_WINDOW, now)

        assert is_flooding(request_from("192.0.2.1"), asked(), now=now) is True
        assert is_flooding(request_from("192.0.2.2"), asked(), now=now) is False
        assert is_flooding(request_from("192.0.2.1"), asked(), now=now + timedelta(minutes=11)) is False


@pytest.mark.parametrize("safe", ["no", "unsure"])
def test_somebody_who_says_they_are_not_safe_is_never_turned_away(tidewater, request_from, now, safe):
    with hub_scope(tidewater.hub):
        flood(request_from("192.0.2.1"), MOST_IN_A_WINDOW, now)

        assert is_flooding(request_from("192.0.2.1"), asked(safe_now=safe), now=now) is False


def test_a_forged_forwarding_header_changes_nothing(request_from):
    forged = request_from("192.0.2.1", HTTP_X_FORWARDED_FOR="203.0.113.9", HTTP_FORWARDED="for=203.0.113.9")

    assert address_hash(forged) == address_hash(request_from("192.0.2.1"))


def test_the_count_belongs_to_one_hub_and_names_no_address(tidewater, saltpan, request_from, now):
    hashed = address_hash(request_from("192.0.2.1"))
    with hub_scope(tidewater.hub):
        assert [count_arrival(tidewater.hub, hashed, now=now) for _ in range(3)] == [1, 2, 3]
        assert b"192.0.2.1" not in bytes(Arrival.objects.get().address_hash)
    with hub_scope(saltpan.hub):
        assert count_arrival(saltpan.hub, hashed, now=now) == 1


def test_counts_of_windows_that_are_over_are_deleted(tidewater, request_from, now):
    with hub_scope(tidewater.hub):
        flood(request_from("192.0.2.1"), 2, now)

        assert delete_old(tidewater.hub, now=now) == 0
        assert delete_old(tidewater.hub, now=now + timedelta(minutes=30)) == 1


def test_a_flood_gets_a_busy_page_with_help_and_no_thank_you_and_what_was_typed_stays(tidewater, clock, now):
    clock(now)
    client = Client(REMOTE_ADDR="192.0.2.1")
    ask_everything(client)
    with hub_scope(tidewater.hub):
        request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1")
        request.hub = tidewater.hub
        flood(request, MOST_IN_A_WINDOW, now)
    response = client.post(page("front_door:send", "tidewater"))
    checked = client.get(page("front_door:check", "tidewater")).content.decode()

    assert response.status_code == 429
    assert "help now" in response.content.decode()
    assert "I do not sleep." in checked
    with hub_scope(tidewater.hub):
        assert Referral.objects.count() == 0
