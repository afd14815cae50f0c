"""What follows from a decision of the team. Pure."""

from collections.abc import Collection
from datetime import datetime, time

from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.meetings.models import Discussion
from holdfast.referrals.states import NextAction, Stage

CLOSE = time(17)
ARRANGED_IN = 2  # working days until a further assessment is arranged


def after_decision(decisions: Collection[str], *, now: datetime) -> tuple[str, str | None, datetime]:
    """Where the referral stands next, and what comes next; None: whatever the plan says."""
    due = OFFICE_HOURS.add_working_days(now, ARRANGED_IN, CLOSE)
    if Discussion.Decision.ASSESS_MORE in decisions:
        return Stage.ASSESSMENT, NextAction.ASSESS, due
    return Stage.IN_SUPPORT, None, due
