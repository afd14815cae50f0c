"""Writes by the team: whether somebody is at work, a statement that is shown, written again or left, a step done.

What the person says of a statement is in `answer_actions`, how it reaches the partner in `sharing_actions`.
"""

import hashlib
import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.agreements.models import Partner
from holdfast.correspondence.actions import cancel_about, post_to_person
from holdfast.correspondence.models import Message
from holdfast.events.actions import record
from holdfast.hubs.ids import uuid7
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import seal, seal_data
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.workplace.models import AskEnd, Reply, ReturnStep, WorkState, WorkStatement
from holdfast.workplace.queries import is_qualified, is_waited_for, sealed_words
from holdfast.workplace.rules import Words, as_data, is_whole
from holdfast.workplace.states import AGREED, ASKS, WORK_STATEMENT, Kind

CLOSED = "This request is closed, or the person stopped it: nothing about them goes to anybody else"


class NotQualified(Exception):
    """Specialist advice is given by a practitioner whose profession is known, and qualifies."""


class NotWhole(Exception):
    """It does not say what a statement of its kind has to."""


@transaction.atomic
def note_state(referral: Referral, *, state: str, since_on: date, by: Membership, now: datetime) -> WorkState:
    """Write down whether they are at work, and since when, as they said.

    Raises:
        PermissionDenied: `by` may not.
    """
    check_may(by)
    noted = WorkState.objects.create(
        hub_id=referral.hub_id, person=referral.person, referral=referral, state=state, since_on=since_on,
        noted_at=now, noted_by=by,
    )  # fmt: skip
    record(noted, "work.note_state", by=by, now=now, state=state, referral=str(referral.pk))
    return noted


@transaction.atomic
def show(
    referral: Referral, *, partner: Partner, kind: str, words: Words, by: Membership, now: datetime,
    answer_by: date | None = None, mark: UUID | None = None,
) -> WorkStatement:  # fmt: skip
    """Show the person what one partner would read. It goes nowhere unless they say yes. `mark`, of the form, here and
    below: what is sent twice in the same words is shown once.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: the request is closed.
        NotQualified: it is specialist advice, and `by` may not give it.
        NotWhole: it does not say what it has to.
    """
    check_may(by)
    referral = goes_on(referral)
    pk = pk_of(mark, partner, kind, words, answer_by)
    if sent := shown_before(referral, pk):
        return sent
    statement = make(referral, partner, kind, words, pk=pk, answer_by=answer_by, by=by, now=now)
    tell(statement, "work.show", by=by, now=now)
    return statement


@transaction.atomic
def rewrite(
    statement: WorkStatement, *, words: Words, by: Membership, now: datetime, answer_by: date | None = None,
    mark: UUID | None = None,
) -> WorkStatement:  # fmt: skip
    """Show it in other words. What it said before is kept, and a yes to that holds no longer.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was shared, or has ended; or the request is closed.
        NotQualified, NotWhole: as of `show`.
    """
    referral = goes_on(statement.referral)
    before = locked(statement)
    pk = pk_of(mark, before.partner, before.kind, words, answer_by)
    if sent := shown_before(referral, pk):
        return sent
    end(before, "rewrite", by=by, now=now)
    again = make(
        referral, before.partner, before.kind, words, pk=pk, answer_by=answer_by, by=by, now=now, replaces=before
    )  # fmt: skip
    tell(again, "work.rewrite", by=by, now=now)
    return again


@transaction.atomic
def leave(statement: WorkStatement, *, by: Membership, now: datetime) -> WorkStatement:
    """Leave it unshared.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it was shared, or has ended.
    """
    statement = locked(statement)
    end(statement, "leave", by=by, now=now)
    tell(statement, "work.leave", by=by, now=now)
    return statement


@transaction.atomic
def do_step(statement: WorkStatement, *, number: int, by: Membership, now: datetime) -> ReturnStep:
    """Write down that a step of the return to work was done. Said twice, it is done once.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: the plan is not agreed to, or has no such step.
    """
    check_may(by)
    referral = locked_referral(statement.referral)
    statement = locked(statement)
    step = ReturnStep.objects.filter(hub_id=statement.hub_id, statement=statement, number=number).first()
    if statement.status not in AGREED or step is None:
        raise MoveNotAllowed("There is no such step")
    if step.done_at is None:
        step.done_at, step.done_by = now, by
        step.save(update_fields=["done_at", "done_by"])
        tell(statement, "work.do_step", by=by, now=now, step=number)
        follow(referral, now=now)
    return step


@transaction.atomic
def read_replies(statement: WorkStatement, *, by: Membership, now: datetime) -> int:
    """Say that what a partner answered was read. How many answers there were.

    Raises:
        PermissionDenied: `by` may not.
    """
    check_may(by)
    unread = Reply.objects.filter(hub_id=statement.hub_id, statement=statement, read_at=None)
    number = unread.update(read_at=now, read_by=by)
    if number:
        tell(statement, "work.read_reply", by=by, now=now, replies=number)
    return number


@transaction.atomic
def end_ask(statement: WorkStatement, *, how: str, words: str, by: Membership, now: datetime) -> AskEnd:
    """Wait for an answer no longer: it came another way, or does not come. What comes all the same is read still.

    Args:
        words: what was answered, or why nobody waits any more. The person reads it.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: no answer to it is waited for, or the request is closed.
    """
    check_may(by)
    referral = goes_on(statement.referral)
    statement = locked(statement)
    if not is_waited_for(statement):
        raise MoveNotAllowed("No answer to it is waited for")
    ended = AskEnd.objects.create(
        hub_id=statement.hub_id, person=statement.person, statement=statement, how=how, ended_at=now, ended_by=by,
        words_sealed=seal(statement.person, f"work_ask_end:{statement.pk}", words),
    )  # fmt: skip
    tell(statement, "work.end_ask", by=by, now=now, how=how)
    follow(referral, now=now)
    return ended


def pk_of(mark: UUID | None, partner: Partner, kind: str, words: Words, answer_by: date | None) -> UUID:
    """The id of what a form says: the same form with the same words has the same; another one without a mark. Its first
    half is the mark's, so that ids stay in the order of time."""
    if mark is None:
        return uuid7()
    said = json.dumps([str(mark), str(partner.pk), kind, as_data(words), str(answer_by)], sort_keys=True)
    rest = hashlib.sha256(said.encode()).digest()[:8]
    return UUID(bytes=mark.bytes[:8] + bytes([rest[0] & 0x3F | 0x80]) + rest[1:])


def shown_before(referral: Referral, pk: UUID) -> WorkStatement | None:
    """The statement of a request that the same form has shown already."""
    return WorkStatement.objects.filter(hub_id=referral.hub_id, referral=referral, pk=pk).first()


def make(
    referral: Referral, partner: Partner, kind: str, words: Words, *, pk: UUID, answer_by: date | None, by: Membership,
    now: datetime, replaces: WorkStatement | None = None,
) -> WorkStatement:  # fmt: skip
    """The row of a statement, its steps, and the mail that says there is something to read."""
    if not is_whole(kind, words):
        raise NotWhole(NotWhole.__doc__)
    if kind == Kind.ADVICE and not is_qualified(by):
        raise NotQualified(NotQualified.__doc__)
    statement = WorkStatement(
        id=pk, hub_id=referral.hub_id, person=referral.person, referral=referral, partner=partner, kind=kind,
        answer_by=answer_by if kind in ASKS else None, replaces=replaces, shown_at=now, shown_by=by,
    )  # fmt: skip
    statement.words_sealed = seal_data(referral.person, sealed_words(statement), as_data(words))
    statement.shown_hash = hash_of(statement)
    statement.save(force_insert=True)
    ReturnStep.objects.bulk_create(
        ReturnStep(hub_id=referral.hub_id, statement=statement, number=number, due_on=step.on)
        for number, step in enumerate(words.steps, start=1)
    )
    post_to_person(referral.person, kind=Message.Kind.NEWS, subject_id=statement.pk, now=now)
    return statement


def hash_of(statement: WorkStatement) -> bytes:
    """Of the sealed words and whom they are for, as the database reckons it too."""
    return hashlib.sha256(bytes(statement.words_sealed) + statement.partner_id.bytes).digest()


def end(statement: WorkStatement, verb: str, *, by: Any, now: datetime) -> None:
    """End a statement that was not shared. What was said of it holds no longer."""
    statement.status = WORK_STATEMENT.target(verb, status=statement.status, by=by)
    statement.ended_at = now
    disagree(statement)
    statement.save(update_fields=["status", "ended_at", "agreed_at", "agreed_hash", "agreed_how", "agreed_by"])
    cancel_about(statement.hub_id, statement.pk, now=now)


def disagree(statement: WorkStatement) -> None:
    """Take a yes away."""
    statement.agreed_at = statement.agreed_hash = statement.agreed_by = None
    statement.agreed_how = ""


def goes_on(referral: Referral) -> Referral:
    """The referral, held until the transaction ends.

    Raises:
        MoveNotAllowed: it is closed.
    """
    referral = locked_referral(referral)
    if referral.closed_at is not None:
        raise MoveNotAllowed(CLOSED)
    return referral


def locked(statement: WorkStatement) -> WorkStatement:
    """The statement as it is now, held until the transaction ends. Its referral is held first, where both are."""
    found = WorkStatement.objects.select_for_update(of=("self",))
    return found.select_related("person", "referral", "partner__box").get(hub_id=statement.hub_id, pk=statement.pk)


def check_may(by: Membership) -> None:
    """That a member may write about somebody's work.

    Raises:
        PermissionDenied: they may not.
    """
    if not by.may(Permission.WRITE_WORK):
        raise PermissionDenied("work")


def tell(statement: WorkStatement, kind: str, *, by: Membership | None, now: datetime, **codes: Any) -> None:
    """Write the event of a step: what kind of statement, for whom, and no word of it."""
    record(
        statement, kind, by=by, now=now, statement=statement.kind, route=statement.partner.route,
        referral=str(statement.referral_id), **codes,
    )  # fmt: skip
