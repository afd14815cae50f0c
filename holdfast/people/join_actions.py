"""Writes of joins: two members say that two records are one person's; for 30 days it can be undone without loss.

No row of either record moves. While they are joined, whoever must not see one sees neither, and a name that waits
for a lead holds both.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.events.actions import record
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.actions import REASON_LETTERS, ReasonTooShort, person_subject
from holdfast.people.holding import hold
from holdfast.people.identity import seal
from holdfast.people.models import Join, Joined, MustNotSee, Person
from holdfast.people.names import normalise
from holdfast.people.rules import FINAL_AFTER, MOST_TOGETHER, components
from holdfast.people.states import JOIN, JoinStatus
from holdfast.people.viewer import viewer


class NotVerified(Exception):
    """Nobody has checked yet who asked. A record joins no other before the first conversation."""


class TooMany(Exception):
    """So many records are not one person's. Separate what is joined wrongly first."""


class Final(Exception):
    """The 30 days have passed. These records stay joined."""


@transaction.atomic
def propose_join(one: Person, other: Person, *, reason: str, by: Membership, now: datetime) -> Join:
    """Say that two records may be one person's. Nothing happens before a second member agrees.

    Raises:
        PermissionDenied: `by` may not join records, or may not open both.
        NotVerified: who asked was not checked yet.
        ReasonTooShort: the reason says nothing.
        MoveNotAllowed: it is proposed already, or they are joined.
    """
    if not by.may(Permission.JOIN_RECORDS):
        raise PermissionDenied("propose_join")
    first, second = sorted((one, other), key=lambda person: person.pk)
    may_both(first, second, by=by, now=now)
    if len("".join(normalise(reason))) < REASON_LETTERS:
        raise ReasonTooShort("Say in a sentence why these are one person")
    if joined_pair(first, second):
        raise MoveNotAllowed("These records are joined already")
    join = Join(hub_id=first.hub_id, first=first, second=second, proposed_at=now, proposed_by=by)
    join.reason_sealed = seal(first, f"join:{join.pk}", reason) or b""
    try:
        with transaction.atomic():
            join.save(force_insert=True)
    except IntegrityError as error:
        if "join_once" not in str(error):
            raise
        raise MoveNotAllowed("A colleague has proposed this already") from None
    tell_both(join, "propose_join", by=by, now=now)
    return join


@transaction.atomic
def agree(join: Join, *, by: Membership, now: datetime) -> Join:
    """Agree, as a second member: from now on the two records are joined.

    Raises:
        PermissionDenied: `by` may not, proposed it themselves, or may not open both.
        NotVerified: who asked was not checked yet.
        MoveNotAllowed: it was agreed or refused meanwhile.
        TooMany: one of them is joined with very many.
    """
    join = locked(join)
    join.status = JOIN.target("agree", status=join.status, by=by)
    if join.proposed_by_id == by.pk:
        raise PermissionDenied("agree")
    may_both(join.first, join.second, by=by, now=now)
    join.agreed_at, join.agreed_by, join.final_at = now, by, now + FINAL_AFTER
    join.save(update_fields=["status", "agreed_at", "agreed_by", "final_at"])
    tie_again(join)
    tell_both(join, "join", by=by, now=now)
    return join


@transaction.atomic
def refuse(join: Join, *, by: Membership, now: datetime) -> Join:
    """Say that they are not one person; whoever proposed it may take it back so.

    Raises:
        PermissionDenied: `by` may not, or may not open both.
        MoveNotAllowed: it was agreed or refused meanwhile.
    """
    join = locked(join)
    join.status = JOIN.target("refuse", status=join.status, by=by)
    may_both(join.first, join.second, by=by, now=now)
    join.ended_at, join.ended_by = now, by
    join.save(update_fields=["status", "ended_at", "ended_by"])
    tell_both(join, "refuse_join", by=by, now=now)
    return join


@transaction.atomic
def separate(join: Join, *, by: Membership, now: datetime) -> Join:
    """Undo a join within its 30 days: each record is again what it was.

    Raises:
        PermissionDenied: `by` may not, or may not open both.
        MoveNotAllowed: they are not joined any more.
        Final: the 30 days have passed.
    """
    join = locked(join)
    join.status = JOIN.target("separate", status=join.status, by=by)
    may_both(join.first, join.second, by=by, now=now)
    if join.final_at is None or now >= join.final_at:
        raise Final(Final.__doc__)
    join.ended_at, join.ended_by = now, by
    join.save(update_fields=["status", "ended_at", "ended_by"])
    tie_again(join)
    tell_both(join, "separate", by=by, now=now)
    return join


def may_both(first: Person, second: Person, *, by: Membership, now: datetime) -> None:
    """That `by` has both records open by a right of their own, and that both people were spoken with.

    Raises:
        PermissionDenied: one of them is not theirs to open, or only in an emergency.
        NotVerified: who asked was not checked yet.
    """
    found = viewer(by, now=now)
    rights = [right_of(found, person) for person in (first, second)]  # of both, so that a refusal always takes as long
    if "" in rights or "emergency" in rights:
        raise PermissionDenied("join")
    if first.verified_at is None or second.verified_at is None:
        raise NotVerified(NotVerified.__doc__)


def joined_pair(first: Person, second: Person) -> bool:
    """Whether two records are joined, directly or through others."""
    return Joined.objects.filter(hub_id=first.hub_id, person=first, other=second).exists()


def locked(join: Join) -> Join:
    """The join as it is now. In one hub one join is changed at a time, because each may connect others."""
    Hub.objects.select_for_update(no_key=True).get(pk=join.hub_id)
    return Join.objects.select_related("first", "second").get(hub_id=join.hub_id, pk=join.pk)


def tie_again(join: Join) -> None:
    """Keep who is joined with whom, and who is held, for everybody that the living joins connect with these two.

    Raises:
        TooMany: they are more than one person's records can be.
    """
    hub_id, two = join.hub_id, [join.first_id, join.second_id]
    tied = Joined.objects.filter(hub_id=hub_id, person_id__in=two).values_list("other_id", flat=True)
    everybody = {*two, *tied}
    living = Join.objects.filter(
        Q(first_id__in=everybody) | Q(second_id__in=everybody), hub_id=hub_id, status=JoinStatus.JOINED
    )
    groups = components(everybody, list(living.values_list("first_id", "second_id")))
    if any(len(group) > MOST_TOGETHER for group in groups):
        raise TooMany(TooMany.__doc__)
    Joined.objects.filter(hub_id=hub_id, person_id__in=everybody).delete()
    Joined.objects.bulk_create(
        Joined(hub_id=hub_id, person_id=person, other_id=other)
        for group in groups
        for person in group
        for other in group - {person}
    )
    hold(hub_id, everybody)
    for group in groups:
        waiting = MustNotSee.objects.filter(
            hub_id=hub_id, person_id__in=group, status=MustNotSee.Status.UNSETTLED, ended_at=None
        )
        Person.objects.filter(hub_id=hub_id, pk__in=group).update(is_held=waiting.exists())


def tell_both(join: Join, verb: str, *, by: Membership, now: datetime) -> None:
    """One event in the stream of each of the two; neither names the other."""
    for person in (join.first, join.second):
        record(person_subject(person), f"person.{verb}", by=by, now=now, join=str(join.pk))
