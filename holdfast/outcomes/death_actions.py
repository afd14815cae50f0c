"""Writes of a death: what is said of somebody, by this hub or another one; what follows for every record of theirs; and
what is taken back, by a lead where it was an error, or by whoever said it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.module_loading import import_string

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence.actions import cancel_all_to
from holdfast.events.actions import record
from holdfast.hubs.ids import uuid7
from holdfast.letters.actions import stop_all as stop_letters
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outcomes.actions import stop_all
from holdfast.outcomes.discharge_actions import kept_for_undo, put_back
from holdfast.outcomes.models import Death, Discharge
from holdfast.outcomes.queries import closed_by_death, deaths_of, told_of
from holdfast.outcomes.rules import death_code
from holdfast.people.actions import set_died
from holdfast.people.holding import hold_with_joined
from holdfast.people.models import Join, Person
from holdfast.referrals.actions import lock_all_of, locked, place
from holdfast.referrals.models import Referral
from holdfast.referrals.states import REFERRAL
from holdfast.triage.actions import shut

KNOWN = "Their death is recorded already"
Path = tuple[UUID, ...]


@dataclass(frozen=True)
class Said:
    """What one hub says of somebody's death to another.

    Attributes:
        deaths: what stands there, by its name, and over which transfers it came to that hub.
        errors: what the hub that said it first has taken back.
    """

    deaths: Mapping[UUID, Path] = field(default_factory=dict)
    errors: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Over:
    """By which transfer a hub hears it, and what the other hub is called."""

    transfer_id: UUID
    hub_name: str


class TheDeath:
    """By it a request is closed, whoever wrote it down: somebody who joins two records may assess nobody."""

    def may(self, permission: str) -> bool:
        """To close, and nothing else."""
        return permission == Permission.ASSESS


@transaction.atomic
def record_death(
    referral: Referral, *, died_on: date | None, how_known: str, by: Membership, now: datetime
) -> Death:  # fmt: skip
    """Record that somebody has died. No message to them is ever sent again, whoever queues it; what is booked is
    cancelled; every open request of theirs is closed with its end code; their own pages open no more. Where another hub
    has said so, all that is done already, and this hub's own word stands when that one is taken back.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: this hub has recorded it already.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("record_death")
    together = held_together(referral.hub_id, referral.person_id)
    stands = deaths_of(together)
    if any(each.is_ours for each in stands):
        raise MoveNotAllowed(KNOWN)
    said = {
        each.pk: say(each, died_on=died_on, how_known=how_known, by=by, now=now) for each in together
    }  # fmt: skip
    follow(together, by=by, now=now)
    if stands:
        for each in said.values():
            record(each, "person.die", by=by, now=now, how=how_known)
    return said[referral.person_id]


@transaction.atomic
def hear(person: Person, said: Said, *, over: Over, by: Membership, now: datetime) -> None:
    """What another hub says of this record by now. What this hub says itself stays; and what was taken back here, as an
    error of the other hub's, does not come again. Taken back of a record before that was joined with this one, it is
    heard of this one: whoever took it back read nothing of that."""
    together = held_together(person.hub_id, person.pk)
    known = told_of(together, said.deaths)
    errors = said.errors | {each.first_id for each in known if each.end == Death.End.ERROR}
    stands = {
        each.first_id: each
        for each in deaths_of([person])
        if each.came_over == over.transfer_id and not each.is_by_join
    }  # fmt: skip
    refused = refused_of(person, known) - stands.keys()
    wanted = {first_id: [*path, over.transfer_id] for first_id, path in said.deaths.items()}
    wanted = {first_id: path for first_id, path in wanted.items() if first_id not in refused | errors}
    wrong = [each for each in deaths_of(together) if each.first_id in errors]
    gone = [each for each in stands.values() if each.path != wanted.get(each.first_id) and each not in wrong]
    end(wrong, Death.End.ERROR, by=by, now=now)
    end(gone, Death.End.WITHDRAWN, by=by, now=now)
    new = [first_id for first_id, path in wanted.items() if first_id not in stands or stands[first_id] in gone]
    for first_id in new:
        say(person, first_id=first_id, path=tuple(wanted[first_id]), told_by=over.hub_name,
            how_known=Death.HowKnown.HUB, by=by, now=now)  # fmt: skip
    if new or wrong or gone:
        follow(together, by=by, now=now)
    still_dead = {each.person_id for each in deaths_of(together)}
    for each in (*wrong, *gone):
        if each.person_id in still_dead and each.told_by and not each.is_by_join and each.first_id not in new:
            record(each, "person.unsay", by=by, now=now, end=each.end)


def refused_of(person: Person, known: Iterable[Death]) -> set[UUID]:
    """What a lead took back of this record as an error of another hub's: by a join only as long as they are joined."""
    refused = [each for each in known if each.end == Death.End.NOT_HERE]
    said_of_any = {each.first_id for each in refused if not each.is_by_join}
    return {each.first_id for each in refused if each.person_id == person.pk} & said_of_any


@transaction.atomic
def follow_join(join: Join, *, by: Membership, now: datetime) -> None:
    """Two records were joined, or separated: of whom a death was known by the join alone has not died without it, and
    their requests are as they were; what was cancelled stays so. In the join's transaction."""
    for person_id in (join.first_id, join.second_id):
        follow(held_together(join.hub_id, person_id), by=by, now=now, is_news=False)


class MoreIsSaid(MoveNotAllowed):
    """Something else is said of their death than when you opened the page: read it again. Nothing was taken back."""


@transaction.atomic
def undo_death(
    person: Person, *, by: Membership, now: datetime, shown: Collection[str] | None = None
) -> list[Discharge]:  # fmt: skip
    """It was an error, whoever said it, of this record and of those that are joined with it now: every request is as it
    was, and their own pages open again. What was cancelled stays cancelled, and letters that were stopped stay stopped:
    the team looks at each. The closings that were taken back.

    Args:
        shown: what stood on the page, by the names that it had first; None where there was none.

    Raises:
        PermissionDenied: only leads may.
        MoveNotAllowed: it was taken back already. MoreIsSaid: other words stand than those that were read.
    """
    if not (by.may(Permission.OPEN_ALL_RECORDS) and by.may(Permission.ASSESS)):
        raise PermissionDenied("undo_death")
    together = held_together(person.hub_id, person.pk)
    said = deaths_of(together)
    if not said:
        raise MoveNotAllowed("It was taken back already")
    if shown is not None and {str(each.first_id) for each in said} != set(shown):
        raise MoreIsSaid(MoreIsSaid.__doc__)
    ours = {each.first_id for each in said if each.is_ours}
    end((each for each in said if each.first_id in ours), Death.End.ERROR, by=by, now=now)
    end((each for each in said if each.first_id not in ours), Death.End.NOT_HERE, by=by, now=now)
    return follow(together, by=by, now=now)


def held_together(hub_id: UUID, person_id: UUID) -> list[Person]:
    """Everybody whose records are one person's, held, with every request of theirs: as they are now."""
    held = hold_with_joined(hub_id, person_id)
    lock_all_of(hub_id, [each.pk for each in held])
    return held


def say(
    person: Person, *, how_known: str, by: Membership, now: datetime, died_on: date | None = None,
    first_id: UUID | None = None, path: Path = (), told_by: str = "", is_by_join: bool = False,
) -> Death:  # fmt: skip
    """Keep what is said of one record."""
    pk = uuid7()
    death = Death(id=pk, hub_id=person.hub_id, person=person, first_id=first_id or pk, path=list(path),
                  told_by=told_by, is_by_join=is_by_join, died_on=died_on, how_known=how_known, recorded_at=now,
                  recorded_by=by)  # fmt: skip
    death.save(force_insert=True)
    return death


def end(deaths: Iterable[Death], why: Death.End, *, by: Membership, now: datetime) -> None:
    """Keep that these are not so."""
    for each in deaths:
        each.undone_at, each.undone_by, each.end = now, by, why
        each.save(update_fields=["undone_at", "undone_by", "end"])


def follow(together: list[Person], *, by: Membership, now: datetime, is_news: bool = True) -> list[Discharge]:
    """Let what is said of these people, who are held and are one by their records, be so of each of them: where
    anything stands nothing of theirs goes on; where nothing does, every request is as it was. The closings that were
    taken back.

    Args:
        is_news: whether somebody said something; if not, other hubs hear of what changes by the records alone.
    """
    if not (share(together, by=by, now=now) or is_news):
        return []
    said = {each.person_id: each for each in reversed(deaths_of(together))}
    dead = [each for each in together if each.pk in said and not each.died_at]
    living = [each for each in together if each.pk not in said and each.died_at]
    for each in dead:
        stop(each, said[each.pk], by=by, now=now)
    taken_back = [row for each in living for row in give_back(each, by=by, now=now)]
    import_string(settings.DIED)(together[0].hub_id, [each.pk for each in together])
    for each in dead:  # last: what was cancelled before queues news of it
        cancel_all_to(each.hub_id, [each.pk], now=now)
    return taken_back


def share(together: list[Person], *, by: Membership, now: datetime) -> bool:
    """Say of each record what was said of another one, by the shortest way that it came; and no more once that ended.
    Whether that changed anything."""
    said = deaths_of(together)
    stands = {(each.person_id, each.word): each for each in said if each.is_by_join}
    wanted = {(person.pk, each.word): (person, each) for person in together for each in of_joined(person, said)}
    end((each for key, each in stands.items() if key not in wanted), Death.End.APART, by=by, now=now)
    new = [each for key, each in wanted.items() if key not in stands]
    for person, death in new:
        say(person, first_id=death.first_id, path=tuple(death.path), told_by=death.told_by, is_by_join=True,
            died_on=death.died_on, how_known=death.how_known, by=by, now=now)  # fmt: skip
    return wanted.keys() != stands.keys()


def of_joined(person: Person, said: Iterable[Death]) -> list[Death]:
    """Of what was said of records that are joined, what is so of one of them by that alone: each by its shortest way.
    So that it does not depend on what comes back by a longer one."""
    said = sorted((each for each in said if not each.is_by_join), key=lambda each: (len(each.path), each.path))
    shortest = {each.first_id: each for each in reversed(said)}
    length = {each.first_id: len(each.path) for each in reversed(said) if each.person_id == person.pk}
    return [
        each for first_id, each in shortest.items() if len(each.path) < length.get(first_id, len(each.path) + 1)
    ]  # fmt: skip


def stop(person: Person, death: Death, *, by: Membership, now: datetime) -> None:
    """Let nothing go on of one record. Messages of before are cancelled here, to be counted."""
    set_died(person.hub_id, [person.pk], died_at=now)
    closed = 0
    for each in referrals_of(person):
        stop_letters(each, now=now)
        if each.closed_at is None:
            close(each, by=by, now=now)
            closed += 1
    messages = cancel_all_to(person.hub_id, [person.pk], now=now)
    joined = {"joined": True} if death.is_by_join else {}
    record(death, "person.die", by=by, now=now, how=death.how_known, messages=messages, closed=closed, **joined)


def referrals_of(person: Person) -> list[Referral]:
    """Every request of one record."""
    found = Referral.objects.filter(hub_id=person.hub_id, person_id=person.pk).select_related("person")
    return list(found.order_by("pk"))


def close(referral: Referral, *, by: Membership, now: datetime) -> None:
    """Close one request."""
    referral = locked(referral)
    code = death_code(status=referral.status, is_seen=referral.first_contact_at is not None)
    status = REFERRAL.target("close_by_death", status=referral.status, by=TheDeath())
    Discharge.objects.create(
        hub_id=referral.hub_id, person=referral.person, referral=referral, end_code=code, outcome="not_known",
        returns_sealed=b"", before=kept_for_undo(referral, now=now), is_by_death=True, discharged_at=now,
        discharged_by=by,
    )  # fmt: skip
    stop_all(referral, by=by, now=now)
    cancelled = shut(referral, status, owner=referral.owner or by, by=by, now=now)
    record(referral, "referral.close_by_death", by=by, now=now, end_code=code, cancelled=cancelled)


def give_back(person: Person, *, by: Membership, now: datetime) -> list[Discharge]:
    """Every request of one record as it was. The closings that were taken back."""
    set_died(person.hub_id, [person.pk], died_at=None)
    found = closed_by_death(person)
    for each in found:
        open_again(each, now=now)
    latest = Death.objects.filter(hub_id=person.hub_id, person=person).latest("undone_at", "pk")
    record(latest, "person.undo_die", by=by, now=now, end=latest.end)
    return found


def open_again(closing: Discharge, *, now: datetime) -> None:
    """One request as it was."""
    referral = locked(closing.referral)
    closing.undone_at = now
    closing.save(update_fields=["undone_at"])
    if import_string(settings.MOVED)(referral):  # another hub has accepted them: it stays closed, and is theirs
        place(referral, status=REFERRAL.moves["transfer"].target)
        return
    put_back(referral, closing.before, closed_at=closing.discharged_at, now=now)
