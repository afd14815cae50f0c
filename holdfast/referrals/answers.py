"""What was written to somebody when their request was closed: whom mail reaches, who has it, how they come by it."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from holdfast.correspondence.models import Message
from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.people.access import not_kept_out
from holdfast.people.identity import channels_of
from holdfast.people.models import Person
from holdfast.referrals.models import Referral
from holdfast.referrals.states import ANSWERED

CLOSE = time(17)
TOLD_IN = 1
"""Working days in which somebody is told whose request was closed and whom no mail reached. No clinical rule: it keeps
them from being forgotten."""


def is_mailed(person: Person) -> bool:
    """Whether mail tells them that there is something new: they have an address, and it was not found wrong."""
    return bool(channels_of(person).get("email")) and "email" not in import_string(settings.FOUND_WRONG)(person)


def tell_by(now: datetime) -> datetime:
    """By when somebody is told of whom this is written down now."""
    return OFFICE_HOURS.add_working_days(now, TOLD_IN, CLOSE)


def mail_to_come(**of: Any) -> QuerySet[Message]:
    """The mail about a closing that has not gone: it was queued as the request was closed."""
    return Message.objects.filter(**of, sent_at=None, cancelled_at=None)


def still_told(referral: Referral, *, now: datetime) -> datetime | None:
    """By when somebody tells them that their request was closed. None where they know, and as long as mail may still
    tell them in time."""
    by = referral.tell_by
    if by is None or referral.person.died_at:
        return None
    to_come = mail_to_come(hub_id=referral.hub_id, person_id=referral.person_id, queued_at=referral.closed_at)
    return None if by > now and to_come.exists() else by


def waits_for_check(referral: Referral) -> bool:
    """Whether something was written to them that their own pages do not show: nobody has checked who they are."""
    return referral.status in ANSWERED and referral.person.verified_at is None


def who_has_it(referral: Referral) -> str:
    """Who can open what was written to them, and what whoever takes their call does; nothing where nothing was."""
    if referral.status not in ANSWERED:
        return ""
    owner = referral.owner
    is_here = owner is not None and owner.has_caseload and bool(not_kept_out(referral.person, [owner]))
    lead = "A clinical lead can open it"
    who = f"{owner.name} has it. {lead} too" if owner and is_here else lead
    return (
        f"{who}. Put them through, or take a number and promise a call-back. "
        "Whoever reads it to them checks who they are first"
    )
