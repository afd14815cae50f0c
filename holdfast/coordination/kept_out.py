"""What happens to strands when a name takes effect, or somebody leaves: nobody has one of whom they must not see."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.coordination.models import Strand
from holdfast.coordination.owners import let_go, open_to_owner
from holdfast.coordination.strand_actions import whose
from holdfast.events.actions import record
from holdfast.people.access import admitted_to


def hand_on_kept_out(hub_id: UUID, persons: Collection[UUID], *, now: datetime) -> int:
    """Give strands of these people whose owner must not see them to whoever has the referral. How many there were.

    In the transaction in which the name took effect.
    """
    return hand_on_where(Strand.objects.filter(hub_id=hub_id, person_id__in=persons, owner__isnull=False), now=now)


def give_up(member: Membership, *, lost: Collection[str], now: datetime) -> None:
    """The same for everybody whose strands a member had who leaves, or works in other roles by now."""
    hand_on_where(Strand.objects.filter(hub_id=member.hub_id, owner=member), now=now)


def hand_on_where(found: Iterable[Strand], *, now: datetime) -> int:
    """Hand on those of these strands that are open and whose owner can have them no longer."""
    related = ("person", "owner__account", "owner__hub", "referral__owner__account", "referral__owner__hub")
    strands = found.filter(ended_at=None).select_related(*related).order_by("pk")  # type: ignore[attr-defined]
    barred = [each for each in strands if not may_have(each, each.owner)]
    for strand in barred:
        hand_on(strand, now=now)
    return len(barred)


def may_have(strand: Strand, member: Membership | None) -> bool:
    """Whether a strand can be this member's."""
    return member is not None and member.has_caseload and bool(admitted_to(strand.person, [member]))


def hand_on(strand: Strand, *, now: datetime) -> None:
    """Give a strand to whoever has the referral; where nobody has it, or they can have it neither, it is nobody's."""
    before, has_opened, heir = strand.owner, strand.opens_record, strand.referral.owner
    strand.owner = heir if heir != before and may_have(strand, heir) else None
    strand.opens_record = False
    open_to_owner(strand, now=now)
    strand.save(update_fields=["owner", "opens_record"])
    let_go(strand.person, before, has_opened=has_opened, now=now)
    record(
        strand, "plan.hand_on", by=None, now=now, referral=str(strand.referral_id), what=strand.kind, **whose(strand)
    )
