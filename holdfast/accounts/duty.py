"""Who is on duty. A shift of today gives the queue for the whole of that day; an alert goes to who is on duty now."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from holdfast.accounts.models import Membership, Shift
from holdfast.hubs.models import Hub

LONDON = ZoneInfo("Europe/London")


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """The first and the last instant of the local day of `at`."""
    start = at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, (start + timedelta(days=1)).replace(hour=0)


def shifts_at(hub: Hub, *, now: datetime) -> QuerySet[Shift]:
    """Shifts running at `now`, of members who are active."""
    return hub.shifts.filter(
        starts_at__lte=now, ends_at__gt=now, removed_at=None, member__status=Membership.Status.ACTIVE
    ).select_related("member__account")


def on_duty(hub: Hub, *, now: datetime) -> list[Membership]:
    """Members on duty at `now`, by name."""
    found = {shift.member_id: shift.member for shift in shifts_at(hub, now=now)[:100]}
    return sorted(found.values(), key=lambda member: member.name)


def fallbacks(hub: Hub) -> list[Membership]:
    """The members who are told when nobody on duty can be: every one of them. A hub does not open without one."""
    found = hub.members.filter(is_fallback=True, status=Membership.Status.ACTIVE)
    return list(found.select_related("account").order_by("pk")[:20])


def duty_today(member: Membership, *, now: datetime) -> QuerySet[Shift]:
    """This member's shifts that touch the local day of `now`, started or not."""
    start, end = day_of(now)
    return member.shifts.filter(hub_id=member.hub_id, starts_at__lt=end, ends_at__gt=start, removed_at=None)


def on_duty_today(hub: Hub, *, now: datetime) -> list[Membership]:
    """Members who are active and have a shift on the local day of `now`."""
    start, end = day_of(now)
    found = hub.shifts.filter(starts_at__lt=end, ends_at__gt=start, removed_at=None)
    shifts = found.filter(member__status=Membership.Status.ACTIVE).select_related("member__account")
    return [shift.member for shift in shifts[:100]]


def has_duty_today(member: Membership, *, now: datetime) -> bool:
    """Whether this member has a shift on the local day of `now`."""
    return duty_today(member, now=now).exists()
