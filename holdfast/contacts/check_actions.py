"""A check of who somebody is, once their request is closed and no contact is logged; taken back within a minute."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.contacts.actions import held
from holdfast.events.actions import is_followed, latest, record, reverse
from holdfast.events.models import Event
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import has_died
from holdfast.referrals.answers import waits_for_check
from holdfast.referrals.models import Referral
from holdfast.triage.actions import UNDO, TooLate


@transaction.atomic
def check_identity(referral: Referral, *, by: Membership, now: datetime) -> Referral:
    """Somebody who was closed with words to them was spoken with, and two details fit: their own pages show the words.

    Raises:
        PermissionDenied: `by` may not log contacts.
        MoveNotAllowed: nothing waits for a check, or it was made meanwhile.
    """
    if not by.may(Permission.CONTACT):
        raise PermissionDenied("check_identity")
    referral = held(referral, with_person=True)
    if not waits_for_check(referral) or has_died(referral.person):
        raise MoveNotAllowed("Nothing waits for a check of who they are")
    referral.person.verified_at = now
    referral.person.save(update_fields=["verified_at"])
    record(referral, "contact.check", by=by, now=now)
    return referral


@transaction.atomic
def undo_check(referral: Referral, *, by: Membership, now: datetime) -> Referral:
    """Take one's own check back within a minute: it was of somebody else, or pressed by mistake.

    Raises:
        TooLate: the minute has passed, it is a colleague's, or it was gone by.
    """
    referral = held(referral, with_person=True)
    event = check_to_undo(referral, by=by, now=now)
    if event is None:
        raise TooLate(TooLate.__doc__)
    referral.person.verified_at = None
    referral.person.save(update_fields=["verified_at"])
    reverse(event, by=by, now=now)
    return referral


def check_to_undo(referral: Referral, *, by: Membership, now: datetime) -> Event | None:
    """The check that this member can take back still, if there is one."""
    if referral.closed_at is None or referral.person.verified_at is None:
        return None
    event = latest(referral.pk, referral.hub_id, referral.person_id, "contact.check", since=now - UNDO)
    is_own = event is not None and event.by_id == by.pk and event.occurred_at == referral.person.verified_at
    return event if event and is_own and not is_followed(event, by=("contact.",)) else None


def undo_check_until(referral: Referral, *, by: Membership, now: datetime) -> datetime | None:
    """Until when this member can take a check back, if there is one."""
    event = check_to_undo(referral, by=by, now=now)
    return event.occurred_at + UNDO if event else None
