"""What was written to somebody when their request was closed: whom mail reaches, who has it, how they come by it."""

from holdfast.accounts.models import Membership
from holdfast.people.identity import channels_of
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Status

ANSWERED = (Status.SIGNPOSTED, Status.DECLINED, Status.DISCHARGED)
"""Closed with words to the person. They read them on their own pages once somebody has checked who they are."""


def is_mailed(person: Person) -> bool:
    """Whether mail tells them that there is something new."""
    return bool(channels_of(person).get("email"))


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
