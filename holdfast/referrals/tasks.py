"""Jobs of referrals: the kept counts are folded every minute, the reckoning is done every morning."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.accounts.duty import fallbacks
from holdfast.accounts.roles import Permission
from holdfast.alerts.queries import with_role
from holdfast.correspondence.actions import post_to_member
from holdfast.correspondence.models import Message
from holdfast.hubs.models import Hub
from holdfast.hubs.rounds import round_of_hubs
from holdfast.referrals.actions import fold_tallies
from holdfast.referrals.reckoning import log_reckoning, reckon
from holdfast.referrals.unopened import tell_of_unopened

log = logging.getLogger("holdfast.reckoning")


@app.periodic(cron="* * * * *")
@app.task(name="fold_tallies", queue="counts", queueing_lock="fold_tallies", pass_context=False)
def fold_all_tallies(timestamp: int) -> None:
    """Fold every hub's kept counts, so that reading one stays cheap."""
    round_of_hubs("fold_tallies", fold_tallies)


@app.periodic(cron="0 6 * * *")
@app.task(name="reckon_daily", queue="alerts", queueing_lock="reckon_daily", pass_context=False)
def reckon_daily(timestamp: int) -> None:
    """Look in every hub for what must not be, and tell its leads. A reckoning that cannot see fails the job."""
    round_of_hubs("reckon_daily", reckon_hub)


def reckon_hub(hub: Hub) -> None:
    """One hub's reckoning, in its scope. The mail says only: sign in."""
    now = timezone.now()
    tell_of_unopened(hub, now=now, today=now)
    findings = reckon(hub, now=now)
    log_reckoning(hub, findings, now=now)
    if findings.is_clean:
        return
    log.error("hub %s: the reckoning found %s", hub.slug, findings.counted())
    for member in with_role(hub, Permission.SEE_ALL_ALERTS) or fallbacks(hub):
        post_to_member(member, kind=Message.Kind.ALERT, subject_id=hub.pk, now=now)
