"""People outside the staff's desk: those who asked for help and those who referred somebody, at one hub."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from holdfast.agreements.actions import give
from holdfast.agreements.models import Agreement, Partner
from holdfast.contacts.actions import log_attempt
from holdfast.coordination.actions import add_goal
from holdfast.coordination.plan_actions import show
from holdfast.coordination.strand_actions import add_strand
from holdfast.correspondence.mail import codes_of_message
from holdfast.correspondence.models import Message
from holdfast.front_door import drafts
from holdfast.front_door.actions import begin_visit, submission_of, submit
from holdfast.front_door.team_views import SENT, remains_of
from holdfast.hubs.scope import hub_scope
from holdfast.outreach.actions import receive
from holdfast.outreach.asked import TeamAsked
from holdfast.partners import code_actions
from holdfast.partners.actions import admit_organisation
from holdfast.partners.queries import find_code
from holdfast.people.models import MustNotSee
from holdfast.portal import entry_actions
from holdfast.portal.models import OwnVisit, Pin
from holdfast.referrals.actions import move, withdraw
from holdfast.referrals.models import Referral
from tests.authorisation.cells import spoken
from tests.builders import Team, accept, asked

PIN = "4921 7305"
MAILED = {"call": "+447700900123", "voicemail": False, "times": ["pm"], "email": "somebody@home.example"}


@dataclass
class Somebody:
    """One who asked for help, and what is told to nobody else."""

    referral: Referral
    name: str
    story: str

    @property
    def numbers(self) -> set[str]:
        """Their reference number, as it is kept and as pages write it."""
        return {self.referral.reference, spoken(self.referral.reference)}

    @property
    def canaries(self) -> set[str]:
        """All of it."""
        return {self.name, self.story, *self.numbers}


@dataclass
class Outside:
    """A hub as it is known from outside: people by what they are here, partners, and the keys of their browsers."""

    team: Team
    people: dict[str, Somebody] = field(default_factory=dict)
    partners: dict[str, Partner] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    sent: drafts.Typed | None = None
    of_a_team: set[str] = field(default_factory=set)

    @property
    def canaries(self) -> set[str]:
        """Of everybody here."""
        return {canary for somebody in self.people.values() for canary in somebody.canaries}


def outside(team: Team, *, now) -> Outside:
    """A hub with everybody it needs. Each person's name and story hold their own word, with the hub's in it."""
    team.hub.current = team.hub.terms.get()
    for member in (team.ines, team.nell):
        member.hub.current = team.hub.current
    found = Outside(team)
    with hub_scope(team.hub):
        for route in ("oh", "gp", "manager"):
            admit_partner(found, route, now=now)
    ask_for_help(found, now=now)
    with hub_scope(team.hub):
        open_browsers(found, now=now)
    return found


def admit_partner(found: Outside, route: str, *, now) -> None:
    """An organisation, who refers for it, and the browser in which they came in by a code."""
    hub, domain = found.team.hub, f"{route}.{found.team.hub.slug}.example"
    admitted = admit_organisation(hub, name=f"The {route}", route=route, domain=domain, by=found.team.ines, now=now)
    partner = code_actions.introduce(
        admitted, address=f"olive@{domain}", name="Olive Mockwell", telephone="01632 960123", now=now
    )
    found.partners[route] = partner
    found.keys[route] = code_actions.begin_visit(partner, admitted, now=now)


def ask_for_help(found: Outside, *, now) -> None:
    """A person verified, one not yet, one who withdrew, one without a PIN, and one whom another referred."""
    found.sent = drafts.begin(now)
    once = submission_of(found.sent.pk, found.sent.key)
    send(found, "verified", now=now, submission=once, partner=found.partners["oh"], must_not_see=("Sol Placeholder",))
    send(found, "unverified", now=now, must_not_see=("Max Fauxley",))
    send(found, "withdrawn", now=now)
    send(found, "without a PIN", now=now)
    send(found, "of another", now=now, partner=found.partners["gp"])
    for whose in ("verified", "withdrawn"):
        speak_with(found, found.people[whose].referral, now=now)
    with hub_scope(found.team.hub):
        for whose in ("verified", "unverified", "withdrawn"):
            entry_actions.choose_pin(found.people[whose].referral, PIN, how=Pin.How.AFTER_ASKING, now=now)
        give(
            found.people["verified"].referral.person, partner=found.partners["oh"],
            purpose=Agreement.Purpose.REFERRER, kinds=["accepted"], how=Agreement.How.ON_OWN_PAGES, now=now,
        )  # fmt: skip
        show_plan(found.people["verified"].referral, found.team, now=now)
        withdraw(found.people["withdrawn"].referral, now=now)


def show_plan(referral: Referral, team: Team, *, now) -> None:
    """They were assessed, and read a plan on their own pages."""
    move(referral, "assess", by=team.nell, now=now, next_action="plan", next_action_at=now)
    referral.refresh_from_db()
    add_goal(referral, words="A goal of theirs", value=4, by=team.nell, now=now)
    add_strand(
        referral, kind="advice", what="A thing that is done", owner=team.nell, next_on=now.date(), by=team.nell, now=now
    )
    show(referral, look_on=now.date() + timedelta(days=40), by=team.nell, now=now)


def send(found: Outside, whose: str, *, now, submission: bytes = b"", **facts) -> None:
    """One request, by whatever door."""
    word = f"{''.join(whose.split())}{found.team.hub.slug}canary"
    name, story = word.title(), f"the {word} story"
    if "partner" in facts:
        facts["route"] = facts["partner"].route
    what = asked(name, story=story, channels=MAILED, **facts)
    with hub_scope(found.team.hub):
        referral = submit(found.team.hub, what, submission=submission or uuid4().bytes, now=now - timedelta(hours=30))
    found.people[whose] = Somebody(referral, name, story)


def speak_with(found: Outside, referral: Referral, *, now) -> None:
    """Accepted, and spoken with: who they are is known."""
    team = found.team
    accept(team, referral, owner=team.nell, now=now - timedelta(hours=20))
    with hub_scope(team.hub):
        log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=team.nell,
            now=now - timedelta(hours=2), identity_checked=True,
        )  # fmt: skip
        referral.person.refresh_from_db()


def open_browsers(found: Outside, *, now) -> None:
    """The keys that browsers hold: of own pages, of a request that was sent, of what is being typed."""
    for whose, somebody in found.people.items():
        found.keys[f"own {whose}"] = own_key(somebody, now=now)
    verified = found.people["verified"]
    found.keys["own again"] = own_key(verified, now=now, confirmed_at=now)
    found.keys["own idle"] = own_key(verified, now=now, touched_at=now - timedelta(minutes=31))
    found.keys["own ended"] = own_key(verified, now=now, ended_at=now)
    found.keys["sent"] = begin_visit(verified.referral, shows_request=True, now=now)
    found.keys["told later"] = begin_visit(verified.referral, shows_request=False, now=now)
    found.keys["sent long ago"] = begin_visit(verified.referral, shows_request=True, now=now - timedelta(hours=3))
    typed = {"name": "Typedcanary", "channels": MAILED, "story": "the typedcanary story"}
    found.keys["typing"] = keep(found, typed, now=now)
    found.keys["typing for a team"] = keep(found, {"words": "Typedcanary"}, now=now)
    typed |= {"partner": str(found.partners["oh"].pk), "worried": "no", "how": "in_person", "on": "2026-10-12"}
    found.keys["typing about"] = keep(found, typed, now=now)
    found.keys["sent about"] = found.sent.cookie
    found.keys["shown"] = show_address(found, f"newcomer@oh.{found.team.hub.slug}.example", now=now)
    found.keys["sent for a team"] = send_for_team(found, now=now)


def show_address(found: Outside, address: str, *, now) -> str:
    """The browser of somebody who is not known yet, after the code that was mailed to them."""
    key = code_actions.send_code(found.team.hub, address, now=now)
    code = find_code(found.team.hub, key, now=now)
    mailed = Message.objects.select_related("box").get(hub=found.team.hub, subject_id=code.pk)
    assert code_actions.use_code(code, key, codes_of_message(mailed)["code"], now=now)
    return key


def send_for_team(found: Outside, *, now) -> str:
    """The browser that sent a request for a team: its number stays with it."""
    team_asked = TeamAsked(name="Wick", phone="+447700900888")
    kept = receive(found.team.hub, team_asked, submission=uuid4().bytes, now=now)
    found.of_a_team = {kept.reference, spoken(kept.reference)}
    return keep(found, {SENT: remains_of(kept, team_asked)}, now=now)


def keep(found: Outside, typed: dict, *, now) -> str:
    """What is being typed, under the key of one browser."""
    draft = drafts.begin(now)
    draft.data = typed
    drafts.keep(draft, found.team.hub, now=now)
    return draft.cookie


def own_key(somebody: Somebody, *, now, **facts) -> str:
    """A browser in which the own pages of somebody were opened an hour ago."""
    referral = somebody.referral
    times = {"begun_at": now - timedelta(hours=1), "touched_at": now, **facts}
    visit = OwnVisit(hub_id=referral.hub_id, person=referral.person, referral=referral, **times)
    return entry_actions.begin(visit, now=now)


def named_by(somebody: Somebody) -> MustNotSee:
    """Whom they named."""
    return MustNotSee.objects.filter(hub_id=somebody.referral.hub_id, person=somebody.referral.person).get()
