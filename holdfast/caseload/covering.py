"""Reads of cover: who is away, what would go to whom, what is left for a lead, what is due for whoever covers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from holdfast.accounts.models import Membership, Shift
from holdfast.accounts.roles import Permission, with_caseload
from holdfast.caseload.queries import seen
from holdfast.caseload.rows import Row
from holdfast.caseload.rules import Horizon
from holdfast.caseload.waiting import DUE, Waiting, rows_of
from holdfast.hubs.hours import LONDON
from holdfast.people.access import keeps_out, running_covers
from holdfast.people.models import Cover
from holdfast.people.viewer import Viewer, viewer
from holdfast.referrals.models import Referral

MOST_COVERS = 50
MOST_GONE = 1000


def say_date(on: date) -> str:
    """ "Friday 16 October"."""
    return f"{on:%A} {on.day} {on:%B}"


def covers_to_come(member: Membership, *, now: datetime) -> list[Cover]:
    """Cover of the hub that runs or is to come, the soonest first."""
    today = now.astimezone(LONDON).date()
    found = Cover.objects.filter(hub_id=member.hub_id, ends_on__gte=today, ended_at=None)
    return list(found.select_related("away__account", "covering__account").order_by("starts_on", "pk")[:MOST_COVERS])


def caseload_of(away: Membership, found: Viewer) -> QuerySet[Referral]:
    """Somebody's open referrals, without those of people whom the viewer must not see."""
    own = Referral.objects.filter(hub_id=away.hub_id, owner=away, closed_at=None)
    return own.exclude(keeps_out(found, "person_id"))


def what_goes(
    away: Membership, covering: Membership, *, starts_on: date, ends_on: date, by: Membership, now: datetime
) -> dict[str, int]:
    """How many open referrals go to whoever covers, how many stay with the leads, and shifts that nobody changed."""
    own = caseload_of(away, viewer(by, now=now))
    total = own.count()
    kept = own.filter(keeps_out(Viewer(covering, now, False), "person_id")).count()
    shifts = Shift.objects.filter(hub_id=away.hub_id, member=away, removed_at=None, ends_at__gt=now)
    then = shifts.filter(starts_at__date__lte=ends_on, ends_at__date__gte=starts_on).count()
    return {"goes": total - kept, "stays": kept, "shifts": then}


def cover_of(sight: Viewer) -> list[dict[str, Any]]:
    """For whom the member covers today, and their steps that are due; nothing is asked where they cover for nobody."""
    if not sight.covers:
        return []
    ends = Horizon.seen_from(sight.now).today
    running = running_covers(sight.member.hub_id, now=sight.now).filter(covering=sight.member)
    found = []
    for cover in running.select_related("away__account").order_by("starts_on", "pk")[:MOST_COVERS]:
        own = seen(sight, Referral.objects.filter(hub_id=cover.hub_id, owner_id=cover.away_id, closed_at=None))
        due = rows_of(sight, own.filter(next_action_at__lt=ends).order_by("next_action_at", "pk"))
        words = {"name": cover.away.name, "until": say_date(cover.ends_on)}
        found.append({**words, "list": Waiting(f"Due for {cover.away.name}", due, DUE)})
    return found


def left_with_leads(sight: Viewer) -> list[Row]:
    """Open referrals whose owner is not at work, or is away and with nobody who could have them, or may not open the
    record while a name waits to be settled: the leads do."""
    covers = running_covers(sight.member.hub_id, now=sight.now).select_related("covering__account")
    kept = Q(owner__in=not_at_work(sight.member.hub_id))
    kept |= Q(person__is_held=True, owner__isnull=False) & ~Q(owner__in=those_who_settle(sight.member.hub_id))
    for cover in covers.order_by("pk")[:MOST_COVERS]:
        kept |= kept_from_cover(cover, now=sight.now)
    left = seen(sight, Referral.objects.filter(kept, hub_id=sight.member.hub_id, closed_at=None))
    return rows_of(sight, left.order_by("next_action_at", "pk"))


def those_who_settle(hub_id: UUID) -> list[UUID]:
    """Members whom no name that waits to be settled keeps out."""
    members = Membership.objects.filter(hub_id=hub_id, status=Membership.Status.ACTIVE).order_by("pk")[:MOST_GONE]
    return [member.pk for member in members if member.may(Permission.SETTLE_NAMES)]


def not_at_work(hub_id: UUID) -> list[UUID]:
    """Members who can own nothing now: suspended, gone, or in another role."""
    able = Q(status=Membership.Status.ACTIVE, roles__overlap=with_caseload())
    return list(Membership.objects.filter(~able, hub_id=hub_id).values_list("pk", flat=True)[:MOST_GONE])


def kept_from_cover(cover: Cover, *, now: datetime) -> Q:
    """Referrals of somebody away that whoever covers must not see; all of them where nobody is there to cover."""
    if not cover.covering.has_caseload:
        return Q(owner_id=cover.away_id)
    return Q(owner_id=cover.away_id) & keeps_out(Viewer(cover.covering, now, False), "person_id")
