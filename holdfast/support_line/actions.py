"""Writes of calls: begin one, keep what is typed, and what becomes of it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.contacts.first_contact import when_spoken
from holdfast.contacts.models import Promise
from holdfast.contacts.promises import CALLS, is_kept_before, keep_beside, keep_promises, make_promise
from holdfast.correspondence.incoming_actions import forget_box, forget_set_aside, log_incoming
from holdfast.correspondence.models import Incoming
from holdfast.events.actions import record
from holdfast.front_door.actions import KEEP_SAFE, submit
from holdfast.front_door.asked import Asked
from holdfast.front_door.more_actions import say_not_safe
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub
from holdfast.people.access import right_of
from holdfast.people.actions import new_box
from holdfast.people.holding import hold_with_joined
from holdfast.people.identity import seal_data
from holdfast.people.models import Box
from holdfast.people.names import split_names
from holdfast.people.viewer import viewer
from holdfast.referrals import actions as referrals
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.referrals.next_actions import follow
from holdfast.referrals.states import NextAction
from holdfast.support_line.models import Call
from holdfast.support_line.rules import KEPT_FOR, MOST_FAILURES
from holdfast.support_line.states import CALL, OPEN, Status
from holdfast.support_line.told import told_in

MOST_FORGOTTEN = 500


class CallFirst(Exception):
    """Call them back first, as they were promised: this record is closed, and nobody would"""


class KeptMeanwhile(Exception):
    """Something was kept in this call since this page was opened."""


@transaction.atomic
def begin(hub: Hub, *, by: Membership, now: datetime) -> Call:
    """A call begins: the clock runs, and there is a box for what will be typed.

    Raises:
        PermissionDenied: `by` may not answer calls.
    """
    return write_call(hub, told={}, by=by, now=now, begun_at=now)


def write_call(hub: Hub, *, told: Mapping[str, Any], by: Membership, now: datetime, **facts: Any) -> Call:
    """The row of a call, and its box."""
    if not by.may(Permission.ANSWER_CALLS):
        raise PermissionDenied("begin")
    box = new_box(hub, now=now)
    box.save(force_insert=True)
    call = Call(id=uuid7(), hub=hub, box=box, taken_by=by, **facts)
    call.told_sealed = seal_data(box, f"call:{call.pk}", dict(told))
    call.save(force_insert=True)
    return call


@transaction.atomic
def log_voicemail(
    hub: Hub, *, told: Mapping[str, Any], received_at: datetime, call_back_by: datetime | None, by: Membership,
    now: datetime, **incoming: Any,
) -> Incoming:  # fmt: skip
    """Log a voicemail, and promise the call-back that it asks for with its clock.

    Raises:
        PermissionDenied: `by` may not log post.
    """
    logged = log_incoming(
        hub, kind=Incoming.Kind.VOICEMAIL, told=told, received_at=received_at, by=by, now=now, **incoming
    )
    if call_back_by is not None:
        words = {"words": told.get("note", ""), "name": told.get("sender", ""), "number": told.get("number", "")}
        write_call(
            hub, told=words, by=by, now=now, kind=Call.Kind.VOICEMAIL, status=Status.PROMISED,
            begun_at=logged.received_at, ended_at=logged.received_at, call_back_by=call_back_by,
        )  # fmt: skip
    return logged


def locked(call: Call) -> Call:
    """The call as it is now, held until the transaction ends."""
    return (
        Call.objects.select_for_update(of=("self",))
        .select_related("box", "person", "referral")
        .get(hub_id=call.hub_id, pk=call.pk)
    )


@transaction.atomic
def keep(
    call: Call, told: Mapping[str, Any], *, safe_now: str, advice: list[str], seen: int | None = None,
    by: Membership, now: datetime,
) -> Call:  # fmt: skip
    """Keep what is typed so far. What is left out stays as it was.

    Raises:
        PermissionDenied: `by` may not answer calls.
        KeptMeanwhile: something else was kept since version `seen`. Nothing was overwritten.
    """
    if not by.may(Permission.ANSWER_CALLS):
        raise PermissionDenied("keep")
    call = locked(call)
    if call.status not in OPEN:
        return call
    before = told_in(call)
    after = {**before, **told}
    if after == before and (safe_now, advice) == (call.safe_now, call.advice):
        return call
    if seen is not None and seen != call.version:
        raise KeptMeanwhile(KeptMeanwhile.__doc__)
    call.told_sealed = seal_data(call.owner, f"call:{call.pk}", after)
    call.safe_now, call.advice, call.version = safe_now, advice, call.version + 1
    call.save(update_fields=["told_sealed", "safe_now", "advice", "version"])
    return call


@transaction.atomic
def move(call: Call, verb: str, *, by: Membership, now: datetime, **changes: Any) -> Call:
    """Move a call along its lifecycle: advise, promise, call back, try again, give up, end.

    Raises:
        PermissionDenied: `by` may not answer calls.
        MoveNotAllowed: the call has left that status.
    """
    return place(locked(call), verb, by=by, now=now, **changes)


def place(call: Call, verb: str, *, by: Membership, now: datetime, **changes: Any) -> Call:
    """The move of a locked call, with what else changes."""
    call.status = CALL.target(verb, status=call.status, by=by)
    call.ended_at = call.ended_at or now
    if call.status not in OPEN:
        call.closed_at, call.closed_by = call.closed_at or now, call.closed_by or by
    for name, value in changes.items():
        setattr(call, name, value)
    call.save()
    return call


def advise(call: Call, *, by: Membership, now: datetime) -> Call:
    """The call ends with the advice that was given."""
    return move(call, "advise", by=by, now=now)


def end(call: Call, *, by: Membership, now: datetime) -> Call:
    """The call ends, and there is nothing to do: a wrong number, somebody who hung up."""
    return move(call, "end", by=by, now=now)


def promise(call: Call, *, call_back_by: datetime, by: Membership, now: datetime) -> Call:
    """Promise to call back by a time. Whoever is on the line then sees it."""
    return move(call, "promise", by=by, now=now, call_back_by=call_back_by)


def try_again(call: Call, *, call_back_by: datetime, by: Membership, now: datetime) -> Call:
    """Nobody answered: when to try next."""
    call = locked(call)
    return place(call, "try_again", by=by, now=now, call_back_by=call_back_by, tries=call.tries + 1)


def call_back(call: Call, *, by: Membership, now: datetime) -> Call:
    """They were called back, as promised."""
    call = locked(call)
    return place(call, "call_back", by=by, now=now, tries=call.tries + 1)


def give_up(call: Call, *, by: Membership, now: datetime) -> Call:
    """They could not be reached, and nobody tries again."""
    return move(call, "give_up", by=by, now=now)


@transaction.atomic
def hand_over(call: Call, *, service: str, who: str, at: datetime, by: Membership, now: datetime) -> Call:
    """Another team took them over: which, who, and when.

    Raises:
        PermissionDenied: `by` may not answer calls.
        MoveNotAllowed: the call has left that status.
    """
    call = locked(call)
    told = {**told_in(call), "service": service, "who": who}
    call.told_sealed = seal_data(call.owner, f"call:{call.pk}", told)
    call = place(call, "hand_over", by=by, now=now, handed_over_at=at)
    if call.person is not None:
        record(call, "call.hand_over", by=by, now=now, call=str(call.pk), at=at.isoformat())
    return call


@transaction.atomic
def request(call: Call, asked: Asked, *, by: Membership, now: datetime) -> Referral:
    """Make the same request that the web form makes, by telephone. Pressed twice, it is one request.

    `by.hub.current` holds the terms.

    Raises:
        PermissionDenied: `by` may not answer calls.
        MoveNotAllowed: the call ended in another way.
    """
    call = locked(call)
    if call.status == Status.REQUESTED and call.referral is not None:
        return call.referral
    CALL.target("request", status=call.status, by=by)
    submission = hashlib.sha256(b"call:" + call.pk.bytes).digest()
    referral = submit(by.hub, asked, submission=submission, now=now, by=by)
    if call.status == Status.PROMISED:
        keep_promise(call, referral, by=by, now=now)
    belong(call, referral, "request", by=by, now=now)
    return referral


@transaction.atomic
def match(call: Call, referral: Referral, *, by: Membership, now: datetime) -> Call:
    """Keep the call with the record of somebody who has asked for help before. Whom they named is kept out of it.

    Raises:
        PermissionDenied: `by` may not, or the record is not open to them.
        MoveNotAllowed: the call ended in another way.
        CallFirst: a call-back was promised, and the record is closed.
        TooManyNames: there is no room for those whom they named.
    """
    if not right_of(viewer(by, now=now), referral.person):
        raise PermissionDenied("match")
    call = locked(call)
    held = hold_with_joined(referral.hub_id, referral.person_id)  # whom they named is kept out of each
    referrals.lock_all_of(referral.hub_id, [each.pk for each in held])
    if call.status == Status.PROMISED:
        keep_promise(call, referral, by=by, now=now)
    elif call.kind == Call.Kind.CALL:
        they_rang(call, referral, now=now)
    named = split_names(told_in(call).get("must_not_see", ""))
    call = belong(call, referral, "match", by=by, now=now)
    follow(referrals.locked(referral), now=now)
    if call.safe_now in KEEP_SAFE:
        say_not_safe(referral, by.hub, safe_now=call.safe_now, by=by, now=now)
    name_people(referral, named=named, by=by, now=now)
    return call


def keep_promise(call: Call, referral: Referral, *, by: Membership, now: datetime) -> None:
    """The record takes over what the caller was promised: they are called by then; a decision, or asking whether
    they are safe, goes first and is due by then.

    Raises:
        CallFirst: it is closed, and nobody looks at its clock.
    """
    referral = referrals.locked(referral)
    if referral.closed_at is not None:
        raise CallFirst(CallFirst.__doc__)
    made: Any = {"why": Promise.Why.CALL_BACK, "cause": call.pk, "since": call.begun_at, "now": now}
    if call.call_back_by and not is_kept_before(referral, NextAction.CALL, call.call_back_by, at=call.begun_at, **made):
        make_promise(referral, NextAction.CALL, call.call_back_by, **made)
        record(
            referral, "referral.plan_next", by=by, now=now, next_action=NextAction.CALL,
            at=call.call_back_by.isoformat(), call=str(call.pk),
        )  # fmt: skip
        follow(referral, now=now)


def they_rang(call: Call, referral: Referral, *, now: datetime) -> None:
    """They rang and were spoken with: a call that was promised before is kept by it, and it is the first conversation
    where none was before. Whether they are safe is still asked by whoever was to ask, and whoever was to make contact
    still calls them: this call may have been about something else."""
    referral = referrals.locked(referral)
    rang: Any = {"at": call.begun_at, "cause": call.pk, "now": now, "only": CALLS}
    if call.begun_at > referral.received_at:
        referrals.write(referral, **when_spoken(referral, call.begun_at))
    if keep_promises(referral, Promise.End.RANG, **rang):
        follow(referral, now=now)
    keep_beside(referral, Promise.End.RANG, **rang)


@transaction.atomic
def change_safe(call: Call, *, safe_now: str) -> Call:
    """What they say about being safe, said after the request was made."""
    call = locked(call)
    call.safe_now = safe_now
    call.save(update_fields=["safe_now"])
    return call


def belong(call: Call, referral: Referral, verb: str, *, by: Membership, now: datetime) -> Call:
    """Give a locked call to a record: sealed anew under the person's key, and the box's key destroyed."""
    told, box = told_in(call), call.box
    call.person, call.referral, call.box = referral.person, referral, None
    call.told_sealed = seal_data(referral.person, f"call:{call.pk}", told)
    call = place(call, verb, by=by, now=now)
    if box is not None:
        forget_box(box)
    record(call, "call.match", by=by, now=now, call=str(call.pk), status=call.status, what=call.kind)
    return call


@transaction.atomic
def count_failure(call: Call, *, now: datetime) -> Call:
    """One more look-up in which two details did not belong to one record."""
    call = locked(call)
    call.failures += 1
    call.save(update_fields=["failures"])
    return call


def may_look_up(call: Call) -> bool:
    """Whether details may be compared in this call: five wrong ones end it."""
    return call.status in OPEN and call.failures < MOST_FAILURES


@transaction.atomic
def forget_old(hub: Hub, *, now: datetime) -> int:
    """Forget what was said in calls that became no request, and post of nobody, after a year. In the hub's scope.

    A call-back that is still promised is kept. The row stays with its codes, for the count. Returns how many.
    """
    before = now - KEPT_FOR
    found = (
        Call.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(hub=hub, person=None, told_sealed__isnull=False)
        .exclude(status=Status.PROMISED)
        .annotate(last_at=Coalesce("closed_at", "begun_at"))
        .filter(last_at__lt=before)
        .order_by("last_at", "pk")
    )
    calls = list(found[:MOST_FORGOTTEN])
    for box in Box.objects.filter(hub=hub, pk__in=[call.box_id for call in calls]):
        forget_box(box)
    forgotten = Call.objects.filter(hub=hub, pk__in=[call.pk for call in calls])
    forgotten.filter(status=Status.BEGUN).update(  # nobody ended it
        status=Status.ENDED, ended_at=F("begun_at"), closed_at=now, closed_by=F("taken_by")
    )
    forgotten.update(told_sealed=None)
    return len(calls) + forget_set_aside(hub, before=before)
