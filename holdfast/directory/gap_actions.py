"""Writes about what is missing: a need is raised, met again, proposed to the region, decided on, closed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.directory.models import Gap, GapMet, Proposal
from holdfast.directory.states import GAP, MISSING
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed


@transaction.atomic
def raise_gap(hub: Hub, *, kind: str, area: str, words: str, by: Membership, now: datetime) -> Gap:
    """Say that somebody needed what no service offers. The words name nobody.

    Raises:
        PermissionDenied: `by` does not see the directory.
    """
    may_see(by)
    made = Gap.objects.create(hub=hub, kind=kind, area=area, words=words, raised_at=now, raised_by=by)
    GapMet.objects.create(hub=hub, gap=made, met_at=now, met_by=by)
    return made


@transaction.atomic
def meet_gap(gap: Gap, *, by: Membership, now: datetime) -> GapMet:
    """Say that somebody needed it once more.

    Raises:
        MoveNotAllowed: it was closed meanwhile.
        PermissionDenied: `by` does not see the directory.
    """
    may_see(by)
    found = locked(gap)
    if found.status not in MISSING:
        raise MoveNotAllowed("It was closed meanwhile")
    return GapMet.objects.create(hub_id=found.hub_id, gap=found, met_at=now, met_by=by)


@transaction.atomic
def propose(gap: Gap, *, words: str, area: str, staff_groups: Sequence[str], by: Membership, now: datetime) -> Proposal:
    """Propose a service to the region, made to fit an area and its staff.

    Raises:
        MoveNotAllowed: one waits for its answer already, or none is needed any more.
        PermissionDenied: `by` proposes nothing.
    """
    moved(gap, "propose", by=by)
    return Proposal.objects.create(
        hub_id=gap.hub_id, gap=gap, words=words, area=area, staff_groups=list(staff_groups), proposed_at=now,
        proposed_by=by,
    )  # fmt: skip


@transaction.atomic
def decide_proposal(
    gap: Gap, *, decision: str, decided_on: date, decided_with: str, words: str, by: Membership, now: datetime
) -> Proposal:
    """Record what the region said of the proposal that waits, and who of it.

    Raises:
        MoveNotAllowed: a colleague recorded it meanwhile.
        PermissionDenied: `by` does not record it.
    """
    moved(gap, "agree" if decision == Proposal.Decision.AGREED else "refuse", by=by)
    found = Proposal.objects.select_for_update(of=("self",)).get(hub_id=gap.hub_id, gap=gap, decision="")
    found.decision, found.decided_on, found.decided_with, found.decided_words = (
        decision, decided_on, decided_with, words,
    )  # fmt: skip
    found.recorded_at, found.recorded_by = now, by
    found.save()
    return found


@transaction.atomic
def close_gap(gap: Gap, *, words: str, by: Membership, now: datetime) -> Gap:
    """Say that nothing is missing any more, and why.

    Raises:
        MoveNotAllowed: a proposal waits for its answer, or it is closed.
        PermissionDenied: `by` does not close it.
    """
    found = moved(gap, "close", by=by)
    found.closed_at, found.closed_by, found.closed_words = now, by, words
    found.save(update_fields=["status", "closed_at", "closed_by", "closed_words"])
    return found


def may_see(by: Membership) -> None:
    """That `by` sees the directory.

    Raises:
        PermissionDenied: they do not.
    """
    if not by.may(Permission.SEE_DIRECTORY):
        raise PermissionDenied("see the directory")


def locked(gap: Gap) -> Gap:
    """The row as it stands, held until the end of the transaction."""
    return Gap.objects.select_for_update(of=("self",)).get(hub_id=gap.hub_id, pk=gap.pk)


def moved(gap: Gap, verb: str, *, by: Membership) -> Gap:
    """The gap, moved along its lifecycle. Closing is written with its words, without which the database refuses it."""
    found = locked(gap)
    found.status = GAP.target(verb, status=found.status, by=by)
    if verb != "close":
        found.save(update_fields=["status"])
    return found
