"""Reads of concerns: those of a person, their entries, what waits to be looked at again, who can advise."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.people.access import not_kept_out, open_to
from holdfast.people.models import Person
from holdfast.people.viewer import Viewer
from holdfast.safeguarding.models import Concern, Entry
from holdfast.safeguarding.states import Status

MOST_SHOWN = 50
MOST_ENTRIES = 200


def concerns_of(person: Person) -> list[Concern]:
    """Concerns about a person, open ones first, the latest of each first."""
    found = Concern.objects.filter(hub_id=person.hub_id, person=person).select_related(
        "raised_by__account", "closed_by__account"
    )
    return sorted(found.order_by("-raised_at", "-pk")[:MOST_SHOWN], key=lambda concern: concern.status != Status.OPEN)


def open_count(person: Person) -> int:
    """How many concerns about a person are open."""
    return Concern.objects.filter(hub_id=person.hub_id, person=person, status=Status.OPEN).count()


def find_concern(person: Person, pk: UUID) -> Concern | None:
    """One concern about this person."""
    found = Concern.objects.filter(hub_id=person.hub_id, person=person, pk=pk)
    return found.select_related("person", "raised_by__account", "closed_by__account").first()


def entries_of(concern: Concern) -> list[Entry]:
    """What was written about a concern, in the order in which it was written."""
    found = Entry.objects.filter(hub_id=concern.hub_id, concern=concern).order_by("at", "pk")
    return list(found.select_related("by__account", "adviser__account")[:MOST_ENTRIES])


def has_advice(concern: Concern, *, besides: Membership) -> bool:
    """Whether somebody other than this member has advised."""
    given = Entry.objects.filter(hub_id=concern.hub_id, concern=concern, adviser__isnull=False)
    return given.exclude(adviser=besides).exists()


def open_concerns(found: Viewer) -> QuerySet[Concern]:
    """Open concerns about people whose record the viewer may open, the soonest day first."""
    return (
        Concern.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id, status=Status.OPEN)
        .select_related("person", "raised_by__account")
        .order_by("review_on", "pk")
    )


def due_count(found: Viewer, *, today: date) -> int:
    """How many open concerns somebody should have looked at again by today, as far as the viewer may open them."""
    return len(open_concerns(found).filter(review_on__lte=today).values_list("pk")[:MOST_SHOWN])


def advisers(person: Person, *, besides: Membership) -> list[Membership]:
    """Colleagues who can advise on a concern about this person, by name: none who must not see the record."""
    members = Membership.objects.filter(hub_id=person.hub_id, status=Membership.Status.ACTIVE)
    able = [
        member
        for member in members.exclude(pk=besides.pk).select_related("account").order_by("pk")[:200]
        if member.may(Permission.SEE_CONCERNS) and (not person.is_held or member.may(Permission.SETTLE_NAMES))
    ]
    return sorted(not_kept_out(person, able), key=lambda member: member.name)


def hides_reading(person: Person) -> bool:
    """Whether reading of this person's concerns stays off their own pages: one is open, or was closed so."""
    return Concern.objects.filter(hub_id=person.hub_id, person=person, shows_reading=False).exists()
