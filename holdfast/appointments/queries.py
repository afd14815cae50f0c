"""Reads of appointments: of a person, and in a diary."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission, with_caseload
from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status as AlertStatus
from holdfast.appointments.models import Appointment, Offer
from holdfast.appointments.rules import worries, written_up_by
from holdfast.appointments.states import CAME, CANCELLED, Status
from holdfast.assessments.models import Assessment
from holdfast.built import Built, given
from holdfast.contacts.queries import TO_THE_MINUTE, is_spoken_since
from holdfast.diary.models import Absence, Hold, Kind, Session
from holdfast.diary.queries import sessions_between, with_diary
from holdfast.events.actions import latest
from holdfast.hubs.models import Hub
from holdfast.people.access import admitted_to, open_to
from holdfast.people.models import Person
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.states import PAST_ASSESSMENT, NextAction, Stage

MOST_SHOWN = 50
BACK = timedelta(days=14)
AHEAD = timedelta(days=183)
MOST_GROUPS = 200
MOST_PEOPLE = 100


def of_person(person: Person) -> QuerySet[Appointment]:
    """Every appointment of a person, the latest first."""
    found = Appointment.objects.filter(hub_id=person.hub_id, person=person)
    return found.select_related("session__room", "referral", "person").order_by("-session__starts_at", "-pk")


def find_appointment(found: Viewer, pk: UUID) -> Appointment | None:
    """One appointment of somebody whose record is open to the viewer; None otherwise, for whatever reason."""
    appointments = Appointment.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id, pk=pk)
    related = ("session__room", "person", "referral__owner__account", "booked_by__account", "settled_by__account")
    return appointments.select_related(*related).first()


def next_of(referral: Referral, *, now: datetime) -> Appointment | None:
    """The next appointment that is booked for a referral."""
    return coming(referral, now).select_related("session").first()


def coming(referral: Referral, now: Any) -> QuerySet[Appointment]:
    """What is booked for a referral and has not ended, the next one first."""
    found = of_referral(referral).filter(status=Status.BOOKED, session__ends_at__gt=now)
    return found.order_by("session__starts_at")


def of_referral(referral: Referral) -> QuerySet[Appointment]:
    """Everything that was booked for a referral. Found by the person, as the index is: theirs are few in any hub."""
    return Appointment.objects.filter(
        hub_id=referral.hub_id, person_id=referral.person_id, referral_id=referral.pk
    )  # fmt: skip


def some_referral() -> Referral:
    """A referral, whichever it is, for a statement that is built once."""
    return Referral(pk=given("referral"), hub_id=given("hub"), person_id=given("person"))


def booked_steps(referral: Referral, *, now: datetime) -> list[tuple[str, datetime]]:
    """Seeing somebody, where something is booked for them alone, and writing up the assessment to which they came.
    Asked by `referrals.next_step`."""
    theirs = {"hub": referral.hub_id, "person": referral.person_id, "referral": referral.pk}
    starts_at, since = ALONE.first(**theirs, now=now), to_write_up(referral)
    steps: list[tuple[str, datetime]] = [(NextAction.MEET, starts_at)] if starts_at else []
    return [*steps, (NextAction.WRITE_UP, written_up_by(since))] if since else steps


def alone() -> QuerySet[Appointment, datetime]:
    """When the next appointment of a referral begins, whichever it is; where none is to come, the first of which nobody
    said whether they came, since they asked."""
    asked_at = Coalesce("referral__reopened_at", "referral__received_at")
    is_over = Case(When(session__ends_at__gt=given("now"), then=Value(0)), default=Value(1))
    booked = of_referral(some_referral()).filter(status=Status.BOOKED).exclude(session__kind=Kind.GROUP)
    found = booked.filter(Q(session__ends_at__gt=given("now")) | Q(session__starts_at__gte=asked_at))
    return found.order_by(is_over, "session__starts_at").values_list("session__starts_at", flat=True)[:1]


ALONE = Built(alone)


def came_since(appointment: Appointment) -> bool:
    """Whether somebody who did not come has come to something for them alone since, or was spoken with."""
    return is_seen_since(appointment.referral, appointment.session.starts_at) or is_logged(appointment)


def is_seen_since(referral: Referral, at: datetime) -> bool:
    """Whether somebody has come to something for them alone since a moment."""
    came = of_referral(referral).filter(status__in=CAME, session__starts_at__gte=at)
    return came.exclude(session__kind=Kind.GROUP).exists()


def first_came(referral: Referral) -> datetime | None:
    """When the first appointment of their own began to which they came."""
    came = of_referral(referral).filter(status__in=CAME).exclude(session__kind=Kind.GROUP)
    return came.order_by("session__starts_at").values_list("session__starts_at", flat=True).first()


def is_logged(appointment: Appointment) -> bool:
    """Whether it is logged that they were spoken with then, to the minute, or later."""
    return is_spoken_since(appointment.referral, appointment.session.starts_at - TO_THE_MINUTE)


def to_write_up(referral: Referral) -> datetime | None:
    """When it was recorded that they came to be assessed, where nobody finished an assessment since."""
    if referral.stage in PAST_ASSESSMENT:
        return None
    return UNWRITTEN.first(hub=referral.hub_id, person=referral.person_id, referral=referral.pk)


def unwritten() -> QuerySet[Appointment, datetime | None]:
    """The same of a referral, whichever it is."""
    finished = Assessment.objects.filter(
        hub_id=OuterRef("hub_id"), referral_id=OuterRef("referral_id"), finished_at__gte=OuterRef("session__starts_at")
    )
    came = of_referral(some_referral()).filter(~Exists(finished), status__in=CAME, session__kind=Kind.ASSESSMENT)
    return came.order_by("settled_at").values_list("settled_at", flat=True)[:1]


UNWRITTEN = Built(unwritten)


def open_of(person: Person) -> list[Appointment]:
    """What is booked for a person, and not settled: all of it, since what ends it ends every one."""
    found = Appointment.objects.filter(hub_id=person.hub_id, person=person, status=Status.BOOKED)
    return list(found.select_related("session__room", "person", "referral").order_by("session__starts_at"))


def seers_of(person: Person, *, has_to_do: bool) -> set[UUID]:
    """Practitioners who are to see somebody, or whom they came to for a request that is open. `has_to_do`: of these,
    only those who have an assessment to write up."""
    came = Q(status__in=CAME, referral__closed_at=None)
    if has_to_do:
        came &= Q(session__kind=Kind.ASSESSMENT, referral__next_action=NextAction.WRITE_UP)
    theirs = Appointment.objects.filter(Q(status=Status.BOOKED) | came, hub_id=person.hub_id, person=person)
    holds = Hold.objects.filter(
        hub_id=person.hub_id, session__in=theirs.values("session"), released_at=None, bookable__member__isnull=False
    )
    return set(holds.values_list("bookable__member", flat=True))


def worrying_of(appointments: Collection[Appointment]) -> set[UUID]:
    """Of which of these it is proposed that not coming worries: an alert is open, or they did not say that they are
    safe. One statement."""
    people = [each.person_id for each in appointments]
    hubs = {each.hub_id for each in appointments}
    alerts = Alert.objects.filter(hub_id__in=hubs, person_id__in=people).exclude(status=AlertStatus.CLOSED)
    alarmed = set(alerts.values_list("person_id", flat=True))
    return {
        each.pk for each in appointments
        if worries(has_open_alert=each.person_id in alarmed, safe_now=each.referral.safe_now)
    }  # fmt: skip


def to_come(referral: Referral, *, now: datetime) -> list[Appointment]:
    """What is booked for a referral and has not begun: what has is not cancelled, it is still to be said who came."""
    booked = [each for each in open_of(referral.person) if each.referral_id == referral.pk]
    return [each for each in booked if each.session.starts_at > now]


def practitioners_of(sessions: Collection[UUID], hub: Hub) -> dict[UUID, list[Membership]]:
    """Whom each session holds of the team, by name. One statement."""
    rows = Hold.objects.filter(hub=hub, session_id__in=sessions, released_at=None, bookable__member__isnull=False)
    found: dict[UUID, list[Membership]] = {pk: [] for pk in sessions}
    for hold in rows.select_related("bookable__member__account").order_by("bookable__member__account__name", "pk"):
        found[hold.session_id].append(hold.bookable.member)
    return found


def all_here(members: Sequence[Membership]) -> bool:
    """Whether there is somebody to see them, and everybody of them is at work, in a role that sees people."""
    return bool(members) and all(each.has_caseload for each in members)


def seated(session: Session) -> list[Appointment]:
    """Every place of a group that is taken, by its number."""
    found = Appointment.objects.filter(hub_id=session.hub_id, session=session).exclude(status__in=CANCELLED)
    return list(found.select_related("person", "session", "referral", "hub").order_by("seat"))


def together_with(session: Session) -> list[Session]:
    """The later ones of a group that comes every week."""
    found = Session.objects.filter(
        hub_id=session.hub_id, series=session.series, series__isnull=False, cancelled_at=None,
        starts_at__gt=session.starts_at,
    )  # fmt: skip
    return list(found.order_by("starts_at")[:MOST_SHOWN])


def groups_between(hub: Hub, begin: datetime, end: datetime) -> list[Session]:
    """The groups that are planned, in order, each with the number of places that are `taken`."""
    return list(with_taken(hub, sessions_between(hub, begin, end).filter(kind=Kind.GROUP))[:MOST_GROUPS])


def with_taken(hub: Hub, sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions, each with the number of places that are `taken`."""
    theirs = Appointment.objects.filter(hub=hub, session=OuterRef("pk")).exclude(status__in=CANCELLED)
    taken = theirs.order_by().values("session").annotate(number=Count("pk")).values("number")
    return sessions.annotate(taken=Coalesce(Subquery(taken), 0))


def find_group(hub: Hub, pk: UUID) -> Session | None:
    """A group of this hub, whether it was taken out or not, with the number of places that are `taken`."""
    found = Session.objects.filter(hub=hub, pk=pk, kind=Kind.GROUP).select_related("room", "hub")
    return with_taken(hub, found).first()


def shown_of(found: Viewer, session: Session) -> list[Appointment]:
    """The places of a group whose people's records are open to the viewer."""
    theirs = Appointment.objects.filter(open_to(found, "person_id"), hub_id=session.hub_id, session=session)
    return list(theirs.exclude(status__in=CANCELLED).select_related("person", "referral").order_by("seat"))


def caseload_of(found: Viewer) -> list[Referral]:
    """The viewer's own people who were decided on, by what comes next."""
    own = Referral.objects.filter(
        open_to(found, "person_id"), hub_id=found.member.hub_id, owner=found.member, closed_at=None
    )
    waiting = own.exclude(stage=Stage.TRIAGE).select_related("person").order_by("next_action_at", "pk")
    return list(waiting[:MOST_PEOPLE])


def groups_for(person: Person, hub: Hub, *, now: datetime) -> list[Session]:
    """Groups to come with a free place and without anybody whom the person keeps out, in which they have none yet."""
    found = [each for each in groups_between(hub, now, now + AHEAD) if each.starts_at > now]
    own = set(Appointment.objects.filter(hub=hub, person=person, session__in=found, status=Status.BOOKED).values_list(
        "session_id", flat=True))  # fmt: skip
    led_by = practitioners_of([each.pk for each in found], hub)
    leaders = list({each.pk: each for members in led_by.values() for each in members}.values())
    able = {each for each in admitted_to(person, leaders) if each.status == Membership.Status.ACTIVE}
    open_ones = [each for each in found if each.taken < each.places and each.pk not in own]  # type: ignore[attr-defined]
    return [each for each in open_ones if able.issuperset(led_by[each.pk])]


def pool_for(person: Person, hub: Hub, *, among: Collection[UUID] | None = None) -> list[Membership]:
    """Practitioners with a diary who may open this record: nobody whom the person named is ever among them. All of
    them, or those among a few."""
    able = [member for member in with_diary(hub, among=among) if member.has_caseload]
    return admitted_to(person, able)


def override_of(appointment: Appointment) -> str:
    """Why somebody is to assess whom the hub's rule does not admit; empty where it does."""
    event = latest(appointment.pk, appointment.hub_id, appointment.person_id, "appointment.book")
    return str(event.codes.get("override", "")) if event else ""


def open_offer(person: Person, *, now: datetime) -> Offer | None:
    """What was offered to a person and they have not chosen from yet."""
    found = Offer.objects.filter(hub_id=person.hub_id, person=person, taken_at=None, withdrawn_at=None, ends_at__gt=now)
    found = found.filter(referral__closed_at=None)
    return found.select_related("referral__person", "made_by__account").order_by("-made_at").first()


def in_diary(found: Viewer, begin: datetime, end: datetime, *, members: Collection[UUID]) -> list["Entry"]:
    """What stands in the diaries of some members; whose it is only where the record is open to the viewer.

    Three statements, however many entries.
    """
    hub = found.member.hub
    held: dict[UUID, list[UUID]] = {}
    rows = Hold.objects.filter(
        hub=hub, released_at=None, bookable__member_id__in=members, starts_at__gt=begin - timedelta(days=1),
        starts_at__lt=end, ends_at__gt=begin,
    )  # fmt: skip
    for session_id, member_id in rows.values_list("session_id", "bookable__member_id"):
        held.setdefault(session_id, []).append(member_id)
    sessions = list(with_taken(hub, sessions_between(hub, begin, end).filter(pk__in=held)))
    theirs: dict[UUID, list[Appointment]] = {session.pk: [] for session in sessions}
    shown = Appointment.objects.filter(open_to(found, "person_id"), hub=hub, session_id__in=theirs)
    if not found.member.may(Permission.OPEN_RECORDS):
        shown = shown.none()
    for appointment in shown.exclude(status__in=CANCELLED).select_related("person", "referral").order_by("pk"):
        theirs[appointment.session_id].append(appointment)
    return [Entry(session, held[session.pk], theirs[session.pk]) for session in sessions]


@dataclass(frozen=True)
class Entry:
    """A session in the diary, whom of the team it holds, and the appointments that the viewer may know of."""

    session: Session
    members: list[UUID]
    appointments: list[Appointment]

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return self.session.taken  # type: ignore[attr-defined,no-any-return]

    @property
    def named(self) -> list[Appointment]:
        """Those whose people are named in the diary: nobody who comes to a group is."""
        return [] if self.session.kind == Kind.GROUP else self.appointments


def unsettled(found: Viewer) -> list[tuple[UUID, int, datetime]]:
    """The first of the viewer's own appointments that ended and of which nobody said whether they came; how many, when.
    Of a request that is closed it is its owner who says so: whoever saw them has the record no longer.

    Those of the last two weeks: earlier ones stand in the records. Empty where there is none.
    """
    own = Hold.objects.filter(
        hub_id=found.member.hub_id, bookable__member=found.member, released_at=None, ends_at__lte=found.now,
        starts_at__gt=found.now - BACK,
    )  # fmt: skip
    theirs = Referral.objects.filter(hub_id=found.member.hub_id, owner=found.member, closed_at__gt=found.now - BACK)
    closed = Q(referral__in=theirs, session__ends_at__lte=found.now, session__starts_at__gt=found.now - BACK)
    return first_of(open_appointments(found).filter(Q(session__in=own.values("session")) | closed))


def without_anybody(found: Viewer) -> list[tuple[UUID, int, datetime]]:
    """The first appointment to come with a member who is away then, is at work no longer, or works in no role that sees
    people; how many, when. Whoever keeps the hub's diary has all of them; anybody else, those of the people they own.
    """
    away = Absence.objects.filter(
        hub_id=found.member.hub_id, ended_at=None, member=OuterRef("bookable__member"),
        starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"),
    )  # fmt: skip
    sees_people = Q(bookable__member__status=Membership.Status.ACTIVE, bookable__member__roles__overlap=with_caseload())
    holds = Hold.objects.filter(
        ~sees_people | Exists(away), hub_id=found.member.hub_id,
        bookable__member__isnull=False, released_at=None, starts_at__gt=found.now,
    )  # fmt: skip
    rows = open_appointments(found).filter(session__in=holds.values("session"))
    if not found.member.may(Permission.SET_DIARY):
        rows = rows.filter(referral__owner=found.member)
    return first_of(rows)


def open_appointments(found: Viewer) -> QuerySet[Appointment]:
    """Appointments that are booked, of people whose record is open to the viewer."""
    return Appointment.objects.filter(
        open_to(found, "person_id"), hub_id=found.member.hub_id, status=Status.BOOKED, session__cancelled_at=None
    )


def first_of(found: QuerySet[Appointment]) -> list[tuple[UUID, int, datetime]]:
    """The first of them, how many there are, and when it is; bounded."""
    rows = list(found.order_by("session__starts_at", "pk").values_list("pk", "session__starts_at")[:MOST_SHOWN])
    return [(rows[0][0], len(rows), rows[0][1])] if rows else []
