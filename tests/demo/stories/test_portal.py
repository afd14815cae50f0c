"""The demo's people with pages of their own can be opened, each at another stage."""

from random import Random

from django.test import Client

from holdfast.agreements.models import Statement
from holdfast.demo.stories import portal as story
from holdfast.hubs.scope import hub_scope
from holdfast.portal import entry_actions
from holdfast.referrals.models import Referral
from holdfast.referrals.reckoning import reckon
from tests.builders import page


def test_the_story_tells_four_people_whose_pages_open(tidewater, clock, now):
    clock(now)
    with hub_scope(tidewater.hub):
        story.tell(tidewater.hub, [tidewater.nell, tidewater.wren], Random(7), now=now)
        told = list(Referral.objects.select_related("person").order_by("status", "received_at"))
        links = [entry_actions.give_link(referral, tidewater.hub, now=now).address for referral in told]
        statuses = [(referral.status, referral.person.verified_at is not None) for referral in told]
        assert [statement.kind for statement in Statement.objects.all()] == ["contacted"]
        assert "nobodys" not in reckon(tidewater.hub, now=now).counted()

    assert statuses == [("accepted", True), ("accepted", True), ("received", False), ("withdrawn", True)]
    for link in links:
        client = Client()
        assert client.post(link, {"secret": story.PIN}).url == page("portal:stand", "tidewater")
        assert client.get(page("portal:stand", "tidewater")).status_code == 200
