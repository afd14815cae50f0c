"""Referrers of the test hub: Olive of Occupational Health, and a manager. Every name is invented."""

import re

import pytest
from django.test import Client

from holdfast.agreements.models import Partner
from holdfast.correspondence.mail import codes_of_message
from holdfast.correspondence.models import Message
from holdfast.hubs.scope import hub_scope
from holdfast.partners.actions import admit_organisation
from tests.builders import page

OLIVE, MERLE = "olive@oh.northfell.example", "merle@works.example"
CANARY = "heron-canary-story"
REACH = {"ways": ["call"], "phone": "07700 900123", "voicemail": "no", "times": ["pm"]}
AGREED = {"agrees": "on", "how": "in_person", "on_0": "12", "on_1": "10", "on_2": "2026"}
ABOUT = {
    "name": {"name": "Tansy Madeup"}, "reach": REACH, "agreed": AGREED, "worry": {"worried": "no"},
    "story": {"story": CANARY}, "people": {"people": ""},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def admitted(tidewater, now):
    """Northfell Occupational Health, and the managers of Works."""
    with hub_scope(tidewater.hub):
        oh = admit_organisation(
            tidewater.hub, name="Northfell Occupational Health", route="oh", domain="northfell.example",
            by=tidewater.ines, now=now,
        )  # fmt: skip
        admit_organisation(
            tidewater.hub, name="Invented Works", route="manager", domain="works.example", by=tidewater.max, now=now
        )
    return oh


class Referrer:
    """A referrer's browser."""

    def __init__(self, team, address):
        self.team, self.address, self.browser = team, address, Client()

    def get(self, name, /, *args, query=""):
        """A page of the hub."""
        return self.browser.get(page(f"partners:{name}", self.team.hub.slug, *args) + query)

    def post(self, name, /, *args, **typed):
        """A form of the hub."""
        return self.browser.post(page(f"partners:{name}", self.team.hub.slug, *args), typed)

    def code(self):
        """The code in the last mail to this address; empty where none goes."""
        with hub_scope(self.team.hub):
            sent = Message.objects.filter(kind="code", cancelled_at=None).select_related("box").order_by("-pk")
            return next((c["code"] for c in map(codes_of_message, sent) if c["to"] == self.address), "")

    def come_in(self, name="Olive Mockwell"):
        """Through the code, and who they are where that is asked."""
        self.post("address", email=self.address)
        response = self.post("code", code=self.code())
        if response.url.endswith("/you/"):
            chosen = re.search(r'name="admitted" value="([^"]+)"', self.get("you").content.decode())[1]
            response = self.post("you", name=name, telephone="01632 960123", admitted=chosen)
        return response

    def say(self, **changes):
        """Everything about somebody, up to the check."""
        for key, typed in ABOUT.items():
            response = self.post("question", key, **{**typed, **changes.get(key, {})})
        return response

    def refer(self, **changes):
        """A whole referral, sent."""
        self.say(**changes)
        return self.browser.post(page("partners:send", self.team.hub.slug), follow=True)

    def partner(self):
        """Their row."""
        with hub_scope(self.team.hub):
            from holdfast.partners.queries import partner_with

            return partner_with(self.team.hub, self.address)


@pytest.fixture
def olive(tidewater, admitted):
    """Of Occupational Health, in by a code."""
    found = Referrer(tidewater, OLIVE)
    found.come_in()
    return found


@pytest.fixture
def merle(tidewater, admitted):
    """A manager, in by a code."""
    found = Referrer(tidewater, MERLE)
    found.come_in("Merle Inventson")
    return found


def words(response):
    """A page's words without the mark of its form, which is another each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def partners_of(team):
    """How many referrers a hub knows."""
    with hub_scope(team.hub):
        return Partner.objects.count()
