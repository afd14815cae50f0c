"""Somebody in support whom Occupational Health referred, whose manager is known too; and statements in every state."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from holdfast.agreements.actions import admit
from holdfast.contacts.actions import log_attempt
from holdfast.front_door.actions import submit
from holdfast.front_door.asked import Asked
from holdfast.hubs.scope import hub_scope
from holdfast.partners.actions import admit_organisation
from holdfast.partners.models import Admitted
from holdfast.people.models import Person
from holdfast.workforce.actions import set_profile
from holdfast.workplace import actions, answer_actions, sharing_actions
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.rules import Step, Words
from tests.builders import accept

EMAIL = "tansy@home.example"
CANARY = "heron-canary-words"
CHANNELS = {"call": "+447700900123", "voicemail": False, "times": [], "email": EMAIL}
WORDS = Words(f"Please arrange that she works beside a colleague. {CANARY}")
MOSS = {"route": "manager", "name": "Moss Placeholder", "organisation": "Ward 4, Quay Infirmary",
        "email": "moss@quay.example", "telephone": "01632 960111"}  # fmt: skip


def admitted(team, route, organisation, *, now):
    """The organisation from which referrals of a route are taken; once for each hub."""
    domain = f"{route}.{team.hub.slug}.example"
    with hub_scope(team.hub):
        found = Admitted.objects.filter(hub=team.hub, domain=domain, route=route, ended_at=None).first()
        return found or admit_organisation(
            team.hub, name=organisation, route=route, domain=domain, by=team.ines, now=now
        )


def partner(team, route, name, organisation, *, now):
    """A referrer whom the hub knows, of an organisation that it takes referrals from."""
    admitted(team, route, organisation, now=now)
    with hub_scope(team.hub):
        email = f"{name.split()[0].lower()}@{route}.{team.hub.slug}.example"
        return admit(team.hub, email=email, name=name, route=route, organisation=organisation, now=now)


def referred(team, by, *, owner, now, name="Tansy Madeup"):
    """Somebody whom a partner referred, who was reached."""
    with hub_scope(team.hub):
        asked = Asked(name=name, channels=CHANNELS, safe_now="yes", route=by.route, partner=by)
        referral = submit(team.hub, asked, submission=f"{name:32}".encode(), now=now, actor="partner")
    accept(team, referral, owner=owner, now=now)
    with hub_scope(team.hub):
        log_attempt(
            referral, channel="call", result="spoke", terms=team.hub.current, by=owner, now=now, identity_checked=True
        )
        referral.refresh_from_db()
        referral.person = Person.objects.get(pk=referral.person_id)
    return referral


def shown(known, *, to=None, kind="support", words=WORDS, by=None, answer_in=10, now):
    """A statement shown to Tansy, by the real action."""
    team = known.team
    with hub_scope(team.hub):
        return actions.show(
            known.tansy, partner=to or known.olive, kind=kind, words=words, by=by or team.nell, now=now,
            answer_by=now.date() + timedelta(days=answer_in),
        )  # fmt: skip


def agreed(known, *, now, **how):
    """One to which Tansy said yes: Olive can read it, Moss not before he has a link."""
    statement = shown(known, now=now, **how)
    with hub_scope(known.team.hub):
        return answer_actions.agree(statement, now=now)


def plan(*days, now):
    """The words of a plan for the return, with a step on each of these days from now."""
    return Words("", steps=tuple(Step(now.date() + timedelta(days=n), f"Step in {n} days", "4 hours") for n in days))


def stored(team):
    """Every statement of a hub as it stands."""
    with hub_scope(team.hub):
        return list(WorkStatement.objects.select_related("person").order_by("shown_at", "pk"))


def know(team, *, now):
    """Olive of Occupational Health referred Tansy, who is Nell's; Moss is her manager, and has no account."""
    olive = partner(team, "oh", "Olive Mockwell", "Northfell Occupational Health", now=now)
    tansy = referred(team, olive, owner=team.nell, now=now)
    with hub_scope(team.hub):
        moss = sharing_actions.know_partner(team.hub, **MOSS, by=team.nell, now=now)
        set_profile(team.nell, seen=None, by=team.ines, now=now, profession="nurse", grade="7")
    return SimpleNamespace(team=team, tansy=tansy, olive=olive, moss=moss)


@pytest.fixture
def known(tidewater, now):
    """The same, at Tidewater."""
    return know(tidewater, now=now)
