"""What was written to somebody when their request was closed: whom mail reaches, who has it, how they come by it."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission, roles_with
from holdfast.correspondence.models import Message
from holdfast.events.actions import latest
from holdfast.events.models import Event
from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.people.access import admitted_to, right_of
from holdfast.people.identity import channels_of
from holdfast.people.models import Person
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.states import ANSWERED

CLOSE = time(17)
TOLD = "contact.tell"
"""The event by which it is kept whether somebody knows."""
LEADS = {Permission.OPEN_ALL_RECORDS, Permission.SEE_CLINICAL}
PUT_THROUGH = (
    "Put them through, or take a number and promise a call-back. Whoever reads it to them checks who they are first"
)
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
    return None if by > now and to_come.exists() and not last_told(referral) else by


def last_told(referral: Referral) -> Event | None:
    """What was kept last of telling them that this request was closed, since it was."""
    if referral.closed_at is None:
        return None
    found = latest(referral.pk, referral.hub_id, referral.person_id, TOLD)
    return found if found and found.occurred_at >= referral.closed_at else None


def waits_for_check(referral: Referral) -> bool:
    """Whether something was written to them that their own pages do not show: nobody has checked who they are."""
    return referral.status in ANSWERED and referral.person.verified_at is None


def who_has_it(referral: Referral, *, now: datetime) -> str:
    """Who can open what was written to them, and what whoever takes their call does; nothing where nothing was."""
    if referral.status not in ANSWERED:
        return ""
    owner = referral.owner
    has_lead = bool(admitted_to(referral.person, leads_beside(referral)))
    if owner is not None and owner.has_caseload and right_of(viewer(owner, now=now), referral.person):
        who = f"{owner.name} has it." + (" A clinical lead can open it too." if has_lead else "")
    elif has_lead:
        who = "A clinical lead can open it."
    else:
        return "Nobody who works here now can open it. Take a number, and tell a clinical lead that somebody is needed"
    return f"{who} {PUT_THROUGH}"


def leads_beside(referral: Referral) -> list[Membership]:
    """Leads of the hub, beside the owner."""
    rows = Membership.objects.filter(hub_id=referral.hub_id, status=Membership.Status.ACTIVE)
    rows = rows.filter(roles__overlap=roles_with(LEADS)).exclude(pk=referral.owner_id)
    return list(rows.select_related("account", "hub").order_by("pk"))
