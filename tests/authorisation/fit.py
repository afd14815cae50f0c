"""Fitness to practise: a concern of which a colleague without a relationship and the lead are the two; and one of whose
two one has not signed in time, into which a lead may step."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from holdfast.fitness.actions import raise_concern
from holdfast.fitness.models import FitnessConcern
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.builders import Team, make_member

SAID = {"risks": ["patients"], "evidence": "fitness-canary-evidence"}


def with_fitness(team: Team, asked: Referral, *, now) -> dict[str, dict[str, Any]]:
    """One of each."""
    slow = make_member(team.hub, "Brant Slowly", "clinical_lead")
    with hub_scope(team.hub):
        found, stuck = (
            raise_concern(asked.person, said=SAID, second=second, by=team.wren, now=now, mark=uuid4())
            for second in (team.ines, slow)
        )
        FitnessConcern.objects.filter(pk=stuck.pk).update(sign_by=now - timedelta(hours=1))
    return {"fitness": {"fitness_pk": found.pk}, "stuck fitness": {"fitness_pk": stuck.pk}}
