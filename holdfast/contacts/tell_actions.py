"""Writes about whoever was closed with words of which no mail tells: told, not reached yet, or to be called again."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.contacts.actions import held
from holdfast.contacts.rules import Telling
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import has_died
from holdfast.referrals.actions import write
from holdfast.referrals.answers import is_to_be_told, tell_by, waits_for_check
from holdfast.referrals.models import Referral


class NotChecked(Exception):
    """Check who they are first, and tick the box for it: what was written is for nobody else."""


@transaction.atomic
def tell(referral: Referral, how: str, *, by: Membership, now: datetime) -> Referral:
    """Keep whether somebody was told that their request is closed, and what was written to them. Whoever was not
    reached is called by the next working day, and so is whoever turns out not to have been told.

    Raises:
        PermissionDenied: `by` may not log contacts.
        MoveNotAllowed: it is not closed with words to them, mail tells them, or a colleague has kept it meanwhile.
        NotChecked: told, and nobody has checked who they are.
    """
    if not by.may(Permission.CONTACT):
        raise PermissionDenied("tell")
    referral = held(referral, with_person=False)
    if not is_to_be_told(referral) or has_died(referral.person):
        raise MoveNotAllowed("Nobody is to be told")
    if how != Telling.TRIED and referral.tell_by is None:
        raise MoveNotAllowed("A colleague has kept this meanwhile")
    if how == Telling.TOLD and waits_for_check(referral):
        raise NotChecked(NotChecked.__doc__)
    write(referral, tell_by=tell_by(now) if how == Telling.TRIED else None)
    record(referral, "contact.tell", by=by, now=now, how=how)
    return referral
