"""By when a team is called back, and what may come of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from holdfast.contacts.rules import next_try
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.models import Terms
from holdfast.outreach.models import TeamCall, TeamRequest
from holdfast.outreach.states import Status
from holdfast.triage.rules import CLOSE_OF_DAY

Outcome, Result = TeamRequest.Outcome, TeamCall.Result
URGENT = (TeamRequest.NotSafe.UNSURE, TeamRequest.NotSafe.YES)
NEEDS_WORDS = (Outcome.AGREED, Outcome.ADVISED, Outcome.SIGNPOSTED)


@dataclass(frozen=True)
class Promise:
    """What the page says about the call.

    Attributes:
        is_watched: somebody of the hub is there now. An agreed service at night reads no team's request.
        read_at: when somebody of the hub is there: now, or when it next opens.
    """

    is_watched: bool
    read_at: datetime
    call_by: datetime


def is_urgent(not_safe: str) -> bool:
    """Whether somebody in the team may not be safe. Unsure counts."""
    return not_safe in URGENT


def promise_of(terms: Terms, *, urgent: bool, now: datetime) -> Promise:
    """When the team is called: by the hub's target; urgent, within the minutes that it promises while it watches."""
    watched = WeeklyHours.from_rows(terms.watched_hours)
    read_at = watched.next_open(now) or now + timedelta(days=1)
    soonest = read_at + timedelta(minutes=terms.call_within_minutes)
    hours = WeeklyHours.from_rows(terms.open_hours)
    call_by = soonest if urgent else hours.add_working_days(now, terms.contact_target_days, CLOSE_OF_DAY)
    return Promise(watched.is_open(now), read_at, call_by)


def next_call(result: str, *, urgency: int, told: Mapping[str, Any], terms: Terms, now: datetime) -> datetime:
    """When to try again: in their good times; where somebody may not be safe, as soon as the hub promises a call."""
    hours = WeeklyHours.from_rows(terms.open_hours)
    if urgency == TeamRequest.Urgency.TODAY:
        soonest = now + timedelta(minutes=terms.call_within_minutes)
        return hours.next_open(soonest) or soonest
    return next_try(result, hours=hours, now=now, times=told.get("times", ()))


def results(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What may come of a try, by the ways that were given."""
    calls = [(Result.SPOKE, "We spoke"), (Result.NO_ANSWER, "No answer"), (Result.VOICEMAIL, "Left a voicemail")]
    writes = [(Result.SENT, "Sent an email")]
    spoke = [(Result.SPOKE, "We spoke, or they wrote back")]
    found = (calls if told.get("phone") else spoke) + (writes if told.get("email") else [])
    return [(str(value), words) for value, words in [*found, (Result.WRONG, Result.WRONG.label)]]


def outcomes_open(status: str, tries: int) -> list[str]:
    """How a request may be closed: with what was said once somebody spoke with them, else as not reached."""
    if status == Status.CALLED_BACK:
        return [str(each) for each in Outcome if each != Outcome.NOT_REACHED]
    return [str(Outcome.NOT_REACHED)] if status == Status.TAKEN and tries else []
