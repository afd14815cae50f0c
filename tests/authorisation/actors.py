"""Everybody who might try: each role, each state of an account, whoever has another hub, and nobody."""

from dataclasses import dataclass, field

from django.test import Client

from holdfast.accounts.models import Membership
from holdfast.hubs.scope import hub_scope
from tests.authorisation.cells import METHODS
from tests.builders import Team, browser_of, make_member, put_on_duty

ROLES = {
    "practitioner": "a practitioner",
    "clinical_lead": "a lead",
    "support_line": "a support-line worker",
    "administrator": "an administrator",
    "hub_manager": "a manager",
    "information_governance": "an information-governance lead",
    "outside_cover": "outside cover",
    "referrer": "a referrer",
    "viewer": "a viewer of figures",
}
STATES = {"invited": "is invited", "suspended": "is suspended", "left": "has left"}


EVERY_METHOD = (*METHODS, "head")
"""A few of each kind try HEAD too: it takes the way of GET."""


@dataclass
class Actor:
    """One who tries: a browser, and what the policy says of them.

    Attributes:
        role: what the policy asks for; empty for whoever stands outside every hub's work.
        besides: another role of theirs.
        lent: why a record opens to them for a while only: `cover`, `emergency`.
        opens: whose records are theirs to open: `queue`, `owned`, …; `call`: the call is theirs.
        answer: how they are turned away: 404, or 302 to where they sign in.
        home: the records of their own hub, where that is another one.
        methods: by which they try what is not theirs.
        tries_each: whether they try a route on every record, and not on the first alone.
        was: the role that they would have, were their account not invited, suspended or left.
    """

    name: str
    browser: Client
    role: str = ""
    opens: set[str] = field(default_factory=set)
    member: Membership | None = None
    answer: int = 404
    home: str = ""
    methods: tuple[str, ...] = METHODS
    tries_each: bool = True
    besides: str = ""
    lent: str = ""
    was: str = ""

    @property
    def roles(self) -> set[str]:
        """Every role that the policy may ask for."""
        return {self.role, self.besides} - {""}


def everybody(team: Team, other: Team, *, now) -> list[Actor]:
    """The actors. Whoever is on duty opens the queue, the owner what is theirs; a lead these and what is held.

    An administrator opens what a lead does, until a name is unsettled. Somebody who withdrew stays with their owner.
    """
    owners = {"owned", "withdrawn"}
    found = [
        Actor("a practitioner on duty", browser_of(team.nell), "practitioner", {"queue"}, team.nell),
        Actor("the owner", browser_of(team.wren), "practitioner", owners, team.wren),
        Actor("a lead", browser_of(team.ines), "clinical_lead", {"queue", "held", *owners}, team.ines),
        Actor("an administrator", browser_of(team.ada), "administrator", {"queue", *owners}, team.ada),
        Actor("a support-line worker", browser_of(team.sol), "support_line", {"call"}, team.sol),
        Actor("a manager", browser_of(team.max), "hub_manager", set(), team.max, methods=EVERY_METHOD),
        Actor("outside cover that was not told", browser_of(team.outside), "outside_cover", set(), team.outside),
    ]
    found += [
        of_role(team, "Teal Onlooker", "practitioner", "a colleague without a relationship"),
        of_role(team, "Ivy Ledgerly", "information_governance", "an information-governance lead"),
        of_role(team, "Olive Mockwell", "referrer", "a referrer"),
        of_role(team, "Reed Outsidely", "viewer", "a viewer of figures"),
    ]
    busy = of_role(team, "Sage Dutyman", "support_line", "a support-line worker on duty")
    with hub_scope(team.hub):
        put_on_duty(busy.member, now)
    busy.opens = {"queue"}
    found.append(busy)
    found += [in_state(team, "clinical_lead", state, tries_each=False) for state in STATES]
    waits = of_role(team, "Perch Halfway", "clinical_lead", "a lead without their second factor")
    waits.browser, waits.answer, waits.role = signed_in_with_password(waits.member), 302, ""
    return [
        *found,
        waits,
        Actor(
            "a lead of another hub",
            browser_of(other.ines),
            "clinical_lead",
            set(),
            other.ines,
            home="another hub",
            methods=EVERY_METHOD,
        ),
        Actor("nobody", Client(), answer=302, methods=EVERY_METHOD),
    ]


def of_role(team: Team, name: str, role: str, words: str) -> Actor:
    """A further member of the hub."""
    member = make_member(team.hub, name, role)
    return Actor(words, browser_of(member), role, set(), member, methods=EVERY_METHOD)


def in_other_states(team: Team) -> list[Actor]:
    """Every other role in every state of an account. They get no further than the gate, whatever the record."""
    others = [role for role in ROLES if role != "clinical_lead"]
    return [in_state(team, role, state, tries_each=False) for role in others for state in STATES]


def in_state(team: Team, role: str, state: str, **facts) -> Actor:
    """Somebody who would have this role, were they active; their browser is signed in still."""
    member = make_member(team.hub, f"Perch {state.title()}", role)
    browser = browser_of(member)
    Membership.objects.filter(pk=member.pk).update(status=state)
    return Actor(f"{ROLES[role]} who {STATES[state]}", browser, member=member, was=role, **facts)


def signed_in_with_password(member: Membership) -> Client:
    """A browser that stands before the second factor."""
    browser = browser_of(member)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    return browser
