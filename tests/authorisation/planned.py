"""What stands in the plan of a record: a goal with a rating, and a strand of whoever has it."""

from datetime import date
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.coordination.actions import add_goal
from holdfast.coordination.strand_actions import add_strand
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.builders import Team


def in_plan(team: Team, asked: Referral, *, owner: Membership | None, now) -> dict[str, dict[str, Any]]:
    """A goal and a strand, which is the owner's or the person's own."""
    with hub_scope(team.hub):
        goal = add_goal(asked, words="Goalcanary", value=4, by=team.ines, now=now)
        strand = add_strand(
            asked, kind="advice", what="Strandcanary", owner=owner, is_theirs=owner is None,
            next_on=date(2026, 10, 21), by=team.ines, now=now,
        )  # fmt: skip
    return {"goal": {"pk": asked.pk, "goal_pk": goal.pk}, "strand": {"pk": asked.pk, "strand_pk": strand.pk}}
