"""How a course stands by its sessions: what is left, what comes next, which answers belong to which. Pure.

The numbers of working days are no clinical rule: they keep a course from lying about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from holdfast.appointments.states import CAME, NOT_SEEN, Status
from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.referrals.states import NextAction

CLOSE = time(17)
BOOKED_IN, LOOKED_AT_IN = 2, 5
Step = tuple[str, datetime]


@dataclass(frozen=True)
class Standing:
    """How many sessions were agreed, came to pass, are booked, were missed."""

    agreed: int
    attended: int
    booked: int
    missed: int

    @property
    def left(self) -> int:
        """How many are still to be booked. One that was missed is not used up: a practitioner decides."""
        return max(0, self.agreed - self.attended - self.booked)


def standing(agreed: int, statuses: Iterable[str]) -> Standing:
    """How a course stands, by what became of its appointments."""
    found = list(statuses)
    return Standing(
        agreed, sum(each in CAME for each in found), found.count(Status.BOOKED), sum(each in NOT_SEEN for each in found)
    )


def next_of(stands: Standing, *, since: datetime) -> Step | None:
    """What a course that is under way asks for: another session to be booked, or looking at how it went.

    Args:
        since: the end of the last session, or when the course began.
    """
    if stands.booked:
        return None
    if stands.left:
        return NextAction.STEP, OFFICE_HOURS.add_working_days(since, BOOKED_IN, CLOSE)
    return NextAction.REVIEW, OFFICE_HOURS.add_working_days(since, LOOKED_AT_IN, CLOSE)


def is_measured(number: int, *, every: int, agreed: int) -> bool:
    """Whether measures are asked before a session: the first, each one at the interval after it, and the last."""
    return (number - 1) % every == 0 or number == agreed


def place_of(at: datetime, ends: Sequence[datetime]) -> int | None:
    """Beside which session an answer stands: the first that had not ended. None: it came after the last one.

    Args:
        ends: when each session ends, the earliest first.
    """
    return next((number for number, end in enumerate(ends) if at <= end), None)
