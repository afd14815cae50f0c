"""A check of who somebody is, once their request is closed and no contact is logged any more."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.contacts.actions import held
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import has_died
from holdfast.referrals.answers import waits_for_check
from holdfast.referrals.models import Referral


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
