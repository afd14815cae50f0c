"""Finds unusual reading in a hub's access log. In the hub's scope; every question is bounded and has its index.

The rules are in `holdfast/events/rules.py`. A name is opened here, compared with the colleagues' and forgotten.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from holdfast.accounts.models import Membership, Shift
from holdfast.events.models import AccessEntry, UnusualReading
from holdfast.events.rules import (
    AFTERWARDS_WITHIN,
    AGAIN_READINGS,
    AGAIN_WITHIN,
    OPENED,
    Reading,
    Unusual,
    again_and_again,
    found_in,
    is_night,
    many_at_once,
)
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of
from holdfast.people.identity import name_of
from holdfast.people.models import EmergencyAccess, Person, Relationship
from holdfast.people.names import match_colleagues

Kind = UnusualReading.Kind
Marks = Mapping[tuple[UUID, str, UUID | None], datetime]

LOOK_BACK = timedelta(hours=25)  # a worker that stood still for a day misses nothing
JOB = "people:look_for_unusual"
MOST_READINGS, MOST_PAIRS, MOST_PEOPLE, MOST_COLLEAGUES = 50_000, 500, 5_000, 500
BELONGS = ("owner", "team", "cover", "alert", "outside")
WORKS_WITH_THEM = (Relationship.Why.OWNER, Relationship.Why.TEAM, Relationship.Why.ALERT)


def readings_of(hub: Hub, *, since: datetime, until: datetime) -> QuerySet[AccessEntry]:
    """Records that members opened one by one."""
    return AccessEntry.objects.filter(
        hub=hub, at__gte=since, at__lt=until, action=AccessEntry.Action.READ, actor="member", what__in=OPENED,
        about__isnull=False, by__isnull=False,
    )  # fmt: skip


@dataclass(frozen=True)
class Log:
    """What the rules look at: readings of the last hours, the earliest first.

    Attributes:
        beside: those by somebody who does not work with the person, since names were last compared.
    """

    of_member: Mapping[UUID, list[Reading]]
    beside: Mapping[UUID, list[Reading]]

    @property
    def people(self) -> set[UUID]:
        """Whose names are compared with the colleagues'."""
        return {reading.person for readings in self.beside.values() for reading in readings}


def log_of(hub: Hub, *, now: datetime) -> Log:
    """The log of the last hours; where it is longer than can be read at once, its latest part."""
    since = now - LOOK_BACK
    compared_at = (
        AccessEntry.objects.filter(hub=hub, at__gte=since, what=JOB)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    rows = readings_of(hub, since=since, until=now).order_by("-at", "-pk")
    of_member: dict[UUID, list[Reading]] = defaultdict(list)
    beside: dict[UUID, list[Reading]] = defaultdict(list)
    for by, person, at, why in reversed(rows.values_list("by_id", "about", "at", "why")[:MOST_READINGS]):
        of_member[by].append(Reading(by, person, at))
        if why not in BELONGS and at >= (compared_at or since):
            beside[by].append(Reading(by, person, at))
    return Log(of_member, beside)


def unusual_in(hub: Hub, log: Log, *, now: datetime) -> Iterator[Unusual]:
    """Everything unusual that was not found before."""
    marks = marks_of(hub, now=now)
    for readings in log.of_member.values():
        found = many_at_once(fresh(readings, Kind.MANY, None, marks))
        if found is not None:
            yield found
    yield from at_night(hub, log.of_member, marks, now=now)
    yield from of_colleagues(hub, log, marks)
    yield from read_again(hub, marks, now=now)
    yield from after_emergencies(hub, marks, now=now)


def marks_of(hub: Hub, *, now: datetime) -> Marks:
    """Up to when each kind was found already, by member and record."""
    lately = UnusualReading.objects.filter(hub=hub, last_at__gte=now - AGAIN_WITHIN).order_by("last_at")
    return {
        (by, kind, person): last_at
        for by, kind, person, last_at in lately.values_list("member_id", "kind", "person_id", "last_at")
    }


def fresh(readings: list[Reading], kind: str, person: UUID | None, marks: Marks) -> list[Reading]:
    """The readings that no finding of this kind covers yet."""
    if not readings:
        return []
    mark = marks.get((readings[0].by, kind, person))
    return [reading for reading in readings if mark is None or reading.at > mark]


def at_night(hub: Hub, of_member: Mapping[UUID, list[Reading]], marks: Marks, *, now: datetime) -> Iterator[Unusual]:
    """Reading at night outside watched hours by members without duty then; not that of the outside cover."""
    watched = WeeklyHours.from_rows(terms_of(hub, now=now).watched_hours)
    cover = set(hub.members.filter(roles__contains=["outside_cover"]).values_list("pk", flat=True))
    for by, readings in of_member.items():
        late = [each for each in fresh(readings, Kind.NIGHT, None, marks) if is_night(each.at)]
        late = [each for each in late if by not in cover and not watched.is_open(each.at)]
        late = [each for each in late if not had_duty(hub, by, each.at)] if late else []
        if late:
            yield found_in(Kind.NIGHT, late, of_one=False)


def had_duty(hub: Hub, by: UUID, at: datetime) -> bool:
    """Whether a member was on duty at a moment."""
    return Shift.objects.filter(hub=hub, member_id=by, starts_at__lte=at, ends_at__gt=at, removed_at=None).exists()


def of_colleagues(hub: Hub, log: Log, marks: Marks) -> Iterator[Unusual]:
    """Reading, by others than those who work with them, of people who have the whole name of a member."""
    named = named_like_members(hub, log.people)
    for readings in log.beside.values():
        for person in sorted({reading.person for reading in readings} & named):
            own = [reading for reading in readings if reading.person == person]
            if left := fresh(own, Kind.COLLEAGUE, person, marks):
                yield found_in(Kind.COLLEAGUE, left, of_one=True)


def named_like_members(hub: Hub, persons: Iterable[UUID]) -> set[UUID]:
    """Of these people, those who have the whole name of somebody who works here, or did."""
    people = Person.objects.filter(hub=hub, pk__in=persons).exclude(wrapped_key=None).order_by("pk")[:MOST_PEOPLE]
    members = Membership.objects.filter(hub=hub).select_related("account").order_by("pk")[:MOST_COLLEAGUES]
    names = {member.pk: member.name for member in members}
    return {person.pk for person in people if match_colleagues(name_of(person), names).resolved is not None}


def read_again(hub: Hub, marks: Marks, *, now: datetime) -> Iterator[Unusual]:
    """One record again and again within a week, by somebody who does not work with them."""
    works = Relationship.objects.filter(
        Q(until_at=None) | Q(until_at__gte=now - AGAIN_WITHIN), hub=hub, person_id=OuterRef("about"),
        member_id=OuterRef("by_id"), why__in=WORKS_WITH_THEM,
    )  # fmt: skip
    week = readings_of(hub, since=now - AGAIN_WITHIN, until=now).exclude(why="cover")
    pairs = (
        week.filter(~Exists(works)).values("by_id", "about").annotate(times=Count("pk"))
        .filter(times__gte=AGAIN_READINGS).order_by("-times", "by_id", "about")
    )  # fmt: skip
    for pair in pairs[:MOST_PAIRS]:
        by, person = pair["by_id"], pair["about"]
        if (by, Kind.AGAIN, person) in marks:
            continue
        times = week.filter(by_id=by, about=person).order_by("at").values_list("at", flat=True)[:MOST_PAIRS]
        found = again_and_again(Reading(by, person, at) for at in times)
        if found is not None:
            yield found


def after_emergencies(hub: Hub, marks: Marks, *, now: datetime) -> Iterator[Unusual]:
    """Tries at a record after one's own emergency access to it had ended, by no right or by another emergency."""
    ended = EmergencyAccess.objects.filter(hub=hub, ends_at__gte=now - AFTERWARDS_WITHIN, ends_at__lt=now)
    for access in ended.order_by("ends_at", "pk")[:MOST_PAIRS]:
        tries = AccessEntry.objects.filter(
            hub=hub, by_id=access.member_id, about=access.person_id, at__gt=access.ends_at, at__lt=now,
            why__in=["none", "emergency"],
        )  # fmt: skip
        times = tries.order_by("at", "pk").values_list("at", flat=True)[:MOST_PAIRS]
        readings = [Reading(access.member_id, access.person_id, at) for at in times]
        if left := fresh(readings, Kind.AFTERWARDS, access.person_id, marks):
            yield found_in(Kind.AFTERWARDS, left, of_one=True)
