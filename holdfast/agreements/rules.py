"""Which statements are true of a referral now. Pure; a statement says one thing, with its day, and nothing clinical."""

from dataclasses import dataclass
from datetime import date, datetime

from holdfast.agreements.models import Statement
from holdfast.hubs.hours import LONDON

Kind = Statement.Kind


@dataclass(frozen=True)
class Facts:
    """What has happened to one referral, as far as a statement may say it."""

    status: str
    first_attempt_at: datetime | None
    first_contact_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None


def true_of(facts: Facts) -> dict[Kind, date]:
    """The statements that are true, each with the day it is about, in the order in which they happen."""
    found: dict[Kind, date] = {}
    if facts.first_attempt_at and not facts.first_contact_at:
        found[Kind.NOT_REACHED] = day(facts.first_attempt_at)
    if facts.first_contact_at:
        found[Kind.CONTACTED] = day(facts.first_contact_at)
    if facts.decided_at and facts.status == "accepted":
        found[Kind.ACCEPTED] = day(facts.decided_at)
    if facts.closed_at:
        found[Kind.SIGNPOSTED if facts.status == "signposted" else Kind.ENDED] = day(facts.closed_at)
    return found


def day(at: datetime) -> date:
    """The day in London."""
    return at.astimezone(LONDON).date()
