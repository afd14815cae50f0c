"""What was written to somebody when their request was closed: whom mail reaches, who has it, how they come by it."""

from datetime import datetime, time

from holdfast.accounts.models import Membership
from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.people.identity import channels_of
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from holdfast.referrals.states import ANSWERED

CLOSE = time(17)
TOLD_IN = 1
"""Working days in which somebody is called whose request was closed and whom no mail tells. No clinical rule: it keeps
them from being forgotten."""


def is_mailed(person: Person) -> bool:
    """Whether mail tells them that there is something new."""
    return bool(channels_of(person).get("email"))


def tell_by(now: datetime) -> datetime:
    """By when somebody is called of whom this is written down now."""
    return OFFICE_HOURS.add_working_days(now, TOLD_IN, CLOSE)


def is_to_be_told(referral: Referral) -> bool:
    """Whether their request was closed with words to them of which no mail tells: somebody calls them, or has."""
    return referral.status in ANSWERED and (referral.tell_by is not None or not is_mailed(referral.person))


def waits_for_check(referral: Referral) -> bool:
    """Whether something was written to them that their own pages do not show: nobody has checked who they are."""
    return referral.status in ANSWERED and referral.person.verified_at is None


def who_has_it(referral: Referral) -> str:
    """Who can open what was written to them, and what whoever takes their call does; nothing where nothing was."""
    if referral.status not in ANSWERED:
        return ""
    owner = referral.owner
    is_here = owner is not None and owner.status == Membership.Status.ACTIVE
    lead = "A clinical lead can open it"
    who = f"{owner.name} has it. {lead} too" if owner and is_here else lead
    return (
        f"{who}. Put them through, or take a number and promise a call-back. "
        "Whoever reads it to them checks who they are first"
    )
