"""What the person says of a letter that would go to somebody else: yes, a change, no, not after all."""

from datetime import datetime

from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.letters.actions import check_goes_on, check_seen, locked, tell
from holdfast.letters.models import Letter
from holdfast.letters.states import LETTER
from holdfast.lifecycle import Oneself
from holdfast.people.identity import seal


@transaction.atomic
def agree(letter: Letter, *, seen: int, now: datetime, by: Membership | None = None) -> Letter:
    """Agree that these very words go.

    Args:
        seen: the version that was read.
        by: the practitioner who wrote down what the person said in conversation; None: the person themselves.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is not shown now.
        PersonStopped: they withdrew their request.
        ChangedMeanwhile: it says something else by now.
    """
    letter = locked(letter)
    verb, how = ("agree", Letter.How.OWN_PAGES) if by is None else ("agree_for_them", Letter.How.CONVERSATION)
    letter.status = LETTER.target(verb, status=letter.status, by=by or Oneself())
    check_goes_on(letter.referral, letter.audience)
    check_seen(letter, seen)
    letter.agreed_at, letter.agreed_how = now, how
    letter.save(update_fields=["status", "agreed_at", "agreed_how"])
    tell(letter, "letter.agree", by=by, now=now, how=how, version=letter.version)
    return letter


@transaction.atomic
def ask_change(letter: Letter, *, seen: int, answer: str, now: datetime) -> Letter:
    """Ask for a change, in their words. What they had agreed to holds no longer.

    Raises:
        MoveNotAllowed: it has gone, or is not shown now.
        ChangedMeanwhile: it says something else by now.
    """
    letter = locked(letter)
    letter.status = LETTER.target("ask_change", status=letter.status, by=Oneself())
    check_seen(letter, seen)
    letter.agreed_at, letter.agreed_how = None, ""
    letter.answer_sealed = seal(letter.person, f"letter_answer:{letter.pk}:{letter.version}", answer)
    letter.save(update_fields=["status", "agreed_at", "agreed_how", "answer_sealed"])
    tell(letter, "letter.ask_change", by=None, now=now, version=letter.version)
    return letter


@transaction.atomic
def refuse(letter: Letter, *, now: datetime) -> Letter:
    """Say no. It goes nowhere; its words stay as they were shown.

    Raises:
        MoveNotAllowed: it has gone, or is not shown now.
    """
    letter = locked(letter)
    letter.status = LETTER.target("refuse", status=letter.status, by=Oneself())
    letter.agreed_at, letter.agreed_how, letter.ended_at = None, "", now
    letter.save(update_fields=["status", "agreed_at", "agreed_how", "ended_at"])
    tell(letter, "letter.refuse", by=None, now=now, version=letter.version)
    return letter


@transaction.atomic
def take_back(letter: Letter, *, now: datetime) -> Letter:
    """Take a yes back, as long as the letter has not gone. It stops at once.

    Raises:
        MoveNotAllowed: it has gone, or was not agreed to.
    """
    letter = locked(letter)
    letter.status = LETTER.target("take_back", status=letter.status, by=Oneself())
    letter.agreed_at, letter.agreed_how = None, ""
    letter.save(update_fields=["status", "agreed_at", "agreed_how"])
    tell(letter, "letter.take_back", by=None, now=now, version=letter.version)
    return letter
