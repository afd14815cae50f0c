"""In which order rows are held until a transaction ends, so that nobody waits in a ring: people, in the order of their
numbers; then referrals; then what stands beside them. docs/architecture.md says it for the whole system."""

from collections.abc import Collection
from uuid import UUID

from holdfast.people.models import Joined, Person


def hold(hub_id: UUID, persons: Collection[UUID]) -> list[Person]:
    """These people as they are now. Rows that point at them may be written meanwhile."""
    found = Person.objects.select_for_update(no_key=True).filter(hub_id=hub_id, pk__in=persons)
    return list(found.order_by("pk"))


def hold_with_joined(hub_id: UUID, person_id: UUID) -> list[Person]:
    """A person, and everybody whose record is joined with theirs, whoever joins them at this moment too."""
    held: list[Person] = []
    wanted = {person_id, *joined_now(hub_id, person_id)}
    while wanted != {each.pk for each in held}:
        held = hold(hub_id, wanted)
        wanted = {person_id, *joined_now(hub_id, person_id)}
    return held


def joined_now(hub_id: UUID, person_id: UUID) -> set[UUID]:
    """Whose records are joined with this one."""
    return set(Joined.objects.filter(hub_id=hub_id, other_id=person_id).values_list("person_id", flat=True))
