"""Jobs of the own pages: a link that was asked for again, visits that nobody comes back to."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.rounds import round_of_hubs
from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import channels_of
from holdfast.portal.entry_actions import give_link
from holdfast.portal.models import OwnVisit
from holdfast.portal.rules import LONGEST_VISIT
from holdfast.referrals.models import Referral


@app.task(name="send_own_link", queue="mail", pass_context=False)
def send_own_link(*, hub_id: str, referral_id: str) -> None:
    """Mail a new link, where email is safe. For nobody's id there is nothing to do."""
    hub = Hub.objects.get(pk=hub_id)
    now = timezone.now()
    with hub_scope(hub):
        referral = Referral.objects.select_related("person").filter(hub=hub, pk=UUID(referral_id)).first()
        if referral is not None and channels_of(referral.person).get("email"):
            give_link(referral, with_terms(hub, terms_of(hub, now=now)), now=now)


@app.periodic(cron="17 * * * *")
@app.task(name="delete_own_visits", queue="drafts", queueing_lock="delete_own_visits", pass_context=False)
def delete_own_visits(timestamp: int) -> None:
    """Delete visits that have long ended."""
    round_of_hubs("delete_own_visits", delete_in_hub)


def delete_in_hub(hub: Hub) -> None:
    """One hub's visits of yesterday, in its scope."""
    OwnVisit.objects.filter(hub=hub, touched_at__lt=timezone.now() - 2 * LONGEST_VISIT).delete()
