"""Whoever stands outside the staff's desk, by what their browser holds; and the staff, who hold nothing here."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client

from holdfast.front_door.cookies import ABOUT, DRAFT, REFER, TEAM, VISIT
from holdfast.front_door.cookies import OWN as OWN_COOKIE
from tests.authorisation import outside_policy as policy
from tests.authorisation.actors import Actor
from tests.authorisation.outside_records import Outside

TYPED = {"Typedcanary", "the typedcanary story"}


@dataclass
class Outsider:
    """One who tries from outside.

    Attributes:
        holds: what their browser holds, in the words of the policy.
        may_read: the canaries that are theirs to read.
        answers: how they are turned away where it is not as everybody is; by GET and by POST.
        is_staff: whether they get, word for word, what a stranger gets.
    """

    name: str
    browser: Client
    holds: set[str] = field(default_factory=set)
    may_read: set[str] = field(default_factory=set)
    answers: dict[str, tuple[int, int]] = field(default_factory=dict)
    is_staff: bool = False


def outsiders(here: Outside, there: Outside, staff: Iterable[Actor]) -> list[Outsider]:
    """Everybody. The first one is a stranger, who holds nothing."""
    return [
        Outsider("a stranger", Client()),
        *askers(here),
        *own_pages(here),
        *referrers(here),
        *typing(here),
        *just_now(here),
        *nobodys(here, there),
        *(of_staff(actor) for actor in staff),
    ]


def holding(**cookies: str) -> Client:
    """A browser with these keys, each as if it were of the hub that is tried."""
    browser = Client()
    for kind, key in cookies.items():
        browser.cookies[f"{kind}_tidewater"] = key
    return browser


def askers(here: Outside) -> list[Outsider]:
    """The browser that sent a request is shown all of it; one that came by a link nothing that was told."""
    verified = here.people["verified"]
    to_sent = {"front_door:now": (302, 405), "front_door:check": (302, 405)}
    later = {"front_door:sent": (302, 405), "front_door:all_sent": (404, 405)}
    return [
        Outsider(
            "who sent it", holding(**{VISIT: here.keys["sent"]}), {policy.SENDER}, set(verified.canaries), to_sent
        ),
        Outsider("who came by a link", holding(**{VISIT: here.keys["told later"]}), {policy.TELLER}, set(), later),
    ]  # fmt: skip


def own_pages(here: Outside) -> list[Outsider]:
    """People on their own pages. Before somebody has spoken with them a page shows the number, and no name or story."""
    people, own = here.people, {}
    for whose in ("verified", "withdrawn", "unverified", "without a PIN"):
        own[whose] = holding(**{OWN_COOKIE: here.keys[f"own {whose}"]})
    own["again"] = holding(**{OWN_COOKIE: here.keys["own again"]})
    verified = people["verified"].canaries
    return [
        Outsider("the person", own["verified"], {policy.OWN, policy.AGREED}, verified),
        Outsider("the person again", own["again"], {policy.OWN, policy.CONFIRMED, policy.AGREED}, verified),
        Outsider("somebody who withdrew", own["withdrawn"], {policy.OWN}, people["withdrawn"].canaries),
        Outsider("somebody unverified", own["unverified"], {policy.UNVERIFIED}, people["unverified"].numbers),
        Outsider("somebody without a PIN", own["without a PIN"], {policy.NO_PIN}),
    ]


def referrers(here: Outside) -> list[Outsider]:
    """Who refers reads the number of whom they sent; a manager nothing; none what another typed or sent."""
    verified, another, keys = here.people["verified"], here.people["of another"], here.keys

    def browser(route: str, about: str) -> Client:
        return holding(**{REFER: keys[route], ABOUT: keys[about]} if about else {REFER: keys[route]})

    refers, another_refers = ({policy.REFERRER, each} for each in (policy.SHARED_WITH, policy.SHARED_WITH_ANOTHER))
    return [
        Outsider("a referrer", browser("oh", ""), refers, verified.numbers),
        Outsider(
            "a referrer who has sent", browser("oh", "sent about"), refers | {policy.SENT_ABOUT}, verified.numbers
        ),
        Outsider(
            "a referrer who is typing", browser("oh", "typing about"), refers | {policy.TYPING_ABOUT},
            verified.numbers | TYPED,
        ),
        Outsider("another referrer, with what one sent", browser("gp", "sent about"), another_refers, another.numbers),
        Outsider(
            "another referrer, with what one types", browser("gp", "typing about"), another_refers, another.numbers
        ),
        Outsider("a manager, with what one sent", browser("manager", "sent about"), {policy.MANAGER}),
    ]  # fmt: skip


def typing(here: Outside) -> list[Outsider]:
    """Who is typing, for themselves and for a team."""
    return [
        Outsider("who is typing", holding(**{DRAFT: here.keys["typing"]}), {policy.TYPING}, TYPED),
        Outsider("who is typing for a team", holding(**{TEAM: here.keys["typing for a team"]}), {policy.TYPING_TEAM},
                 TYPED),
    ]  # fmt: skip


def just_now(here: Outside) -> list[Outsider]:
    """Who has shown a work address and is not yet known, and who has sent a request for a team."""
    to_sent = dict.fromkeys(("front_door:team_now", "front_door:team_check"), (302, 405))
    return [
        Outsider("who has shown an address", holding(**{REFER: here.keys["shown"]}), {policy.SHOWN}),
        Outsider(
            "who sent for a team", holding(**{TEAM: here.keys["sent for a team"]}), {policy.SENT_FOR_TEAM},
            set(here.of_a_team), to_sent,
        ),
    ]  # fmt: skip


def nobodys(here: Outside, there: Outside) -> list[Outsider]:
    """Keys that open nothing: closed, idle, of long ago, of another hub, of another door."""
    keys, strange = here.keys, there.keys
    crossed = {VISIT: keys["own again"], OWN_COOKIE: keys["sent"], REFER: keys["sent"], DRAFT: keys["oh"]}
    found = {
        "pages that were closed": {OWN_COOKIE: keys["own ended"], VISIT: "x" * 32},
        "pages that were idle": {OWN_COOKIE: keys["own idle"], VISIT: keys["sent long ago"]},
        "keys of another hub": {
            OWN_COOKIE: strange["own again"], VISIT: strange["sent"], REFER: strange["oh"], DRAFT: strange["typing"],
            TEAM: strange["sent for a team"], ABOUT: strange["sent about"],
        },
        "keys of other doors": crossed,
    }  # fmt: skip
    return [Outsider(name, holding(**cookies)) for name, cookies in found.items()]


def of_staff(actor: Actor) -> Outsider:
    """Somebody signed in. Their account is open to them, and nothing else is."""
    holds = {policy.SIGNED_IN} if settings.SESSION_COOKIE_NAME in actor.browser.cookies else set()
    return Outsider(actor.name, actor.browser, holds, is_staff=actor.role != "referrer")
