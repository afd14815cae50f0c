"""Writes of concerns about fitness to practise: two people, and where waiting would harm, one acts and the other signs
within a working day (confidentiality: layer 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence.actions import post_to_member
from holdfast.correspondence.models import Message
from holdfast.events.actions import record
from holdfast.fitness.models import FitnessConcern, FitnessStep
from holdfast.fitness.queries import (
    can_go_on,
    heirs_of,
    is_senior,
    last_step,
    lost_now,
    other_of,
    said_in,
    seconds,
    were_agreed,
    writers_of,
)
from holdfast.fitness.rules import end_of_next_working_day
from holdfast.fitness.states import FITNESS, OPEN, UNSIGNED, Status
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import admitted_to
from holdfast.people.identity import seal_data
from holdfast.people.models import Person

Said = Mapping[str, Any]
"""What was written, by the field of its form."""


class GoneOnMeanwhile(MoveNotAllowed):
    """Something was written since the page was read from which this was sent."""


@dataclass(frozen=True)
class Telling:
    """What a body outside was told.

    Attributes:
        at: when it was told.
        said: to whom, what, and whether the person knows, by field.
    """

    at: datetime
    said: Said


@transaction.atomic
def raise_concern(
    person: Person, *, said: Said, second: Membership, by: Membership, now: datetime, mark: UUID,
    told: Telling | None = None,
) -> FitnessConcern:  # fmt: skip
    """Write the concern down for a second person to advise on. With `told`, a body has been told already, because
    waiting would have harmed: the second person signs within a working day. The same form again changes nothing.

    Raises:
        PermissionDenied: `by` may not, or `second` cannot be the second.
    """
    if not by.may(Permission.SEE_CONCERNS) or second not in seconds(person, first=by):
        raise PermissionDenied("raise_concern")
    pk = uuid5(mark, f"{person.pk}:{by.pk}")
    concern = FitnessConcern(
        id=pk, hub_id=person.hub_id, person=person, raised_at=now, first=by, second=second,
        sign_by=end_of_next_working_day(now), status=Status.URGENT if told else Status.PROPOSED,
        told_at=told.at if told else None, known_at=known(told.said, now=now) if told else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            concern.save(force_insert=True)
    except IntegrityError:
        again = FitnessConcern.objects.filter(hub_id=person.hub_id, pk=pk).first()
        if again is None:
            raise
        return again
    write(concern, "raise", said, by=by, now=now)
    if told:
        write(concern, "tell_at_once", told.said, by=by, now=now)
    say_to(second, concern, now=now)
    return concern


@transaction.atomic
def add(concern: FitnessConcern, *, said: Said, by: Membership, now: datetime, seen: UUID | None = None) -> None:
    """Add what has become known. What stands there stays. The same words again, one after the other, are kept once.
    `seen`, here and below: the last step on the page from which it was sent; None where no page was read.

    Raises:
        PermissionDenied: `by` is none of the two.
        MoveNotAllowed: it is closed, or has gone on.
    """
    concern = locked_for(concern, by=by)
    last = last_step(concern)
    if (last.verb, last.by_id) == ("add", by.pk) and said_in(last, concern.person) == dict(said):
        return
    if concern.status not in OPEN:
        raise MoveNotAllowed("It is closed")
    refuse_unread(last, seen)
    write(concern, "add", said, by=by, now=now)


@transaction.atomic
def advise(
    concern: FitnessConcern, *, agrees: bool, said: Said, by: Membership, now: datetime, seen: UUID | None = None
) -> FitnessConcern:
    """The second person's advice and signature. On what was told at once it is signed whether they agree or not: what
    was told cannot be untold, and their words stand beside it.

    Raises:
        PermissionDenied: `by` is not the second, or wrote or told it themselves in another's place.
        MoveNotAllowed: they have signed, or it has gone on.
    """
    concern = held(concern, by=by, seen=seen)
    if by != concern.second or by.pk in writers_of(concern):
        raise PermissionDenied("advise")
    verb = "sign" if concern.status == Status.URGENT else "agree" if agrees else "advise_against"
    concern.status = FITNESS.target(verb, status=concern.status, by=by)
    concern.signed_at, concern.sign_by = now, None
    concern.closed_at = now if concern.status == Status.NOT_TOLD else None
    concern.save(update_fields=["status", "signed_at", "sign_by", "closed_at"])
    write(concern, verb, {**said, "agrees": agrees}, by=by, now=now)
    return concern


@transaction.atomic
def tell(
    concern: FitnessConcern, *, told: Telling, by: Membership, now: datetime, seen: UUID | None = None
) -> FitnessConcern:
    """Write down that a body outside was told, and what: by either of the two once both have agreed; otherwise by the
    first, because waiting would have harmed. What was told is written down also where the other advised against it, or
    ended it, before they could know: it is open again, and where they have not agreed they sign.

    Raises:
        PermissionDenied: `by` is none of the two, or is the second and has not agreed.
        MoveNotAllowed: it was told already, or has gone on.
    """
    concern = held(concern, by=by, seen=seen)
    verb = "tell" if were_agreed(concern) else "tell_at_once"
    if verb == "tell_at_once" and by != concern.first:
        raise PermissionDenied("tell")
    concern.status = FITNESS.target(verb, status=concern.status, by=by)
    concern.told_at, concern.known_at, concern.closed_at = told.at, known(told.said, now=now), None
    if verb == "tell_at_once":
        concern.signed_at, concern.sign_by = None, end_of_next_working_day(now)
    concern.save(update_fields=["status", "told_at", "known_at", "closed_at", "signed_at", "sign_by"])
    write(concern, verb, told.said, by=by, now=now)
    if verb == "tell_at_once":
        say_to(concern.second, concern, now=now)
    return concern


@transaction.atomic
def drop(
    concern: FitnessConcern, *, said: Said, by: Membership, now: datetime, seen: UUID | None = None
) -> FitnessConcern:
    """End what both agreed on with why nobody is told after all.

    Raises:
        PermissionDenied: `by` is none of the two.
        MoveNotAllowed: they have not agreed, somebody was told, or it has gone on.
    """
    return end(concern, "drop", said=said, by=by, now=now, seen=seen)


@transaction.atomic
def close(
    concern: FitnessConcern, *, said: Said, by: Membership, now: datetime, seen: UUID | None = None
) -> FitnessConcern:
    """Close what was told, with what came of it.

    Raises:
        PermissionDenied: `by` is none of the two.
        MoveNotAllowed: nobody was told, it waits for a signature, is closed, or has gone on.
    """
    return end(concern, "close", said=said, by=by, now=now, seen=seen)


def end(
    concern: FitnessConcern, verb: str, *, said: Said, by: Membership, now: datetime, seen: UUID | None
) -> FitnessConcern:
    """The end of it, by either verb. See `drop` and `close`."""
    concern = held(concern, by=by, seen=seen)
    concern.status = FITNESS.target(verb, status=concern.status, by=by)
    concern.closed_at, concern.known_at = now, known(said, now=now)
    concern.save(update_fields=["status", "closed_at", "known_at"])
    write(concern, verb, said, by=by, now=now)
    return concern


@transaction.atomic
def hand_on(
    concern: FitnessConcern, *, to: Membership, said: Said, by: Membership, now: datetime, seen: UUID | None = None
) -> FitnessConcern:
    """Give one's own place to a colleague, who reads it from then on; whoever gave it reads it no more.

    Raises:
        PermissionDenied: `by` is none of the two, or `to` cannot take the place.
        MoveNotAllowed: it has gone on.
    """
    concern = held(concern, by=by, seen=seen)
    if concern.status not in OPEN or to not in heirs_of(concern, by):
        raise PermissionDenied("hand_on")
    write(concern, "hand_on", {**said, "to": to.name}, by=by, now=now)
    return put_in_place(concern, of=by, member=to, now=now)


@transaction.atomic
def step_in(
    concern: FitnessConcern, *, said: Said, by: Membership, now: datetime, instead_of: Membership | None = None
) -> FitnessConcern:
    """Take the place of one of the two who is not there any more, or has not signed in time. `instead_of`: whose place
    the page named; None where no page was read.

    Raises:
        PermissionDenied: `by` is no lead, is one of the two, or is kept from the record; or both go on with it.
        MoveNotAllowed: it is another of the two by now.
    """
    concern = locked(concern)
    lost = lost_now(concern, now=now)
    if instead_of is not None and lost is not None and lost != instead_of:
        raise GoneOnMeanwhile("It is another of the two")
    may = is_senior(by) and by not in (concern.first, concern.second) and by in admitted_to(concern.person, [by])
    signs_own = lost == concern.second and by.pk in writers_of(concern)
    if concern.status not in OPEN or lost is None or signs_own or not may:
        raise PermissionDenied("step_in")
    write(concern, "step_in", {**said, "to": by.name, "instead_of": lost.name}, by=by, now=now)
    return put_in_place(concern, of=lost, member=by, now=now)


@transaction.atomic
def name_another(
    concern: FitnessConcern, *, to: Membership, said: Said, by: Membership, now: datetime, seen: UUID | None = None
) -> FitnessConcern:
    """Ask a colleague to take the place of the other of the two, who is not there any more or has not signed in time.

    Raises:
        PermissionDenied: `by` is none of the two, the other goes on with it, or `to` cannot take the place.
        MoveNotAllowed: it is closed, or has gone on.
    """
    concern = held(concern, by=by, seen=seen)
    if concern.status not in OPEN:
        raise MoveNotAllowed("It is closed")
    other = other_of(concern, by)
    if lost_now(concern, now=now) != other or to not in heirs_of(concern, other):
        raise PermissionDenied("name_another")
    write(concern, "name_another", {**said, "to": to.name, "instead_of": other.name}, by=by, now=now)
    return put_in_place(concern, of=other, member=to, now=now)


def put_in_place(concern: FitnessConcern, *, of: Membership, member: Membership, now: datetime) -> FitnessConcern:
    """Let somebody be one of the two instead of another; a new second has a working day anew for their signature."""
    if concern.first == of:
        concern.first = member
    else:
        concern.second = member
        if concern.status in UNSIGNED:
            concern.sign_by = end_of_next_working_day(now)
    concern.save(update_fields=["first", "second", "sign_by"])
    say_to(member, concern, now=now)
    return concern


def known(said: Said, *, now: datetime) -> datetime | None:
    """Since when the person knows, by what was written last: their own pages show then who has read it."""
    return now if said.get("knows") == "yes" else None


def write(concern: FitnessConcern, verb: str, said: Said, *, by: Membership, now: datetime) -> None:
    """One step, sealed under the person's key; the event has its verb alone."""
    step = FitnessStep(hub_id=concern.hub_id, concern=concern, at=now, by=by, verb=verb)
    step.said_sealed = seal_data(concern.person, f"fitness:{step.pk}", dict(said))
    step.save(force_insert=True)
    record(concern, f"fitness.{verb}", by=by, now=now)


def say_to(member: Membership, concern: FitnessConcern, *, now: datetime) -> None:
    """Mail to a member that something waits for them, which says nothing of what."""
    post_to_member(member, kind=Message.Kind.FITNESS, subject_id=concern.pk, now=now)


def held(concern: FitnessConcern, *, by: Membership, seen: UUID | None) -> FitnessConcern:
    """The concern as it is now, held until the transaction ends, for one of its two who has read all of it.

    Raises:
        PermissionDenied: `by` is none of the two, or may read no concerns any more.
        GoneOnMeanwhile: something was written after the step that was seen last.
    """
    found = locked_for(concern, by=by)
    refuse_unread(last_step(found), seen)
    return found


def refuse_unread(last: FitnessStep, seen: UUID | None) -> None:
    """Nothing is written on what somebody has not read.

    Raises:
        GoneOnMeanwhile: something was written after the step that was seen last.
    """
    if seen is not None and seen != last.pk:
        raise GoneOnMeanwhile("Something was written since")


def locked_for(concern: FitnessConcern, *, by: Membership) -> FitnessConcern:
    """The concern as it is now, held until the transaction ends, for one of its two.

    Raises:
        PermissionDenied: `by` is none of the two, or may read no concerns any more.
    """
    found = locked(concern)
    if by not in (found.first, found.second) or not can_go_on(by):
        raise PermissionDenied("fitness")
    return found


def locked(concern: FitnessConcern) -> FitnessConcern:
    """The concern as it is now, held until the transaction ends."""
    found = FitnessConcern.objects.select_for_update(of=("self",)).select_related(
        "person", "first__account", "first__hub", "second__account", "second__hub"
    )
    return found.get(hub_id=concern.hub_id, pk=concern.pk)
