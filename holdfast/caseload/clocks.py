"""Clocks of a record: to the first attempt and the first contact against the hub's target; of an open alert."""

from datetime import datetime, timedelta
from typing import Any

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status as AlertStatus
from holdfast.contacts.rules import Clock, clock
from holdfast.hubs.hours import OFFICE_HOURS, say_moment, say_wait_long
from holdfast.hubs.queries import terms_of
from holdfast.referrals.models import Referral
from holdfast.referrals.record import open_alert_of
from holdfast.triage.rules import CLOSE_OF_DAY

BAR_SHOWS = 1.25  # the bar is a quarter longer than the way to its limit, so that the limit shows as a tick


def clocks_of(referral: Referral, *, member: Membership, now: datetime) -> list[dict[str, Any]]:
    """Running clocks first. Times are by the clock on the wall; working hours beside them, so that hubs compare."""
    days = terms_of(member.hub, now=now).contact_target_days
    limit = OFFICE_HOURS.add_working_days(referral.waits_since, days, CLOSE_OF_DAY)
    lines = []
    if member.may(Permission.SEE_CLINICAL) or member.may(Permission.TAKE_ALERT):
        lines += alert_clock(open_alert_of(referral.person), now=now)
    lines.append(line("To first attempt", referral, referral.first_attempt_at, limit=limit, now=now))
    lines.append(line("To first contact", referral, referral.first_contact_at, limit=limit, now=now))
    return sorted(lines, key=lambda each: each["state"] == "done")


def line(
    label: str, referral: Referral, reached_at: datetime | None, *, limit: datetime, now: datetime
) -> dict[str, Any]:
    """One clock of the request as the macro `clocks` draws it. Closing a referral stops it too."""
    stop = reached_at or referral.closed_at
    found = clock(referral.waits_since, stop, limit=limit, now=now)
    hours = round(found.working_hours)
    return {
        "label": label,
        "value": say_wait_long((stop or now) - referral.waits_since),
        "share": found.share / BAR_SHOWS,
        "limit": 1 / BAR_SHOWS,
        "state": ("late" if found.share > 1 else "") if found.is_running else "done",
        "note": f"{hours} working hour{'' if hours == 1 else 's'}. {target_words(found, reached_at, limit, now)}",
    }


def target_words(found: Clock, reached_at: datetime | None, limit: datetime, now: datetime) -> str:
    """How the clock stands to the hub's target."""
    if found.is_running:
        return f"The hub’s target: {say_moment(limit, now)}"
    if reached_at is None:
        return "Closed without it"
    return "After the hub’s target" if found.share > 1 else "Within the hub’s target"


def alert_clock(alert: Alert | None, *, now: datetime) -> list[dict[str, Any]]:
    """The clock of an open alert, towards the moment at which it goes to others."""
    if alert is None:
        return []
    start = alert.taken_at or alert.raised_at
    found = clock(start, None, limit=alert.act_by, now=now)
    label = "Alert not taken" if alert.status == AlertStatus.RAISED else "Alert not closed"
    left = max(alert.act_by - now, timedelta(0))
    return [
        {
            "label": label,
            "value": say_wait_long(now - start),
            "share": found.share / BAR_SHOWS,
            "limit": 1 / BAR_SHOWS,
            "state": "act",
            "note": f"To others as well {say_moment(alert.act_by, now)}" if left else "Its limit has passed",
        }
    ]
