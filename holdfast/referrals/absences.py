"""Somebody who did not come, and may not be safe, or was promised a call: whatever closes or waits, a human sees it."""

from datetime import datetime

from holdfast.accounts.models import Membership
from holdfast.alerts.actions import raise_alert
from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status
from holdfast.alerts.words import ABSENT, PROMISED
from holdfast.hubs.queries import terms_of
from holdfast.people.access import has_died
from holdfast.referrals.models import Referral


def raise_absent(referral: Referral, *, by: Membership | None, now: datetime) -> Alert | None:
    """Raise an alert where a welfare check cannot be what comes next today; one that is open stands for it. In the
    caller's transaction. Nobody asks it of somebody who has died: should that be taken back, the check is due again.

    `by` is whoever recorded the absence; nobody, where a request was closed while the check was still due.
    """
    if has_died(referral.person):
        return None
    found = Alert.objects.filter(hub_id=referral.hub_id, person=referral.person, reasons=[ABSENT])
    if (open_one := found.exclude(status=Status.CLOSED).first()) is not None:
        return open_one
    return raise_alert(
        referral.person, subject_id=referral.pk, reference=referral.reference, source=Alert.Source.WORKER,
        reasons=[ABSENT], keep_safe=Alert.KeepSafe.SKIPPED, terms=terms_of(referral.hub, now=now), now=now, by=by,
    )  # fmt: skip


def raise_promised(referral: Referral, note: str, *, now: datetime) -> Alert:
    """Raise an alert where a call stands while its request is closed. In the caller's transaction."""
    return raise_alert(
        referral.person, subject_id=referral.pk, reference=referral.reference, source=Alert.Source.WORKER,
        reasons=[PROMISED], keep_safe=Alert.KeepSafe.SKIPPED, terms=terms_of(referral.hub, now=now), now=now, note=note,
    )  # fmt: skip
