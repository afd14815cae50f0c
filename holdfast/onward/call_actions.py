"""That a service was told on the telephone what it does not hear of by itself; and that it was not, after all."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.lifecycle import MoveNotAllowed
from holdfast.onward.actions import ChangedMeanwhile, held, tell
from holdfast.onward.models import OnwardReferral
from holdfast.onward.states import Word
from holdfast.onward.to_call import told_of, word_for


@transaction.atomic
def tell_service(onward: OnwardReferral, word: str, *, by: Membership, now: datetime) -> OnwardReferral:
    """Somebody has told the service what their page said. Said twice, it is said once.

    Args:
        word: what it was told.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: there is nothing to tell it. ChangedMeanwhile: something else is so by now.
    """
    onward = held(onward)
    if not by.may(Permission.CHASE):
        raise PermissionDenied("tell_service")
    known = known_word(onward)
    if not (is_so := word_for(onward) or known):
        raise MoveNotAllowed("There is nothing to tell it")
    if word != is_so:
        raise ChangedMeanwhile
    if word != known:
        tell(onward, "onward.tell_service", by=by, now=now, word=Word(word).value)
    return onward


@transaction.atomic
def untell_service(onward: OnwardReferral, *, by: Membership, now: datetime) -> OnwardReferral:
    """It was not told, after all. Said twice, it is said once.

    Raises:
        PermissionDenied: `by` may not.
    """
    onward = held(onward)
    if not by.may(Permission.CHASE):
        raise PermissionDenied("untell_service")
    if known_word(onward):
        tell(onward, "onward.untell_service", by=by, now=now, word="")
    return onward


def known_word(onward: OnwardReferral) -> str:
    """What the service was told that is so still; nothing where it was told nothing."""
    return next((each.word for each in told_of(onward.referral) if each.onward.pk == onward.pk), "")
