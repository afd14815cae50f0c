"""What stands in the directory: a service, and a need that no service meets with a proposal that waits."""

from typing import Any

from holdfast.directory.actions import add_service
from holdfast.directory.gap_actions import propose, raise_gap
from holdfast.hubs.scope import hub_scope
from tests.builders import Team


def in_directory(team: Team, whose: str, *, now) -> dict[str, dict[str, Any]]:
    """One of each."""
    with hub_scope(team.hub):
        service = add_service(
            team.hub, name=f"Service of {whose}", run_by="An invented charity", kinds=["bereavement"],
            offers="Somebody to talk to", area="Northfell", ways=["self"], promised_days=28,
            agreed_with="Moss Placeholder", by=team.ines, now=now,
        )  # fmt: skip
        gap = raise_gap(team.hub, kind="arts", area="Northfell", words="Nothing after 6pm", by=team.nell, now=now)
        propose(gap, words="An evening group", area="Northfell", staff_groups=["03"], by=team.ines, now=now)
    return {"service": {"pk": service.pk}, "gap": {"pk": gap.pk}}
