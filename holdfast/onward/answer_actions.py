"""What the person says of being referred on: yes, a change, no, not after all, and stop, once it has gone too."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.lifecycle import MoveNotAllowed, Oneself
from holdfast.onward.actions import (
    check_goes_on,
    check_seen,
    end,
    follow,
    hash_of,
    held,
    target_of_words,
    tell,
    void_agreement,
)
from holdfast.onward.models import OnwardReferral
from holdfast.onward.states import How, Status, WordsStatus
from holdfast.people.identity import reveal, seal

AGREED_FIELDS = ["words_status", "agreed_at", "agreed_by", "agreed_how"]


@transaction.atomic
def agree(onward: OnwardReferral, *, seen: int, now: datetime) -> OnwardReferral:
    """The person agrees, on their own pages, that these very words go to this service.

    Raises:
        MoveNotAllowed: it is not shown now, or their request is closed.
        ChangedMeanwhile: it says something else by now.
    """
    onward = held(onward)
    onward.words_status = target_of_words(onward, "agree", by=Oneself())
    return agreed(onward, seen=seen, how=How.OWN_PAGES, by=None, now=now)


@transaction.atomic
def agree_with_them(
    onward: OnwardReferral, *, seen: int, how: str, by: Membership, now: datetime
) -> OnwardReferral:  # fmt: skip
    """Write down that they heard or read it, and agreed when you talked.

    Raises:
        PermissionDenied: `by` may not, or only the person agrees in this way.
        MoveNotAllowed: it is not shown now, or their request is closed.
        ChangedMeanwhile: it says something else by now.
    """
    if how not in How.values or how == How.OWN_PAGES:
        raise PermissionDenied("agree_with_them")
    onward = held(onward)
    onward.words_status = target_of_words(onward, "agree_with_them", by=by)
    return agreed(onward, seen=seen, how=how, by=by, now=now)


def agreed(onward: OnwardReferral, *, seen: int, how: str, by: Membership | None, now: datetime) -> OnwardReferral:
    """Keep the agreement to a held one."""
    check_goes_on(onward.referral)
    check_seen(onward, seen)
    onward.agreed_at, onward.agreed_by, onward.agreed_how = now, by, how
    onward.save(update_fields=AGREED_FIELDS)
    tell(onward, "onward.agree", by=by, now=now, how=how, version=onward.version)
    follow(onward.referral, now=now)
    return onward


@transaction.atomic
def ask_change(onward: OnwardReferral, *, seen: int, answer: str, now: datetime) -> OnwardReferral:
    """The person asks for a change, in their words. A yes that they gave holds no longer.

    Raises:
        MoveNotAllowed: it has gone, is over, or is not shown now.
        ChangedMeanwhile: it says something else by now.
    """
    onward = held(onward)
    onward.words_status = target_of_words(onward, "ask_change", by=Oneself())
    check_seen(onward, seen)
    void_agreement(onward)
    field = f"onward_answer:{onward.pk}:{onward.version}"
    said = reveal(onward.person, field, onward.answer_sealed)
    if answer not in said.split("\n\n"):
        onward.answer_sealed = seal(onward.person, field, f"{said}\n\n{answer}" if said else answer)
    onward.save(update_fields=[*AGREED_FIELDS, "answer_sealed"])
    tell(onward, "onward.ask_change", by=None, now=now, version=onward.version)
    follow(onward.referral, now=now)
    return onward


@transaction.atomic
def take_back(onward: OnwardReferral, *, now: datetime) -> OnwardReferral:
    """The person takes a yes back, as long as it has not gone. It stops at once.

    Raises:
        MoveNotAllowed: it has gone, or was not agreed to.
    """
    onward = held(onward)
    onward.words_status = target_of_words(onward, "take_back", by=Oneself())
    void_agreement(onward)
    onward.save(update_fields=AGREED_FIELDS)
    tell(onward, "onward.take_back", by=None, now=now, version=onward.version)
    follow(onward.referral, now=now)
    return onward


@transaction.atomic
def refuse(onward: OnwardReferral, *, now: datetime) -> OnwardReferral:
    """The person says no. Before it has gone it goes nowhere; afterwards the service's link opens nothing from now on.

    Raises:
        MoveNotAllowed: it is over, or they were never shown it.
    """
    onward = held(onward)
    if onward.shown_at is None:
        raise MoveNotAllowed("it was never shown")
    if onward.status == Status.DRAFTED:
        onward.words_status, onward.frozen_hash = WordsStatus.REFUSED, hash_of(onward)
        void_agreement(onward)
    return end(onward, "stop", by=None, now=now, said="no")
