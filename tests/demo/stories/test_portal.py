"""The demo's people with pages of their own can be entered by the demo's front page, each at another stage."""

import re
from random import Random

from django.test import Client

from holdfast.agreements.models import Statement
from holdfast.demo import seed
from holdfast.demo.stories import portal as story
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from holdfast.referrals.reckoning import reckon
from tests.builders import page

CARD = re.compile(r'action="(/demo/own/[^"]+)".*?<button[^>]*>([^<]+)</button>', re.DOTALL)


def test_the_story_tells_four_people_whose_pages_the_front_page_opens(tidewater, clock, now, demo_site):
    clock(now)
    with hub_scope(tidewater.hub):
        story.tell(tidewater.hub, [tidewater.nell, tidewater.wren], Random(7), now=now)
        seed.quiet_mail(tidewater.hub, now=now)  # as when the demo is filled: no link of these days is mailed
        told = list(Referral.objects.select_related("person").order_by("status", "received_at"))
        statuses = [(referral.status, referral.person.verified_at is not None) for referral in told]
        assert [statement.kind for statement in Statement.objects.all()] == ["contacted"]
        assert "nobodys" not in reckon(tidewater.hub, now=now).counted()

    assert statuses == [("accepted", True), ("accepted", True), ("received", False), ("withdrawn", True)]
    front = Client().get("/demo/").content.decode()
    assert f"<strong>{story.PIN}</strong>" in front
    cards = {name: address for address, name in CARD.findall(front)}
    assert list(cards) == [f"{name}, {title}" for name, (title, _) in story.PEOPLE.items()]
    for address in cards.values():
        assert_opens(address)


def assert_opens(address):
    """A press opens the own pages, and what asks for the PIN again takes the one that is told."""
    client = Client()
    assert client.post(address).url == page("portal:stand", "tidewater")
    assert client.get(page("portal:stand", "tidewater")).status_code == 200
    looked = page("portal:looked", "tidewater")
    assert client.post(f"{page('portal:confirm', 'tidewater')}?for=looked", {"pin": story.PIN}).url == looked
    assert client.get(looked).status_code == 200
