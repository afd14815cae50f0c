"""Writes about people: their identity, who may open their record, who must not."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, Model, OuterRef

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import ROLES, Permission
from holdfast.events.actions import record
from holdfast.events.together import write_together
from holdfast.hubs.hours import OFFICE_HOURS
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people import sealing
from holdfast.people.access import about, have_it, is_kept_out
from holdfast.people.holding import hold, hold_with_joined
from holdfast.people.identity import channels_of, details_of, name_of, reveal, seal, seal_data
from holdfast.people.models import Box, EmergencyAccess, MatchToken, MustNotSee, Person, Relationship, SharedKey
from holdfast.people.names import match_colleagues, normalise
from holdfast.people.search import match_rows, token_rows

EMERGENCY_LASTS = timedelta(hours=4)
REASON_LETTERS = 20


class ReasonTooShort(Exception):
    """Say in a sentence why you need this record now."""


def add_person(hub: Hub, *, name: str, channels: dict, now: datetime) -> Person:
    """Write a person with their identity sealed, findable by name, open to whoever is on duty."""
    person, *beside = person_rows(hub, name=name, channels=channels, now=now)
    write_together(person, *beside)
    return person


def person_rows(hub: Hub, *, name: str, channels: dict, now: datetime) -> tuple[Person, *tuple[Model, ...]]:
    """The rows of `add_person`, for the caller to write together with other rows: the person, and what goes beside."""
    person, queue = person_and_queue(hub, name=name, channels=channels, now=now)
    beside: tuple[Model, ...] = (queue, *token_rows(person, name), *match_rows(person, name, channels, {}))
    return person, *beside


def person_and_queue(hub: Hub, *, name: str, channels: dict, now: datetime) -> tuple[Person, Relationship]:
    """A person and why their record is open, unsaved; not yet findable by name."""
    person_id = uuid7()
    key, version, wrapped = sealing.new_wrapped_key(hub.pk, person_id)
    person = Person(
        id=person_id,
        hub=hub,
        key_version=version,
        wrapped_key=wrapped,
        name_sealed=sealing.seal_text(key, name, person_id=person_id, field="name"),
        channels_sealed=sealing.seal_json(key, channels, person_id=person_id, field="channels"),
        search_version=settings.KEYRING.active_search,
        created_at=now,
    )
    person.__dict__["_key"] = key
    return person, Relationship(hub_id=hub.pk, person_id=person_id, why=Relationship.Why.QUEUE, since_at=now)


def new_box(hub: Hub, *, now: datetime) -> Box:
    """An unsaved box: a data key for what belongs to nobody's record yet. Save it before what it seals."""
    box_id = uuid7()
    key, version, wrapped = sealing.new_wrapped_key(hub.pk, box_id)
    box = Box(id=box_id, hub=hub, key_version=version, wrapped_key=wrapped, made_at=now)
    box.__dict__["_key"] = key
    return box


def share_key(hub: Hub, other: Hub | None, *, subject_id: UUID, now: datetime) -> list[SharedKey]:
    """Unsaved rows of a key that both hubs can open: this hub's own, and the other's, which only that one will read.

    Args:
        other: None: a hub of another installation, which has no row here.
    """
    own_id = uuid7()
    key, version, wrapped = sealing.new_wrapped_key(hub.pk, own_id)
    made = {"made_by_hub": hub, "subject_id": subject_id, "key_version": version, "made_at": now}
    own = SharedKey(id=own_id, hub=hub, wrapped_key=wrapped, **made)
    own.__dict__["_key"] = key
    if other is None:
        return [own]
    their_id = uuid7()
    their_key = sealing.wrap(other.pk, their_id, key, version=version)
    return [own, SharedKey(id=their_id, hub=other, wrapped_key=their_key, **made)]


def relate(person: Person, member: Membership | None, *, why: str, now: datetime) -> None:
    """Open the record to a member, or to the queue; a relationship that is already open stays as it is, also one that
    somebody else opens at this moment."""
    same = {"hub_id": person.hub_id, "person": person, "member": member, "why": why}
    if not Relationship.objects.filter(**same, until_at=None).exists():
        Relationship.objects.bulk_create([Relationship(**same, since_at=now)], ignore_conflicts=True)


def work_with(person: Person, members: Collection[Membership], *, now: datetime) -> None:
    """Open the record to whoever works with somebody, where it is not theirs already."""
    rows = team_rows(person, members, theirs=have_it(person), now=now)
    Relationship.objects.bulk_create(rows, ignore_conflicts=True)


def team_rows(
    person: Person, members: Collection[Membership], *, theirs: Collection[UUID], now: datetime
) -> list[Relationship]:
    """The rows of `work_with`, for the caller to write with others, unless one is there already. `theirs`: of whom the
    record is already."""
    new = [each for each in members if each.pk not in theirs]
    return [
        Relationship(hub_id=person.hub_id, person=person, member=each, why=Relationship.Why.TEAM, since_at=now)
        for each in new
    ]


def unrelate(person: Person, *, why: str, now: datetime, member: Membership | None = None) -> None:
    """End relationships of one kind: of one member, or of everybody."""
    found = Relationship.objects.filter(hub_id=person.hub_id, person=person, why=why, until_at=None)
    if member is not None:
        found = found.filter(member=member)
    found.update(until_at=now)


def end_relationships(member: Membership, *, now: datetime) -> None:
    """Nobody's record is this member's business any more."""
    Relationship.objects.filter(hub_id=member.hub_id, member=member, until_at=None).update(until_at=now)


def keep_out(person: Person, *, named: Sequence[str], now: datetime) -> None:
    """Keep out everybody the person named, at once. A name that fits no colleague surely holds the record."""
    rows = [row for name in named for row in rows_for(person, name, now=now)]
    MustNotSee.objects.bulk_create(rows)
    if any(row.status != MustNotSee.Status.MATCHED for row in rows):
        set_held(person, is_held=True)


def set_held(person: Person, *, is_held: bool) -> None:
    """Hold the record, or let go of it, and every record that is joined with it."""
    person.is_held = is_held
    held = hold_with_joined(person.hub_id, person.pk)
    Person.objects.filter(hub_id=person.hub_id, pk__in=[each.pk for each in held]).update(is_held=is_held)


def rows_for(person: Person, name: str, *, now: datetime) -> list[MustNotSee]:
    """What one name becomes: a role, one colleague, or an unsettled entry beside everybody who may be meant."""
    role = role_named(name)
    if role:
        return [named_row(person, name, MustNotSee.Status.MATCHED, now=now, role=role)]
    members = Membership.objects.filter(hub_id=person.hub_id).select_related("account")
    colleagues = {member.pk: member.name for member in members}  # those too who have left: they may come back
    match = match_colleagues(name, colleagues)
    if match.resolved is not None:
        return [named_row(person, name, MustNotSee.Status.MATCHED, now=now, member_id=match.resolved)]
    possible = [
        named_row(person, name, MustNotSee.Status.POSSIBLE, now=now, member_id=found) for found in match.possible
    ]
    return [named_row(person, name, MustNotSee.Status.UNSETTLED, now=now), *possible]


def named_row(
    person: Person, name: str, status: str, *, now: datetime, member_id: UUID | None = None, role: str = ""
) -> MustNotSee:
    """One unsaved entry of the must-not-see list."""
    row = MustNotSee(hub_id=person.hub_id, person=person, member_id=member_id, role=role, status=status, named_at=now)
    row.named_sealed = seal(person, f"named:{row.pk}", name)
    return row


def role_named(name: str) -> str:
    """The role whose label this is, in the singular or plural; empty if none."""
    words = [word.removesuffix("s") for word in normalise(name)]
    labels = {role.key: [word.removesuffix("s") for word in normalise(role.label)] for role in ROLES.values()}
    return next((key for key, label in labels.items() if label == words), "")


def keep_out_by_name(member: Membership, *, roles: Collection[str]) -> None:
    """Keep a member out by name of what these roles of theirs kept them out of: they are about to lose the roles."""
    by_role = MustNotSee.objects.filter(
        hub_id=member.hub_id, role__in=roles, status=MustNotSee.Status.MATCHED, ended_at=None
    )
    known = MustNotSee.objects.filter(
        member=member, person_id=OuterRef("person_id"), named_at=OuterRef("named_at"), ended_at=None,
        status=MustNotSee.Status.MATCHED,
    )  # fmt: skip
    for entry in by_role.filter(~Exists(known)).select_related("person").order_by("pk"):
        name = reveal(entry.person, f"named:{entry.pk}", entry.named_sealed)
        row = named_row(entry.person, name, MustNotSee.Status.MATCHED, now=entry.named_at, member_id=member.pk)
        row.save(force_insert=True)


@transaction.atomic
def settle_name(entry: MustNotSee, *, members: Sequence[Membership], by: Membership, now: datetime) -> None:
    """Say who is meant by an unsettled name: colleagues, or nobody who works here (an empty list).

    Raises:
        PermissionDenied: `by` may not settle names, or may be meant themselves.
        MoveNotAllowed: a colleague has settled it meanwhile.
    """
    person = entry.person
    if not by.may(Permission.SETTLE_NAMES) or is_kept_out(by, person):
        raise PermissionDenied("settle_name")
    hold_with_joined(person.hub_id, person.pk)
    entry = MustNotSee.objects.select_for_update().get(hub_id=person.hub_id, pk=entry.pk)
    if entry.status != MustNotSee.Status.UNSETTLED or entry.ended_at:
        raise MoveNotAllowed("A colleague has settled this name")
    name = reveal(person, f"named:{entry.pk}", entry.named_sealed)
    end_possible(person, name, entry.named_at, now=now)
    entry.status = MustNotSee.Status.MATCHED if members else MustNotSee.Status.NOBODY_HERE
    entry.member = members[0] if members else None
    entry.settled_at, entry.settled_by = now, by
    entry.save()
    for member in members[1:]:
        row = named_row(person, name, MustNotSee.Status.MATCHED, now=entry.named_at, member_id=member.pk)
        row.settled_at, row.settled_by = now, by
        row.save()
    release_if_settled(person)
    record(person_subject(person), "person.settle_name", by=by, now=now, members=len(members))


def end_possible(person: Person, name: str, named_at: datetime, *, now: datetime) -> None:
    """End the entries of those who may have been meant by this name; other names of the same request stay."""
    possible = MustNotSee.objects.filter(
        hub_id=person.hub_id, person=person, status=MustNotSee.Status.POSSIBLE, named_at=named_at, ended_at=None
    )
    meant = [row.pk for row in possible if reveal(person, f"named:{row.pk}", row.named_sealed) == name]
    MustNotSee.objects.filter(hub_id=person.hub_id, pk__in=meant).update(ended_at=now)


def release_if_settled(person: Person) -> None:
    """Open a held record to its team again when every name is settled, also those of records joined with it."""
    waiting = MustNotSee.objects.filter(
        about(person), hub_id=person.hub_id, status=MustNotSee.Status.UNSETTLED, ended_at=None
    )
    set_held(person, is_held=waiting.exists())


class person_subject:  # noqa: N801 - reads as what it is where it is used
    """A person as the subject of an event about themselves."""

    def __init__(self, person: Person):
        self.hub_id, self.person_id, self.pk = person.hub_id, person.pk, person.pk


@transaction.atomic
def open_in_emergency(person: Person, *, reason: str, by: Membership, now: datetime) -> EmergencyAccess:
    """Open a record to somebody without a relationship: for a while, with the reason, to be reviewed.

    Raises:
        PermissionDenied: `by` may not, or must not see this record.
        ReasonTooShort: the reason says nothing.
    """
    is_barred = is_kept_out(by, person)  # asked of whomever, of nobody too: the time a refusal takes tells nothing
    if not by.may(Permission.EMERGENCY_ACCESS) or person.is_held or person._state.adding or is_barred:
        raise PermissionDenied("open_in_emergency")
    if len("".join(normalise(reason))) < REASON_LETTERS:
        raise ReasonTooShort(ReasonTooShort.__doc__)
    access = EmergencyAccess(
        hub_id=person.hub_id,
        person=person,
        member=by,
        opened_at=now,
        ends_at=now + EMERGENCY_LASTS,
        review_by=OFFICE_HOURS.add_working_days(now, 1, OFFICE_HOURS.spans[0][2]),
    )
    access.reason_sealed = seal(person, f"reason:{access.pk}", reason)
    access.save(force_insert=True)
    record(person_subject(person), "person.open_in_emergency", by=by, now=now)
    return access


@transaction.atomic
def review_emergency(access: EmergencyAccess, *, finding: str, by: Membership, now: datetime) -> None:
    """Say whether an emergency access was right. Nobody reviews their own.

    Raises:
        PermissionDenied: `by` may not review, opened the record themselves, or must not see it.
        MoveNotAllowed: a colleague has reviewed it.
    """
    if not by.may(Permission.REVIEW_EMERGENCY) or access.member_id == by.pk or is_kept_out(by, access.person):
        raise PermissionDenied("review_emergency")
    access = (
        EmergencyAccess.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(hub_id=access.hub_id, pk=access.pk)
    )
    if access.reviewed_at:
        raise MoveNotAllowed("A colleague has reviewed this")
    access.reviewed_at, access.reviewed_by, access.finding = now, by, finding
    access.save(update_fields=["reviewed_at", "reviewed_by", "finding"])
    record(person_subject(access.person), "person.review_emergency", by=by, now=now, finding=finding)


@transaction.atomic
def set_died(hub_id: UUID, persons: Collection[UUID], *, died_at: datetime | None) -> None:
    """Say of these people that their death was recorded at `died_at`; None: that was an error. The caller writes the
    event."""
    Person.objects.filter(hub_id=hub_id, pk__in=persons).update(died_at=died_at)


@transaction.atomic
def set_channels(person: Person, *, channels: dict, now: datetime) -> None:
    """Seal new safe ways to reach somebody. The old ones are gone: they may be unsafe now."""
    hold(person.hub_id, [person.pk])
    person.channels_sealed = seal_data(person, "channels", channels)
    person.save(update_fields=["channels_sealed"])
    mark_again(person)
    ways = [way for way in ("call", "text", "email", "letter") if channels.get(way)]
    record(person_subject(person), "person.set_channels", by=None, now=now, ways=ways)


def set_details(person: Person, *, details: dict) -> None:
    """Seal birth date, NHS number, GP and address."""
    person.details_sealed = seal_data(person, "details", details)
    person.save(update_fields=["details_sealed"])
    mark_again(person)


def mark_again(person: Person) -> None:
    """Replace what may tell that another record is theirs too."""
    MatchToken.objects.filter(hub_id=person.hub_id, person=person).delete()
    MatchToken.objects.bulk_create(match_rows(person, name_of(person), channels_of(person), details_of(person)))
