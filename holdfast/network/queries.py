"""Reads of transfers: which hub is responsible, what a hub was offered, what waits to be carried over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from holdfast.accounts.models import Membership
from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status as AlertStatus
from holdfast.appointments.models import Appointment
from holdfast.appointments.states import CAME
from holdfast.contacts.models import Attempt, Promise
from holdfast.hubs.models import Hub
from holdfast.network.models import Arrival, Paper, Transfer
from holdfast.network.package import Package, PaperWords
from holdfast.network.rules import look_on
from holdfast.network.sealed import open_package
from holdfast.network.states import FOR_NOTHING, OPEN, Status
from holdfast.people.access import about, admitted_to, open_to
from holdfast.people.actions import role_named
from holdfast.people.identity import reveal_data
from holdfast.people.models import Person
from holdfast.people.names import match_colleagues
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import Step
from holdfast.referrals.states import NextAction

MOST_OFFERS = 50
MOST_SHOWN = 20
MOST_LOOKED_AT = 200
ANSWERED_SHOWN = timedelta(days=7)


@dataclass(frozen=True)
class Offered:
    """An offer as the hub that was asked may read it before it decides."""

    transfer: Transfer
    package: Package


def transfers_of(referral: Referral) -> list[Transfer]:
    """Every offer of a referral, the latest first."""
    found = Transfer.objects.filter(hub_id=referral.hub_id, referral=referral)
    related = ("hub", "to_hub", "elsewhere", "person", "prepared_by__account", "offered_by__account")
    return list(found.select_related(*related).order_by("-prepared_at", "-pk")[:MOST_SHOWN])


def open_transfer(referral: Referral) -> Transfer | None:
    """The offer that is open, or was accepted: there is never more than one."""
    found = Transfer.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=[*OPEN, Status.ACCEPTED])
    transfer = found.select_related("hub", "to_hub", "elsewhere", "person", "prepared_by__account").first()
    if transfer is not None:
        transfer.referral = referral
    return transfer


def responsible_hub(referral: Referral) -> UUID | None:
    """Which hub is responsible for a referral now: its own, until another has accepted it and this one has let go; of a
    record that was brought over, the hub that offered until then. None: one elsewhere, whose receipt was taken in."""
    came = Arrival.objects.filter(hub_id=referral.hub_id, referral=referral).values("transfer_id")
    offering = Transfer.objects.filter(to_hub_id=referral.hub_id, pk__in=came, settled_at=None)
    for there in offering.values_list("hub_id", flat=True)[:1]:
        return there
    found = Transfer.objects.filter(hub_id=referral.hub_id, referral=referral, status=Status.ACCEPTED)
    left = found.filter(referral__closed_at__isnull=False).values_list("to_hub_id", flat=True)[:1]
    return left[0] if left else referral.hub_id


def must_be_seen_to(person: Person) -> bool:
    """Whether an alert about them is open, or a welfare check is to be done; on a record that is joined with theirs,
    too."""
    alerts = Alert.objects.filter(about(person), hub_id=person.hub_id).exclude(status=AlertStatus.CLOSED)
    theirs = Referral.objects.filter(about(person), hub_id=person.hub_id, closed_at=None)
    checks = Promise.objects.filter(
        hub_id=person.hub_id, action=NextAction.WELFARE, ended_at=None, referral__in=theirs.values("pk")
    )  # fmt: skip
    return alerts.exists() or checks.exists()


def is_accepted_elsewhere(referral: Referral) -> bool:
    """Whether another hub has accepted them: this one decides nothing any more. Called by `triage`."""
    found = Transfer.objects.filter(hub_id=referral.hub_id, referral=referral, status=Status.ACCEPTED)
    return found.exists()


def accepted_offers(column: str) -> QuerySet[Transfer]:
    """The accepted offer of the referral in this column of a row of the same hub, to be asked for with the row."""
    return Transfer.objects.filter(hub_id=OuterRef("hub_id"), referral_id=OuterRef(column), status=Status.ACCEPTED)


def next_of_transfer(referral: Referral, *, now: datetime) -> Step | None:
    """What comes next while an offer is open, and once it came to nothing. Called by `referrals.next_step`."""
    transfer = open_transfer(referral)
    if transfer is None:
        mine = Transfer.objects.filter(hub_id=referral.hub_id, referral=referral)
        ended_at = not_talked_over(mine).order_by("ended_at").values_list("ended_at", flat=True).first()
        return (NextAction.TALK, look_on(Status.REFUSED, ended_at)) if ended_at else None
    since = transfer.offered_at or transfer.agreed_at or transfer.prepared_at
    return NextAction.OFFER_TRANSFER, look_on(transfer.status, since)


def offers_to(member: Membership) -> list[Offered]:
    """What other hubs offer this one, the longest waiting first, without what the member must not know of: whoever the
    person keeps out, or may have meant, is not told that there is an offer."""
    found = Transfer.objects.filter(to_hub_id=member.hub_id, status=Status.OFFERED)
    rows = found.select_related("hub", "to_hub").order_by("offered_at", "pk")[:MOST_OFFERS]
    opened = [Offered(row, open_package(row, member.hub)) for row in rows]
    return [each for each in opened if not is_named(member, each.package["kept_out"])]


def find_offer(member: Membership, pk: UUID) -> Offered | None:
    """One offer to this member's hub; None where there is none that they may know of."""
    row = Transfer.objects.filter(to_hub_id=member.hub_id, pk=pk, status=Status.OFFERED)
    transfer = row.select_related("hub", "to_hub").first()
    if transfer is None:
        return None
    package = open_package(transfer, member.hub)
    return None if is_named(member, package["kept_out"]) else Offered(transfer, package)


def is_named(member: Membership, names: list[str]) -> bool:
    """Whether one of these names means, or may mean, this member, or a role of theirs."""
    for name in names:
        match = match_colleagues(name, {member.pk: member.name})
        if match.resolved is not None or match.possible or role_named(name) in member.roles:
            return True
    return False


def arrival_of(referral: Referral) -> Arrival | None:
    """How a referral came here from another hub; None where it did not."""
    found = Arrival.objects.filter(hub_id=referral.hub_id, referral=referral)
    return found.select_related("from_hub", "from_elsewhere", "decided_by__account").first()


def came_at(referral: Referral) -> datetime | None:
    """When a referral came here from another hub; None where it did not. Asked by `contacts.first_contact`."""
    found = Arrival.objects.filter(hub_id=referral.hub_id, referral=referral)
    return found.values_list("brought_at", flat=True).first()


def papers_of(referral: Referral) -> list[PaperWords]:
    """What came with somebody from another hub, as it was there."""
    found = Paper.objects.filter(hub_id=referral.hub_id, referral=referral).order_by("place")[:500]
    return [reveal_data(referral.person, f"paper:{each.pk}", each.words_sealed) for each in found]


def not_talked_over(found: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Of these, those that came to nothing without the person: refused, or ended with a request whose closing was taken
    back. And nobody has spoken with them since, nor have they come to a session, nor was another offer made that
    stands, nor were they taken on anew, which begins with a first contact."""
    same = {"hub_id": OuterRef("hub_id"), "referral": OuterRef("referral_id")}
    again = Transfer.objects.filter(**same, prepared_at__gt=OuterRef("ended_at")).exclude(status=Status.WITHDRAWN)
    spoke = Attempt.objects.filter(**same, result=Attempt.Result.SPOKE, at__gt=OuterRef("ended_at"), undone_at=None)
    came = Appointment.objects.filter(**same, status__in=CAME, session__starts_at__gt=OuterRef("ended_at"))
    found = found.exclude(referral__reopened_at__gte=F("ended_at"))
    return found.filter(~Exists(again), ~Exists(spoke), ~Exists(came), status__in=FOR_NOTHING, referral__closed_at=None)


def of_member(found: Viewer) -> QuerySet[Transfer]:
    """Offers that are for this member to see to: they prepared them, or have the referral; those of a referral that
    nobody has, for whoever has the queue, and leads."""
    mine = Q(prepared_by=found.member) | Q(referral__owner=found.member) | Q(referral__owner=None)
    return Transfer.objects.filter(open_to(found, "person_id"), mine, hub_id=found.member.hub_id)


def waiting_for(found: Viewer) -> list[Transfer]:
    """Offers that wait for this member. What came to nothing until somebody talks with the person, a no for a week."""
    to_talk = not_talked_over(Transfer.objects.filter(hub_id=found.member.hub_id)).values("pk")
    fresh = Q(status__in=OPEN) | Q(pk__in=to_talk) | Q(status=Status.SAID_NO, ended_at__gt=found.now - ANSWERED_SHOWN)
    rows = of_member(found).filter(fresh, referral__closed_at=None)
    rows = rows.select_related("to_hub", "elsewhere", "referral", "person")
    latest: dict[UUID, Transfer] = {}
    for each in rows.order_by("-prepared_at", "-pk")[:MOST_OFFERS]:
        latest.setdefault(each.referral_id, each)
    return list(latest.values())


def is_answered(member: Membership, transfer_id: UUID) -> bool:
    """Whether an offer was answered here that this member may hear of: they answered it, in another tab; or a colleague
    did, and the person keeps it from them neither by what came nor by the record that came of it."""
    found = Arrival.objects.filter(hub_id=member.hub_id, transfer_id=transfer_id).select_related("person").first()
    if found is None or found.decided_by_id == member.pk:
        return found is not None
    if found.person is not None:
        return bool(admitted_to(found.person, [member]))
    sent = Transfer.objects.filter(to_hub_id=member.hub_id, pk=transfer_id).exclude(package_sealed=None).first()
    return sent is not None and not is_named(member, open_package(sent, member.hub)["kept_out"])


def to_settle(hub: Hub) -> QuerySet[Transfer]:
    """Answered offers after which this hub has not yet done its part, or of which something goes after them. An offer
    to a hub elsewhere is settled at once, when its receipt is taken in."""
    to_do = Q(settled_at=None) | Q(package_sealed__isnull=False)
    answered = Transfer.objects.filter(to_do, hub=hub, ended_at__isnull=False)
    return answered.filter(elsewhere=None).order_by("ended_at", "pk")


def held_wrongly(hub: Hub) -> list[Transfer]:
    """Open offers that are on hold though nobody has to act first, or are not though somebody has."""
    rows = Transfer.objects.filter(hub=hub, status__in=OPEN).select_related("person").order_by("prepared_at", "pk")
    return [each for each in rows[:MOST_LOOKED_AT] if each.is_on_hold != must_be_seen_to(each.person)]
