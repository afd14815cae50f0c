"""What the person says of a letter that would go to somebody else: yes, a change, no, not after all."""

from datetime import datetime

from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.letters.actions import ChangedMeanwhile, check_goes_on, check_seen, hash_of, locked, tell
from holdfast.letters.models import EarlierWords, Letter
from holdfast.letters.queries import seen_before
from holdfast.letters.states import LETTER, OPEN, Status
from holdfast.lifecycle import MoveNotAllowed, Oneself
from holdfast.people.identity import reveal, seal
from holdfast.people.models import Person


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

    Where the words they read have been changed since, what they say is kept with those, and a yes is taken back.

    Args:
        seen: the version that was read.

    Raises:
        MoveNotAllowed: it has gone, or is not shown now.
        ChangedMeanwhile: there is no such version that they were shown.
    """
    letter = locked(letter)
    if letter.version != seen:
        return say_of_earlier(letter, seen=seen, answer=answer, now=now)
    letter.status = LETTER.target("ask_change", status=letter.status, by=Oneself())
    letter.agreed_at, letter.agreed_how = None, ""
    letter.answer_sealed = added(letter, letter.answer_sealed, version=seen, answer=answer)
    letter.save(update_fields=["status", "agreed_at", "agreed_how", "answer_sealed"])
    tell(letter, "letter.ask_change", by=None, now=now, version=letter.version)
    return letter


def say_of_earlier(letter: Letter, *, seen: int, answer: str, now: datetime) -> Letter:
    """Keep what they say of words that were changed while they wrote it.

    Raises:
        MoveNotAllowed: the letter has gone or was ended.
        ChangedMeanwhile: there is no such version that they were shown.
    """
    if letter.status not in OPEN:
        raise MoveNotAllowed(letter.status)
    earlier = EarlierWords.objects.select_for_update().filter(
        hub_id=letter.hub_id, letter=letter, version=seen, shown_at__isnull=False
    )
    found = earlier.first()
    if found is None:
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    found.answer_sealed = added(letter, found.answer_sealed, version=seen, answer=answer)
    found.answered_at = now
    found.save(update_fields=["answer_sealed", "answered_at"])
    if letter.status == Status.AGREED:
        letter.status = LETTER.target("take_back", status=letter.status, by=Oneself())
        letter.agreed_at, letter.agreed_how = None, ""
        letter.save(update_fields=["status", "agreed_at", "agreed_how"])
    tell(letter, "letter.ask_change", by=None, now=now, version=seen)
    return letter


def added(letter: Letter, before: bytes | memoryview | None, *, version: int, answer: str) -> bytes | None:
    """What they had said of a version and what they say now, sealed. The same said twice is kept once."""
    field = f"letter_answer:{letter.pk}:{version}"
    said = reveal(letter.person, field, bytes(before)) if before else ""
    if answer in said.split("\n\n"):
        return seal(letter.person, field, said)
    return seal(letter.person, field, f"{said}\n\n{answer}" if said else answer)


@transaction.atomic
def refuse(letter: Letter, *, now: datetime) -> Letter:
    """Say no. It goes nowhere; its words stay as they are. While it is written again, their no ends it as well.

    Raises:
        MoveNotAllowed: it has gone, or they were never shown it.
    """
    letter = locked(letter)
    is_written_again = letter.status == Status.DRAFTED
    letter.status = LETTER.target("refuse", status=letter.status, by=Oneself())
    if is_written_again and not seen_before(letter):
        raise MoveNotAllowed("it was never shown")
    letter.agreed_at, letter.agreed_how, letter.ended_at = None, "", now
    letter.frozen_hash = hash_of(letter)
    letter.save(update_fields=["status", "agreed_at", "agreed_how", "ended_at", "frozen_hash"])
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


def refuse_agreed(person: Person, audience: str, *, now: datetime) -> None:
    """Say no to every letter to this audience that was agreed and has not gone. Whoever wrote it reads so on Today.
    The person's referrals are held: none of these letters goes meanwhile."""
    found = Letter.objects.filter(hub_id=person.hub_id, person=person, audience=audience, status=Status.AGREED)
    for letter in found.order_by("pk"):
        refuse(letter, now=now)
