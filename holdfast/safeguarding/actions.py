"""Writes of concerns: raise one, add an entry, close it. Entries are added and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.events.actions import record
from holdfast.hubs.ids import uuid7
from holdfast.people.identity import seal
from holdfast.people.models import Person
from holdfast.safeguarding.models import Concern, Entry
from holdfast.safeguarding.queries import advisers, has_advice
from holdfast.safeguarding.states import CONCERN, Status


class NothingWritten(Exception):
    """Write what was seen or said, what was done, or what was advised."""


class NoSecondOpinion(Exception):
    """A concern is closed with the advice of a second practitioner. Say who advised, and what."""


@dataclass(frozen=True)
class Note:
    """What one entry says, as it was written.

    Attributes:
        done: codes of `Entry.Done`; `done_words` says it in words.
        service: who was told outside, by name in `service_name`, at `told_at`.
        person_told: "yes", "no" or nothing; `not_told` says why not.
        adviser: the second practitioner who gave `advice`.
        mark: of the form it was written in: sent twice, it is one entry.
    """

    seen: str = ""
    done: Sequence[str] = ()
    done_words: str = ""
    service: str = ""
    service_name: str = ""
    told_at: datetime | None = None
    person_told: str = ""
    not_told: str = ""
    adviser: Membership | None = None
    advice: str = ""
    mark: UUID = field(default_factory=uuid7)


@transaction.atomic
def raise_concern(person: Person, *, kind: str, note: Note, review_on: date, by: Membership, now: datetime) -> Concern:
    """Record a concern with its first entry, and by when somebody looks again. The same note again changes nothing.

    Raises:
        PermissionDenied: `by` may not, or the adviser may not know of it.
        NothingWritten: the entry says nothing.
    """
    if not by.may(Permission.SEE_CONCERNS):
        raise PermissionDenied("raise_concern")
    if (again := written(note, person, by=by)) is not None:
        return again.concern
    try:
        with transaction.atomic():
            return write_concern(person, kind=kind, note=note, review_on=review_on, by=by, now=now)
    except IntegrityError:  # the same form, sent twice at once
        if (again := written(note, person, by=by)) is None:
            raise
        return again.concern


def write_concern(person: Person, *, kind: str, note: Note, review_on: date, by: Membership, now: datetime) -> Concern:
    """The rows of a new concern."""
    concern = Concern.objects.create(
        hub_id=person.hub_id, person=person, kind=kind, raised_at=now, raised_by=by, review_on=review_on
    )
    write_entry(concern, note, review_on=review_on, by=by, now=now)
    record(concern, "concern.raise", by=by, now=now, concern=kind, told=note.service)
    return concern


@transaction.atomic
def add_entry(concern: Concern, *, note: Note, by: Membership, now: datetime, review_on: date | None = None) -> Entry:
    """Add what was seen, done or advised since. What stands there stays. The same note again changes nothing.

    Raises:
        PermissionDenied: `by` may not, or the adviser may not know of it.
        MoveNotAllowed: the concern is closed.
        NothingWritten: the entry says nothing.
    """
    concern = locked(concern)
    if (again := written(note, concern.person, by=by)) is not None:
        return again
    CONCERN.target("add_entry", status=concern.status, by=by)
    entry = write_entry(concern, note, review_on=review_on, by=by, now=now)
    if review_on is not None:
        concern.review_on = review_on
        concern.save(update_fields=["review_on"])
    record(concern, "concern.add_entry", by=by, now=now, told=note.service)
    return entry


@transaction.atomic
def close(concern: Concern, *, note: Note, shows_reading: bool, by: Membership, now: datetime) -> Concern:
    """Close a concern: what came of it, and a second practitioner's advice, now or in an earlier entry.

    Args:
        shows_reading: whether the person may see on their own pages who read this concern.

    Raises:
        PermissionDenied: `by` may not, or the adviser may not know of it.
        MoveNotAllowed: a colleague has closed it.
        NoSecondOpinion: nobody else has advised.
        NothingWritten: the entry says nothing.
    """
    concern = locked(concern)
    if concern.status == Status.CLOSED and written(note, concern.person, by=by) is not None:
        return concern
    concern.status = CONCERN.target("close", status=concern.status, by=by)
    if note.adviser is None and not has_advice(concern, besides=by):
        raise NoSecondOpinion(NoSecondOpinion.__doc__)
    write_entry(concern, note, review_on=None, by=by, now=now)
    concern.closed_at, concern.closed_by, concern.review_on = now, by, None
    concern.shows_reading = shows_reading
    concern.save(update_fields=["status", "closed_at", "closed_by", "review_on", "shows_reading"])
    record(concern, "concern.close", by=by, now=now)
    return concern


def id_of(note: Note, person: Person, *, by: Membership) -> UUID:
    """The id of the entry that this note becomes: a mark that somebody else used is another one."""
    return uuid5(note.mark, f"{person.pk}:{by.pk}")


def written(note: Note, person: Person, *, by: Membership) -> Entry | None:
    """The entry that this note has become already."""
    found = Entry.objects.filter(hub_id=person.hub_id, pk=id_of(note, person, by=by))
    return found.select_related("concern").first()


def locked(concern: Concern) -> Concern:
    """The concern as it is now, held until the transaction ends."""
    return (
        Concern.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(hub_id=concern.hub_id, pk=concern.pk)
    )


def write_entry(concern: Concern, note: Note, *, review_on: date | None, by: Membership, now: datetime) -> Entry:
    """The row of one entry, its words sealed under the person's key.

    Raises:
        PermissionDenied: the adviser is the writer, or may not know of this concern.
        NothingWritten: it says nothing.
    """
    if not any(words.strip() for words in (note.seen, note.done_words, note.advice)):
        raise NothingWritten(NothingWritten.__doc__)
    if note.adviser is not None and note.adviser not in advisers(concern.person, besides=by):
        raise PermissionDenied("adviser")
    person, pk = concern.person, id_of(note, concern.person, by=by)
    entry = Entry(
        id=pk,
        hub_id=concern.hub_id,
        concern=concern,
        at=now,
        by=by,
        seen_sealed=seal(person, f"seen:{pk}", note.seen),
        done=list(note.done),
        done_sealed=seal(person, f"concern_done:{pk}", note.done_words),
        service=note.service,
        service_name_sealed=seal(person, f"service:{pk}", note.service_name),
        told_at=note.told_at,
        person_told=note.person_told,
        not_told_sealed=seal(person, f"not_told:{pk}", note.not_told),
        adviser=note.adviser,
        advice_sealed=seal(person, f"advice:{pk}", note.advice),
        review_on=review_on,
    )
    entry.save(force_insert=True)
    return entry
