"""Facts of one hub, from its stream of events and from what people told of themselves. In the hub's scope."""

import hmac
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from itertools import chain
from uuid import UUID

from django.db.models import QuerySet

from holdfast.appointments.models import Appointment
from holdfast.appointments.states import CAME
from holdfast.directory.models import Service
from holdfast.events.models import Event
from holdfast.hubs.facts.equality import ETHNIC_CATEGORY
from holdfast.hubs.hours import WeeklyHours, london_day
from holdfast.hubs.models import Hub, Terms
from holdfast.monitoring.bands import AGE_UP_TO, OLDEST
from holdfast.monitoring.facts import Fact, Kind
from holdfast.monitoring.translating import READ, SPOKE, Known, Row, facts_of
from holdfast.people.identity import details_of
from holdfast.people.models import Joined
from holdfast.referrals.models import Background, Equality, Referral
from holdfast.support_line.queries import conversations
from holdfast.triage.rules import CLOSE_OF_DAY

CHUNK = 2000
MINUTE = 60
EQUALITY = {
    "sexual_orientation": "sexual_orientation", "gender": "gender", "gender_same_at_birth": "trans",
    "disability": "disability", "religion": "faith",
}  # fmt: skip


def pseudonyms(key: bytes) -> Callable[[UUID | str], str]:
    """Names for ids by a key that stays with the hub: the same id has the same name, and nobody finds the way back."""
    return lambda given: hmac.new(key, str(given).encode(), sha256).hexdigest()[:32]


def read_facts(
    hub: Hub, name: Callable[[UUID | str], str], *, as_hub: str, persons: Collection[UUID] | None = None,
    names_services: bool = False,
) -> Iterator[Fact]:  # fmt: skip
    """Every fact of a hub: of its events in their order, then what people told, and since when they wait.

    Args:
        as_hub: how the hub is called in figures; persons: of these alone, with everybody whose record is joined.
        names_services: say to which service they were sent: for inside the hub alone.
    """
    joined = counted_as(hub, persons)
    known = Known(as_hub, name, kinds_of_services(hub), targets(hub), joined, began_at(hub, persons), names_services)
    events = Event.objects.filter(hub=hub) if persons is None else Event.objects.filter(hub=hub, person_id__in=persons)
    gone = set(events.filter(reverses_id__isnull=False).values_list("reverses_id", flat=True))
    columns = ("pk", "person_id", "subject_id", "kind", "codes", "occurred_at")
    found = events.filter(kind__in=READ).order_by("pk").values_list(*columns)
    last = 0
    for values in found.iterator(chunk_size=CHUNK):
        row = Row(*values)
        last = row.number
        if row.number not in gone:
            yield from facts_of(row, known)
    asked = Referral.objects.filter(hub=hub)
    if persons is not None:
        asked = asked.filter(person_id__in=persons)
    for place, fact in enumerate(beside(asked, hub, known), start=last + 1):
        yield replace(fact, number=place)


def beside(asked: QuerySet[Referral], hub: Hub, known: Known) -> Iterator[Fact]:
    """Facts that rows tell, and no event: what people told, calls of theirs, and since when they wait."""
    return chain(told(asked, known), asked_before(asked, hub, known), rang(asked, hub, known))


def began_at(hub: Hub, persons: Collection[UUID] | None) -> dict[UUID, datetime]:
    """When each appointment began to which somebody came: it may be written down days later."""
    came = Appointment.objects.filter(hub=hub, status__in=CAME)
    if persons is not None:
        came = came.filter(person_id__in=persons)
    return dict(came.values_list("pk", "session__starts_at"))


def counted_as(hub: Hub, persons: Collection[UUID] | None) -> dict[UUID, UUID]:
    """As which person everybody is counted whose record is joined with others: as the first of them that there was."""
    rows = Joined.objects.filter(hub=hub)
    if persons is not None:
        rows = rows.filter(other_id__in=persons)
    found: dict[UUID, UUID] = {}
    for one, other in rows.values_list("other_id", "person_id"):
        found[one] = min(found.get(one, one), other)
    return found


def kinds_of_services(hub: Hub) -> dict[str, list[str]]:
    """What each service of the directory is for."""
    return {str(pk): kinds for pk, kinds in Service.objects.filter(hub=hub).values_list("pk", "kinds")}


def targets(hub: Hub) -> Callable[[datetime], int]:
    """Minutes from a moment until the hub's target for first contact, by the terms that were in force then."""
    versions = list(Terms.objects.filter(hub=hub).order_by("-starts_at", "-version"))

    def minutes(at: datetime) -> int:
        terms = next((each for each in versions if each.starts_at <= at), versions[-1])
        hours = WeeklyHours.from_rows(terms.open_hours)
        by = hours.add_working_days(at, terms.contact_target_days, CLOSE_OF_DAY)
        return int((by - at).total_seconds() // MINUTE)

    return minutes


def told(asked: QuerySet[Referral], known: Known) -> Iterator[Fact]:
    """What people told of themselves."""
    yield from equality(asked, known)
    yield from work(asked, known)
    yield from ages(asked, known)


def equality(asked: QuerySet[Referral], known: Known) -> Iterator[Fact]:
    """Answers to the equality questions, each of which can be skipped."""
    groups = {code.code: code.group for code in ETHNIC_CATEGORY.codes}
    answers = Equality.objects.filter(referral__in=asked).select_related("referral").order_by("told_at", "pk")
    for row in answers.iterator(chunk_size=CHUNK):
        if row.ethnic_category:
            yield said(row.referral, row.told_at, "ethnic_group", groups[row.ethnic_category], known)
        for column, attribute in EQUALITY.items():
            if answer := getattr(row, column):
                yield said(row.referral, row.told_at, attribute, answer, known)


def work(asked: QuerySet[Referral], known: Known) -> Iterator[Fact]:
    """Where they work, and whether they are at work."""
    found = Background.objects.filter(referral__in=asked).select_related("referral").order_by("told_at", "pk")
    for each in found.iterator(chunk_size=CHUNK):
        for attribute in ("staff_group", "sector"):
            if answer := getattr(each, attribute):
                yield said(each.referral, each.told_at, attribute, answer, known)
        if each.work_state:
            yield made(each.referral, each.told_at, Kind.WORKED, each.work_state, "", known)


def ages(asked: QuerySet[Referral], known: Known) -> Iterator[Fact]:
    """How old they were when they asked."""
    found = asked.select_related("person").order_by("pk")
    for referral in found.iterator(chunk_size=CHUNK):
        if band := age_band(referral):
            yield said(referral, referral.received_at, "age_band", band, known)


def asked_before(asked: QuerySet[Referral], hub: Hub, known: Known) -> Iterator[Fact]:
    """Since when those have waited who came from another hub: their request here keeps when they asked there, and
    whether somebody there had spoken with them."""
    for referral in asked.filter(arrivals__hub=hub).order_by("pk").iterator(chunk_size=CHUNK):
        target, code = float(known.target(referral.received_at)), SPOKE if referral.contact_from else ""
        yield replace(made(referral, referral.received_at, Kind.ASKED_BEFORE, code, "", known), value=target)


def rang(asked: QuerySet[Referral], hub: Hub, known: Known) -> Iterator[Fact]:
    """Calls of theirs to the support line in which they were spoken with."""
    calls = conversations(hub.pk).filter(referral__in=asked).select_related("referral").order_by("begun_at", "pk")
    for call in calls.iterator(chunk_size=CHUNK):
        yield replace(made(call.referral, call.begun_at, Kind.RANG, "", "", known), subject=known.name(call.pk))


def age_band(referral: Referral) -> str:
    """How old somebody was when they asked, in bands of ten years; empty where they did not tell, or are erased."""
    born = details_of(referral.person).get("born") if referral.person.wrapped_key else None
    if not born:
        return ""
    birth, day = date.fromisoformat(born), london_day(referral.received_at)
    age = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    return next((band for most, band in AGE_UP_TO if age <= most), OLDEST)


def said(referral: Referral, at: datetime, attribute: str, answer: str, known: Known) -> Fact:
    """Something that somebody told of themselves."""
    return made(referral, at, Kind.TOLD, attribute, answer, known)


def made(referral: Referral, at: datetime, kind: Kind, code: str, detail: str, known: Known) -> Fact:
    """A fact of a referral."""
    name = known.name(referral.pk)
    return Fact(known.hub, 0, known.person(referral.person_id), name, name, kind, at, code, detail)
