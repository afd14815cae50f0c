"""How a letter goes: to the person on their own pages or by post, to anybody else by post; and taking that back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.agreements.queries import route_withdrawn_since
from holdfast.correspondence.actions import cancel_about, post_to_person
from holdfast.correspondence.models import Message
from holdfast.events.actions import latest, reverse
from holdfast.letters.actions import check_goes_on, check_seen, end, finish, has_stopped, locked, tell
from holdfast.letters.answer_actions import refuse
from holdfast.letters.models import Letter
from holdfast.letters.queries import words_of
from holdfast.letters.rules import address_lines
from holdfast.letters.states import LETTER, Audience
from holdfast.people.holding import hold
from holdfast.people.identity import channels_of
from holdfast.triage.actions import UNDO, TooLate


class NotSafe(Exception):
    """The person has not called letters to this address safe."""


@transaction.atomic
def send(letter: Letter, *, seen: int, by: Membership, now: datetime) -> Letter:
    """Put a letter to the person on their own pages. Mail says that there is something to read, and no more.

    Raises:
        PermissionDenied: `by` may not, or the letter is to somebody else.
        MoveNotAllowed: it was sent or withdrawn.
        ChangedMeanwhile: it is not the version `seen`, which the page had shown.
        NotFinished: something is still to be written.
        PersonStopped: they have died.
    """
    letter = locked_own(letter)
    target = LETTER.target("send", status=letter.status, by=by)
    check_goes_on(letter.referral, letter.audience)
    check_seen(letter, seen)
    finish(letter, needs_address=False)
    letter.status, letter.sent_at, letter.sent_by, letter.is_posted = target, now, by, False
    letter.save()
    tell(letter, "letter.send", by=by, now=now, version=letter.version)
    post_to_person(letter.person, kind=Message.Kind.NEWS, subject_id=letter.pk, now=now, not_before=now + UNDO)
    return letter


@transaction.atomic
def ready(letter: Letter, *, seen: int, by: Membership, now: datetime) -> Letter:
    """Put a letter to the person on the post list, where they called letters safe.

    Raises:
        PermissionDenied: `by` may not, or the letter is to somebody else.
        MoveNotAllowed: it was sent or withdrawn.
        ChangedMeanwhile: it is not the version `seen`, which the page had shown.
        NotFinished: something is still to be written.
        NotSafe: letters are not safe for them, or not to this address.
        PersonStopped: they have died.
    """
    letter = locked_own(letter)
    target = LETTER.target("ready", status=letter.status, by=by)
    check_goes_on(letter.referral, letter.audience)
    check_seen(letter, seen)
    finish(letter, needs_address=True)
    check_safe(letter)
    letter.status = target
    letter.save()
    tell(letter, "letter.ready", by=by, now=now, version=letter.version)
    return letter


@transaction.atomic
def post(letter: Letter, *, seen: int, by: Membership, now: datetime) -> Letter:
    """Say that a letter was posted.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it waits for that no longer: the person took their agreement back, say.
        PersonStopped: they withdrew their request, and it is to somebody else.
        ChangedMeanwhile: it is not the version `seen`, which the page had shown.
        NotSafe: the person has changed how letters reach them since.
    """
    if letter.audience == Audience.PERSON:
        hold(letter.hub_id, [letter.person_id])
    letter = locked(letter)
    letter.status = LETTER.target("post", status=letter.status, by=by)
    check_goes_on(letter.referral, letter.audience)
    check_seen(letter, seen)
    if letter.audience == Audience.PERSON:
        check_safe(letter)
    letter.sent_at, letter.sent_by, letter.is_posted = now, by, True
    letter.save(update_fields=["status", "sent_at", "sent_by", "is_posted"])
    tell(letter, "letter.post", by=by, now=now, version=letter.version)
    return letter


@transaction.atomic
def undo(letter: Letter, *, by: Membership, now: datetime) -> Letter:
    """Take back, within the minute, that one has just sent or posted a letter.

    Where the person stopped or died meanwhile, it is stopped like the letters that had not gone; where they told such a
    partner nothing more, that is a no to it as to those.

    Raises:
        PermissionDenied: it was a colleague who sent it.
        MoveNotAllowed: it was not sent.
        TooLate: the minute has passed.
    """
    letter = locked(letter)
    own = letter.audience == Audience.PERSON
    verb = ("undo_post_own" if own else "undo_post") if letter.is_posted else "undo_send"
    target, sent_at = LETTER.target(verb, status=letter.status, by=by), letter.sent_at
    if letter.sent_by_id != by.pk:
        raise PermissionDenied("undo")
    if sent_at is None or now - sent_at > UNDO:
        raise TooLate(TooLate.__doc__)
    event = latest(letter.pk, letter.hub_id, letter.person_id, "letter.post" if letter.is_posted else "letter.send")
    letter.status, letter.sent_at, letter.sent_by, letter.is_posted = target, None, None, False
    letter.save(update_fields=["status", "sent_at", "sent_by", "is_posted"])
    cancel_about(letter.hub_id, letter.pk, now=now)
    if event is not None:
        reverse(event, by=by, now=now)
    closed_at = letter.referral.closed_at
    was_stopped = has_stopped(letter.referral) and (not own or (closed_at is not None and sent_at <= closed_at))
    if was_stopped or letter.person.died_at:
        return end(letter, "stop", by=None, now=now)
    if not own and route_withdrawn_since(letter.person, letter.audience, sent_at):
        return refuse(letter, now=now)
    return letter


def locked_own(letter: Letter) -> Letter:
    """A letter to the person themselves, held until the transaction ends: they first, since how letters reach them
    is looked at.

    Raises:
        PermissionDenied: it is to somebody else, who gets nothing without an agreement.
    """
    hold(letter.hub_id, [letter.person_id])
    letter = locked(letter)
    if letter.audience != Audience.PERSON:
        raise PermissionDenied("send")
    return letter


def check_safe(letter: Letter) -> None:
    """That the person called letters to this very address safe, as things stand.

    Raises:
        NotSafe: they did not, or have changed it.
    """
    (person,) = hold(letter.hub_id, [letter.person_id])
    told = channels_of(person).get("letter", "")
    if not told or address_lines(told) != address_lines(words_of(letter).to_address):
        raise NotSafe(NotSafe.__doc__)
