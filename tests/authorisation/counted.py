"""What leaves: audited public figures, a return that waits for its signature, and one that was released."""

from datetime import UTC, datetime
from typing import Any

from holdfast.hubs.scope import hub_scope
from holdfast.monitoring import publish_actions as publishing
from holdfast.monitoring import return_actions as actions
from holdfast.monitoring.cells import wholes
from holdfast.monitoring.definitions import FROM_STEPS
from holdfast.monitoring.leaving import lines_of
from holdfast.monitoring.models import Publication, Return
from holdfast.monitoring.periods import Period, read_period
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
        public = waits_for_the_public(team, read_period(f"{year}-Q3"), by=manager)
    return {
        "return": {"pk": waits.pk}, "return file": {"pk": out.pk, "form": "csv"},
        "released return": {"pk": out.pk}, "publication": {"pk": public.pk},
    }  # fmt: skip


def prepared(team: Team, period: str, *, by) -> Return:
    """A return of nobody, which waits."""
    return actions.prepare(
        team.hub, read_period(period), cells=NOBODY, lines=lines_of(NOBODY), by=by, now=AFTERWARDS
    )  # fmt: skip


def waits_for_the_public(team: Team, period: Period, *, by) -> Publication:
    """Audited, and signed by nobody yet; what waited before is thrown away."""
    for earlier in Publication.objects.filter(hub=team.hub, status__in=publishing.OPEN):
        publishing.discard(earlier, by=by, now=AFTERWARDS)
    made = publishing.prepare(team.hub, period, cells=NOBODY, by=by, now=AFTERWARDS)
    return publishing.keep_audit(made, rows=[], words=["Nothing."], ledger_head="", now=AFTERWARDS)
