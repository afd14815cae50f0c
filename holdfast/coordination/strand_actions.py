"""Writes of strands: what is done, by whom, and when next. Each writes its event, and the next action follows."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.coordination.actions import end, held_open, open_row
from holdfast.coordination.models import Strand
from holdfast.coordination.owners import let_go, may_take, open_to_owner
from holdfast.coordination.twice import same_strand
from holdfast.events.actions import record
from holdfast.people.access import admitted_to
from holdfast.people.identity import seal
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow


@transaction.atomic
def add_strand(
    referral: Referral, *, kind: str, what: str, owner: Membership | None, is_theirs: bool = False,
    next_on: date | None, by: Membership, now: datetime,
) -> Strand:  # fmt: skip
    """Write down what is done, who does it, and when next. Its owner has the record open from now on.

    Pressed twice, it is written once.

    Raises:
        PermissionDenied: `by` may not make plans, the owner must not see the record, or `by` would keep it by this.
        MoveNotAllowed: the referral is closed.
    """
    referral = held_open(referral, by=by)
    same: dict[str, Any] = {"kind": kind, "owner": owner, "is_theirs": is_theirs, "next_on": next_on}
    if twice := same_strand(referral, what, **same, by=by, now=now):
        return twice
    strand = write_strand(
        referral, kind=kind, what=what, owner=owner, is_theirs=is_theirs, next_on=next_on, by=by, now=now
    )
    record(strand, "plan.add_strand", by=by, now=now, referral=str(referral.pk), what=kind, **whose(strand))
    follow(referral, now=now)
    return strand


def write_strand(
    referral: Referral, *, kind: str, what: str, owner: Membership | None, is_theirs: bool, next_on: date | None,
    by: Membership, now: datetime, first: Strand | None = None,
) -> Strand:  # fmt: skip
    """The row of a strand, and the record opened to its owner."""
    had = first.owner_id if first else None
    if owner is not None and owner.pk != had:
        may = owner.has_caseload and admitted_to(referral.person, [owner]) and may_take(referral, owner, by=by, now=now)
        if not may:
            raise PermissionDenied("add_strand")
    strand = Strand(
        hub_id=referral.hub_id, person=referral.person, referral=referral, first_id=first.root_id if first else None,
        kind=kind, owner=owner, is_theirs=is_theirs, next_on=next_on, added_at=now, added_by=by,
    )  # fmt: skip
    strand.what_sealed = seal(referral.person, f"strand:{strand.pk}", what) or b""
    open_to_owner(strand, now=now)
    strand.save(force_insert=True)
    return strand


def whose(strand: Strand) -> dict[str, Any]:
    """Who does it, and when next, as codes."""
    next_on = strand.next_on.isoformat() if strand.next_on else ""
    return {"owner": str(strand.owner_id or ""), "theirs": strand.is_theirs, "next_on": next_on}


@transaction.atomic
def correct_strand(
    strand: Strand, *, kind: str, what: str, owner: Membership | None, is_theirs: bool = False, next_on: date | None,
    by: Membership, now: datetime,
) -> Strand:  # fmt: skip
    """Change what is done, or who does it. What stood before stays written. Pressed twice, once.

    Raises:
        PermissionDenied: as for `add_strand`.
        MoveNotAllowed: the referral is closed, or the strand was changed meanwhile.
    """
    referral = held_open(strand.referral, by=by)
    same: dict[str, Any] = {"kind": kind, "owner": owner, "is_theirs": is_theirs, "next_on": next_on}
    if twice := same_strand(referral, what, **same, first=strand.root_id, by=by, now=now):
        return twice
    old = open_row(strand, referral)
    end(old, Strand.End.REPLACED, by=by, now=now)
    new = write_strand(referral, kind=kind, what=what, owner=owner, is_theirs=is_theirs, next_on=next_on, by=by,
                       now=now, first=old)  # fmt: skip
    let_go(referral.person, old.owner, now=now)
    record(
        new, "plan.correct_strand", by=by, now=now, referral=str(referral.pk), what=kind, was=str(old.pk), **whose(new)
    )
    follow(referral, now=now)
    return new


@transaction.atomic
def do_step(strand: Strand, *, next_on: date, by: Membership, now: datetime) -> Strand:
    """Say that a step was done, and when the strand goes on. The plan stays as it was agreed.

    Raises:
        PermissionDenied: `by` may not make plans.
        MoveNotAllowed: the referral is closed, or the strand was changed meanwhile.
    """
    referral = held_open(strand.referral, by=by)
    strand = open_row(strand, referral)
    was, strand.next_on = strand.next_on, next_on
    strand.save(update_fields=["next_on"])
    record(strand, "plan.do_step", by=by, now=now, referral=str(referral.pk), what=strand.kind,
           was=was.isoformat() if was else "", next_on=next_on.isoformat())  # fmt: skip
    follow(referral, now=now)
    return strand


@transaction.atomic
def end_strand(strand: Strand, *, how: str, by: Membership, now: datetime) -> Strand:
    """Say that a strand is done, or goes on no more. Its owner has the record no longer by it.

    Raises:
        PermissionDenied: `by` may not make plans.
        MoveNotAllowed: the referral is closed, or the strand was changed meanwhile.
    """
    referral = held_open(strand.referral, by=by)
    strand = open_row(strand, referral)
    end(strand, how, by=by, now=now)
    let_go(referral.person, strand.owner, now=now)
    record(strand, "plan.end_strand", by=by, now=now, referral=str(referral.pk), what=strand.kind, end=how)
    follow(referral, now=now)
    return strand


@transaction.atomic
def end_all(referral: Referral, *, now: datetime) -> int:
    """End every strand of a referral whose person stopped. How many there were."""
    found = Strand.objects.filter(hub_id=referral.hub_id, referral=referral, ended_at=None).order_by("pk")
    strands = list(found.select_related("person", "owner"))
    for strand in strands:
        end(strand, Strand.End.STOPPED, by=None, now=now)
        let_go(strand.person, strand.owner, now=now)
        record(strand, "plan.end_strand", by=None, now=now, referral=str(referral.pk), what=strand.kind, end=strand.end)
    return len(strands)
