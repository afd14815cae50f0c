"""A fact: one step of the way of a person as figures read it. Codes, times and numbers; no word, no name, no key.

`reading` makes facts of the event stream and of what people told; `export` writes them into files; the definitions of
the return count them, on whatever engine. A step that was taken back makes none.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What happened. In brackets: what `code`, `detail`, `value` and `subject` are."""

    RECEIVED = "received"
    """A request came (route; method; minutes until the hub's target for contact; referral)."""
    ASKED_BEFORE = "asked_before"
    """They came from another hub, which they had asked before, and the request is still received when it came. Their
    wait goes on from when they asked there; for a first word, where nobody there had spoken with them ("spoke" where
    somebody had; none; minutes from when they asked until this hub's target for contact; referral)."""
    ATTEMPTED = "attempted"
    """Somebody tried to reach them (result: "spoke" is a conversation; channel; none; referral)."""
    RANG = "rang"
    """They rang the support line and were spoken with, and the call was kept with their request (none; none; none;
    call)."""
    ASSESSED = "assessed"
    """An assessment was finished, in which somebody spoke with them (what it leads to; none; none; referral)."""
    SIGNPOSTED = "signposted"
    """They were pointed to a service: one fact for each kind of it (kind of service; none; none; referral)."""
    SENT = "sent"
    """They were referred on: one fact for each kind of the service (kind; which service, inside the hub alone; promised
    days; onward referral)."""
    BEGUN_THERE = "begun_there"
    """The service saw them first (none; none; none; onward referral). `at`: noon of that day."""
    ENDED_THERE = "ended_there"
    """It is over there: completed, declined, dropped out, withdrawn (how; none; none; onward referral)."""
    AGREED_HERE = "agreed_here"
    """A course at the hub was agreed: they wait for it until it begins (none; none; none; course)."""
    BEGUN_HERE = "begun_here"
    """The course began (none; none; none; course)."""
    ENDED_HERE = "ended_here"
    """The course is over, or will not be (how; none; none; course)."""
    SEEN = "seen"
    """They came to an appointment, to all but a group by themselves: a conversation (kind of it; none; none;
    appointment). `at`: when it began, and not when somebody wrote that down."""
    MONITORED = "monitored"
    """Support is over, and they are followed up (none; none; none; referral)."""
    SUPPORTED_AGAIN = "supported_again"
    """They are in support again, and not followed up (none; none; none; referral)."""
    CLOSED = "closed"
    """The request was closed (how; none; none; referral)."""
    REOPENED = "reopened"
    """It was opened again (none; none; none; referral)."""
    MEASURED = "measured"
    """A questionnaire was answered (its key; "complete" or none; total in points, none where it has none; measure)."""
    WORKED = "worked"
    """Whether they are at work (state; none; none; referral)."""
    RATED = "rated"
    """How near they are to a goal of theirs, from 0 to 10 (none; none; that number; goal)."""
    TOLD = "told"
    """Something about themselves: the latest counts (attribute; category; none; referral)."""


ATTRIBUTES = (
    "ethnic_group", "sexual_orientation", "gender", "trans", "age_band", "disability", "faith", "staff_group", "sector",
)  # fmt: skip
"""What people may tell of themselves, as R16 breaks down by."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row. Ids are pseudonyms, made by a key that stays with the hub; `number` is its place in the hub's stream."""

    hub: str
    number: int
    person: str
    referral: str
    subject: str
    kind: str
    at: datetime
    code: str = ""
    detail: str = ""
    value: float | None = None
