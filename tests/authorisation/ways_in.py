"""Whoever opens a record by cover, in an emergency or by an alert that they were told of; and a role that keeps out."""

from datetime import timedelta

from holdfast.accounts.models import Membership
from holdfast.alerts.actions import tell
from holdfast.alerts.models import Alert
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out, open_in_emergency
from holdfast.people.cover_actions import hand_over
from tests.authorisation.actors import Actor, of_role
from tests.authorisation.records import REASON, Things
from tests.builders import Team, browser_of, make_member, put_on_duty

TOLD = "outside cover that was told"


def with_a_way_in(team: Team, *, now) -> list[Actor]:
    """They open what is open and owned, and not what was withdrawn; whoever was told, that alert; a role, nothing."""
    covering = of_role(team, "Cove Standin", "practitioner", "somebody who covers for the owner")
    in_emergency = of_role(team, "Rush Opener", "practitioner", "somebody with emergency access")
    told = of_role(team, "Haven Crisis Line", "outside_cover", TOLD)
    covering.opens = in_emergency.opens = {"owned"}
    covering.lent, in_emergency.lent = "cover", "emergency"
    told.opens = {"must not see"}
    with hub_scope(team.hub):
        days = {"starts_on": now.date(), "ends_on": now.date() + timedelta(days=1)}
        hand_over(team.wren, covering=covering.member, by=team.ines, now=now, **days)
    return [covering, in_emergency, told, kept_out_by_role(team, now=now)]


def kept_out_by_role(team: Team, *, now) -> Actor:
    """Somebody on duty, to whom the queue would open, but that whom it is about named a role of theirs."""
    member = make_member(team.hub, "Rowan Tworoles", "practitioner", "information_governance")
    with hub_scope(team.hub):
        put_on_duty(member, now)
    words = "somebody on duty who is kept out by a role"
    return Actor(words, browser_of(member), "practitioner", set(), member, besides="information_governance")


def kept_out_by_name(actors: list[Actor]) -> list[Membership]:
    """Everybody who is kept out of one record by name: all who work here, but whoever is told instead of them."""
    return [actor.member for actor in actors if actor.member and actor.name != TOLD]


def let_in(team: Team, actors: list[Actor], records: list[Things], *, now) -> None:
    """What needs the records: the emergency, the alert that is told, the role that is named."""
    opener = next(actor.member for actor in actors if actor.name == "somebody with emergency access")
    queue, owned, _, _, kept, _ = (things.referral.person for things in records)
    with hub_scope(team.hub):
        open_in_emergency(owned, reason=REASON, by=opener, now=now)
        tell(Alert.objects.select_related("person").get(hub=team.hub, person=kept), team.hub.current, level=3, now=now)
        keep_out(queue, named=["Information-governance leads"], now=now)
