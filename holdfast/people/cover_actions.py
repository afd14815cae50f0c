"""Writes of cover: somebody is away, and a colleague has their open referrals meanwhile."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import LONDON
from holdfast.people.models import Cover
from holdfast.people.rules import LONGEST_COVER, overlap


class CoverImpossible(Exception):
    """This cover cannot be: the message says why."""


@transaction.atomic
def hand_over(
    away: Membership, *, covering: Membership, starts_on: date, ends_on: date, by: Membership, now: datetime
) -> Cover:
    """Say who has somebody's open referrals while they are away, from the first day to the last.

    Raises:
        PermissionDenied: `by` is neither away themselves nor may hand over, or one of the two has no caseload.
        CoverImpossible: the days make no sense, or one of the two is away or covering then already.
    """
    wanted = {away.pk, covering.pk}
    members = Membership.objects.select_for_update(of=("self",), no_key=True)
    list(members.filter(pk__in=wanted).order_by("pk"))  # one at a time
    look_at(away, covering=covering, starts_on=starts_on, ends_on=ends_on, by=by, now=now)
    return Cover.objects.create(
        hub_id=away.hub_id, away=away, covering=covering, starts_on=starts_on, ends_on=ends_on, made_at=now, made_by=by
    )


def look_at(
    away: Membership, *, covering: Membership, starts_on: date, ends_on: date, by: Membership, now: datetime
) -> None:
    """That this cover can be, without keeping it.

    Raises:
        PermissionDenied, CoverImpossible: as for `hand_over`.
    """
    may_hand_over(away, by=by)
    if not away.hub_id == covering.hub_id == by.hub_id or not (away.has_caseload and covering.has_caseload):
        raise PermissionDenied("hand_over")
    today = now.astimezone(LONDON).date()
    if away.pk == covering.pk or ends_on < max(today, starts_on) or ends_on - starts_on > LONGEST_COVER:
        raise CoverImpossible("Choose a colleague, and days to come: the last one is not before the first")
    refuse_clash(away.hub_id, away.pk, covering.pk, (starts_on, ends_on))


def may_hand_over(away: Membership, *, by: Membership) -> None:
    """That `by` may say who covers for this member.

    Raises:
        PermissionDenied: it is somebody else's leave, and not theirs to arrange.
    """
    own = by.pk == away.pk and by.may(Permission.OPEN_RECORDS)
    if not own and not by.may(Permission.HAND_OVER):
        raise PermissionDenied("hand_over")


def refuse_clash(hub_id: UUID, away: UUID, covering: UUID, days: tuple[date, date]) -> None:
    """Refuse what would leave a caseload with nobody: cover is handed to one colleague, who is there.

    Raises:
        CoverImpossible: one of the two is away then, or has somebody else's records.
    """
    both = Q(away_id__in=[away, covering]) | Q(covering_id=away)
    for other in Cover.objects.filter(both, hub_id=hub_id, ended_at=None, ends_on__gte=days[0]).order_by("pk")[:100]:
        if not overlap(days, (other.starts_on, other.ends_on)):
            continue
        if other.away_id == covering:
            raise CoverImpossible("Choose another colleague: this one is away in these days")
        if other.covering_id == away:
            raise CoverImpossible("Whoever is away covers for a colleague in these days. Change that cover first")
        raise CoverImpossible("Cover is arranged for these days already. End that one first")


@transaction.atomic
def end_cover(cover: Cover, *, by: Membership, now: datetime) -> Cover:
    """End a cover before its last day: somebody is back, or not away after all. Ended already, it stays as it is.

    Raises:
        PermissionDenied: `by` is neither away themselves nor may hand over.
    """
    may_hand_over(cover.away, by=by)
    cover = Cover.objects.select_for_update(of=("self",)).select_related("away").get(hub_id=cover.hub_id, pk=cover.pk)
    if cover.ended_at is None:
        cover.ended_at, cover.ended_by = now, by
        cover.save(update_fields=["ended_at", "ended_by"])
    return cover
