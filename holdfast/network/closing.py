"""What a decision that closes a request ends beside it: what was booked, and an offer to another hub."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.accounts.models import Membership
from holdfast.network.actions import stop_offers
from holdfast.network.queries import is_accepted_elsewhere, open_transfer
from holdfast.network.states import Status
from holdfast.referrals.models import Referral


def close_beside(referral: Referral, *, by: Membership, now: datetime, tell_at: datetime) -> int:
    """Nobody is offered any more whose request is closed, and what is booked is cancelled. How many of these.

    Raises:
        WithTheOtherHub: another hub has accepted them, and they have not died.
    """
    if not (referral.person.died_at and is_accepted_elsewhere(referral)):
        stop_offers(referral, now=now)
    return int(import_string(settings.CANCELS)(referral, by=by, now=now, tell_at=tell_at))


def left(referral: Referral, *, now: datetime) -> str:
    """What ends of an offer to another hub when somebody is discharged, in a line; nothing where there is none."""
    found = open_transfer(referral)
    if found is None:
        return ""
    if found.status == Status.ACCEPTED:
        return f"{found.to_name} has accepted them and is told: call them where this is taken back"
    if found.elsewhere is None or found.exported_at is None:
        return "The offer to another hub ends"
    there = f"{found.elsewhere.name}, {found.elsewhere.telephone}"
    return f"The offer to another hub ends. A sealed file of it was written: call {there}, so that nobody accepts it"
