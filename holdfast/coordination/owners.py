"""Whose record is open by a strand of the plan: from its first day to its last, and no longer."""

from datetime import datetime

from holdfast.accounts.models import Membership
from holdfast.coordination.models import Strand
from holdfast.people.access import is_theirs, right_of, works_with
from holdfast.people.actions import relate, unrelate
from holdfast.people.models import Person, Relationship
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral

Why = Relationship.Why


def may_take(referral: Referral, owner: Membership, *, by: Membership, now: datetime) -> bool:
    """Whether `by` may give `owner` a strand. Nobody gives themselves one who has the record by a cover or an emergency
    only: it would be a way to keep it. And an emergency opens it to nobody else."""
    if is_theirs(by, referral.person) or is_theirs(owner, referral.person):
        return True
    return owner.pk != by.pk and right_of(viewer(by, now=now), referral.person) != "emergency"


def open_to_owner(strand: Strand, *, now: datetime) -> None:
    """Open the record to whoever does it, of their own right: it stays open when the referral changes hands.

    Sets `opens_record` on the unsaved strand, where it was not open so before.
    """
    if strand.owner is None:
        return
    found = Relationship.objects.filter(
        hub_id=strand.hub_id, person=strand.person, member=strand.owner, why=Why.TEAM, until_at=None
    )
    if not found.exists():
        relate(strand.person, strand.owner, why=Why.TEAM, now=now)
        strand.opens_record = True


def let_go(person: Person, owner: Membership | None, *, has_opened: bool = False, now: datetime) -> None:
    """Close the record to whoever had a strand, unless they work with the person otherwise, or it was open to them
    before any strand was.

    Args:
        has_opened: the record was opened by a strand that is somebody else's by now.
    """
    if owner is None or owner.pk in works_with(person):
        return
    opened = Strand.objects.filter(hub_id=person.hub_id, person=person, owner=owner, opens_record=True)
    if opened.update(opens_record=False) or has_opened:
        unrelate(person, why=Why.TEAM, member=owner, now=now)
