"""Clocks of first contact, and when to try again. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import TextChoices

from holdfast.contacts.models import Attempt
from holdfast.hubs.hours import LONDON, OFFICE_HOURS, WeeklyHours, instant
from holdfast.referrals.states import NextAction, Stage
from holdfast.triage.rules import CLOSE_OF_DAY

SAME_DAY_GAP = timedelta(hours=2)
QUARTER = timedelta(minutes=15)
A_WEEK = timedelta(days=7)
GOOD_TIMES = {"am": (time(8), time(12)), "pm": (time(12), time(16)), "eve": (time(16), time(18))}
"""As the form says them: morning, afternoon, late afternoon."""
Channel, Result = Attempt.Channel, Attempt.Result
Tried = tuple[str, str, datetime]
"""An attempt: by which channel, with what result, when."""
# These need the person's word that they are safe; a meeting or a video call is arranged with them.
ASKED_FOR = (Channel.CALL, Channel.TEXT, Channel.EMAIL, Channel.LETTER)
SENT_BY = {Channel.TEXT: "Sent a text", Channel.EMAIL: "Sent an email", Channel.LETTER: "Sent a letter"}
BY = {Channel.CALL: "by phone", Channel.TEXT: "by text", Channel.EMAIL: "by email", Channel.LETTER: "by letter"}
FITS = {
    Result.NO_ANSWER: (Channel.CALL, Channel.VIDEO, Channel.IN_PERSON),
    Result.VOICEMAIL: (Channel.CALL,),
    Result.SENT: tuple(SENT_BY),
    Result.SPOKE: (Channel.CALL, Channel.VIDEO, Channel.IN_PERSON),
}


class Telling(TextChoices):
    """What came of telling somebody that their request was closed: a code of the event `contact.tell`."""

    TOLD = "told", "They know: I told them, or read it to them"
    TRIED = "tried", "I did not reach them: somebody tries again"
    STOPPED = "stopped", "Nobody reaches them: stop trying"
    AGAIN = "again", "They do not know yet: put it on Today"
    READ = "read", "They have read it on their own pages"


@dataclass(frozen=True)
class Clock:
    """Time from the request to something, running or stopped, beside the hub's limit.

    Attributes:
        hours: elapsed, hours by the clock on the wall.
        working_hours: elapsed within office hours (Monday to Friday, 9 to 5, no bank holidays), so that hubs compare.
        working_days: working days after the day of the request.
        share: elapsed part of the way to the limit; above 1 when it has passed.
    """

    is_running: bool
    hours: float
    working_hours: float
    working_days: int
    share: float


def clock(start: datetime, stop: datetime | None, *, limit: datetime, now: datetime) -> Clock:
    """The clock from `start` to `stop`, or to `now` while it runs."""
    end = stop or now
    whole = max((limit - start).total_seconds(), 1)
    return Clock(
        is_running=stop is None,
        hours=(end - start).total_seconds() / 3600,
        working_hours=OFFICE_HOURS.working_hours_between(start, end),
        working_days=OFFICE_HOURS.working_days_between(start, end),
        share=(end - start).total_seconds() / whole,
    )


def is_contact(result: str) -> bool:
    """Whether an attempt reached the person: they spoke."""
    return result == Attempt.Result.SPOKE


def safe_channels(channels: Mapping[str, Any]) -> tuple[str, ...]:
    """Ways that may be used, the first one proposed. `channels` is what the person said is safe."""
    said = tuple(str(channel) for channel in ASKED_FOR if channels.get(channel))
    return (*said, Channel.VIDEO.value, Channel.IN_PERSON.value)


def wrong_ways(channels: Mapping[str, Any], tried: Sequence[Tried]) -> dict[str, datetime]:
    """Ways whose number or address was found wrong and has reached nobody since, with when; in the order of trying.

    A number that is wrong for a call is wrong for a text to it as well.

    Args:
        tried: the attempts that found a way wrong or reached the person, oldest first.
    """
    latest = {channels[channel]: (result, at) for channel, result, at in tried if channels.get(channel)}
    told = [(str(way), latest[channels[way]]) for way in ASKED_FOR if channels.get(way) in latest]
    return {way: at for way, (result, at) in told if result == Result.WRONG}


def next_way(channels: Mapping[str, Any], wrong: Collection[str]) -> str:
    """The first way they said is safe and that was not found wrong; empty where none is left."""
    return next((str(way) for way in ASKED_FOR if channels.get(way) and way not in wrong), "")


def channel_for(result: str, channel: str) -> bool:
    """Whether a result can come of a channel: nobody leaves a voicemail by letter."""
    return channel in FITS.get(Result(result), tuple(Channel))


def next_try(result: str, *, hours: WeeklyHours, now: datetime, times: Sequence[str] = ()) -> datetime:
    """When to try again: two hours on if the hub is still open then, else when it next opens; on a quarter hour.

    After something was sent, a day is left for the answer. Where the person named good times, it is in the first of
    them in which the hub is open within a week.

    Args:
        times: the person's good times: any, am, pm, eve.
    """
    gap = timedelta(days=1) if result == Attempt.Result.SENT else SAME_DAY_GAP
    later = quarter_hour(now + gap)
    soonest = hours.next_open(later) or later
    at = soonest
    while at < soonest + A_WEEK:
        if is_good(at, times):
            return at
        step = at + QUARTER
        at = hours.next_open(step) or step
    return soonest


def welfare_again(next_try_at: datetime | None, *, hours: WeeklyHours, now: datetime) -> datetime:
    """By when somebody asks again whether they are safe, after an attempt in vain: two hours on while the hub is open,
    whatever their good times are, and never later than was chosen."""
    soon = hours.next_open(now + SAME_DAY_GAP) or now + SAME_DAY_GAP
    return min(soon, next_try_at) if next_try_at else soon


def is_good(at: datetime, times: Sequence[str]) -> bool:
    """Whether a moment lies in one of the person's good times; without any named, every moment does."""
    named = [GOOD_TIMES[each] for each in times if each in GOOD_TIMES]
    local = at.astimezone(LONDON).time()
    return not named or "any" in times or any(start <= local < end for start, end in named)


def quarter_hour(at: datetime) -> datetime:
    """The next quarter of an hour."""
    late = at.timestamp() % QUARTER.total_seconds()
    return at + timedelta(seconds=QUARTER.total_seconds() - late) if late else at


def assessment_due(received_at: datetime, *, days: int, now: datetime) -> datetime:
    """By when the assessment is arranged: the end of that day, and never a moment that has passed."""
    due = instant((received_at + timedelta(days=days)).astimezone(LONDON).date(), CLOSE_OF_DAY)
    return max(due, now)


def next_after_alert(stage: str, next_action: str) -> tuple[str, ...]:
    """What may come next for an open referral when an alert about its person is closed, the likeliest first.

    A decision that waits for a signature, or for another hub before anything was decided, stays what comes next: only
    its date is set anew.
    """
    if next_action == NextAction.SIGN or (next_action == NextAction.OFFER_TRANSFER and stage == Stage.TRIAGE):
        return (next_action,)
    if next_action == NextAction.OFFER_TRANSFER:
        return NextAction.CALL, NextAction.OFFER_TRANSFER
    return {
        Stage.TRIAGE: (NextAction.DECIDE,),
        Stage.FIRST_CONTACT: (NextAction.CALL,),
        Stage.ASSESSMENT: (NextAction.CALL, NextAction.ASSESS),
        Stage.MEETING: (NextAction.CALL, NextAction.DISCUSS),
        Stage.IN_SUPPORT: (NextAction.CALL, NextAction.STEP),
        Stage.ELSEWHERE: (NextAction.CALL, NextAction.CHASE),
        Stage.FOLLOW_UP: (NextAction.CALL, NextAction.FOLLOW_UP),
    }[Stage(stage)]
