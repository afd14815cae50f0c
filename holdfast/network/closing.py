"""What a decision that closes a request ends beside it: what was booked, and an offer to another hub. And what ends
here once another hub has accepted somebody, to be read before."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.accounts.models import Membership
from holdfast.contacts.promises import CALLS, open_promises
from holdfast.letters.models import Letter
from holdfast.letters.states import OPEN as LETTER_OPEN
from holdfast.network.actions import stop_offers
from holdfast.network.queries import is_accepted_elsewhere, open_transfer
from holdfast.network.states import Status
from holdfast.outcomes.left import counted, lines_of
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


def ends_with_transfer(referral: Referral, *, now: datetime) -> list[str]:
    """What ends here when another hub takes somebody on, in the lines by which a discharge says it; nothing once they
    were let go of."""
    return [] if referral.closed_at else lines_of(settings.ENDS_WITH_TRANSFER, referral, now=now)


def ends_with_decision(referral: Referral, *, now: datetime) -> list[str]:
    """What ends where a decision closes a request, in the same lines."""
    return lines_of(settings.ENDS_WITH_DECISION, referral, now=now)


def promises(referral: Referral, *, now: datetime) -> str:
    """A call, or another try, that was promised to them: the other hub makes it."""
    found = open_promises(referral).filter(action__in=CALLS).count()
    return counted(
        found, "call that was promised to them goes along: that hub is told by when",
        "calls that were promised to them go along: that hub is told by when",
    )  # fmt: skip


def letters(referral: Referral, *, now: datetime) -> str:
    """Letters that have not gone, whoever has agreed to them: they do not go."""
    found = Letter.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=LETTER_OPEN).count()
    return counted(found, "letter that was not sent is sent no more", "letters that were not sent are sent no more")
