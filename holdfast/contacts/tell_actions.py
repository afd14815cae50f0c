"""Writes about whoever was closed with words to them: told by mail or by a colleague, not reached, to be told again."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.contacts.actions import PRESSED_TWICE, held
from holdfast.contacts.queries import found_wrong
from holdfast.contacts.rules import Telling
from holdfast.correspondence.models import Message
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import has_died
from holdfast.referrals.actions import write
from holdfast.referrals.answers import TOLD, last_told, still_told, tell_by, waits_for_check
from holdfast.referrals.models import Referral
from holdfast.referrals.states import ANSWERED
from holdfast.triage.actions import UNDO


class NotChecked(Exception):
    """Check who they are first, and tick the box for it: what was written is for nobody else."""


@transaction.atomic
def tell(referral: Referral, how: str, *, by: Membership, now: datetime) -> Referral:
    """Keep whether somebody was told that their request is closed, and what was written to them. Whoever was not
    reached is told by the next working day, and so is whoever turns out not to know.

    Raises:
        PermissionDenied: `by` may not log contacts, or not read what was written.
        MoveNotAllowed: nothing was written to them, mail tells them, or a colleague has kept it meanwhile.
        NotChecked: told, and nobody has checked who they are.
    """
    if not (by.may(Permission.CONTACT) and by.may(Permission.SEE_CLINICAL)):
        raise PermissionDenied("tell")
    referral = held(referral, with_person=False)
    if has_died(referral.person):
        raise MoveNotAllowed("Nobody is to be told")
    last = last_told(referral)
    if last and (last.codes["how"], last.by_id) == (how, by.pk) and now < last.occurred_at + PRESSED_TWICE:
        return referral
    is_waiting, is_mailed = still_told(referral, now=now) is not None, referral.tell_by is not None
    if is_waiting == (how == Telling.AGAIN) or referral.status not in ANSWERED or (is_mailed and not is_waiting):
        raise MoveNotAllowed("A colleague has kept this meanwhile")
    if how == Telling.TOLD and waits_for_check(referral):
        raise NotChecked(NotChecked.__doc__)
    write(referral, tell_by=tell_by(now) if how in (Telling.TRIED, Telling.AGAIN) else None)
    record(referral, TOLD, by=by, now=now, how=how)
    return referral


@transaction.atomic
def read_themselves(referral: Referral, *, now: datetime) -> None:
    """They have opened their own page that says it, and what was written to them: nobody else tells them. Not within
    the minute in which the closing, or the check of who they are, is taken back."""
    referral = held(referral, with_person=False)
    checked_at, closed_at = referral.person.verified_at, referral.closed_at
    if referral.tell_by is None or checked_at is None or closed_at is None or now < max(checked_at, closed_at) + UNDO:
        return
    write(referral, tell_by=None)
    record(referral, TOLD, by=None, now=now, how=Telling.READ)


def told_by_mail(message: Message) -> None:
    """The mail about a closing has gone: nobody else tells them. Not where its address was found wrong; nor where their
    request is being written to at this moment, for which mail does not wait: then somebody tells them as well."""
    if message.person is None:
        return
    closed = Referral.objects.filter(hub_id=message.hub_id, person=message.person, closed_at=message.queued_at)
    waiting = closed.filter(tell_by__isnull=False).select_for_update(of=("self",), skip_locked=True)
    found = list(waiting.values_list("pk", flat=True))
    if found and "email" not in found_wrong(message.person):
        Referral.objects.filter(pk__in=found).update(tell_by=None)
