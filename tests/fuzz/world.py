"""Two hubs with somebody in every state, everybody who might try, and what each of them may read."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any

from django.test import Client
from django.urls import reverse

from holdfast.accounts.invitations import make_token
from holdfast.accounts.models import Membership
from holdfast.agreements.actions import email_hash, give
from holdfast.agreements.models import Agreement, Partner
from holdfast.contacts.actions import log_attempt
from holdfast.correspondence.actions import hash_of, make_link
from holdfast.diary.feed_actions import make_feed
from holdfast.front_door import cookies
from holdfast.front_door.actions import begin_visit
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.models import LedgerEntry
from holdfast.monitoring.periods import read_period
from holdfast.monitoring.protection import protect
from holdfast.monitoring.public_cube import public_cube
from holdfast.monitoring.publish_actions import entry_digest
from holdfast.monitoring.publish_queries import ledger_rows
from holdfast.partners import code_actions
from holdfast.partners.actions import admit_organisation
from holdfast.partners.introduction_actions import name_somebody
from holdfast.partners.models import Admitted, Code, Introduction
from holdfast.partners.queries import find_code
from holdfast.people.actions import keep_out
from holdfast.people.identity import channels_of
from holdfast.people.models import MustNotSee
from holdfast.portal import entry_actions
from holdfast.portal.models import Pin
from holdfast.referrals.models import Referral
from tests.accounts.signing_in import give_app, give_password
from tests.authorisation.actors import everybody
from tests.authorisation.records import CANARIES, everything
from tests.authorisation.referred import answer_link
from tests.authorisation.worked import link_to, statement_about
from tests.builders import Team, accept, browser_of, make_hub, make_member, send_request
from tests.fuzz.serving import handler
from tests.monitoring.test_publishing import MANY

PIN = "4921 7305"
A_DAY = 86_400
OLIVE = "olive@oh.example"
THEIRS = ("Heroncanary", "heron-canary-story")
OWN, REFER, VISIT = (f"{kind}_tidewater" for kind in (cookies.OWN, cookies.REFER, cookies.VISIT))
DRAFT, TEAM_DRAFT, ABOUT = "Draftcanary", "Wickcanary", "Aboutcanary"
REACH = {"ways": ["call"], "phone": "07700 900123", "voicemail": "no", "times": ["pm"]}
REFERRED = {
    "name": {"name": ABOUT}, "reach": REACH, "worry": {"worried": "no"}, "people": {"people": ""},
    "agreed": {"agrees": "on", "how": "in_person", "on_0": "12", "on_1": "10", "on_2": "2026"},
}  # fmt: skip
EVERY = frozenset({word for words in CANARIES.values() for word in words} | {*THEIRS, DRAFT, TEAM_DRAFT, ABOUT})


@dataclass(frozen=True)
class Actor:
    """One who asks: what their browser holds, and the canaries that no page may show them.

    Attributes:
        works_here: a first page may open what a later one then shows, so that only the first answer is judged.
    """

    name: str
    cookies: dict[str, str] = field(repr=False)
    hidden: frozenset[str] = field(repr=False)
    works_here: bool = False

    def browser(self, *, checks_forms: bool = False) -> Client:
        """A fresh browser of theirs."""
        client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        client.handler = handler(checks_forms=checks_forms)
        for name, value in self.cookies.items():
            client.cookies[name] = value
        return client


@dataclass
class World:
    """Who asks, and what stands behind the addresses.

    Attributes:
        arguments: by what an address is about, the sets of arguments that belong together.
        theirs: the same for pages of somebody's own, by the name of the page.
        parts: for each part of an address whatever it might be.
        tokens: what opens the links, by the name of their page.
        known: references, names, telephone numbers and the like, for whoever tries them in a form.
    """

    actors: list[Actor]
    arguments: dict[str, list[dict[str, Any]]]
    theirs: dict[str, list[dict[str, Any]]]
    parts: dict[str, list[str]]
    tokens: dict[str, str]
    known: list[str]


def make_world(*, now: datetime) -> World:
    """Commits, unless a transaction is open."""
    here, other = make_hub("tidewater", "Tidewater", now=now), make_hub("saltpan", "Saltpan", now=now)
    staff = everybody(here, other, now=now)
    records = everything(here, other, now=now, everyone=[actor.member for actor in staff if actor.member])
    hers = person_with_pages(here, now=now)
    people, tokens = outsiders(here, hers, now=now)
    theirs = shared_with_others(here, hers, now=now)
    publishes(here, now=now)
    arguments = {about: [each.args[about] for each in records if about in each.args] for about in records[0].args}
    arguments["record"].append({"pk": hers.pk})
    ends = {actor.name: hidden_from(actor.opens, home=actor.home) for actor in staff}
    actors = [
        Actor(actor.name, cookies_of(actor.browser), ends[actor.name], works_here=bool(actor.member) and not actor.home)
        for actor in staff
    ]
    return World([*actors, *people], arguments, theirs, keys(arguments), tokens, known(here, other))


def publishes(team: Team, *, now: datetime) -> None:
    """Figures that went through the control, in the ledger."""
    period = read_period("2026-Q2")
    rows = list(protect(public_cube(team.hub.slug, period, wholes() | MANY), ledger_rows()).rows)
    LedgerEntry.objects.create(
        number=1, place=team.hub.slug, period=period.name, rows=rows, published_at=now,
        digest=entry_digest("", team.hub.slug, period.name, rows),
    )  # fmt: skip


def hidden_from(opens: set[str], *, home: str) -> frozenset[str]:
    """What staff must not see. Heron's record is owned, and nobody's draft is theirs."""
    shown = {word for kind in {*opens, home} - {""} for word in CANARIES.get(kind, ())}
    return EVERY - shown - (set(THEIRS) if "owned" in opens else set())


def cookies_of(browser: Client) -> dict[str, str]:
    """What a browser holds."""
    return {name: morsel.value for name, morsel in browser.cookies.items() if morsel.value}


def person_with_pages(team: Team, *, now: datetime) -> Referral:
    """Heron has asked for help, has talked with Wren, and has pages of their own."""
    asked = send_request(team, now=now - timedelta(hours=30), name=THEIRS[0], story=THEIRS[1])
    accept(team, asked, owner=team.wren, now=now - timedelta(hours=20), by=team.ines)
    with hub_scope(team.hub):
        entry_actions.choose_pin(asked, PIN, how=Pin.How.AFTER_ASKING, now=now)
        asked.refresh_from_db()
        asked.person.verified_at = now - timedelta(hours=2)
        asked.person.save(update_fields=["verified_at"])
        log_attempt(
            asked, channel="call", result="spoke", terms=team.hub.current, by=team.wren, now=now - timedelta(hours=2)
        )  # fmt: skip
    return asked


def shared_with_others(team: Team, hers: Referral, *, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Heron was referred by Olive, who may be told that they talked; Max is on the list of whom she has named."""
    slug = team.hub.slug
    with hub_scope(team.hub):
        olive = Partner.objects.get(email_hash=email_hash(team.hub.pk, OLIVE))
        Referral.objects.filter(pk=hers.pk).update(partner=olive)
        give(
            hers.person, partner=olive, purpose="referrer", kinds=["contacted"], how=Agreement.How.ON_OWN_PAGES, now=now
        )  # fmt: skip
        keep_out(hers.person, named=[team.max.name], now=now)
        entry = MustNotSee.objects.get(person=hers.person)
    pages = {f"portal:{name}": [{"slug": slug, "pk": olive.pk}] for name in ("agree", "withdraw", "tell_them")}
    statement = statement_about(team, hers, now=now, to=olive)
    return {
        **pages,
        "portal:ask_off": [{"slug": slug, "pk": entry.pk}],
        "partners:work_one": [{"slug": slug, "pk": statement.pk}],
    }


def outsiders(team: Team, hers: Referral, *, now: datetime) -> tuple[list[Actor], dict[str, str]]:
    """Whoever holds a draft, a visit, own pages or a referrer's key; and the tokens of links that still open."""
    with hub_scope(team.hub):
        opened = entry_actions.give_link(hers, team.hub, now=now).address
    own = Client()
    own.post(opened, {"secret": PIN})
    with hub_scope(team.hub):
        asked, linked = (begin_visit(hers, shows_request=shows, now=now) for shows in (True, False))
        address = entry_actions.give_link(hers, team.hub, now=now).address
        more, _, _ = make_link(hers.person, subject_id=hers.pk, purpose="tell_more", now=now)
        works = admit_organisation(team.hub, name="Oh Works", route="oh", domain="oh.example", by=team.ines, now=now)
        named, manager = somebody_named(team, now=now)
        olive = code_actions.introduce(works, address=OLIVE, name="Olive Mockwell", telephone="", now=now)
        refers = code_actions.begin_visit(olive, works, now=now)
        names = code_actions.begin_visit(*manager, now=now)
        proven = code_actions.send_code(team.hub, "ivy@oh.example", now=now)
        Code.objects.filter(pk=find_code(team.hub, proven, now=now).pk).update(used_at=now)
    invited = make_member(team.hub, "Fern Invited", "practitioner")
    Membership.objects.filter(pk=invited.pk).update(status="invited")
    invited.refresh_from_db()
    invited.account.set_unusable_password()
    invited.account.save()
    found = [
        *signing_in(team),
        Actor("a person with a draft", drafted(team), EVERY - {DRAFT}),
        Actor("a team with a draft", team_drafted(team), EVERY - {TEAM_DRAFT}),
        Actor("a person who has asked", {VISIT: asked}, EVERY - set(THEIRS)),
        Actor("a person who followed a link", {VISIT: linked}, EVERY),
        Actor("a person on their own pages", {OWN: cookies_of(own)[OWN]}, EVERY - set(THEIRS)),
        Actor("a referrer with a draft", about_drafted(team, refers), EVERY - {ABOUT}),
        Actor("a referrer who has shown their address", {REFER: proven}, EVERY),
        Actor("a manager who may name somebody", {REFER: names}, EVERY),
    ]
    return found, {
        "portal:open_link": address.rstrip("/").split("/")[-1], "front_door:open_link": more, "partners:named": named,
        "onward:receive": answer_link(team, hers, "Lantern", now=now),
        "partners:work_link": link_to(team, hers, now=now),
        "join": make_token(invited, now=now), "diary:feed": feed_of(team, now=now),
    }  # fmt: skip


def feed_of(team: Team, *, now: datetime) -> str:
    """The secret of somebody's calendar."""
    with hub_scope(team.hub):
        return make_feed(team.nell, now=now)


def signing_in(team: Team) -> list[Actor]:
    """Somebody whose password was right a moment ago, and somebody who has shown everything again just now."""
    waits, confirmed = (make_member(team.hub, name, "practitioner") for name in ("Ash Waiting", "Elm Confirmed"))
    give_app(waits)
    give_app(confirmed)
    before_code, browser = Client(), browser_of(confirmed)
    give_password(before_code, waits)
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time() + A_DAY, "type": "totp"} for method in ("password", "mfa")
    ]
    session.save()
    return [
        Actor("a member before the code", cookies_of(before_code), EVERY),
        Actor("a member who has just confirmed", cookies_of(browser), EVERY, works_here=True),
    ]


def somebody_named(team: Team, *, now: datetime) -> tuple[str, tuple[Partner, Admitted]]:
    """The token of somebody's link, and the manager who named them."""
    firm = admit_organisation(team.hub, name="Firm", route="manager", domain="firm.example", by=team.ines, now=now)
    merle = code_actions.introduce(firm, address="merle@firm.example", name="Merle Inventson", telephone="", now=now)
    named = name_somebody(
        team.hub, merle, name="Pip Named", way="email", address="pip@home.example", submission=token_bytes(32), now=now
    )
    token = token_bytes(18).hex()
    Introduction.objects.filter(pk=named.pk).update(token_hash=hash_of(token))
    return token, (merle, firm)


def drafted(team: Team) -> dict[str, str]:
    """A browser in which a request is nearly written."""
    said = {"name": {"name": DRAFT}, "reach": REACH, "safe": {"safe": "yes"}, "story": {"story": ""}}
    return typed(Client(), "front_door:question", team, said)


def team_drafted(team: Team) -> dict[str, str]:
    """The same for a team's request."""
    said = {
        "what": {"happening": ["loss"], "words": TEAM_DRAFT}, "team": {"size": "6_to_10", "place": "A ward"},
        "back": {"name": "Clover", "phone": "07700 900123", "times": ["pm"]}, "safe": {"not_safe": "no"},
    }  # fmt: skip
    return typed(Client(), "front_door:team_question", team, said)


def about_drafted(team: Team, key: str) -> dict[str, str]:
    """A referrer's browser in which somebody is nearly referred."""
    client = Client()
    client.cookies[REFER] = key
    return typed(client, "partners:question", team, REFERRED)


def typed(client: Client, name: str, team: Team, said: dict[str, dict]) -> dict[str, str]:
    """Answer some questions, and give back what the browser holds then."""
    for key, answers in said.items():
        response = client.post(reverse(name, args=[team.hub.slug, key]), answers)
        assert response.status_code == 302, (name, key)
    return cookies_of(client)


def keys(arguments: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """Every identifier there is, by the name of its part of an address."""
    every = [args for sets in arguments.values() for args in sets]
    pks = list(dict.fromkeys(str(value) for args in every for value in args.values()))
    return dict.fromkeys(sorted({name for args in every for name in args}), pks)


def known(*teams: Team) -> list[str]:
    """What somebody who guesses might type."""
    found = [word for words in CANARIES.values() for word in words[:1]]
    for team in teams:
        found += [member.account.email for member in (team.nell, team.ines)] + [team.nell.name, str(team.wren.pk)]
        with hub_scope(team.hub):
            for referral in Referral.objects.select_related("person").order_by("pk"):
                found += [referral.reference, str(referral.pk), channels_of(referral.person).get("call") or ""]
    return list(dict.fromkeys(filter(None, found)))
