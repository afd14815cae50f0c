"""That a hub of another installation was told on the telephone what it does not hear of by itself; and that it was not,
after all."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network.models import Arrival, Transfer
from holdfast.network.to_call import TELL, UNTELL, ToCall, calls_about


class ChangedMeanwhile(MoveNotAllowed):
    """Something else is to be told by now, or nothing."""


@transaction.atomic
def tell_hub(
    about: Transfer | Arrival, word: str, *, by: Membership, now: datetime, since: str | None = None
) -> None:  # fmt: skip
    """Somebody has told the hub what their page said. Said twice, it is said once.

    Args:
        about: the offer or the arrival by which that hub knows them.
        word: what it was told.
        since: since when that was so on the page; None where no page was read.

    Raises:
        PermissionDenied: `by` may not.
        ChangedMeanwhile: that is not so by now.
    """
    call = standing(about, word, by=by)
    if call is None or (since is not None and since != call.since.isoformat()):
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    if not call.is_told:
        write(call, TELL, by=by, now=now)


@transaction.atomic
def untell_hub(about: Transfer | Arrival, word: str, *, by: Membership, now: datetime) -> None:
    """It was not told this, after all. Said twice, it is said once; what is not so any more is nothing to take back.

    Raises:
        PermissionDenied: `by` may not.
    """
    call = standing(about, word, by=by)
    if call is not None and call.is_told:
        write(call, UNTELL, by=by, now=now)


def standing(about: Transfer | Arrival, word: str, *, by: Membership) -> ToCall | None:
    """What is so of it by now, where it is this word; held until the transaction ends.

    Raises:
        PermissionDenied: `by` may not.
    """
    if not (by.may(Permission.ALLOCATE) and by.may(Permission.SEE_CLINICAL)):
        raise PermissionDenied("tell_hub")
    rows: type[Transfer] | type[Arrival] = type(about)
    held = rows.objects.select_for_update(of=("self",)).select_related("referral").get(hub_id=by.hub_id, pk=about.pk)
    assert held.referral is not None  # of an arrival that is no record there is nothing to tell
    return next((each for each in calls_about(held.referral) if each.about.pk == held.pk and each.word == word), None)


def write(call: ToCall, kind: str, *, by: Membership, now: datetime) -> None:
    """Write the event: which hub, and which word."""
    codes = {"referral": str(call.about.referral_id), "elsewhere": str(call.hub.pk), "word": str(call.word)}
    record(call.about, kind, by=by, now=now, **codes)
