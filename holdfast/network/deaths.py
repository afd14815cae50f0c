"""A death between two hubs of this installation: recorded at either, it stops every message at both, whether somebody
is on their way or was let go of. Where it was an error, it is taken back at the other hub too, if it came from here."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network.meanwhile import LOOKED_BACK, TO_ANOTHER, carry_too
from holdfast.network.models import Arrival, Transfer
from holdfast.network.soon import follow_death_soon
from holdfast.outcomes.death_actions import Over, Said, hear
from holdfast.outcomes.queries import deaths_of, deaths_since, taken_back
from holdfast.people.holding import joined_now
from holdfast.people.models import Join, Person
from holdfast.referrals.models import Referral


@dataclass(frozen=True)
class Theirs:
    """The request of a transfer in one of its two hubs.

    Attributes:
        by: in whose name this hub follows the other.
    """

    referral: Referral
    by: Membership
    other_hub: str


def carry_death(hub_id: UUID, persons: Collection[UUID]) -> None:
    """A death of these people was recorded here, or taken back; they are held, and their referrals. In that
    transaction: what was not brought over yet says it, and a job to every hub that they came from or went to."""
    gone = Transfer.objects.filter(TO_ANOTHER, hub_id=hub_id, person_id__in=persons)
    for each in gone.order_by("pk"):
        carry_too(each, say_over(each))
    tell_others(hub_id, persons)


def say_over(transfer: Transfer) -> Any:
    """What changes a package that is not brought over yet: what stands of them, and what was an error, by its side."""

    def change(person: Person, package: Any) -> None:
        said = said_of(person, over=transfer.pk)
        if said.deaths or "deaths" in package:
            package["deaths"] = {str(first_id): [str(pk) for pk in path] for first_id, path in said.deaths.items()}

    return change


def tell_others(hub_id: UUID, persons: Collection[UUID]) -> None:
    """Queue that each hub of this installation hears of it to which one of them went, or from which they came."""
    for transfer_id, other in ways_of(hub_id, persons):
        follow_death_soon(hub_id, other, transfer_id)


def ask_others(hub_id: UUID, persons: Collection[UUID]) -> None:
    """Queue that this hub hears each of them once more: of records that were separated, what was taken back of the one
    does not keep from the other what is said of it."""
    for transfer_id, other in ways_of(hub_id, persons):
        follow_death_soon(other, hub_id, transfer_id)


def ways_of(hub_id: UUID, persons: Collection[UUID]) -> list[tuple[UUID, Any]]:
    """The transfers between these people here and a hub of this installation, each with that hub."""
    gone = Transfer.objects.filter(TO_ANOTHER, hub_id=hub_id, person_id__in=persons).order_by("pk")
    came = Arrival.objects.filter(hub_id=hub_id, person_id__in=persons, from_hub__isnull=False).order_by("pk")
    return [*gone.values_list("pk", "to_hub_id"), *came.values_list("transfer_id", "from_hub_id")]


def tell_again(hub: Hub, *, now: datetime) -> int:
    """Queue once more what was recorded or taken back lately, and ask again about records that were separated, should a
    job have been lost. In the hub's scope. Nothing comes of what the other hub knows. How many people were told of."""
    since = now - LOOKED_BACK
    persons = set(deaths_since(hub, since).order_by().values_list("person_id", flat=True))
    tell_others(hub.pk, persons)
    separated = Join.objects.filter(hub=hub, agreed_at__isnull=False, ended_at__gt=since).values_list("first", "second")
    ask_others(hub.pk, {pk for two in separated for one in two for pk in (one, *joined_now(hub.pk, one))})
    return len(persons)


def said_here(hub: Hub, transfer_id: UUID) -> Said | None:
    """What this hub says of the person of a transfer; None where it has no such request. In its scope."""
    found = theirs(hub, transfer_id)
    return said_of(found.referral.person, over=transfer_id) if found else None


def said_of(person: Person, *, over: UUID) -> Said:
    """What this hub says of one record over a transfer: nothing that came over it before, by whatever way round."""
    stands = {each.first_id: tuple(each.path) for each in reversed(deaths_of([person])) if over not in each.path}
    return Said(stands, frozenset(each.first_id for each in taken_back(person)))


def follow(hub: Hub, transfer_id: UUID, said: Said, *, now: datetime) -> None:
    """Keep here what the other hub says, and no more what it says no more. In this hub's scope."""
    found = theirs(hub, transfer_id)
    if found is None:
        return
    with suppress(MoveNotAllowed):  # something else closes a request of theirs at this moment: the next round tells it
        hear(found.referral.person, said, over=Over(transfer_id, found.other_hub), by=found.by, now=now)


def theirs(hub: Hub, transfer_id: UUID) -> Theirs | None:
    """The request of a transfer in this hub, which has offered it or taken it on."""
    sent = Transfer.objects.filter(TO_ANOTHER, hub=hub, pk=transfer_id)
    for each in sent.select_related("referral__person", "offered_by", "to_hub", "elsewhere"):
        assert each.offered_by is not None  # transfer_offered_by_somebody
        return Theirs(each.referral, each.offered_by, each.to_name)
    came = Arrival.objects.filter(hub=hub, transfer_id=transfer_id, referral__isnull=False)
    for arrival in came.select_related("referral__person", "decided_by", "from_hub", "from_elsewhere"):
        assert arrival.referral is not None
        return Theirs(arrival.referral, arrival.decided_by, arrival.from_name)
    return None
