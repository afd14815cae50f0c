"""Every page of the site in every state that is cheap to reach: what the site answers, kept for a browser to show.

Each route is asked with everything that its address can be about, by those to whom it opens: as it is, with the queries
of `ASKED`, and when its form is sent empty or filled as in `SENT`; where that is done, the page after it is kept.
Whatever is done is taken back. A page that differs from others at its address in its words alone is not kept.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from axes.helpers import get_lockout_response
from django.http import HttpResponse
from django.test import Client, RequestFactory

from holdfast.accounts.actions import invite
from holdfast.accounts.invitations import make_token
from holdfast.accounts.models import Membership
from holdfast.documentation.routes import Route
from holdfast.front_door import errors
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.states import Stage
from tests.authorisation.outside_policy import Door
from tests.authorisation.outside_records import PIN, outside
from tests.authorisation.outsiders import outsiders
from tests.authorisation.records import CANARIES
from tests.authorisation.ways import Way, addresses, make_ways, ways_of
from tests.builders import Team, browser_of
from tests.fuzz.serving import handler, taken_back
from tests.fuzz.survey import KEYS, paths_of
from tests.fuzz.world import World

ASKED = {
    "front_door:start": ["?q=northfell", "?q=zzzz"],
    "front_door:information": ["?q=sleep", "?q=zzzz"],
    "caseload:people": [f"?q={CANARIES['queue'][0]}", "?q=zzzz", *(f"?stage={each}" for each in Stage)],
    "appointments:team": ["?by=room"],
    "outreach:teams": ["?list=called-back", "?list=closed"],
    "support_line:one": [f"?q={CANARIES['queue'][0]}", "?q=zzzz", "?q="],
    "desk:employers": ["?q=trust", "?q=zzzz"],
    "directory:services": ["?kind=bereavement&language=pl&nice=on", "?words=zzzz"],
    "directory:printed": ["?words=zzzz"],
    "directory:public_services": ["?kind=arts", "?place=northfell"],
    "letters:template": ["?letter=gp-getting-help"], "letters:write": ["?template=gp-getting-help"],
    "portal:letters": ["?large=1&done=agreed"], "portal:work": ["?done=agreed"],
    "workplace:write": ["?kind=return", "?kind=support"],
    "courses:protocol": ["?course=trauma-focused-cbt"], "waiting:waiting": ["?which=overdue"],
    "onward:chase": ["?only=broken"], "onward:write": ["?kind=debt&place=zzzz"], "portal:onward": ["?done=agreed"],
    "portal:sharing": ["?done=given"], "portal:reach": ["?kept=1"], "portal:needs": ["?kept=1"],
    "portal:people": ["?kept=1"], "portal:elsewhere": ["?kept=1"], "portal:lost": ["?asked=1"],
    "portal:confirm": ["?for=looked"], "portal:research": ["?kept=no", "?kept=yes"],
    "portal:plan": [f"?kept={each}" for each in ("rated", "agreed", "asked")],
}  # fmt: skip
WRONG_PIN = {"pin": "1111 2222", "secret": "1111 2222"}
RIGHT_PIN = {"pin": PIN, "secret": PIN}
SENT = {
    "account_login": [{"login": "nell@tidewater.example", "password": "wrong"}],
    "mfa_authenticate": [{"code": "000000"}], "mfa_reauthenticate": [{"code": "000000"}],
    "account_reauthenticate": [{"password": "wrong"}],
    "account_change_password": [{"oldpassword": "wrong", "password1": "short", "password2": "another"}],
    "mfa_activate_totp": [{"code": "000000"}],
    "front_door:question": [{"ways": ["call", "text", "email", "letter"], "phone": "1", "email": "no", "names": "x"}],
    "portal:confirm": [WRONG_PIN, RIGHT_PIN], "portal:stop": [WRONG_PIN, RIGHT_PIN],
    "portal:open_link": [WRONG_PIN, RIGHT_PIN], "portal:lost": [WRONG_PIN],
    "portal:choose": [{"pin": "1234", "again": "4321"}, {"pin": PIN, "again": PIN}],
    "front_door:open_link": [{"code": "000000"}], "onward:receive": [{"code": "000000"}],
    "onward:edit": [{"tell_name": "on", "name": ""}],
    "partners:address": [{"address": "olive@gmail.example"}, {"address": "olive@oh.tidewater.example"}],
    "desk:invite": [{"name": "Fern New", "email": "fern@new.example", "roles": ["practitioner"]}],
    "partners:admitted": [{"name": "Fern Firm", "route": "oh", "domain": "fern.example"}],
    "caseload:emergency": [{"reference": "ZZZZZZZZZ", "reason": "They are on the telephone and nobody else is here"}],
}  # fmt: skip
WRITERS = ("who sent it", "the person", "the person again")
READERS = ("who came by a link", "somebody who withdrew", "somebody unverified", "somebody without a PIN")
OLD_LINKS = {
    "join": "/join/x:y:z/", "front_door:open_link": "/h/tidewater/none/", "portal:open_link": "/h/tidewater/p/none/",
    "partners:named": "/h/tidewater/named/none/", "partners:work_link": "/h/tidewater/workplace/none/",
    "onward:receive": "/h/tidewater/onward/none/",
}  # fmt: skip
MOST_PATHS = 3  # one that waits, one that is somebody's, one that was withdrawn: the others show nothing else
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
FOR_THEM, REFUSED = {200, 400, 409, 422}, {404, 410}
TAG = re.compile(r"<(\w+)(?:[^>]*? class=\"([^\"]*)\")?")


@dataclass(frozen=True)
class Shown:
    """A page as it was answered, and how one comes to it.

    Attributes:
        routes: what it is a page of: the route that was asked, and the one that this led on to. A refusal is of none.
    """

    routes: frozenset[str]
    path: str
    how: str
    status: int
    html: str

    def __str__(self) -> str:
        return f"{self.how}: {self.status}, {self.path}"

    @property
    def is_built_of(self) -> set[tuple[str, ...]]:
        """Its elements with their classes, at its address whoever it is about. Refusals are alike everywhere."""
        place = "" if self.status in REFUSED else IDENTIFIER.sub("", self.path)
        return {(place, *tag) for tag in TAG.findall(self.html)}


def ask(route: str, path: str, who: str, browser: Client, *, sends: bool = True) -> Iterator[Shown]:
    """What one person is shown at one address, unless that is no page."""
    tries = [("get", path + query, {}) for query in ("", *ASKED.get(route, ()))]
    tries += [("post", path, form) for form in ({}, *SENT.get(route, ())) if sends]
    kept, browser.handler = deepcopy(browser.cookies), handler(checks_forms=False)
    for method, address, data in tries:
        with taken_back():
            response = getattr(browser, method)(address, data, follow=method == "post")
        browser.cookies = deepcopy(kept)
        if not response.streaming and response.content.startswith(b"<!doctype html>") and response.status_code != 405:
            yield shown(response, route, " ".join([method, address, *map(str, data.values()), "by", who]))
        if response.status_code in REFUSED:
            return


def shown(response: HttpResponse, route: str, how: str) -> Shown:
    """The page that was answered when a route was asked."""
    request, status = response.wsgi_request, response.status_code
    routes = {route, request.resolver_match.view_name} if status in FOR_THEM else set()
    return Shown(frozenset(routes), request.path, how, status, response.content.decode())


def once_each(pages: Iterable[Shown]) -> list[Shown]:
    """Those that show something which no other page at the same address shows, whoever it is about.

    What shows most comes first: most of the others show less of the same.
    """
    found, seen = [], set()
    for page in sorted(pages, key=lambda page: -len(page.is_built_of)):
        if not page.is_built_of <= seen:
            found.append(page)
            seen |= page.is_built_of
    return found


def in_world(world: World, routes: Iterable[Route], *names: str, sends: bool = True) -> Iterator[Shown]:
    """What these people are shown at every address of these routes."""
    actors = [actor for actor in world.actors if actor.name in names]
    assert len(actors) == len(names)
    for route in routes:
        for path in list(dict.fromkeys(paths_of(route, world)))[:MOST_PATHS]:
            for actor in actors:
                yield from ask(route.name, path, actor.name, actor.browser(), sends=sends)


def of_people(doors: Mapping[str, Door], team: Team, other: Team, *, now) -> Iterator[Shown]:
    """What people are shown of their own: known already or not, with or without a PIN, after they have withdrawn."""
    here, there = outside(team, now=now), outside(other, now=now)
    known = make_ways(here, there, now=now)
    people = [each for each in outsiders(here, there, []) if each.name in WRITERS + READERS]
    for name, door in doors.items():
        keyed = [Way(key, {"key": key, "page": page}) for key in KEYS.get(name, ()) for page in (1, 2)]
        for way in keyed or ways_of(name, door, known):
            for path in dict.fromkeys(addresses(name, way, team.hub)):
                for person in people:
                    yield from ask(name, path, person.name, person.browser, sends=person.name in WRITERS)


def to_members(members: Iterable[Membership], routes: Iterable[Route]) -> Iterator[Shown]:
    """What each of these is shown of the pages that are about nobody."""
    for member in members:
        browser = browser_of(member)
        for route in routes:
            if "{" not in route.address:
                yield from ask(route.name, route.address, member.name, browser, sends=False)


def before_and_after(hub: Hub, routes: Iterable[Route]) -> Iterator[Shown]:
    """What a stranger is shown of a hub that is not open yet, and of one that is no more."""
    for status in (Hub.Status.PREPARING, Hub.Status.CLOSED):
        Hub.objects.filter(pk=hub.pk).update(status=status)
        for route in routes:
            if "{token}" not in route.address:
                yield from ask(route.name, route.address.format(slug=hub.slug), status, Client(), sends=False)


def error_pages() -> Iterator[Shown]:
    """What is shown when something went wrong, which cannot be asked for."""
    names = ("bad_request", "busy", "failed", "form_expired", "not_found", "unavailable")
    for name in names:
        response = errors.page(RequestFactory().get("/"), f"front_door/errors/{name}.html", 500)
        yield Shown(frozenset(), "/", name, 500, response.content.decode())


def locked_out() -> Shown:
    """What is shown after too many wrong passwords. They are counted by the real clock, so it is asked for."""
    response = get_lockout_response(RequestFactory().post("/sign-in/"), None, {"login": "nobody@tidewater.example"})
    return Shown(frozenset(), "/sign-in/locked/", "too many wrong passwords", 429, response.content.decode())


def invited_again(world: World, *, now) -> Iterator[Shown]:
    """What somebody is shown who works at one hub and is invited to another: signed in or not."""
    elm = Membership.objects.get(account__name="Elm Confirmed").account
    hub = Hub.objects.get(slug="saltpan")
    with hub_scope(hub):
        invited = invite(hub, name="Elm Confirmed", email=elm.email, roles=["practitioner"], on=now.date())
    path = f"/join/{make_token(invited, now=now)}/"
    actor = next(actor for actor in world.actors if actor.name == "a member who has just confirmed")
    for name, browser in (("signed in", actor.browser()), ("a stranger", Client())):
        yield from ask("join", path, f"invited to a second hub, {name}", browser)


def old_links() -> Iterator[Shown]:
    """Where links lead that open nothing any more."""
    for route, path in OLD_LINKS.items():
        yield from ask(route, path, "a stranger", Client())
