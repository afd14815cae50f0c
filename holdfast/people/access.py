"""Who may open whose record. The one place: lists, counts, searches and pages all start here.

A record opens by a relationship: its owner, whoever took its alert, the queue for those on duty today, emergency
access while it runs. A lead sees the hub's people, an administrator their contact details. Those who must not see
it win over everything; while a name is unsettled it opens to leads, and to the outside cover where that was told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from holdfast.accounts.duty import has_duty_today
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.people.models import EmergencyAccess, MustNotSee, Person, Relationship

KEPT_OUT = (MustNotSee.Status.MATCHED, MustNotSee.Status.POSSIBLE)


@dataclass(frozen=True)
class Viewer:
    """A member at one moment: whether a duty today opens the queue to them."""

    member: Membership
    now: datetime
    has_duty: bool

    @property
    def sees_everybody(self) -> bool:
        """Whether their role opens the record of every person of the hub."""
        return self.member.may(Permission.OPEN_ALL_RECORDS)

    @property
    def settles_names(self) -> bool:
        """Whether a held record is theirs to settle."""
        return self.member.may(Permission.SETTLE_NAMES)

    @property
    def opens_held(self) -> bool:
        """Whether a held record may open to them: a lead, and the outside cover, which is told when no lead can be."""
        return self.settles_names or "outside_cover" in self.member.roles


def viewer(member: Membership, *, now: datetime) -> Viewer:
    """The member as a viewer at `now`."""
    return Viewer(member, now, has_duty_today(member, now=now))


def kept_from(member: Membership) -> QuerySet[MustNotSee]:
    """Entries that keep this member out, by name or by role."""
    return MustNotSee.objects.filter(
        Q(member=member) | Q(role__in=member.roles),
        hub_id=member.hub_id,
        status__in=KEPT_OUT,
        ended_at=None,
    )


def not_kept_out(person: Person, members: Sequence[Membership]) -> list[Membership]:
    """Of these members of the person's hub, those whom no entry keeps out, by name or by role. One statement."""
    entries = MustNotSee.objects.filter(
        hub_id=person.hub_id, person=person, status__in=KEPT_OUT, ended_at=None
    ).values_list("member_id", "role")
    barred = {member_id for member_id, _ in entries}
    roles = {role for _, role in entries if role}
    return [member for member in members if member.pk not in barred and not roles.intersection(member.roles)]


def keeps_out(found: Viewer, person_column: str) -> Q:
    """Rows about people that the viewer must not see; `person_column` names the person in the query."""
    barred = Q(Exists(kept_from(found.member).filter(person_id=OuterRef(person_column))))
    if found.opens_held:
        return barred
    held = Person.objects.filter(pk=OuterRef(person_column), hub_id=found.member.hub_id, is_held=True)
    return barred | Q(Exists(held))


def relationships(found: Viewer) -> QuerySet[Relationship]:
    """Open relationships that make a record the viewer's business."""
    mine = Q(member=found.member)
    if found.has_duty:
        mine |= Q(why__in=[Relationship.Why.QUEUE, Relationship.Why.DUTY])
    return Relationship.objects.filter(mine, hub_id=found.member.hub_id, until_at=None)


def running_emergencies(found: Viewer) -> QuerySet[EmergencyAccess]:
    """The viewer's emergency access that has not ended."""
    return EmergencyAccess.objects.filter(hub_id=found.member.hub_id, member=found.member, ends_at__gt=found.now)


def open_to(found: Viewer, person_column: str = "pk") -> Q:
    """The condition that a row's person may be opened by the viewer."""
    allowed = Q(pk__isnull=False)
    if not found.sees_everybody:
        allowed = Q(Exists(relationships(found).filter(person_id=OuterRef(person_column)))) | Q(
            Exists(running_emergencies(found).filter(person_id=OuterRef(person_column)))
        )
    return allowed & ~keeps_out(found, person_column)


def right_of(found: Viewer, person: Person) -> str:
    """By which right the viewer has this record open, for the access log. Empty: by none."""
    if kept_from(found.member).filter(person=person).exists():
        return ""
    if person.is_held and not found.opens_held:
        return ""
    own = relationships(found).filter(person=person).order_by(F("member").asc(nulls_last=True)).first()
    if own is not None:
        return own.why
    if found.sees_everybody:
        return "lead" if found.settles_names else "role"
    return "emergency" if running_emergencies(found).filter(person=person).exists() else ""
