"""Reads of joins: what is joined with a record, what waits for a second member, what may be the same person's."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from holdfast.accounts.models import Membership
from holdfast.people.access import open_to
from holdfast.people.identity import channels_of, details_of, name_of
from holdfast.people.models import Join, Joined, MatchToken, Person
from holdfast.people.rules import marks_of
from holdfast.people.search import matching
from holdfast.people.states import JoinStatus
from holdfast.people.viewer import Viewer

MOST_SHOWN = 20
MOST_WAITING = 50


@dataclass(frozen=True)
class Likeness:
    """Somebody whose record may be the same person's, and what agrees."""

    person_id: UUID
    kinds: tuple[str, ...]


def others_of(found: Viewer, person: Person) -> list[UUID]:
    """People whose records are joined with this one and open to the viewer."""
    rows = Joined.objects.filter(open_to(found, "person_id"), hub_id=person.hub_id, other=person)
    return list(rows.order_by("pk").values_list("person_id", flat=True)[:MOST_SHOWN])


def likely_same(found: Viewer, person: Person) -> list[Likeness]:
    """Records of the hub that may be the same person's, as far as they are open to the viewer and not joined yet."""
    marks = marks_of(name_of(person), channels_of(person), details_of(person))
    if not marks:
        return []
    joined = Joined.objects.filter(hub_id=person.hub_id, other=person).values("person_id")
    rows = matching(person, marks).filter(open_to(found, "person_id")).exclude(person_id__in=joined)
    kinds: dict[UUID, set[str]] = {}
    for person_id, kind in rows.order_by("person_id", "kind").values_list("person_id", "kind")[: 4 * MOST_SHOWN]:
        kinds.setdefault(person_id, set()).add(kind)
    return [Likeness(person_id, in_order(each)) for person_id, each in list(kinds.items())[:MOST_SHOWN]]


def in_order(kinds: Iterable[str]) -> tuple[str, ...]:
    """Kinds in the order in which they are declared."""
    return tuple(kind for kind in MatchToken.Kind.values if kind in kinds)


def open_joins(found: Viewer) -> QuerySet[Join]:
    """Joins of two records that are both open to the viewer."""
    return Join.objects.filter(
        open_to(found, "first_id"), open_to(found, "second_id"), hub_id=found.member.hub_id
    ).select_related("first", "second", "proposed_by__account", "agreed_by__account")


def joins_of(found: Viewer, person: Person) -> list[Join]:
    """What is proposed or joined about this record, as far as both are open to the viewer; the latest first."""
    about = open_joins(found).filter(Q(first=person) | Q(second=person))
    living = about.filter(status__in=[JoinStatus.PROPOSED, JoinStatus.JOINED])
    return list(living.order_by("-proposed_at", "-pk")[:MOST_SHOWN])


def waiting_joins(found: Viewer) -> list[Join]:
    """Proposals that wait for the viewer as the second member, the oldest first."""
    waiting = open_joins(found).filter(status=JoinStatus.PROPOSED).exclude(proposed_by=found.member)
    return list(waiting.order_by("proposed_at", "pk")[:MOST_WAITING])


def find_join(found: Viewer, pk: UUID) -> Join | None:
    """One join whose two records are open to the viewer; None otherwise, for whatever reason."""
    return open_joins(found).filter(pk=pk).first()


def may_agree(join: Join, member: Membership) -> bool:
    """Whether this member can be the second of the two."""
    return join.status == JoinStatus.PROPOSED and join.proposed_by_id != member.pk
