"""Onward referrals: one of each record that is being written, a list that was handed out; and links of services."""

from typing import Any
from uuid import UUID

from holdfast.directory.actions import add_service
from holdfast.directory.models import Service
from holdfast.hubs.scope import hub_scope
from holdfast.onward import actions, answer_actions, sending_actions
from holdfast.onward.models import OnwardReferral
from holdfast.onward.queries import link_of, opens_of
from holdfast.people.identity import name_of
from holdfast.referrals.models import Referral
from tests.builders import Team


def service_of(team: Team, name: str, *, now) -> Service:
    """A service of the hub, to which it refers by a link."""
    known = {"run_by": "Invented Trust", "kinds": ["debt"], "offers": "Advice", "area": "Here", "ways": ["self"]}
    found = Service.objects.filter(hub=team.hub, name=name).first()
    return found or add_service(team.hub, name=name, route="link", by=team.ines, now=now, **known)


def is_referred_on(team: Team, asked: Referral, *, now) -> dict[str, dict[str, Any]]:
    """Somebody is to be referred to a service, which would be told their name; and has a list of services."""
    with hub_scope(team.hub):
        service = service_of(team, "Quay Advice", now=now)
        parts = {"name": name_of(asked.person), "reason": "They asked for it"}
        onward = actions.draft(asked, service, parts=parts, by=team.ines, now=now)
        given = actions.signpost(asked, [service], by=team.ines, now=now)
    return {"onward": {"pk": onward.pk}, "handout": {"pk": given.pk}}


def shown_onward(team: Team, asked: Referral, *, name: str = "Quay Advice", now) -> OnwardReferral:
    """One that the person was shown."""
    with hub_scope(team.hub):
        parts = {"name": name_of(asked.person), "reason": "They asked for it"}
        service = service_of(team, name, now=now)
        onward = actions.draft(asked, service, parts=parts, by=team.ines, now=now)
        return actions.show(onward, seen=onward.version, by=team.ines, now=now)


def own_onward_of(team: Team, asked: Referral, *, now) -> UUID:
    """The same, by its id."""
    return shown_onward(team, asked, now=now).pk


def answer_link(team: Team, asked: Referral, name: str, *, now, ends: bool = False) -> str:
    """The token of a link by which a service answers about somebody."""
    onward = shown_onward(team, asked, name=name, now=now)
    with hub_scope(team.hub):
        onward = answer_actions.agree(onward, seen=onward.version, now=now)
        onward = sending_actions.send(onward, seen=onward.version, by=team.ines, now=now)
        token = opens_of(link_of(onward))["token"]
        if ends:
            actions.withdraw(onward, by=team.ines, now=now)
    return token
