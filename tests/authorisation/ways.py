"""Every address of a route outside the desk: with what is theirs, another's, another hub's, ended and never there."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator

from holdfast.accounts.invitations import make_token
from holdfast.correspondence.actions import end_link, make_link
from holdfast.correspondence.mail import codes_of_message
from holdfast.correspondence.models import Link, Message
from holdfast.diary.feed_actions import make_feed
from holdfast.documentation.routes import site_routes
from holdfast.front_door.articles import ARTICLES
from holdfast.front_door.team_said import KEYS as TEAM_KEYS
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.models import LedgerEntry
from holdfast.partners.introduction_actions import decline, write
from holdfast.partners.models import Introduction
from tests.authorisation import outside_policy as policy
from tests.authorisation.booked import in_diary
from tests.authorisation.outside_policy import AGREED, ANYONE, MANAGER, REFERRER, SENDER, TELLER, Door
from tests.authorisation.outside_records import Outside, Somebody, named_by
from tests.authorisation.referred import answer_link, own_onward_of
from tests.authorisation.worked import link_to, statement_about
from tests.authorisation.written import letter_about
from tests.builders import make_member

ADDRESSES: dict[str, list[str]] = {}
for each in site_routes():
    ADDRESSES.setdefault(each.name, []).append(each.address)


@dataclass
class Way:
    """One way to fill an address in.

    Attributes:
        holders: who may pass by it, in the words of the policy.
        answer: how whoever may pass the door is turned away from what is not theirs.
    """

    words: str
    parts: dict[str, Any] = field(default_factory=dict)
    holders: frozenset[str] = frozenset()
    answer: int = 404


KEYS = {
    "front_door:article": [Way("an article", {"key": ARTICLES[0].key}, frozenset({ANYONE}))],
    "front_door:question": [Way("the first", {"key": "name"}, frozenset({ANYONE}))],
    "front_door:team_question": [Way("the first", {"key": TEAM_KEYS[0]}, frozenset({ANYONE}))],
    "partners:question": [
        Way("about somebody", {"key": "name"}, frozenset({REFERRER})),
        Way("a name only", {"key": "somebody"}, frozenset({MANAGER})),
    ],
}
TOLD = frozenset({SENDER, TELLER})
QUARTER = "2015-Q1"


def ways_of(name: str, door: Door, made: dict[str, list[Way]]) -> list[Way]:
    """The ways to fill in the address of a route."""
    if not door.about:
        return [Way("", {}, door.holds)]
    return KEYS[name] if door.about == policy.KEY else made[door.about]


def addresses(name: str, way: Way, hub) -> list[str]:
    """The addresses of a route at a hub: two, where one is without a hub."""
    return [address.format(slug=hub.slug, **way.parts) for address in ADDRESSES[name]]


def make_ways(here: Outside, there: Outside, *, now) -> dict[str, list[Way]]:
    """What addresses are about, at one hub and at another."""
    verified, other = here.people["verified"], here.people["unverified"]
    with hub_scope(there.team.hub):
        strange = {"pk": named_by(there.people["verified"]).pk}
    with hub_scope(here.team.hub):
        named, anothers = named_by(verified).pk, named_by(other).pk
    another, strangers = here.people["of another"], there.people["verified"]
    times = [booked_for(at, who, now=now) for at, who in ((here, verified), (here, another), (there, strangers))]
    letters = [
        letter_about(at.team, who.referral, now=now)
        for at, who in ((here, verified), (here, another), (there, strangers))
    ]
    statements = [
        statement_about(at.team, who.referral, now=now, agrees=False).pk
        for at, who in ((here, verified), (here, another), (there, strangers))
    ]
    onwards = [
        own_onward_of(at.team, who.referral, now=now)
        for at, who in ((here, verified), (here, another), (there, strangers))
    ]
    answered = [
        answer_link(at.team, at.people["verified"].referral, name, now=now, ends=ends)
        for at, name, ends in ((here, "Lantern", False), (here, "Harbour", True), (there, "Lantern", False))
    ]
    return {
        policy.OWN_TIME: owned(*times),
        policy.OWN_LETTER: owned(*letters),
        policy.OWN_WORK: owned(*statements),
        policy.THEIR_WORK: shared_with_them(here, there, now=now),
        policy.WORK_LINK: work_links(here, there, now=now),
        policy.OWN_ONWARD: owned(*onwards),
        policy.ANSWER_LINK: tokens(*answered),
        policy.FEED: feeds(here, there, now=now),
        policy.PART: [Way("", {"key": "work"}, TOLD)],
        policy.PAGE: [Way("", {"key": "phq9", "page": 1}, TOLD)],
        policy.PARTNER: owned(here.partners["oh"].pk, here.partners["gp"].pk, there.partners["oh"].pk),
        policy.NAME: owned(named, anothers, strange["pk"]),
        policy.OPEN_LINK: links(here, there, Link.Purpose.TELL_MORE, now=now),
        policy.OWN_LINK: links(here, there, Link.Purpose.OWN_PAGES, now=now),
        policy.NAMED_LINK: named_links(here, there, now=now),
        policy.JOIN_LINK: join_links(here, now=now),
        policy.PASSKEY: passkeys(here, there),
        policy.PUBLISHED: figures_of(here, now=now),
        policy.APP: [Way("that was never set up")],
    }


def figures_of(here: Outside, *, now) -> list[Way]:
    """What a hub has published, which everybody reads; and a period of which it has published nothing."""
    LedgerEntry.objects.create(
        number=1, place=here.team.hub.slug, period=QUARTER, rows=[], before="", digest="0" * 64, published_at=now
    )  # fmt: skip
    return [
        Way("published", {"period": QUARTER, "form": "csv"}, frozenset({ANYONE})),
        Way("never published", {"period": "2015-Q2", "form": "csv"}),
    ]


def booked_for(at: Outside, who: Somebody, *, now) -> UUID:
    """An appointment of somebody who asked for help."""
    return in_diary(at.team, who.referral, owner=at.team.wren, now=now)["appointment"]["pk"]


def shared_with_them(here: Outside, there: Outside, *, now) -> list[Way]:
    """A statement that the referrer of the verified person can read; one that another can; another hub's."""
    made = [
        statement_about(at.team, at.people[whose].referral, to=at.partners[route], now=now).pk
        for at, whose, route in ((here, "verified", "oh"), (here, "of another", "gp"), (there, "verified", "oh"))
    ]
    own, anothers, strange = made
    return [
        Way("theirs", {"pk": own}, frozenset({policy.SHARED_WITH})),
        Way("another's", {"pk": anothers}, frozenset({policy.SHARED_WITH_ANOTHER})),
        Way("another hub's", {"pk": strange}),
        Way("nobody's", {"pk": uuid4()}),
    ]


def work_links(here: Outside, there: Outside, *, now) -> list[Way]:
    """Links to what was shared about somebody's work: of the same partner, so that the second ends the first."""
    ended = link_to(here.team, here.people["verified"].referral, now=now)
    return tokens(
        link_to(here.team, here.people["verified"].referral, now=now), ended,
        link_to(there.team, there.people["verified"].referral, now=now),
    )  # fmt: skip


def feeds(here: Outside, there: Outside, *, now) -> list[Way]:
    """Addresses of calendars: one that is read, one that a newer one ended, another hub's."""
    made = []
    for at in (here, here, there):
        with hub_scope(at.team.hub):
            made.append(make_feed(at.team.nell, now=now))
    ended, live, strange = made
    return tokens(live, ended, strange)


def owned(own, anothers, strange) -> list[Way]:
    """Something of the verified person's, of another's, of another hub's."""
    return [
        Way("their own", {"pk": own}, frozenset({AGREED})),
        Way("another's", {"pk": anothers}),
        Way("another hub's", {"pk": strange}),
        Way("nobody's", {"pk": uuid4()}),
    ]


def links(here: Outside, there: Outside, purpose: str, *, now) -> list[Way]:
    """Links with a token. A live one shows a neutral page to whoever follows it; the others show nothing."""
    return tokens(new_link(here, purpose, now=now), new_link(here, purpose, now=now, ends=True),
                  new_link(there, purpose, now=now))  # fmt: skip


def tokens(live: str, ended: str, strange: str) -> list[Way]:
    """A link that opens and those that do not."""
    return [
        Way("live", {"token": live}, frozenset({ANYONE})),
        Way("ended", {"token": ended}, answer=410),
        Way("another hub's", {"token": strange}, answer=410),
        Way("nobody's", {"token": "A" * 32}, answer=410),
    ]


def new_link(at: Outside, purpose: str, *, now, ends: bool = False) -> str:
    """The token of a link to the verified person's."""
    referral = at.people["verified"].referral
    with hub_scope(at.team.hub):
        token, _, link = make_link(referral.person, subject_id=referral.pk, purpose=purpose, now=now)
        if ends:
            end_link(link, now=now)
    return token


def named_links(here: Outside, there: Outside, *, now) -> list[Way]:
    """Links of somebody whom a manager named."""
    return tokens(name_by_mail(here, now=now), name_by_mail(here, now=now, ends=True), name_by_mail(there, now=now))


def name_by_mail(at: Outside, *, now, ends: bool = False) -> str:
    """A manager names somebody by e-mail; the token of the link that they get."""
    marks = {"name": "Namedcanary", "way": "email", "address": "pip@home.example", "submission": uuid4().bytes * 2}
    with hub_scope(at.team.hub):
        made = write(at.team.hub, at.partners["manager"], **marks, now=now)
        token = token_in_mail(made)
        if ends:
            decline(made, now=now)
    return token


def token_in_mail(made: Introduction) -> str:
    """The token that the mail about somebody named holds."""
    message = Message.objects.select_related("box").get(hub_id=made.hub_id, subject_id=made.pk)
    return codes_of_message(message)["link"].rstrip("/").rsplit("/", 1)[1]


def join_links(here: Outside, *, now) -> list[Way]:
    """Invitations: one that is open, one of somebody who has left."""
    invited, left = (make_member(here.team.hub, f"{name} Latecomer", "practitioner") for name in ("Pia", "Leo"))
    live, ended = make_token(invited, now=now), make_token(left, now=now)
    type(left).objects.filter(pk=left.pk).update(status="left")
    return tokens(live, ended, "x:y:z")[:3]


def passkeys(here: Outside, there: Outside) -> list[Way]:
    """Passkeys of two accounts that are nobody's here."""
    owners = (make_member(at.team.hub, "Keith Keyholder", "clinical_lead").account for at in (here, there))
    keys = [Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Keycanary"}) for owner in owners]
    return [
        Way("a colleague's", {"pk": keys[0].pk}),
        Way("another hub's", {"pk": keys[1].pk}),
        Way("nobody's", {"pk": 999_999}),
    ]
