"""A person with pages of their own, in every state that the pages know. Everybody in it is invented."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from holdfast.agreements.actions import admit
from holdfast.contacts.actions import log_attempt
from holdfast.events.models import Event
from holdfast.front_door import cookies
from holdfast.front_door.actions import begin_visit
from holdfast.hubs.scope import hub_scope
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.models import Referral
from tests.builders import accept, page, send_request

PIN = "4921 7305"
CANARY = "heron-canary-story"
EMAIL = "tansy@home.example"
MAILED = {"call": "+447700900123", "voicemail": False, "times": ["pm"], "email": EMAIL}
SHOWN_WITHOUT_VISIT = 410
OWN, VISIT = (f"{kind}_tidewater" for kind in (cookies.OWN, cookies.VISIT))
BEYOND_THE_PAGE = 7  # the hub's terms, begin, open the scope, the visit, the access log, close the scope, commit


@dataclass
class Own:
    """Tansy's referral at Tidewater, and a way into her pages."""

    referral: Referral
    team: object

    def link(self, *, now) -> str:
        """A fresh link that her PIN opens, as an address of this site."""
        with hub_scope(self.team.hub):
            return entry_actions.give_link(self.referral, self.team.hub, now=now).address

    def browser(self, *, now) -> Client:
        """A browser in which her pages are open."""
        client = Client()
        assert client.post(self.link(now=now), {"secret": PIN}).status_code == 302
        return client

    def fresh(self) -> Referral:
        """The referral as it is stored."""
        with hub_scope(self.team.hub):
            return Referral.objects.select_related("person", "owner__account").get(pk=self.referral.pk)


@pytest.fixture(autouse=True)
def _at_now(clock, now):
    clock(now)


@pytest.fixture
def unverified(tidewater, now) -> Own:
    """Tansy has asked for help and chosen a PIN; nobody has talked with her yet."""
    referral = send_request(tidewater, now=now - timedelta(hours=30), story=CANARY, channels=MAILED)
    with hub_scope(tidewater.hub):
        entry_actions.choose_pin(referral, PIN, how=Pin.How.AFTER_ASKING, now=now - timedelta(hours=30))
    return Own(referral, tidewater)


@pytest.fixture
def own(tidewater, unverified, now) -> Own:
    """The same after Nell has talked with her and checked who she is."""
    accept(tidewater, unverified.referral, owner=tidewater.nell, now=now - timedelta(hours=20))
    talk(unverified, tidewater, now=now - timedelta(hours=2))
    return unverified


def talk(own, team, *, now):
    """The first conversation, identity checked."""
    with hub_scope(team.hub):
        log_attempt(
            own.referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now,
            identity_checked=True,
        )  # fmt: skip


@pytest.fixture
def referrer(tidewater, own, now):
    """Occupational Health, which referred her."""
    with hub_scope(tidewater.hub):
        partner = admit(
            tidewater.hub, email="oh@northfell.example", name="Olive Mockwell", route="oh",
            organisation="Northfell Occupational Health", now=now,
        )  # fmt: skip
        Referral.objects.filter(pk=own.referral.pk).update(partner=partner)
    return partner


@pytest.fixture
def asker(tidewater, unverified, now) -> Client:
    """The browser that sent her request."""
    client = Client()
    with hub_scope(tidewater.hub):
        client.cookies[VISIT] = begin_visit(unverified.referral, shows_request=True, now=now)
    return client


@pytest.fixture
def client(own, now) -> Client:
    """Her browser, with her pages open."""
    return own.browser(now=now)


def at(name, *args):
    """The address of one of the pages at Tidewater."""
    return page(f"portal:{name}", "tidewater", *args)


def text(response) -> str:
    """The words of a page, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def confirmed(client, *, query=""):
    """The page of who looked, after the PIN was shown again."""
    client.post(at("confirm") + "?for=looked", {"pin": PIN})
    return client.get(at("looked") + query)


def events(team, *kinds):
    """What was recorded of these kinds: kind, by whom, codes; the earliest first."""
    with hub_scope(team.hub):
        return [(e.kind, e.by_id, e.codes) for e in Event.objects.filter(kind__in=kinds).order_by("pk")]


__all__ = ["OWN", "VISIT"]
