"""Reads of partners: who is admitted, who a browser or an account speaks for, what they sent, who was named."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from holdfast.accounts.models import Membership
from holdfast.agreements.actions import email_hash
from holdfast.agreements.models import Partner, Statement
from holdfast.agreements.queries import about, told_to
from holdfast.alerts.models import Alert
from holdfast.alerts.words import WORRY
from holdfast.built import Built, given
from holdfast.correspondence.actions import MOST_FAILURES, hash_of
from holdfast.correspondence.models import Message
from holdfast.hubs.models import Hub
from holdfast.partners.models import Admitted, Code, Introduction, Visit
from holdfast.partners.rules import domains_of
from holdfast.partners.states import Status
from holdfast.people.identity import reveal_data
from holdfast.referrals.models import Referral
from holdfast.workplace.queries import shared_about
from holdfast.workplace.states import Kind

PAGE = 50
MOST_STATEMENTS = 500  # on a page: ten for each referral
MOST_ADMITTED = 200
MOST_TO_CALL = 20
CODE_LASTS = timedelta(minutes=15)
VISIT_LASTS = timedelta(hours=2)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Told(NamedTuple):
    """One statement as it is read: its sentence, the day it is about, when it was approved."""

    words: str
    true_on: date
    approved_at: datetime


class AboutWork(NamedTuple):
    """A statement about somebody's work that is there to be read: which, of what kind, and since when."""

    pk: UUID
    kind: str
    shared_at: datetime


@dataclass(frozen=True)
class Sent:
    """One referral as whoever sent it may see it: that it was received, and what the person approved."""

    reference: str
    received_at: datetime
    statements: tuple[Told, ...]
    about_work: tuple[AboutWork, ...] = ()


@dataclass(frozen=True)
class Page:
    """Some referrals of a partner, whom they are about, and the place of the next ones."""

    sent: tuple[Sent, ...]
    persons: tuple[UUID, ...]
    next_after: str


def admitted_by(hub: Hub, address: str) -> list[Admitted]:
    """Every organisation that this address belongs to and that is admitted now, the closest first."""
    domains = domains_of(address)
    found = Admitted.objects.filter(hub=hub, domain__in=domains, ended_at=None)
    return sorted(found[:MOST_ADMITTED], key=lambda each: (domains.index(each.domain), each.route))


def standing_for(hub: Hub, partner: Partner, address: str) -> Admitted | None:
    """The organisation a partner speaks for while it is admitted; None once it, or the partner, has ended."""
    if partner.ended_at is not None:
        return None
    return next((each for each in admitted_by(hub, address) if each.route == partner.route), None)


def may_enter(partner: Partner) -> bool:
    """Whether a partner still gets to the pages of those who refer: they have not ended, nor has their organisation."""
    if partner.ended_at is not None:
        return False
    domains = domains_of(about(partner)["email"])
    admitted = Admitted.objects.filter(hub_id=partner.hub_id, domain__in=domains, route=partner.route, ended_at=None)
    return admitted.exists()


def partner_with(hub: Hub, address: str) -> Partner | None:
    """The partner with this address, whether ended or not."""
    return Partner.objects.filter(hub=hub, email_hash=email_hash(hub.pk, address)).select_related("box").first()


def find_code(hub: Hub, key: str, *, now: datetime) -> Code | None:
    """The code that this browser asked for while it can be used; None otherwise, for whatever reason."""
    asked = Code.objects.filter(hub=hub, key_hash=hash_of(key), made_at__gt=now - CODE_LASTS)
    return asked.filter(failures__lt=MOST_FAILURES).select_related("box").first()


def address_of(code: Code) -> str:
    """The address a code was asked for."""
    return str(reveal_data(code.box, "address", code.address_sealed)["email"])


def lasting() -> QuerySet[Visit]:
    """The visit of a key at a hub while it lasts."""
    found = Visit.objects.filter(
        hub_id=given("hub"), key_hash=given("key_hash"), touched_at__gt=given("touched_after"),
        partner__ended_at=None, admitted__ended_at=None,
    )  # fmt: skip
    return found.select_related("partner__box", "admitted").order_by("pk")[:1]


LASTING = Built(lasting)


def find_visit(hub: Hub, key: str, *, now: datetime) -> Visit | None:
    """The visit of this browser while it lasts, and while the partner and their organisation do."""
    return LASTING.first(hub=hub.pk, key_hash=hash_of(key), touched_after=now - VISIT_LASTS)


def partner_of_member(member: Membership) -> Partner | None:
    """Whom a signed-in referrer is as a partner, while their organisation is admitted."""
    found = Partner.objects.filter(hub_id=member.hub_id, member=member).select_related("box").first()
    return found if found and standing_for(member.hub, found, about(found)["email"]) else None


def sent_by(partner: Partner, *, after: str = "", limit: int = PAGE) -> Page:
    """What a partner sent, the latest first, with what was approved for them. No field of a referral that lives."""
    found = Referral.objects.filter(hub_id=partner.hub_id, partner=partner)
    begun = read_key(after)
    if begun:
        found = found.filter(TupleLessThan(("received_at", "pk"), begun))
    rows = list(
        found.order_by("-received_at", "-pk").values_list("pk", "person_id", "reference", "received_at")[: limit + 1]
    )
    shown = rows[:limit]
    told = told_about(partner, [pk for pk, *_ in shown])
    work = work_about(partner, [pk for pk, *_ in shown])
    sent = tuple(
        Sent(reference, at, tuple(told.get(pk, ())), tuple(work.get(pk, ()))) for pk, _, reference, at in shown
    )
    next_after = write_key(shown[-1][3], shown[-1][0]) if len(rows) > limit else ""
    return Page(sent, tuple(person for _, person, *_ in shown), next_after)


def told_about(partner: Partner, referrals: list[UUID]) -> dict[UUID, list[Told]]:
    """What a partner was told, by referral. As tuples: a page may hold five hundred."""
    words, told = dict(Statement.Kind.choices), defaultdict(list)
    columns = ("referral_id", "kind", "true_on", "approved_at")
    for referral_id, kind, true_on, approved_at in told_to(partner, referrals).values_list(*columns)[:MOST_STATEMENTS]:
        told[referral_id].append(Told(words[kind], true_on, approved_at))
    return told


def work_about(partner: Partner, referrals: list[UUID]) -> dict[UUID, list[AboutWork]]:
    """What a partner was told and asked about people's work, by referral. The words stand on pages of their own."""
    return {
        referral: [AboutWork(each.pk, Kind(each.kind).label, each.shared_at) for each in found if each.shared_at]
        for referral, found in shared_about(partner, referrals).items()
    }


def has_sent(partner: Partner) -> bool:
    """Whether a partner has referred anybody."""
    return Referral.objects.filter(hub_id=partner.hub_id, partner=partner).exists()


def sent_with(partner: Partner, submission: bytes) -> Referral | None:
    """The referral that one form of this partner made."""
    return Referral.objects.filter(hub_id=partner.hub_id, partner=partner, submission=submission).first()


def was_worried(referral: Referral) -> bool:
    """Whether whoever referred them said that they are worried about now."""
    raised = Alert.objects.filter(hub_id=referral.hub_id, person_id=referral.person_id, subject_id=referral.pk)
    return raised.filter(reasons__contains=[WORRY]).exists()


def named_with(partner: Partner, submission: bytes) -> bool:
    """Whether one form of this manager named somebody."""
    return Introduction.objects.filter(hub_id=partner.hub_id, partner=partner, submission=submission).exists()


def find_introduction(hub: Hub, token: str, *, now: datetime) -> Introduction | None:
    """Whoever was named under this link, while it is open; None otherwise, for whatever reason."""
    found = Introduction.objects.filter(hub=hub, token_hash=hash_of(token), status=Status.NAMED, expires_at__gt=now)
    return found.select_related("box").first()


def answered_lately(hub: Hub, token: str, *, now: datetime) -> Referral | None:
    """The request that this link became within the last hours, while whoever answered may still go back to it."""
    found = Introduction.objects.filter(
        hub=hub, token_hash=hash_of(token), status=Status.CONFIRMED, settled_at__gt=now - VISIT_LASTS
    )
    introduction = found.select_related("referral__person").first()
    return introduction.referral if introduction else None


def open_introductions(hub: Hub, *, after: str = "", limit: int = PAGE) -> list[Introduction]:
    """Everybody named who has not answered, the next date first; one more than `limit` where there are more."""
    found = Introduction.objects.filter(hub=hub, status=Status.NAMED)
    begun = read_key(after)
    if begun:
        found = found.filter(TupleGreaterThan(("next_at", "pk"), begun))
    return list(found.select_related("box", "partner").order_by("next_at", "pk")[: limit + 1])


def to_call(hub: Hub) -> list[datetime]:
    """By when each of those who are asked by telephone is to be called, the soonest first; up to 20 and one more."""
    found = Introduction.objects.filter(hub=hub, status=Status.NAMED, token_hash=None).order_by("next_at", "pk")
    return [each.next_at for each in found[: MOST_TO_CALL + 1] if each.next_at]


def called_introduction(hub: Hub, pk: UUID) -> Introduction | None:
    """Somebody named who is to be called, and has not answered."""
    found = Introduction.objects.filter(hub=hub, pk=pk, status=Status.NAMED, token_hash=None)
    return found.select_related("box", "partner").first()


def run_out(hub: Hub, *, now: datetime) -> QuerySet[Introduction]:
    """Those who were asked by mail and have had their time.

    Where the mail never left they keep waiting: that fault is ours. So do those who are asked by telephone, until
    somebody has called (`introduction_actions.try_again`).
    """
    mail = Message.objects.filter(hub=hub, kind=Message.Kind.CONFIRM, subject_id=OuterRef("pk"), sent_at__isnull=False)
    over = Introduction.objects.filter(Exists(mail), hub=hub, status=Status.NAMED, expires_at__lte=now)
    return over.filter(token_hash__isnull=False).order_by("next_at", "pk")


def named(introduction: Introduction) -> dict:
    """What a manager said of somebody: their name, and one way to reach them (`call` or `email`)."""
    return dict(reveal_data(introduction.box, "named", introduction.about_sealed))


def admitted_page(hub: Hub) -> list[Admitted]:
    """Organisations admitted now, by name, then those that were; the latest 200 in all."""
    found = Admitted.objects.filter(hub=hub).select_related("since_by__account", "ended_by__account")
    latest = found.order_by("-since_at", "-pk")[:MOST_ADMITTED]
    return sorted(latest, key=lambda each: (each.ended_at is not None, each.name.casefold(), each.route))


def write_key(at: datetime, pk: UUID) -> str:
    """The place of a row in its list, for an address: an instant in microseconds since 1970, and the id."""
    return f"{(at - EPOCH) // MICROSECOND:x}.{pk.hex}"


def read_key(text: str) -> tuple[datetime, UUID] | None:
    """The place that `write_key` wrote; None for anything else."""
    at, _, pk = text.partition(".")
    try:
        return (EPOCH + int(at, 16) * MICROSECOND, UUID(hex=pk)) if len(at) <= 14 and len(pk) == 32 else None
    except (ValueError, OverflowError):
        return None


def mark_of(word: str, *parts: bytes) -> bytes:
    """The mark of what was sent once, however often it comes."""
    return hashlib.sha256(b"\0".join([word.encode(), *parts])).digest()
