"""What those who open no records see of the hub: sums, and who is on duty."""

from datetime import datetime
from typing import Any

from holdfast.accounts.duty import on_duty
from holdfast.accounts.models import Membership
from holdfast.caseload import waiting
from holdfast.caseload.queries import counts_of, hidden, within_reach
from holdfast.hubs.models import Hub
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage

MOST_LATE = 1000


def duty_of(hub: Hub, *, now: datetime) -> str:
    """Who is on duty, for somebody who never is."""
    names = [each.name for each in on_duty(hub, now=now)]
    return f"On duty: {' and '.join(names)}." if names else "Nobody is on duty now."


def sums_of(member: Membership, *, now: datetime) -> dict[str, Any]:
    """How many people are at each stage, as bars; the closed ones, whose bar would dwarf the others, in a number."""
    sight = waiting.whole_hub(member, now=now)
    counts = counts_of(sight)
    running = [(stage.label, counts.get(stage, 0)) for stage in Stage if stage != Stage.CLOSED]
    most = max(1, *(count for _, count in running))
    return {
        "counts": [{"label": label, "value": count, "share": count / most} for label, count in running],
        "closed": counts.get(Stage.CLOSED, 0),
        "late": late_words(counts.get(Stage.TRIAGE, 0), past_their_day(sight)),
    }


def past_their_day(sight: Viewer) -> int:
    """How many wait in triage although the time by which to make contact has passed; at most 1,000 are counted."""
    found = Referral.objects.filter(
        within_reach(sight), hub_id=sight.member.hub_id, stage=Stage.TRIAGE, due_at__lt=sight.now
    )
    if sight.barred != ():
        found = found.exclude(hidden(sight))
    return found.values("pk")[:MOST_LATE].count()


def late_words(waiting_in_triage: int, late: int) -> str:
    """One sentence on triage."""
    if not waiting_in_triage:
        return "Nobody waits in triage."
    if not late:
        return "Nobody in triage is past the time by which to make contact."
    verb = "is" if late == 1 else "are"
    return f"In triage {late} of {max(waiting_in_triage, late)} {verb} past the time by which to make contact."
