"""Somebody whom another hub offers to this one."""

from typing import Any

from holdfast.hubs.scope import hub_scope
from holdfast.network import actions
from tests.builders import Team, send_request

SUMMARY = "Somebody who would rather be seen where nobody knows them."


def offered_to(team: Team, other: Team, *, now) -> dict[str, dict[str, Any]]:
    """An offer of the other hub that waits for this one's answer."""
    asked = send_request(other, now=now, name="Offered Madeup")
    with hub_scope(other.hub):
        made = actions.prepare(
            asked, team.hub, reason="wish", summary=SUMMARY, parts=["story"], by=other.ines, now=now
        )  # fmt: skip
        made = actions.agree(made, by=other.ines, now=now)
        return {"offer": {"pk": actions.offer(made, by=other.ines, now=now).pk}}
