"""One person's requests, held together: they may have asked twice, or under two records that are joined."""

from collections.abc import Collection
from uuid import UUID

from holdfast.built import Built, given
from holdfast.people.access import about, same_people, somebody
from holdfast.referrals.actions import lock_all_of
from holdfast.referrals.models import Referral

THEIRS = Built(
    lambda: Referral.objects.select_for_update(of=("self",), no_key=True)
    .filter(about(somebody()), hub_id=given("hub"))
    .order_by("pk")
)  # fmt: skip


def locked_together(referral: Referral) -> Referral:
    """The referral as it is now, held until the transaction ends with every other one of the same person, closed ones
    too, all in their order. Its person is read when they are asked for, as by `actions.locked`."""
    for each in THEIRS.rows(hub=referral.hub_id, person=referral.person_id, referral=referral.pk):
        if each.pk == referral.pk:
            return each
    raise Referral.DoesNotExist(str(referral.pk))


def lock_all_together(hub_id: UUID, persons: Collection[UUID]) -> None:
    """Hold every referral of these people, also under records that are joined, all in one order, before the first of
    them changes: what is booked is changed with all of theirs."""
    lock_all_of(hub_id, set().union(*same_people(hub_id, persons).values()))
