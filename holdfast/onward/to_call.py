"""Services that still expect somebody who has died, or whom another hub looks after now. Their link has closed and says
nothing, so that they may write, or ring their home: only the telephone tells them. Whoever stopped by themselves is
told of to nobody: their own page promises that."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from holdfast.directory.models import Service
from holdfast.events.models import Event
from holdfast.onward.models import OnwardReferral
from holdfast.onward.queries import MOST_SHOWN
from holdfast.onward.states import Status
from holdfast.people.access import open_to
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Status as ReferralStatus

SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class ToCall:
    """Which service to call about whose request, and whether it is a death that it is told of."""

    service: Service
    referral: Referral
    has_died: bool
    since: datetime


def to_call(found: Viewer) -> list[ToCall]:
    """The services that this member has to call, for a week: about their own people and those of whom they cover for,
    and for leads about everybody's."""
    rows = OnwardReferral.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id)
    if not found.sees_everybody:
        rows = rows.filter(referral__owner__in=[found.member.pk, *found.covers])
    return calls(rows, now=found.now)


def to_call_about(referral: Referral, *, now: datetime) -> list[ToCall]:
    """The services that are to be called about one request."""
    return calls(OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral), now=now)


def calls(rows: QuerySet[OnwardReferral], *, now: datetime) -> list[ToCall]:
    """Of these, those that were with a service until a death or a transfer ended them, in the last week. A death that
    was taken back ended nothing that is told."""
    died = Event.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), kind="person.die", occurred_at=OuterRef("ended_at")
    )  # it may have been taken back as an error and be recorded again since
    by_death = Q(Exists(died), person__died_at__isnull=False)
    by_transfer = Q(referral__status=ReferralStatus.TRANSFERRED, ended_at=F("referral__closed_at"))
    ended = rows.filter(
        by_death | by_transfer, status=Status.WITHDRAWN, sent_at__isnull=False, ended_at__gt=now - SHOWN_FOR
    )
    ended = ended.select_related("service", "referral", "person").order_by("ended_at", "pk")
    return [
        ToCall(each.service, each.referral, each.person.died_at is not None, each.ended_at)
        for each in ended[:MOST_SHOWN]
        if each.ended_at is not None
    ]
