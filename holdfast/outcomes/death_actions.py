"""Writes of a death: recorded once, for every record of theirs; and taken back by a lead where it was an error."""

from collections.abc import Iterable
from dataclasses import dataclass
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
from holdfast.outcomes.queries import CAME, JOINED, JOINED_AT, death_of, told_by_hub
from holdfast.outcomes.rules import death_code
from holdfast.people.access import joined_with
from holdfast.people.actions import person_subject, set_died
from holdfast.people.holding import hold, hold_with_joined, joined_now
from holdfast.people.models import Join, Person
from holdfast.referrals.actions import lock_all_of, locked, place
from holdfast.referrals.models import Referral
from holdfast.referrals.states import REFERRAL
from holdfast.triage.actions import shut

KNOWN = "Their death is recorded already"


@dataclass(frozen=True)
class Came:
    """By which transfer another hub said it, what that hub is called, and when it was said there: it takes it back as
    well, where it was an error."""

    transfer_id: UUID
    hub_name: str
    said_at: datetime

    @property
    def kept(self) -> dict[str, str]:
        """As it is kept with the death."""
        return {"transfer": str(self.transfer_id), "hub": self.hub_name, "said_at": self.said_at.isoformat()}


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
    cancelled; every open request of theirs is closed with its end code; their own pages open no more.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is recorded already.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("record_death")
    return keep_death(referral, died_on=died_on, how_known=how_known, by=by, now=now)


def keep_death(
    referral: Referral, *, died_on: date | None, how_known: str, by: Membership, now: datetime,
    came: Came | None = None,
) -> Death:  # fmt: skip
    """The same, whoever says so: another hub may, that had them until now, or has them by now.

    Args:
        came: which hub said it, and by which transfer; None: it was recorded here.

    Raises:
        MoveNotAllowed: it is recorded already.
    """
    held = hold_with_joined(referral.hub_id, referral.person_id)
    lock_all_of(referral.hub_id, [each.pk for each in held])
    person = next(each for each in held if each.pk == referral.person_id)
    if death_of(person):
        raise MoveNotAllowed(KNOWN)
    living = joined_with(person).filter(person__died_at=None)
    persons = [person.pk, *living.values_list("person_id", flat=True)]
    death = Death(id=uuid7(), hub_id=person.hub_id, person=person, died_on=died_on, how_known=how_known,
                  before={"persons": [str(pk) for pk in persons], "referrals": [],
                          **({CAME: came.kept} if came else {})},
                  recorded_at=now, recorded_by=by)  # fmt: skip
    stop_for(death, persons, by=by, now=now)
    death.save(force_insert=True)
    messages = say_nothing_more(death, persons, now=now)
    record(death, "person.die", by=by, now=now, how=how_known, messages=messages,
           closed=len(death.before["referrals"]))  # fmt: skip
    return death


def stop_for(death: Death, persons: list[UUID], *, by: Membership, now: datetime) -> None:
    """Let nothing go on of these people, who are held, and keep with the death what an undo puts back."""
    set_died(death.hub_id, persons, died_at=now)
    for each in referrals_of(death.hub_id, persons):
        stop_letters(each, now=now)
        if each.closed_at is None:
            death.before["referrals"].append(close(each, by=by, now=now) | {"ended_at": now.isoformat()})


def say_nothing_more(death: Death, persons: list[UUID], *, now: datetime) -> int:
    """Let whoever has to know hear of a death that is kept, and cancel every message to these people. How many."""
    import_string(settings.DIED)(death.hub_id, persons)
    return cancel_all_to(death.hub_id, persons, now=now)  # last: what was cancelled before queues news of it


@transaction.atomic
def extend_to_joined(join: Join, *, by: Membership, now: datetime) -> bool:
    """Two records were joined, and the person of one has died: nothing of the other goes on either. In the join's
    transaction. Whether that was so."""
    return extend(join.hub_id, join.first_id, by=by, now=now)


def extend(hub_id: UUID, person_id: UUID, *, by: Membership, now: datetime) -> bool:
    """The same for whoever is joined with a person now."""
    held = hold_with_joined(hub_id, person_id)
    lock_all_of(hub_id, [each.pk for each in held])
    living = [each for each in held if not each.died_at]
    known = [death for each in held if each.died_at and (death := death_of(each))]
    if not living or not known:
        return False
    death = Death.objects.select_for_update(of=("self",)).get(hub_id=hub_id, pk=known[0].pk)
    stop_for(death, [each.pk for each in living], by=by, now=now)
    joined = {str(each.pk): now.isoformat() for each in living}
    death.before["persons"] += list(joined)
    death.before[JOINED] = death.before.get(JOINED, {}) | joined
    death.before[JOINED_AT] = now.isoformat()
    death.save(update_fields=["before"])
    say_nothing_more(death, [each.pk for each in living], now=now)
    for each in living:
        record(person_subject(each), "person.die", by=by, now=now, how=death.how_known, joined=True)
    return True


@transaction.atomic
def give_back_separated(join: Join, *, by: Membership, now: datetime) -> None:
    """Two records were separated: of whom a death was known by the join alone has not died by that. Their requests are
    as they were, unless a record that is joined with theirs still has one of its own; what was cancelled stays so. In
    that transaction."""
    for person in (join.first, join.second):
        death = death_of(person)
        together = {str(pk) for pk in [person.pk, *joined_with(person).values_list("person_id", flat=True)]}
        if death and together & set(death.before["persons"]) <= set(death.before.get(JOINED, {})):
            take_back(death, of=person, by=by, now=now)
            extend(join.hub_id, person.pk, by=by, now=now)


def referrals_of(hub_id: UUID, persons: list[UUID]) -> list[Referral]:
    """Every request of these people."""
    found = Referral.objects.filter(hub_id=hub_id, person_id__in=persons).select_related("person").order_by("pk")
    return list(found)


def close(referral: Referral, *, by: Membership, now: datetime) -> dict:
    """Close one request; what an undo puts back."""
    referral = locked(referral)
    before = kept_for_undo(referral, now=now) | {"referral": str(referral.pk)}
    code = death_code(status=referral.status, is_seen=referral.first_contact_at is not None)
    status = REFERRAL.target("close_by_death", status=referral.status, by=TheDeath())
    Discharge.objects.create(
        hub_id=referral.hub_id, person=referral.person, referral=referral, end_code=code, outcome="not_known",
        returns_sealed=b"", before=before, discharged_at=now, discharged_by=by,
    )  # fmt: skip
    stop_all(referral, by=by, now=now)
    cancelled = shut(referral, status, owner=referral.owner or by, by=by, now=now)
    record(referral, "referral.close_by_death", by=by, now=now, end_code=code, cancelled=cancelled)
    return before


@transaction.atomic
def undo_death(death: Death, *, of: Person, by: Membership, now: datetime) -> Death:
    """It was an error, of this record and of those that are joined with it now, whichever of them it was recorded of:
    every request is as it was, and their own pages open again. What was cancelled stays cancelled, and letters that
    were stopped stay stopped: the team looks at each.

    Raises:
        PermissionDenied: only leads may.
        MoveNotAllowed: it was taken back already.
    """
    if not (by.may(Permission.OPEN_ALL_RECORDS) and by.may(Permission.ASSESS)):
        raise PermissionDenied("undo_death")
    together = list(Person.objects.filter(hub_id=of.hub_id, pk__in={of.pk, *joined_now(of.hub_id, of.pk)}))
    theirs = {UUID(pk) for row in deaths_of(together) for pk in row.before["persons"]}
    everybody = hold(of.hub_id, theirs.union(each.pk for each in together))  # at once: people go by their numbers
    lock_all_of(of.hub_id, [each.pk for each in everybody])
    taken_back = take_back(death, of=of, by=by, now=now)
    for each in deaths_of(together):
        take_back(each, of=next(one for one in together if str(one.pk) in each.before["persons"]), by=by, now=now)
    return taken_back


def deaths_of(persons: Iterable[Person]) -> list[Death]:
    """The deaths that stand of these people, each once."""
    found = [death for each in persons if (death := death_of(each))]
    return list({each.pk: each for each in found}.values())


def take_back(death: Death, *, of: Person, by: Membership, now: datetime) -> Death:
    """The same, for whoever may.

    Raises:
        MoveNotAllowed: it was taken back already.
    """
    hold(death.hub_id, death.before["persons"])
    lock_all_of(death.hub_id, death.before["persons"])
    death = Death.objects.select_for_update(of=("self",)).select_related("person").get(
        hub_id=death.hub_id, pk=death.pk
    )  # fmt: skip
    if death.undone_at:
        raise MoveNotAllowed("It was taken back already")
    death = part_of(death, of)
    death.undone_at, death.undone_by = now, by
    death.save()
    set_died(death.hub_id, [UUID(pk) for pk in death.before["persons"]], died_at=None)
    for before in death.before["referrals"]:
        open_again(before, death=death, now=now)
    record(death, "person.undo_die", by=by, now=now)
    import_string(settings.DIED)(death.hub_id, death.before["persons"])
    return death


@transaction.atomic
def take_back_of(person: Person, *, came: Came, by: Membership, now: datetime) -> bool:
    """The hub that said it takes it back: of this person, and of records that were joined with theirs when it came and
    are not any more. What was recorded here too stays. Whether that was so."""
    death = death_of(person)
    if death is None or told_by_hub(death) != came.hub_name:
        return False
    left: Death | None = death
    while left is not None:
        taken_back = take_back(left, of=left.person if left is not death else person, by=by, now=now)
        taken_back.before[CAME] |= {"taken_back_at": came.said_at.isoformat()}
        taken_back.save(update_fields=["before"])
        left = Death.objects.filter(hub_id=death.hub_id, pk=death.pk, undone_at=None).select_related("person").first()
    extend(person.hub_id, person.pk, by=by, now=now)
    return True


def part_of(death: Death, person: Person) -> Death:
    """A held death as far as it is this person's. Records that were separated from theirs since keep their own part.

    Raises:
        MoveNotAllowed: of theirs it was taken back already.
    """
    theirs = {str(pk) for pk in [person.pk, *joined_with(person).values_list("person_id", flat=True)]}
    all_of_them, closed = death.before["persons"], death.before["referrals"]
    if str(person.pk) not in all_of_them:
        raise MoveNotAllowed("It was taken back already")
    rest = [pk for pk in all_of_them if pk not in theirs]
    if not rest:
        return death
    asked = Referral.objects.filter(hub_id=death.hub_id, person_id__in=theirs)
    pks = {str(pk) for pk in asked.values_list("pk", flat=True)}
    joined = death.before.get(JOINED, {})
    came = {key: death.before[key] for key in (CAME, JOINED_AT) if key in death.before}
    death.person_id = death.person_id if str(death.person_id) in rest else UUID(rest[0])
    death.before = {"persons": rest, "referrals": [each for each in closed if each["referral"] not in pks],
                    JOINED: {pk: at for pk, at in joined.items() if pk in rest}, **came}  # fmt: skip
    death.save(update_fields=["person", "before"])
    before = {"persons": [pk for pk in all_of_them if pk in theirs],
              "referrals": [each for each in closed if each["referral"] in pks],
              JOINED: {pk: at for pk, at in joined.items() if pk in theirs}, **came}  # fmt: skip
    return Death(id=uuid7(), hub_id=death.hub_id, person=person, died_on=death.died_on, how_known=death.how_known,
                 before=before, recorded_at=death.recorded_at, recorded_by_id=death.recorded_by_id)  # fmt: skip


def open_again(before: dict, *, death: Death, now: datetime) -> None:
    """One request as it was."""
    found = Referral.objects.select_related("person").get(hub_id=death.hub_id, pk=before["referral"])
    referral = locked(found)
    kept = {name: value for name, value in before.items() if name not in ("referral", "ended_at")}
    ended_at = datetime.fromisoformat(before["ended_at"]) if "ended_at" in before else death.recorded_at
    closings = Discharge.objects.filter(hub_id=referral.hub_id, referral=referral, discharged_at=ended_at)
    closings.update(undone_at=now)
    if import_string(settings.MOVED)(referral):  # another hub has accepted them: it stays closed, and is theirs
        place(referral, status=REFERRAL.moves["transfer"].target)
        return
    put_back(referral, kept, closed_at=ended_at, now=now)
    place(referral, next_action_at=max(referral.next_action_at, now))
