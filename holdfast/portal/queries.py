"""Reads of the own pages: the visit, who may see, who has looked, what waits to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from holdfast.accounts.models import Membership
from holdfast.agreements.models import Partner, Statement
from holdfast.built import Built, given, is_one_of
from holdfast.coordination.models import Plan
from holdfast.events.models import AccessEntry, Event
from holdfast.fitness.models import FitnessConcern
from holdfast.hubs.hours import LONDON
from holdfast.hubs.models import Hub
from holdfast.letters.models import Letter
from holdfast.letters.states import Audience
from holdfast.letters.states import Status as LetterStatus
from holdfast.network.models import Transfer
from holdfast.network.states import OPEN, Status
from holdfast.outcomes.models import FollowUp
from holdfast.people.access import covers_on
from holdfast.people.models import EmergencyAccess, MustNotSee, Person, Relationship
from holdfast.portal.entry_actions import hash_of
from holdfast.portal.models import OwnVisit, Pin
from holdfast.portal.rules import IDLE, LONGEST_VISIT
from holdfast.safeguarding.models import Concern
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.states import Status as WorkStatus

LOG_PAGE = 20
MOST_SHOWN = 100
LISTS_SINCE = timedelta(days=7)
LATEST_OF_ALL = datetime.max.replace(tzinfo=UTC), 0
MOST_LISTS = 5000
RAISING = "fitness:raise_concern"
HELD_BACK = frozenset({"fitness", "harm"})
"""Reasons for which a list is never counted to the person. Of what was about them alone, reading of concerns is shown
once every one was closed as safe to show, reading of fitness to practise once its two have written of every one that
the person knows of it; what is about serious harm is not: no app says yet that showing it endangers nobody.
"""


def lasting() -> QuerySet[OwnVisit]:
    """The visit of a key at a hub while it lasts."""
    pin = Pin.objects.filter(hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), ended_at=None)
    found = OwnVisit.objects.filter(
        hub_id=given("hub"), key_hash=given("key_hash"), ended_at=None, touched_at__gt=given("touched_after"),
        begun_at__gt=given("begun_after"),
    ).exclude(person__wrapped_key=None).filter(person__died_at=None)  # fmt: skip
    related = ("person", "referral__owner__account", "referral__wished_hub", "referral__partner__box")
    plan = Plan.objects.filter(hub_id=OuterRef("hub_id"), referral_id=OuterRef("referral_id"))
    offer = Transfer.objects.filter(
        hub_id=OuterRef("hub_id"), referral_id=OuterRef("referral_id"), status__in=[*OPEN, Status.ACCEPTED]
    )
    asked = FollowUp.objects.filter(hub_id=OuterRef("hub_id"), referral_id=OuterRef("referral_id"), status="asked")
    has = {"has_pin": Exists(pin), "has_plan": Exists(plan), "has_offer": Exists(offer), "is_asked": Exists(asked)}
    return found.select_related(*related).annotate(**has).order_by("pk")[:1]


LASTING = Built(lasting)


def find_visit(hub: Hub, key: str, *, now: datetime) -> OwnVisit | None:
    """The visit of this browser at this hub while it lasts; `has_pin` says whether a PIN is chosen, `has_plan` whether
    a plan was shown to them, `has_offer` whether they may go to another hub, or have, `is_asked` whether they are asked
    how they are now. One statement."""
    if not key:
        return None
    since = {"touched_after": now - IDLE, "begun_after": now - LONGEST_VISIT}
    visit = LASTING.first(hub=hub.pk, key_hash=hash_of(key), **since)
    if visit is not None:
        visit.referral.person = visit.person
    return visit


def events_of_kinds() -> QuerySet[Event]:
    """The last event of some kinds about a person."""
    found = Event.objects.filter(is_one_of("kind", "kinds"), hub_id=given("hub"), person_id=given("person"))
    return found.select_related("by__account").order_by("-occurred_at", "-pk")[:1]


LATEST = Built(events_of_kinds)


def latest_event(person: Person, *kinds: str) -> Event | None:
    """The last event of these kinds about a person, with who did it."""
    return LATEST.first(hub=person.hub_id, person=person.pk, kinds=list(kinds))


def named_by(person: Person) -> list[MustNotSee]:
    """Everybody the person named who must not see, those included who may be meant; the earliest first."""
    found = MustNotSee.objects.filter(hub_id=person.hub_id, person=person, ended_at=None)
    return list(found.select_related("member__account").order_by("named_at", "pk")[:MOST_SHOWN])


def relationships_of(person: Person) -> list[Relationship]:
    """Why the record is open now, and to whom."""
    found = Relationship.objects.filter(hub_id=person.hub_id, person=person, until_at=None)
    return list(found.select_related("member__account").order_by("since_at", "pk")[:MOST_SHOWN])


def by_role(person: Person, *, now: datetime) -> list[Membership]:
    """Active members to whom a role, cover for the owner or an emergency opens the record, in one statement.

    `is_covering` and `emergency_until` say which of these it is.
    """
    return BY_ROLE.rows(hub=person.hub_id, person=person.pk, now=now, today=now.astimezone(LONDON).date())


def members_by_role() -> QuerySet[Membership]:
    """The members of `by_role`."""
    about = {"hub_id": given("hub"), "person_id": given("person")}
    running = EmergencyAccess.objects.filter(**about, member_id=OuterRef("pk"), ends_at__gt=given("now"))
    owners = Relationship.objects.filter(**about, why=Relationship.Why.OWNER, until_at=None).values("member_id")
    covers = covers_on(given("hub"), given("today")).filter(covering_id=OuterRef("pk"), away_id__in=owners)
    found = Membership.objects.filter(hub_id=given("hub"), status=Membership.Status.ACTIVE).annotate(
        emergency_until=Subquery(running.order_by("-ends_at").values("ends_at")[:1]), is_covering=Exists(covers)
    )
    opened = Q(roles__overlap=["clinical_lead", "administrator"]) | Q(emergency_until__isnull=False)
    shown = found.filter(opened | Q(is_covering=True))
    return shown.select_related("account").order_by("account__name", "pk")[:MOST_SHOWN]


BY_ROLE = Built(members_by_role)


@dataclass(frozen=True)
class Outside:
    """Who outside can read something that the person agreed to, and whether a letter went to where they work."""

    readers: tuple[Partner, ...]
    has_letter_to_work: bool


def outside(person: Person) -> Outside:
    """What the person let others read. Two statements."""
    about = {"hub_id": person.hub_id, "person": person}
    work = WorkStatement.objects.filter(**about, status=WorkStatus.SHARED).values("partner_id")
    told = Q(pk__in=work) | Q(pk__in=Statement.objects.filter(**about).values("partner_id"))
    readers = Partner.objects.filter(told, hub_id=person.hub_id).select_related("box").order_by("since_at", "pk")
    to_work = Letter.objects.filter(
        **about, status=LetterStatus.SENT, audience__in=[Audience.OCCUPATIONAL_HEALTH, Audience.MANAGER]
    )
    return Outside(tuple(readers[:MOST_SHOWN]), to_work.exists())


def shown_to(hub_id: UUID, person_id: UUID) -> QuerySet[AccessEntry]:
    """Entries about this person alone that they may read now, the newest first. Their own visits are left out."""
    concerns = Concern.objects.filter(hub_id=hub_id, person_id=person_id)
    is_reviewed = Exists(concerns.filter(shows_reading=True)) & ~Exists(concerns.filter(shows_reading=False))
    told = FitnessConcern.objects.filter(hub_id=hub_id, person_id=person_id)
    is_known = Exists(told.filter(known_at__isnull=False)) & ~Exists(told.filter(known_at=None))
    found = AccessEntry.objects.filter(~Q(why="safeguarding") | is_reviewed, hub_id=hub_id, about=person_id)
    found = found.filter(~Q(why="fitness") | is_known).exclude(why="harm").exclude(tells_of_none())
    return found.exclude(actor="person").order_by("-at", "-pk")


def tells_of_none() -> Q:
    """Fitness to practise where nothing was read or kept: who looked, or sent a form in vain, or was too late for it.
    To tell the person would tell of a concern that is not there, or of one of which they do not know."""
    refused = Q(what__startswith="fitness:", action="refused") & ~Q(what=RAISING)
    return Q(what=RAISING, action="read") | refused


@dataclass(frozen=True)
class Looked:
    """Some entries, and the key of the next ones."""

    entries: Sequence[AccessEntry]
    next_after: str


def looked(person: Person, *, after: tuple[datetime, int] | None) -> Looked:
    """Who has looked, with what became of an emergency access, 20 at a time. One statement."""
    at, number = after or LATEST_OF_ALL
    entries = LOOKS.rows(hub=person.hub_id, person=person.pk, at=at, number=number)
    shown = entries[:LOG_PAGE]
    key = f"{shown[-1].at.isoformat()}~{shown[-1].pk}" if len(entries) > LOG_PAGE else ""
    return Looked(shown, key)


def looks() -> QuerySet[AccessEntry]:
    """Entries that were made before one, with the emergency access under which somebody looked, and its review."""
    hub, person = given("hub"), given("person")
    opened = EmergencyAccess.objects.filter(
        hub_id=hub, person_id=person, member_id=OuterRef("by_id"), opened_at__lte=OuterRef("at"),
        ends_at__gte=OuterRef("at"),
    ).order_by("-opened_at")  # fmt: skip
    found = shown_to(hub, person).filter(at__lte=given("at")).filter(Q(at__lt=given("at")) | Q(pk__lt=given("number")))
    return found.select_related("by__account").annotate(
        emergency_id=Subquery(opened.values("pk")[:1]),
        reason_sealed=Subquery(opened.values("reason_sealed")[:1]),
        reviewed_at=Subquery(opened.values("reviewed_at")[:1]),
        finding=Subquery(opened.values("finding")[:1]),
        reviewer=Subquery(opened.values("reviewed_by__account__name")[:1]),
    )[: LOG_PAGE + 1]


LOOKS = Built(looks)


def times_in_lists(person: Person, *, now: datetime) -> int:
    """How often the name stood in a list lately, within the last lists that anybody opened. Bounded."""
    lists = AccessEntry.objects.filter(hub_id=person.hub_id, at__gte=now - LISTS_SINCE, about=None)
    lists = lists.exclude(why__in=HELD_BACK)
    latest = lists.order_by("-at").values("pk", "persons")[:MOST_LISTS]
    return (
        AccessEntry.objects.filter(hub_id=person.hub_id, pk__in=latest.values("pk"))
        .filter(persons__contains=[person.pk])
        .count()
    )
