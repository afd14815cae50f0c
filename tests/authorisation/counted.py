"""What the commissioner is given: a return that waits for its signature, and one that two people released."""

from datetime import UTC, datetime
from typing import Any

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import return_actions as actions
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.definitions import FROM_STEPS
from holdfast.monitoring.leaving import lines_of
from holdfast.monitoring.models import Return
from holdfast.monitoring.periods import read_period
from tests.builders import Team, make_member

NOBODY = wholes([each.code for each in FROM_STEPS])
AFTERWARDS = datetime(2026, 7, 6, 9, tzinfo=UTC)


def has_returned(team: Team, whose: str) -> dict[str, dict[str, Any]]:
    """One of each."""
    made = make_member(team.hub, f"Orla {whose.title()}count", "hub_manager")
    manager = team.hub.members.select_related("account", "hub").get(pk=made.pk)
    with hub_scope(team.hub):
        year = 2015 + Return.objects.count() // 2
        out = prepared(team, f"{year}-Q1", by=manager)
        out = actions.sign(out, seen=out.digest, by=manager, now=AFTERWARDS)
        out = actions.release(out, seen=out.digest, by=team.ines, now=AFTERWARDS)
        waits = prepared(team, f"{year}-Q2", by=manager)
    return {"return": {"pk": waits.pk}, "return file": {"pk": out.pk, "form": "csv"}}


def prepared(team: Team, period: str, *, by) -> Return:
    """A return of nobody, which waits."""
    return actions.prepare(
        team.hub, read_period(period), cells=NOBODY, lines=lines_of(NOBODY), by=by, now=AFTERWARDS
    )  # fmt: skip
