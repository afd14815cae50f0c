"""The demo's doors open for its own people at its own hubs, by POST with a token, and for nobody else."""

from random import Random

import pytest
from django.test import Client

from holdfast.agreements.models import Partner
from holdfast.demo.stories import partners, portal
from holdfast.hubs.scope import hub_scope
from holdfast.people.models import Person
from holdfast.portal import entry_actions
from holdfast.portal.models import OwnVisit, Pin
from tests.builders import page, send_request

pytestmark = pytest.mark.usefixtures("demo_site", "_at_now")


@pytest.fixture
def _at_now(clock, now):
    clock(now)


def told(team, now):
    """Both stories at a hub."""
    with hub_scope(team.hub):
        for story in (partners, portal):
            story.tell(team.hub, [team.nell, team.ines, team.sol], Random(3), now=now)
    return team


def doors(team) -> list[str]:
    """The address of each door at a hub, made of what is stored and not of what the front page shows."""
    with hub_scope(team.hub):
        people = Pin.objects.filter(hub=team.hub, ended_at=None).values_list("person_id", flat=True)
        outside = Partner.objects.filter(hub=team.hub).values_list("pk", flat=True)
        own = [page("demo:own_pages", team.hub.slug, pk) for pk in people]
        return own + [page("demo:refer", team.hub.slug, pk) for pk in outside]


def statuses(addresses, **options) -> set[int]:
    """What each answers to a browser that comes from nowhere."""
    return {Client(**options).post(address).status_code for address in addresses}


def test_every_door_of_a_hub_of_the_demo_opens(tidewater, now):
    found = doors(told(tidewater, now))

    assert (len(found), statuses(found)) == (7, {302})


def test_a_hub_that_is_not_the_demos_has_no_door(saltpan, now):
    found = doors(told(saltpan, now))

    assert (len(found), statuses(found)) == (7, {404})
    assert b"Saltpan" not in Client().get("/demo/").content


def test_where_it_is_no_demo_the_same_addresses_are_no_pages(tidewater, now, settings):
    found = doors(told(tidewater, now))
    settings.DEMO = False

    assert statuses(found) == {404}
    with hub_scope(tidewater.hub):
        assert OwnVisit.objects.count() == 0


def test_a_door_opens_by_post_with_its_token_alone(tidewater, now):
    found = doors(told(tidewater, now))

    assert {Client().get(address).status_code for address in found} == {405}
    assert statuses(found, enforce_csrf_checks=True) == {403}


def test_whoever_is_not_of_the_story_has_no_door_and_no_card(tidewater, now):
    told(tidewater, now)
    referral = send_request(tidewater, now=now, name="Tansy Madeup")
    with hub_scope(tidewater.hub):
        entry_actions.choose_pin(referral, portal.PIN, how=Pin.How.AFTER_ASKING, now=now)
        known = {str(pk) for pk in Person.objects.values_list("pk", flat=True)}

    assert str(referral.person_id) in known
    assert Client().post(page("demo:own_pages", "tidewater", referral.person_id)).status_code == 404
    assert "Tansy Madeup" not in Client().get("/demo/").content.decode()


def test_where_a_visitor_has_changed_the_pin_the_link_asks_for_it(tidewater, now):
    told(tidewater, now)
    with hub_scope(tidewater.hub):
        pin = Pin.objects.select_related("person").first()
        pin.pin_hash = entry_actions.make_password(entry_actions.peppered(pin.person, "1111 2222"))
        pin.save()
    client = Client()
    to = client.post(page("demo:own_pages", "tidewater", pin.person_id)).url

    assert to.startswith("/h/tidewater/p/")
    assert client.post(to, {"secret": "1111 2222"}).url == page("portal:stand", "tidewater")
