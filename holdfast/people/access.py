"""Who may open whose record. The one place: lists, counts, searches and pages all start here.

A record opens by a relationship: its owner, whoever covers for an owner who is away, whoever took its alert, the
queue for those on duty today, emergency access while it runs. A lead sees the hub's people, an administrator their
contact details. Those who must not see it win over everything, for every record that is joined with it too; while a
name is unsettled it opens to leads, and to the outside cover where that was told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Exists, Func, OuterRef, Q, QuerySet, UUIDField, Value, When
from django.utils.module_loading import import_string

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.built import Built, given, is_among
from holdfast.hubs.hours import LONDON
from holdfast.people.models import Cover, EmergencyAccess, Joined, MustNotSee, Person, Relationship
from holdfast.people.viewer import KEPT_OUT, BuiltFor, Viewer

LASTING = (Relationship.Why.OWNER, Relationship.Why.TEAM)
"""Why a record is open to somebody of their own right, and not for a while."""


def running_covers(hub_id: UUID, *, now: datetime) -> QuerySet[Cover]:
    """Cover that runs on the local day of `now`: from the first day to the last, unless it was ended."""
    return covers_on(hub_id, now.astimezone(LONDON).date())


def covers_on(hub_id: UUID, day: date) -> QuerySet[Cover]:
    """Cover that runs on a day."""
    return Cover.objects.filter(hub_id=hub_id, starts_on__lte=day, ends_on__gte=day, ended_at=None)


def kept_from(member: Membership) -> QuerySet[MustNotSee]:
    """Entries that keep this member out, by name or by role."""
    return MustNotSee.objects.filter(
        Q(member_id=member.pk) | Q(role__in=member.roles),
        hub_id=member.hub_id,
        status__in=KEPT_OUT,
        ended_at=None,
    )


def joined_with(person: Person) -> QuerySet[Joined]:
    """Whose records are joined with this person's now, as `person` of the rows."""
    return Joined.objects.filter(hub_id=person.hub_id, other_id=person.pk)


def same_people(hub_id: UUID, people: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Each of these people with everybody whose record is joined with theirs. One statement."""
    same = {person_id: {person_id} for person_id in people}
    joined = Joined.objects.filter(hub_id=hub_id, person_id__in=list(same))
    for person_id, other_id in joined.values_list("person_id", "other_id"):
        same[person_id].add(other_id)
    return same


def has_died(person: Person) -> bool:
    """Whether their death was recorded, here or on a record that is joined with theirs, before or after the join."""
    return bool(person.died_at) or joined_with(person).filter(person__died_at__isnull=False).exists()


def about(person: Person) -> Q:
    """Entries about this person, or about somebody whose record is joined with theirs. One list, which is made before
    the rows are looked for: of two conditions PostgreSQL would read every row of the hub."""
    joined = ArraySubquery(joined_with(person).values("person_id"))
    pk = person.pk if isinstance(person.pk, Value) else Value(person.pk, UUIDField())
    theirs = Func(joined, pk, function="array_append", output_field=ArrayField(UUIDField()))
    return Q(is_among("person_id", theirs))


def somebody() -> Person:
    """A person, whoever it is, for a statement that is built once."""
    return Person(pk=given("person"), hub_id=given("hub"))


def is_kept_out(member: Membership, person: Person) -> bool:
    """Whether an entry keeps this member out of the person's record."""
    return kept_from(member).filter(about(person)).exists()


def is_theirs(member: Membership, person: Person) -> bool:
    """Whether a record is a member's by their own right, and not lent by a cover, a duty or an emergency."""
    return member.may(Permission.OPEN_ALL_RECORDS) or whose_it_is(person).filter(member=member).exists()


def is_lent(found: Viewer, person: Person) -> bool:
    """Whether a record is open to the viewer for a while only: by a cover, a duty, an alert or an emergency. Whoever is
    on duty may take on somebody who is still nobody's."""
    lasting = Q(member_id=found.member.pk, why__in=LASTING)
    if found.has_duty:
        lasting |= Q(why=Relationship.Why.QUEUE)
    open_now = Relationship.objects.filter(lasting, hub_id=person.hub_id, person=person, until_at=None)
    return not found.sees_everybody and not open_now.exists()


def whose_it_is(person: Person) -> QuerySet[Relationship]:
    """Of whom a record is of their own right, and not for a while."""
    return Relationship.objects.filter(hub_id=person.hub_id, person_id=person.pk, until_at=None, why__in=LASTING)


LASTING_OF = Built(lambda: whose_it_is(somebody()).values_list("member_id", flat=True))


def have_it(person: Person) -> set[UUID]:
    """The members of whom a record is of their own right. One statement."""
    return {member for member in LASTING_OF.rows(hub=person.hub_id, person=person.pk) if member is not None}


def theirs(member: Membership) -> QuerySet[Relationship]:
    """Why records are a member's of their own right, and not for a while; `person` says whose."""
    return Relationship.objects.filter(hub_id=member.hub_id, member=member, until_at=None, why__in=LASTING)


def works_with(person: Person, *, has_to_do: bool = False) -> set[UUID]:
    """Who works with them: sees or saw them, writes or wrote about them, does something of their plan. The record stays
    theirs by that, for as long as it is so. `has_to_do`: those alone who still have something to do."""
    return set().union(*(import_string(each)(person, has_to_do=has_to_do) for each in settings.WORKS_WITH))


def not_kept_out(person: Person, members: Sequence[Membership]) -> list[Membership]:
    """Of these members of the person's hub, those whom no entry keeps out, by name or by role. One statement."""
    return passed_by(NAMED.rows(hub=person.hub_id, person=person.pk), members)


NAMED = Built(
    lambda: MustNotSee.objects.filter(
        about(somebody()), hub_id=given("hub"), status__in=KEPT_OUT, ended_at=None
    ).values_list("member_id", "role")
)


def admitted_to(person: Person, members: Sequence[Membership]) -> list[Membership]:
    """Of these members, those who may open the record once it is theirs: no entry keeps them out, and no name that
    waits to be settled."""
    return [
        member for member in not_kept_out(person, members) if not person.is_held or member.may(Permission.SETTLE_NAMES)
    ]


def not_kept_out_of(
    hub_id: UUID, people: Collection[UUID], members: Sequence[Membership]
) -> dict[UUID, list[Membership]]:
    """The same for several people of a hub, by person. Two statements."""
    same = same_people(hub_id, people)
    entries = defaultdict(list)
    named = MustNotSee.objects.filter(hub_id=hub_id, person_id__in=set().union(*same.values()))
    for person_id, member_id, role in named.filter(status__in=KEPT_OUT, ended_at=None).values_list(
        "person_id", "member_id", "role"
    ):
        entries[person_id].append((member_id, role))
    return {
        person_id: passed_by([entry for each in records for entry in entries[each]], members)
        for person_id, records in same.items()
    }


def passed_by(entries: Iterable[tuple[UUID | None, str]], members: Sequence[Membership]) -> list[Membership]:
    """Those of the members whom no entry names, by themselves or by a role."""
    entries = list(entries)
    barred = {member_id for member_id, _ in entries}
    roles = {role for _, role in entries if role}
    return [member for member in members if member.pk not in barred and not roles.intersection(member.roles)]


def kept_people(member: Membership) -> set[UUID]:
    """Everybody whose record is kept from this member."""
    named = kept_from(member).values("person_id")
    through = Joined.objects.filter(hub_id=member.hub_id, person_id__in=named).values_list("other_id")
    return {person_id for (person_id,) in kept_from(member).values_list("person_id").union(through)}


def barred_to(member: Membership, person_column: str) -> Q:
    """Rows about people from whose record an entry keeps the member out."""
    entries = kept_from(member)
    through = Joined.objects.filter(
        hub_id=member.hub_id, other_id=OuterRef(person_column), person_id__in=entries.values("person_id")
    )
    return Q(Exists(entries.filter(person_id=OuterRef(person_column)))) | Q(Exists(through))


def keeps_out(found: Viewer, person_column: str) -> Q:
    """Rows about people that the viewer must not see; `person_column` names the person in the query."""
    barred = barred_to(found.member, person_column)
    if found.opens_held:
        return barred
    held = Person.objects.filter(pk=OuterRef(person_column), hub_id=found.member.hub_id, is_held=True)
    return barred | Q(Exists(held))


def relationships(found: Viewer) -> QuerySet[Relationship]:
    """Open relationships that make a record the viewer's business."""
    mine = Q(member_id=found.member.pk)
    if found.has_duty:
        mine |= Q(why__in=[Relationship.Why.QUEUE, Relationship.Why.DUTY])
    if found.covers:
        mine |= covered(found)
    return Relationship.objects.filter(mine, hub_id=found.member.hub_id, until_at=None)


def covered(found: Viewer) -> Q:
    """Relationships of the owners for whom the viewer covers, while a referral of theirs is open, or somebody is still
    to be told that it was closed."""
    still_open = Person.objects.filter(
        Q(referrals__closed_at=None) | Q(referrals__tell_by__isnull=False),
        pk=OuterRef("person_id"), hub_id=found.member.hub_id, referrals__owner_id=OuterRef("member_id"),
    )  # fmt: skip
    return Q(Exists(still_open), why=Relationship.Why.OWNER, member__in=found.covers)


def running_emergencies(found: Viewer) -> QuerySet[EmergencyAccess]:
    """The viewer's emergency access that has not ended."""
    return EmergencyAccess.objects.filter(hub_id=found.member.hub_id, member_id=found.member.pk, ends_at__gt=found.now)


def open_to(found: Viewer, person_column: str = "pk") -> Q:
    """The condition that a row's person may be opened by the viewer."""
    allowed = Q(pk__isnull=False)
    if not found.sees_everybody:
        allowed = Q(Exists(relationships(found).filter(person_id=OuterRef(person_column)))) | Q(
            Exists(running_emergencies(found).filter(person_id=OuterRef(person_column)))
        )
    return allowed & ~keeps_out(found, person_column)


def barring(found: Viewer, person: Any) -> QuerySet[MustNotSee, tuple[UUID]]:
    """The first entry that keeps the viewer out of a person's record."""
    entries = kept_from(found.member).filter(about(Person(pk=person, hub_id=found.member.hub_id)))
    return entries.values_list("pk")[:1]


def nearest(found: Viewer, person: Any) -> QuerySet[Relationship, tuple[UUID | None, str]]:
    """What makes a record the viewer's business: what is their own first, then what is somebody's."""
    order = Case(When(member_id=found.member.pk, then=0), When(member__isnull=False, then=1), default=2)
    mine = relationships(found).filter(person_id=person).order_by(order, "since_at", "pk")
    return mine.values_list("member_id", "why")[:1]


BARRING, NEAREST = BuiltFor(barring), BuiltFor(nearest)


def right_of(found: Viewer, person: Person) -> str:
    """By which right the viewer has this record open, for the access log. Empty: by none.

    Kept out, held, nobody's business or nobody at all (a person who is not stored): the same is asked, so that the time
    a refusal takes does not tell which.
    """
    is_barred = bool(BARRING.rows(found, person=person.pk))
    is_barred = is_barred or (person.is_held and not found.opens_held) or person._state.adding
    own = NEAREST.rows(found, person=person.pk)
    if own and not is_barred:
        ((member_id, why),) = own
        return Relationship.Why.COVER if member_id not in {None, found.member.pk} else why
    if found.sees_everybody and not is_barred:
        return "lead" if found.settles_names else "role"
    return "emergency" if running_emergencies(found).filter(person=person).exists() and not is_barred else ""
