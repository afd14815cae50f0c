"""Writes of referral: admit an organisation, end it, refer somebody."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.models import Alert
from holdfast.alerts.words import WORRY
from holdfast.events.actions import latest, record
from holdfast.front_door.actions import alert_about, submit
from holdfast.front_door.asked import Asked
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.partners.models import Admitted
from holdfast.referrals.models import Referral
from holdfast.triage.actions import bring_forward


@dataclass(frozen=True)
class Agreed:
    """How the person agreed that somebody else refers them, and on which day."""

    how: str
    on: date


@transaction.atomic
def admit_organisation(hub: Hub, *, name: str, route: str, domain: str, by: Membership, now: datetime) -> Admitted:
    """Take referrals of one route from an organisation, from now on.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is admitted already.
    """
    if not by.may(Permission.ADMIT_PARTNERS):
        raise PermissionDenied("admit")
    admitted, is_new = Admitted.objects.get_or_create(
        hub=hub, domain=domain, route=route, ended_at=None, defaults={"name": name, "since_at": now, "since_by": by}
    )
    if not is_new:
        raise MoveNotAllowed("This organisation is admitted already")
    return admitted


@transaction.atomic
def end_organisation(admitted: Admitted, *, by: Membership, now: datetime) -> Admitted:
    """Take no more referrals from an organisation. Its referrers see nothing from now on; what they sent stays.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: a colleague has ended it.
    """
    if not by.may(Permission.ADMIT_PARTNERS):
        raise PermissionDenied("end")
    admitted = Admitted.objects.select_for_update().get(hub_id=admitted.hub_id, pk=admitted.pk)
    if admitted.ended_at is not None:
        raise MoveNotAllowed("A colleague has ended this")
    admitted.ended_at, admitted.ended_by = now, by
    admitted.save(update_fields=["ended_at", "ended_by"])
    return admitted


@transaction.atomic
def refer(hub: Hub, asked: Asked, *, agreed: Agreed, is_worried: bool, submission: bytes, now: datetime) -> Referral:
    """Send a partner's referral, with how the person agreed to it; an alert where the partner is worried about now.

    The same `submission` again gives the referral that is already there, and writes nothing more.
    """
    referral = submit(hub, asked, submission=submission, now=now, actor="partner")
    if latest(referral.pk, hub.pk, referral.person_id, "referral.agreed") is not None:
        return referral
    record(referral, "referral.agreed", by=None, now=now, how=agreed.how, on=agreed.on.isoformat())
    return worry(hub, referral, now=now) if is_worried else referral


def worry(hub: Hub, referral: Referral, *, now: datetime) -> Referral:
    """Whoever referred them worries about now: an alert, and contact sooner."""
    alert_about(referral, hub, source=Alert.Source.SAFE_NOW, reasons=[WORRY], keep_safe=Alert.KeepSafe.SKIPPED, now=now)
    return bring_forward(referral, terms=hub.current, now=now)
