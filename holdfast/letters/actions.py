"""Writes of letters by whoever writes them: draft, edit, show, withdraw; and of the hub's templates.

What the person says of a letter is in `answer_actions`, how it goes in `sending_actions`.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.contacts.actions import MOST_PRESSES, PRESSED_TWICE
from holdfast.correspondence.actions import cancel_about, post_to_person
from holdfast.correspondence.models import Message
from holdfast.events.actions import record
from holdfast.hubs.models import Hub
from holdfast.letters.models import EarlierWords, Letter, Template
from holdfast.letters.queries import Used, Words, words_of
from holdfast.letters.rules import check, gaps
from holdfast.letters.states import LETTER, OPEN, Audience, Status
from holdfast.lifecycle import MoveNotAllowed, Oneself
from holdfast.people.identity import seal_data
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Status as ReferralStatus
from holdfast.triage.actions import UNDO


class ChangedMeanwhile(Exception):
    """Somebody changed the letter, or the template, since it was shown."""


class PersonStopped(MoveNotAllowed):
    """The person withdrew their request: nothing about them goes to anybody else."""


class PersonDied(PersonStopped):
    """Their death was recorded: nothing is sent any more."""


class NotFinished(Exception):
    """Something in square brackets is still to be written, or there is no address to send it to."""


@transaction.atomic
def draft(referral: Referral, *, template: Used, words: Words, is_large: bool, by: Membership, now: datetime) -> Letter:
    """Begin a letter about somebody. Nobody else sees it yet. Begun twice within seconds, it is one letter.

    Raises:
        PermissionDenied: `by` may not write letters.
        PersonStopped: they withdrew their request, and it is to somebody else.
    """
    if not by.may(Permission.WRITE_LETTERS):
        raise PermissionDenied("draft")
    now_stands = locked_referral(referral)
    check_goes_on(now_stands, template.audience)
    if twice := drafted_just_now(referral, template=template, words=words, by=by, now=now):
        return twice
    letter = Letter(
        hub_id=referral.hub_id, person=referral.person, referral=referral, audience=template.audience,
        template_key=template.key, template_version=template.version, is_large=is_large, drafted_at=now, drafted_by=by,
        written_at=now, written_by=by,
    )  # fmt: skip
    seal_words(letter, words)
    letter.save(force_insert=True)
    tell(letter, "letter.draft", by=by, now=now, template=template.key, version=template.version)
    return letter


def drafted_just_now(
    referral: Referral, *, template: Used, words: Words, by: Membership, now: datetime
) -> Letter | None:
    """The same letter with the same words, begun seconds ago by the same member: the button was pressed twice."""
    found = Letter.objects.filter(
        hub_id=referral.hub_id, referral=referral, drafted_by=by, template_key=template.key, status=Status.DRAFTED,
        version=1, drafted_at__gt=now - PRESSED_TWICE,
    )  # fmt: skip
    lately = found.select_related("person", "referral").order_by("-drafted_at", "-pk")[:MOST_PRESSES]
    return next((each for each in lately if words_of(each) == words), None)


@transaction.atomic
def edit(letter: Letter, *, seen: int, words: Words, is_large: bool, by: Membership, now: datetime) -> Letter:
    """Change what a letter says. Whatever the person had said of it holds no longer: they are shown it again.

    Args:
        seen: the version that the page had shown.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was sent, refused or withdrawn.
        PersonStopped: they withdrew their request, and it is to somebody else.
        ChangedMeanwhile: a colleague has changed it.
    """
    letter = locked(letter)
    target = LETTER.target("edit", status=letter.status, by=by)
    check_goes_on(letter.referral, letter.audience)
    check_seen(letter, seen)
    was = letter.status
    EarlierWords.objects.create(
        hub_id=letter.hub_id, person=letter.person, letter=letter, version=letter.version,
        words_sealed=letter.words_sealed, to_sealed=letter.to_sealed, answer_sealed=letter.answer_sealed,
        written_at=letter.written_at, written_by=letter.written_by, shown_at=letter.shown_at,
    )  # fmt: skip
    letter.version += 1
    seal_words(letter, words)
    void(letter, target)
    letter.is_large, letter.written_at, letter.written_by = is_large, now, by
    letter.save()
    cancel_about(letter.hub_id, letter.pk, now=now)
    tell(letter, "letter.edit", by=by, now=now, version=letter.version, before=was)
    return letter


@transaction.atomic
def show(letter: Letter, *, seen: int, by: Membership, now: datetime) -> Letter:
    """Show a letter to the person whom it is about. From here on its words stand still.

    Args:
        seen: the version that the page had shown.

    Raises:
        PermissionDenied: `by` may not, or the letter is to the person: it is sent.
        MoveNotAllowed: it is not being written any more.
        PersonStopped: they withdrew their request.
        ChangedMeanwhile: a colleague has changed it.
        NotFinished: something is still to be written.
    """
    letter = locked(letter)
    if letter.audience == Audience.PERSON:
        raise PermissionDenied("show")
    target = LETTER.target("show", status=letter.status, by=by)
    check_goes_on(letter.referral, letter.audience)
    check_seen(letter, seen)
    finish(letter, needs_address=True)
    letter.status, letter.shown_at = target, now
    letter.save()
    tell(letter, "letter.show", by=by, now=now, version=letter.version)
    post_to_person(letter.person, kind=Message.Kind.NEWS, subject_id=letter.pk, now=now, not_before=now + UNDO)
    return letter


@transaction.atomic
def withdraw(letter: Letter, *, by: Membership, now: datetime) -> Letter:
    """Leave a letter unsent.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it has gone, or was refused.
    """
    return end(locked(letter), "withdraw", by=by, now=now)


@transaction.atomic
def stop_all(referral: Referral, *, now: datetime) -> int:
    """The person stopped: nothing about them that has not gone goes any more. How many there were."""
    found = Letter.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=OPEN)
    letters = list(found.select_for_update(of=("self",)).select_related("person").order_by("pk"))
    for letter in letters:
        end(letter, "stop", by=None, now=now)
    return len(letters)


def end(letter: Letter, verb: str, *, by: Membership | None, now: datetime) -> Letter:
    """Let a letter not go."""
    target, shown_at = LETTER.target(verb, status=letter.status, by=by or Oneself()), letter.shown_at
    void(letter, target)
    letter.ended_at, letter.shown_at = now, shown_at  # what they were shown stays theirs to read
    letter.save()
    cancel_about(letter.hub_id, letter.pk, now=now)
    tell(letter, f"letter.{verb}", by=by, now=now)
    return letter


def finish(letter: Letter, *, needs_address: bool) -> None:
    """Freeze the words of a letter that is complete.

    Raises:
        NotFinished: it is not.
    """
    words = words_of(letter)
    left = gaps(f"{words.subject}\n{words.body}\n{words.easy}")
    if left:
        raise NotFinished(f"Write, or take out, what stands in square brackets: {left[0]}")
    if needs_address and not (words.to_name and words.to_address):
        raise NotFinished("Say to whom it goes: a name and an address")
    letter.frozen_hash = hash_of(letter)


def has_stopped(referral: Referral) -> bool:
    """Whether the person withdrew this request."""
    return referral.status == ReferralStatus.WITHDRAWN


def check_goes_on(referral: Referral, audience: str) -> None:
    """That a letter may still come nearer to anybody but the person; and to nobody once their death was recorded.

    Raises:
        PersonStopped: it may not.
    """
    if referral.person.died_at:
        raise PersonDied(PersonDied.__doc__)
    if audience != Audience.PERSON and has_stopped(referral):
        raise PersonStopped(PersonStopped.__doc__)


def check_seen(letter: Letter, seen: int) -> None:
    """That what was read is what stands.

    Raises:
        ChangedMeanwhile: it is not.
    """
    if letter.version != seen:
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)


def void(letter: Letter, status: str) -> None:
    """Take away everything that was said of words that hold no longer."""
    letter.status = status
    letter.frozen_hash = letter.answer_sealed = letter.agreed_at = letter.shown_at = None
    letter.agreed_how = ""


def seal_words(letter: Letter, words: Words) -> None:
    """Seal what a letter says, as this version of it."""
    said = {"subject": words.subject, "body": words.body, "easy": words.easy}
    to = {"name": words.to_name, "address": words.to_address}
    letter.words_sealed = seal_data(letter.person, f"letter:{letter.pk}:{letter.version}", said)
    letter.to_sealed = seal_data(letter.person, f"letter_to:{letter.pk}:{letter.version}", to)


def hash_of(letter: Letter) -> bytes:
    """Of the sealed words, as the database reckons it too."""
    return hashlib.sha256(bytes(letter.words_sealed) + bytes(letter.to_sealed)).digest()


def locked(letter: Letter) -> Letter:
    """The letter as it is now, held with its referral until the transaction ends: whoever records a death or a stop
    holds that, and is waited for before its person is read."""
    locked_referral(Referral(hub_id=letter.hub_id, pk=letter.referral_id))
    found = Letter.objects.select_for_update(of=("self",)).select_related("person", "referral")
    return found.get(hub_id=letter.hub_id, pk=letter.pk)


def tell(letter: Letter, kind: str, *, by: Membership | None, now: datetime, **codes: Any) -> None:
    """Write the event of a step: whom the letter is for, and no word of it."""
    record(letter, kind, by=by, now=now, audience=letter.audience, referral=str(letter.referral_id), **codes)


@transaction.atomic
def set_template(
    hub: Hub, *, template: Used, seen: int, by: Membership, now: datetime,
) -> Template:  # fmt: skip
    """Keep a new version of a template. Letters that were begun keep the words they have.

    Raises:
        PermissionDenied: `by` may not.
        Unreadable: a field that there is not, or that such a letter may not hold.
        ChangedMeanwhile: a colleague has changed it.
    """
    if not by.may(Permission.SET_LETTERS):
        raise PermissionDenied("set_template")
    for text in (template.subject, template.body, template.easy):
        check(text, template.audience)
    Hub.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    latest = Template.objects.filter(hub=hub, key=template.key).order_by("-version").first()
    number = latest.version if latest else 0
    if number != seen:
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    return Template.objects.create(
        hub=hub, key=template.key, version=number + 1, audience=template.audience, name=template.name,
        subject=template.subject, body=template.body, easy=template.easy, is_used=template.is_used, set_at=now,
        set_by=by,
    )  # fmt: skip
