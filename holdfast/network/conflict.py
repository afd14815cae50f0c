"""When another hub might be the better place: proposed to whoever decides, and never done by itself."""

from dataclasses import dataclass
from datetime import datetime

from holdfast.accounts.duty import on_duty
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.hubs.choice import neighbours_of
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.people.access import admitted_to
from holdfast.referrals.models import Background, Referral

MOST_MEMBERS = 200


@dataclass(frozen=True)
class Proposal:
    """Why another hub may be better, and which see this one's staff by agreement."""

    reasons: tuple[str, ...]
    hubs: tuple[Hub, ...]


def proposals_for(referral: Referral, *, now: datetime) -> Proposal | None:
    """A conflict of interest that the record shows, with the neighbours to ask; None where there is none."""
    if referral.closed_at:
        return None
    reasons = tuple(words for found, words in checks(referral, now=now) if found)
    return Proposal(reasons, tuple(neighbours_of(referral.hub, today=london_day(now)))) if reasons else None


def checks(referral: Referral, *, now: datetime) -> list[tuple[bool, str]]:
    """What was looked at, and whether it was found. Nobody who is kept out is named."""
    team = Membership.objects.filter(hub_id=referral.hub_id, status=Membership.Status.ACTIVE).select_related("account")
    able = [each for each in team.order_by("pk")[:MOST_MEMBERS] if each.may(Permission.TRIAGE)]
    admitted = {each.pk for each in admitted_to(referral.person, able)}
    duty = {each.pk for each in on_duty(referral.hub, now=now)} & {each.pk for each in able}
    assessing = [each for each in able if each.may(Permission.ASSESS) and not each.may(Permission.OPEN_ALL_RECORDS)]
    return [
        (works_for_host(referral), "They work for the organisation that hosts this hub."),
        (bool(duty) and not duty & admitted, "Everybody on duty is kept out of their record."),
        (
            bool(assessing) and not any(each.pk in admitted for each in assessing),
            "Everybody who could assess them is kept out of their record.",
        ),
    ]


def works_for_host(referral: Referral) -> bool:
    """Whether they told us that they work for the organisation that hosts the hub."""
    if referral.hub.host_id is None:
        return False
    told = Background.objects.filter(hub_id=referral.hub_id, referral=referral).order_by("-told_at", "-pk")
    return told.values_list("organisation_id", flat=True).first() == referral.hub.host_id
