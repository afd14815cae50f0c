"""What a hub of another installation hears by telephone alone, since no row is shared with it and no file says it: that
somebody who went there, or came from there, has died, or that this was an error; that there is an alert about them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status as AlertStatus
from holdfast.hubs.models import Hub
from holdfast.network.models import Arrival, HubElsewhere, Transfer
from holdfast.network.queries import ANSWERED_SHOWN, MOST_OFFERS
from holdfast.network.states import Status
from holdfast.outcomes.queries import deaths_since
from holdfast.people.access import open_to
from holdfast.people.models import Joined
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral

DIED, LIVES, ALERT = "died", "lives", "alert"


@dataclass(frozen=True)
class ToCall:
    """Whom to call, about whom, and what to say.

    Attributes:
        since: when it was recorded here.
    """

    what: str
    referral_id: UUID
    hub: HubElsewhere
    since: datetime


def to_call(found: Viewer) -> list[ToCall]:
    """What this member has to tell another installation: for a week after a death, as long as an alert is open."""
    return [*deaths(found), *alerts(found)]


def deaths(found: Viewer) -> list[ToCall]:
    """Deaths of the last week, and those that were taken back, for whoever has them or decided on them, and leads."""
    said = lately(found.member.hub, since=found.now - ANSWERED_SHOWN)
    if not said:
        return []
    gone = gone_elsewhere(found).filter(of_member(found, "offered_by"), person_id__in=said)
    came = Arrival.objects.filter(
        open_to(found, "person_id"), of_member(found, "decided_by"), hub=found.member.hub, person_id__in=said,
        from_elsewhere__isnull=False,
    ).select_related("from_elsewhere")  # fmt: skip
    theirs = [
        (each.person_id, each.referral_id, each.elsewhere)
        for each in gone.order_by("pk")[:MOST_OFFERS]
        if said[each.person_id][1] >= each.ended_at  # of an error before nothing was ever told there
    ]
    theirs += [(each.person_id, each.referral_id, each.from_elsewhere) for each in came.order_by("pk")[:MOST_OFFERS]]
    return [ToCall(said[person][0], referral, hub, said[person][1]) for person, referral, hub in theirs]


def lately(hub: Hub, *, since: datetime) -> dict[UUID, tuple[str, datetime]]:
    """Of each record of which it is news: whether they have died, or live, and since when."""
    said = {}
    for death in deaths_since(hub, since).select_related("person"):
        if (at := death.person.died_at) is None:
            said[death.person_id] = (LIVES, max(death.undone_at or since, said.get(death.person_id, (LIVES, since))[1]))
        elif at > since:
            said[death.person_id] = (DIED, at)
    return said


def alerts(found: Viewer) -> list[ToCall]:
    """Open alerts about somebody whom a hub elsewhere has by now, or about a record that is joined with theirs."""
    joined = Joined.objects.filter(hub=found.member.hub, person_id=OuterRef(OuterRef("person_id")))
    here = Q(person_id=OuterRef("person_id")) | Q(person_id__in=joined.values("other_id"))
    raised = Alert.objects.filter(here, hub_id=OuterRef("hub_id")).exclude(status=AlertStatus.CLOSED)
    asked = Referral.objects.filter(here, hub_id=OuterRef("hub_id"), closed_at=None)  # this hub has them again
    rows = gone_elsewhere(found).filter(Exists(raised), ~Exists(asked)).order_by("pk")[:MOST_OFFERS]
    return [ToCall(ALERT, each.referral_id, each.elsewhere, found.now) for each in rows]


def gone_elsewhere(found: Viewer) -> QuerySet[Transfer]:
    """Offers that a hub elsewhere has accepted, of records that open to this member."""
    rows = Transfer.objects.filter(open_to(found, "person_id"), hub=found.member.hub, status=Status.ACCEPTED)
    return rows.filter(elsewhere__isnull=False).select_related("elsewhere")


def of_member(found: Viewer, decided: str) -> Q:
    """Of whoever has the request, or decided on it, and of every lead."""
    mine = Q(**{decided: found.member}) | Q(referral__owner=found.member) | Q(referral__owner=None)
    return Q(pk__isnull=False) if found.sees_everybody else mine
