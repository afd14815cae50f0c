"""What comes next by a plan. Pure.

The numbers of working days are no clinical rule: they keep a plan from lying about.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from holdfast.hubs.hours import OFFICE_HOURS, instant
from holdfast.referrals.states import NextAction

Step = tuple[str, datetime]
CLOSE = time(17)
AGREED_IN = 5
"""Working days after it was shown in which somebody asks whether they agree."""
ANSWERED_IN = 3
"""Working days in which a wish for a change is talked about."""
CHANGED_IN = 5
"""Working days in which a change that was begun is shown."""


def asked_by(
    *, waits_since: datetime | None, is_change_asked: bool, changed_at: datetime | None, steps: Iterable[date],
    look_on: date | None,
) -> list[Step]:  # fmt: skip
    """All that a plan asks of the team.

    Args:
        waits_since: since when the latest version waits for an answer to it, or to a wish for a change.
        changed_at: when something was changed last that the person has not been shown.
        steps: when the team's open strands of the agreed version go on.
        look_on: when that is looked at together again.
    """
    found: list[Step] = []
    if waits_since is not None:
        days = ANSWERED_IN if is_change_asked else AGREED_IN
        found.append((NextAction.AGREE_PLAN, OFFICE_HOURS.add_working_days(waits_since, days, CLOSE)))
    if changed_at is not None:
        found.append((NextAction.PLAN, OFFICE_HOURS.add_working_days(changed_at, CHANGED_IN, CLOSE)))
    found += [(NextAction.STEP, instant(day, CLOSE)) for day in steps]
    if look_on is not None:
        found.append((NextAction.PLAN, instant(look_on, CLOSE)))
    return found
