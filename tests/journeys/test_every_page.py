"""axe finds nothing on any page of the site, and each fits a phone of 320 px: every route, in many states.

The pages are made first, without a server: a browser that drives this thread could not read the database beside it.
Then it opens each at its own address, with the site's own style sheet and scripts.
"""

from functools import cache
from mimetypes import guess_type
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.staticfiles import finders
from django.utils import timezone

from holdfast.accounts.models import Membership
from holdfast.documentation.routes import site_routes
from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.measures.questionnaires import find
from holdfast.referrals.models import Referral
from tests.authorisation.outside_policy import FRONT, OWN_PAGES, SENDER
from tests.authorisation.policy import DOES
from tests.browser import faults_of
from tests.fuzz.serving import kept_connection
from tests.journeys.every_page import (
    Shown,
    before_and_after,
    error_pages,
    in_world,
    invited_again,
    locked_out,
    of_people,
    old_links,
    once_each,
    to_members,
)

pytestmark = pytest.mark.journey
ADDRESS = "http://localhost"
NO_PAGE = {
    "partners:own": "leads to the pages of their own hub",
    "front_door:leave": "leads to another site",
    "health": "two words for a machine",
    "alerts:banner": "a piece of other pages",
    "support_line:document": "a download",
    "monitoring:file": "a file of figures",
    "monitoring:released_file": "a file of figures",
    "monitoring:published_file": "a file of figures",
    "letters:pdf": "a letter as it prints",
    "portal:letter_pdf": "a letter as it prints",
    "onward:paper": "a letter as it prints, once they have agreed",
    "assessments:keep": "for the script of the page that is written on",
    "diary:feed": "a calendar, for a program to read",
    "support_line:match": "leads to the record that it names",
    "support_line:match_post": "leads to the record that it names",
}
ROLES = (
    "a practitioner on duty", "an administrator", "a support-line worker on duty", "a manager",
    "an information-governance lead", "outside cover that was not told", "a referrer", "a viewer of figures",
)  # fmt: skip


WORK = {
    "care": {"assessments", "coordination", "meetings", "outcomes", "fitness"},
    "courses and letters": {"courses", "letters", "waiting", "workplace"},
    "the diary": {"appointments", "diary", "workforce"},
    "elsewhere": {"directory", "network", "onward"},
}
"""Parts of about as many pages, so that no worker has one of them left when the others are done."""


def part_of(route):
    """Which test looks at a route."""
    app, _, name = route.name.rpartition(":")
    if route.name in FRONT and SENDER in FRONT[route.name].holds:
        return "sent"
    if route.who.kind != "staff":
        if app in {"diary", "directory", "monitoring"} or (app == "front_door" and "{key}" in route.address):
            return "asking"
        return {"onward": "partners"}.get(app, app) or "account"
    if not DOES[route.name][1]:
        return "desk" if app == "desk" else "lists"
    if app in {"caseload", "triage"}:
        return "records" if name in {"person", "answers", "same", "agree", "refuse", "separate"} else "one's work"
    if app in {"alerts", "safeguarding", "contacts", "portal"}:
        return "other records"
    return next((part for part, apps in WORK.items() if app in apps), "the hub's")


@pytest.fixture
def world(world_of_the_fuzz, now):
    """Somebody in every state, with answers to questionnaires, and a member with a passkey."""
    made = world_of_the_fuzz
    hub = Hub.objects.get(slug="tidewater")
    hub.current = hub.terms.get()
    with hub_scope(hub):
        owned = Referral.objects.select_related("person").get(**made.arguments["record"][1])
        for key, most in (("phq9", 9), ("gad7", 7)):
            answer_questionnaire(owned, hub, find(key), dict.fromkeys(range(1, most + 1), 1), now=now)
    elm = Membership.objects.get(account__name="Elm Confirmed").account
    Authenticator.objects.create(user=elm, type="webauthn", data={"name": "The key on my ring"})
    return made


@pytest.fixture
def look_at(driven):
    """What is wrong with pages, as a browser of some width shows them."""

    def look(pages, *, width):
        with driven() as browser:
            return faults_in_all(browser, pages, width)

    return look


def front_door(world, routes):
    people = ("nobody", "a person with a draft")
    return [*in_world(world, routes, *people, "a team with a draft"), *old_links(), *error_pages()]


def asking(world, routes):
    return in_world(world, routes, "a person with a draft", "a team with a draft")


def referring(world, routes):
    people = ("a referrer with a draft", "a referrer who has shown their address", "a manager who may name somebody")
    return in_world(world, routes, "nobody", *people)


def account(world, routes):
    people = ("a member who has just confirmed", "a member before the code", "a lead without their second factor")
    pages = [*in_world(world, routes, "nobody", *people), locked_out(), *invited_again(world, now=timezone.now())]
    for words in ("Wait half an hour", "You are invited to work at"):
        assert any(words in page.html for page in once_each(pages)), words
    return pages


def staff(world, routes):
    return [*in_world(world, routes, "a lead"), *in_world(world, routes, *ROLES, sends=False)]


def records(world, routes):
    return [*in_world(world, routes, "a lead"), *in_world(world, routes, ROLES[2], sends=False)]


def of_the_hub(world, routes):
    return [*records(world, routes), *in_world(world, routes, ROLES[-1], sends=False)]


PARTS = {
    "front_door": (front_door, 375), "asking": (asking, 375), "partners": (referring, 375), "account": (account, 1280),
    "lists": (staff, 1280), "desk": (staff, 1280), "records": (records, 1280), "one's work": (records, 1280),
    "other records": (records, 1280), "the hub's": (of_the_hub, 1280), **dict.fromkeys(WORK, (records, 1280)),
}  # fmt: skip


def test_every_route_has_its_part():
    assert {part_of(route) for route in site_routes()} == {*PARTS, "portal", "sent"}


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_wrong_with_any_page(world, look_at, part):
    pages_of, width = PARTS[part]
    pages = list(pages_of(world, routes_in(part)))

    assert without_a_page(part, pages) == []
    assert look_at(once_each(pages), width=width) == []


@pytest.mark.parametrize("part", ["portal", "sent"])
def test_nothing_is_wrong_with_what_is_ones_own(tidewater, saltpan, clock, now, look_at, part):
    clock(now)
    names = {route.name for route in routes_in(part)}
    doors = {name: door for name, door in (FRONT | OWN_PAGES).items() if name in names}
    with kept_connection():
        pages = list(of_people(doors, tidewater, saltpan, now=now))

    assert without_a_page(part, pages) == []
    assert look_at(once_each(pages), width=375) == []


def test_nothing_is_wrong_with_the_pages_of_a_hub_to_which_nobody_has_come(tidewater, clock, now, look_at):
    clock(now)
    members = [getattr(tidewater, name) for name in ("ines", "nell", "ada", "sol", "max", "outside")]
    lists = [*routes_in("lists"), *routes_in("desk")]
    with kept_connection():
        pages = [*to_members(members, lists), *before_and_after(tidewater.hub, routes_in("front_door"))]

    assert look_at(once_each(pages), width=1280) == []


def test_a_fault_is_seen(look_at):
    html = "<!doctype html><html lang='en'><title>A</title><main><h1>A</h1><img src='/x'><pre>" + "wide " * 99
    faults = look_at([Shown(frozenset(), "/", "a bad page", 200, html)], width=375)

    assert {fault[1] for fault in faults} == {"image-alt", "320 px"}


def routes_in(part):
    return [route for route in site_routes() if part_of(route) == part]


def without_a_page(part, pages):
    """The routes of a part of which nobody was shown a page, though they have one."""
    shown = set().union(*(page.routes for page in pages))
    return sorted({route.name for route in routes_in(part)} - shown - NO_PAGE.keys())


def faults_in_all(browser, pages, width):
    """What is wrong with each of these pages."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    return [fault for shown in pages for fault in faults_in(page, shown)]


@cache
def static_file(name):
    """A file of the design, read once: every page asks for the same."""
    path = finders.find(name)
    if path is None:
        return {"status": 404}
    return {"body": Path(path).read_bytes(), "content_type": guess_type(path)[0] or "application/octet-stream"}


def faults_in(page, shown):
    """What is wrong with one page."""

    def answer(route):
        name = route.request.url.partition("/static/")[2]
        if name:
            route.fulfill(**static_file(name))
        elif route.request.is_navigation_request():
            route.fulfill(body=shown.html, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=204)

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(f"{ADDRESS}{shown.path}")
    return [(str(shown), *fault) for fault in faults_of(page)]
