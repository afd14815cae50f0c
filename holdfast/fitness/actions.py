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
    lost_now,
    other_of,
    said_in,
    seconds,
    steps_of,
    writers_of,
)
from holdfast.fitness.states import FITNESS, OPEN, UNSIGNED, Status
from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import admitted_to
from holdfast.people.identity import seal_data
from holdfast.people.models import Person

Said = Mapping[str, Any]
"""What was written, by the field of its form."""


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
        id=pk, hub_id=person.hub_id, person=person, raised_at=now, first=by, second=second, sign_by=due(now),
        status=Status.URGENT if told else Status.PROPOSED, told_at=told.at if told else None,
        known_at=known(told.said, now=now) if told else None,
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
def add(concern: FitnessConcern, *, said: Said, by: Membership, now: datetime) -> None:
    """Add what has become known. What stands there stays. The same words again, one after the other, are kept once.

    Raises:
        PermissionDenied: `by` is none of the two.
        MoveNotAllowed: it is closed.
    """
    concern = held(concern, by=by)
    if concern.status not in OPEN:
        raise MoveNotAllowed("It is closed")
    last = steps_of(concern)[-1]
    if (last.verb, last.by_id) != ("add", by.pk) or said_in(last, concern.person) != dict(said):
        write(concern, "add", said, by=by, now=now)


@transaction.atomic
def advise(concern: FitnessConcern, *, agrees: bool, said: Said, by: Membership, now: datetime) -> FitnessConcern:
    """The second person's advice and signature. On what was told at once it is signed whether they agree or not: what
    was told cannot be untold, and their words stand beside it.

    Raises:
        PermissionDenied: `by` is not the second, or wrote or told it themselves in another's place.
        MoveNotAllowed: they have signed.
    """
    concern = held(concern, by=by)
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
def tell(concern: FitnessConcern, *, told: Telling, by: Membership, now: datetime) -> FitnessConcern:
    """Write down that a body outside was told, and what: by either of the two once both agree; before that by the
    first, because waiting would have harmed.

    Raises:
        PermissionDenied: `by` is none of the two, or is the second and has not signed.
        MoveNotAllowed: it is not to be told, or was.
    """
    concern = held(concern, by=by)
    verb = "tell_at_once" if concern.status == Status.PROPOSED else "tell"
    if verb == "tell_at_once" and by != concern.first:
        raise PermissionDenied("tell")
    concern.status = FITNESS.target(verb, status=concern.status, by=by)
    concern.told_at, concern.known_at = told.at, known(told.said, now=now)
    if verb == "tell_at_once":
        concern.sign_by = due(now)
    concern.save(update_fields=["status", "told_at", "known_at", "sign_by"])
    write(concern, verb, told.said, by=by, now=now)
    if verb == "tell_at_once":
        say_to(concern.second, concern, now=now)
    return concern


@transaction.atomic
def close(concern: FitnessConcern, *, said: Said, by: Membership, now: datetime) -> FitnessConcern:
    """End it with what came of it; where nobody was told after all, with why.

    Raises:
        PermissionDenied: `by` is none of the two.
        MoveNotAllowed: it waits for a signature, or is closed.
    """
    concern = held(concern, by=by)
    verb = "drop" if concern.status == Status.AGREED else "close"
    concern.status = FITNESS.target(verb, status=concern.status, by=by)
    concern.closed_at, concern.known_at = now, known(said, now=now)
    concern.save(update_fields=["status", "closed_at", "known_at"])
    write(concern, verb, said, by=by, now=now)
    return concern


@transaction.atomic
def hand_on(concern: FitnessConcern, *, to: Membership, said: Said, by: Membership, now: datetime) -> FitnessConcern:
    """Give one's own place to a colleague, who reads it from then on; whoever gave it reads it no more.

    Raises:
        PermissionDenied: `by` is none of the two, or `to` cannot take the place.
    """
    concern = held(concern, by=by)
    if concern.status not in OPEN or to not in heirs_of(concern, by):
        raise PermissionDenied("hand_on")
    write(concern, "hand_on", {**said, "to": to.name}, by=by, now=now)
    return put_in_place(concern, of=by, member=to, now=now)


@transaction.atomic
def step_in(concern: FitnessConcern, *, said: Said, by: Membership, now: datetime) -> FitnessConcern:
    """Take the place of one of the two who is not there any more, or has not signed in time.

    Raises:
        PermissionDenied: `by` is no lead, is one of the two, or is kept from the record; or both go on with it.
    """
    concern = locked(concern)
    lost = lost_now(concern, now=now)
    may = is_senior(by) and by not in (concern.first, concern.second) and by in admitted_to(concern.person, [by])
    signs_own = lost == concern.second and by.pk in writers_of(concern)
    if concern.status not in OPEN or lost is None or signs_own or not may:
        raise PermissionDenied("step_in")
    write(concern, "step_in", {**said, "to": by.name, "instead_of": lost.name}, by=by, now=now)
    return put_in_place(concern, of=lost, member=by, now=now)


@transaction.atomic
def name_another(
    concern: FitnessConcern, *, to: Membership, said: Said, by: Membership, now: datetime
) -> FitnessConcern:
    """Ask a colleague to take the place of the other of the two, who is not there any more or has not signed in time.

    Raises:
        PermissionDenied: `by` is none of the two, the other goes on with it, or `to` cannot take the place.
        MoveNotAllowed: it is closed.
    """
    concern = held(concern, by=by)
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
            concern.sign_by = due(now)
    concern.save(update_fields=["first", "second", "sign_by"])
    say_to(member, concern, now=now)
    return concern


def known(said: Said, *, now: datetime) -> datetime | None:
    """Since when the person knows, by what was written last: their own pages show then who has read it."""
    return now if said.get("knows") == "yes" else None


def due(now: datetime) -> datetime:
    """By when the second person signs: the end of the next working day (confidentiality: layer 6)."""
    return OFFICE_HOURS.add_working_days(now, 1, OFFICE_HOURS.spans[0][2])


def write(concern: FitnessConcern, verb: str, said: Said, *, by: Membership, now: datetime) -> None:
    """One step, sealed under the person's key; the event has its verb alone."""
    step = FitnessStep(hub_id=concern.hub_id, concern=concern, at=now, by=by, verb=verb)
    step.said_sealed = seal_data(concern.person, f"fitness:{step.pk}", dict(said))
    step.save(force_insert=True)
    record(concern, f"fitness.{verb}", by=by, now=now)


def say_to(member: Membership, concern: FitnessConcern, *, now: datetime) -> None:
    """Mail to a member that something waits for them, which says nothing of what."""
    post_to_member(member, kind=Message.Kind.FITNESS, subject_id=concern.pk, now=now)


def held(concern: FitnessConcern, *, by: Membership) -> FitnessConcern:
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
