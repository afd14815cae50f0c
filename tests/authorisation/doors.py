"""What stands behind the addresses of the doors: calls, post, teams, organisations, somebody whom a manager named."""

from secrets import token_bytes
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.correspondence.documents import check
from holdfast.correspondence.incoming_actions import log_incoming
from holdfast.hubs.scope import hub_scope
from holdfast.outreach.actions import receive
from holdfast.outreach.asked import TeamAsked
from holdfast.outreach.call_actions import log_call
from holdfast.partners.actions import admit_organisation
from holdfast.partners.code_actions import introduce
from holdfast.partners.introduction_actions import name_somebody
from holdfast.support_line.actions import begin
from tests.builders import Team


def behind_doors(team: Team, whose: str, *, now) -> dict[str, dict[str, Any]]:
    """One of each. The call is a support-line worker's own and open: it is shown to them, and to leads."""
    team.hub.current = team.hub.terms.get()
    lead: Membership = team.ines
    lead.hub.current = team.hub.current
    domain = f"{whose.replace(' ', '-')}.{team.hub.slug}.example"
    with hub_scope(team.hub):
        admitted = admit_organisation(team.hub, name="Works", route="manager", domain=domain, by=lead, now=now)
        manager = introduce(admitted, address=f"merle@{domain}", name="Merle Inventson", telephone="", now=now)
        named = name_somebody(
            team.hub,
            manager,
            name="Pip Named",
            way="call",
            address="+447700900777",
            submission=token_bytes(32),
            now=now,
        )
        request = receive(team.hub, TeamAsked(name="Wick", phone="+447700900888"), submission=token_bytes(32), now=now)
        called = log_call(request, result="no_answer", terms=team.hub.current, by=team.nell, now=now)
        team.sol.hub.current = team.hub.current
        call = begin(team.hub, by=team.sol, now=now)
        incoming = log_incoming(
            team.hub, kind="letter", told={"note": "A letter"}, documents=[check("letter.txt", b"Dear hub", size=8)],
            received_at=now, by=lead, now=now,
        )  # fmt: skip
        document = incoming.documents.get()
    return {
        "organisation": {"pk": admitted.pk},
        "named": {"pk": named.pk},
        "team": {"pk": request.pk},
        "team call": {"pk": request.pk, "call_pk": called.pk},
        "call": {"pk": call.pk},
        "post": {"pk": incoming.pk},
        "document": {"pk": document.pk},
    }
