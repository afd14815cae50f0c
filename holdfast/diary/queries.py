"""Reads of the diary: who works when, what is held, what is free. None of them names a person who comes to the hub."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Func, Q, QuerySet

from holdfast.accounts.models import Membership
from holdfast.built import Built, given, is_one_of
from holdfast.diary.lengths import SHIPPED
from holdfast.diary.models import (
    WITH_PEOPLE,
    Absence,
    Bookable,
    ExtraHours,
    Feed,
    Hold,
    KindLength,
    Room,
    Session,
    WorkingPattern,
)
from holdfast.diary.rules import DAY, Length, Pattern, Span, hours_between, merged, without
from holdfast.hubs.hours import MIDNIGHT, WeeklyHours, instant
from holdfast.hubs.models import Hub

MOST_MEMBERS = 200
MOST_KEPT = 60
MOST_ROWS = 20_000  # held by everybody in a month, and far more


class Seconds(Func):
    """An instant as whole seconds since 1970: of thousands of rows, numbers are read many times faster than times."""

    template = "extract(epoch FROM %(expressions)s)::bigint"
    output_field = BigIntegerField()


@dataclass(frozen=True)
class Times:
    """The times of one member between two days.

    Attributes:
        works: working hours, extra hours with them, before anything is taken out.
        away: when they are not there.
        held: what sessions hold.
    """

    works: list[Span]
    away: list[Span]
    held: list[Span]

    @property
    def there(self) -> list[Span]:
        """When they work and are not away."""
        return without(self.works, self.away)

    @property
    def free(self) -> list[Span]:
        """When they can be booked."""
        return without(self.there, self.held)


PATTERNS = Built(
    lambda: WorkingPattern.objects.filter(
        is_one_of("member_id", "members"), hub_id=given("hub"), ended_at=None, starts_on__lte=given("last")
    ).values_list("member_id", "starts_on", "ends_on", "weeks", "is_off_on_bank_holidays")[:MOST_ROWS]
)


def touching(model: type[Absence] | type[ExtraHours]) -> QuerySet[Any, tuple[UUID, datetime, datetime]]:
    """Rows of members that touch a time."""
    found = model.objects.filter(
        is_one_of("member_id", "members"), hub_id=given("hub"), ended_at=None, ends_at__gt=given("begin"),
        starts_at__lt=given("end"),
    )  # fmt: skip
    return found.values_list("member_id", "starts_at", "ends_at")[:MOST_ROWS]


SPANS = {model: Built(partial(touching, model)) for model in (Absence, ExtraHours)}
HELD = Built(
    lambda: Hold.objects.filter(
        is_one_of("bookable__member_id", "members"), hub_id=given("hub"), bookable__hub_id=given("hub"),
        released_at=None, starts_at__gt=given("before"), starts_at__lt=given("end"), ends_at__gt=given("begin"),
    ).values_list("bookable__member_id", Seconds("starts_at"), Seconds("ends_at"))[:MOST_ROWS]
)  # fmt: skip
LENGTHS = Built(
    lambda: KindLength.objects.filter(hub_id=given("hub")).order_by("kind", "-set_at", "-pk").distinct("kind")
    .values_list("kind", "minutes", "before", "after")
)  # fmt: skip


def times_of(hub: Hub, members: Collection[UUID], first: date, last: date) -> dict[UUID, Times]:
    """The times of several members from the first day to the last. Four statements, however many members."""
    begin, end = instant(first, MIDNIGHT), instant(last + DAY, MIDNIGHT)
    patterns, away = patterns_of(hub, members, last), spans_of(Absence, hub, members, begin, end)
    extra, held = spans_of(ExtraHours, hub, members, begin, end), held_by(hub, members, begin, end)
    return {
        pk: Times(merged([*hours_between(patterns[pk], first, last), *extra[pk]]), away[pk], held[pk]) for pk in members
    }


def patterns_of(hub: Hub, members: Collection[UUID], last: date) -> Mapping[UUID, list[Pattern]]:
    """The working patterns that begin by a day, by member."""
    patterns = defaultdict(list)
    rows = PATTERNS.rows(hub=hub.pk, members=list(members), last=last)
    for pk, starts_on, ends_on, weeks, is_off in rows:
        patterns[pk].append(Pattern(starts_on, ends_on, tuple(hours(as_key(week), is_off) for week in weeks)))
    return patterns


def as_key(week: Iterable[Iterable]) -> tuple[tuple, ...]:
    """The rows of a week's hours as something to remember them by."""
    return tuple(tuple(row) for row in week)


@lru_cache(maxsize=512)
def hours(rows: tuple[tuple, ...], is_off_on_bank_holidays: bool) -> WeeklyHours:
    """The hours of a week; what was reckoned of its days is kept with them."""
    return WeeklyHours.from_rows(rows, closed_on_bank_holidays=is_off_on_bank_holidays)


def spans_of(
    model: type[Absence] | type[ExtraHours], hub: Hub, members: Collection[UUID], begin: datetime, end: datetime
) -> Mapping[UUID, list[Span]]:
    """Absences, or extra hours, that touch the time from `begin` to `end`, by member."""
    spans = defaultdict(list)
    for pk, starts_at, ends_at in SPANS[model].rows(hub=hub.pk, members=list(members), begin=begin, end=end):
        spans[pk].append((starts_at, ends_at))
    return spans


def held_by(hub: Hub, members: Collection[UUID], begin: datetime, end: datetime) -> Mapping[UUID, list[Span]]:
    """What sessions hold of members' time from `begin` to `end`, by member.

    Read by the start: no session is longer than a day.
    """
    spans = defaultdict(list)
    rows = HELD.rows(hub=hub.pk, members=list(members), before=begin - DAY, begin=begin, end=end)
    for pk, starts_at, ends_at in rows:
        spans[pk].append((datetime.fromtimestamp(starts_at, UTC), datetime.fromtimestamp(ends_at, UTC)))
    return spans


def sessions_between(hub: Hub, begin: datetime, end: datetime) -> QuerySet[Session]:
    """What stands in the diary from `begin` to `end`, in order. Read by the start: none is longer than a day."""
    found = Session.objects.filter(hub=hub, cancelled_at=None, starts_at__gt=begin - DAY, starts_at__lt=end)
    return found.filter(ends_at__gt=begin).select_related("room", "organisation").order_by("starts_at", "pk")


def lengths_of(hub: Hub) -> dict[str, Length]:
    """How long each kind takes at a hub: as last set, else as shipped."""
    return SHIPPED | {kind: Length(*rest) for kind, *rest in LENGTHS.rows(hub=hub.pk)}


def rooms_of(hub: Hub) -> list[Room]:
    """The rooms that can be booked, by name."""
    return list(Room.objects.filter(hub=hub, ended_at=None).order_by("name")[:MOST_MEMBERS])


def busy_rooms(hub: Hub, span: Span, *, besides: Session | None = None) -> set[UUID]:
    """Rooms that are held at some time of a span, by another session than `besides`."""
    return {room for room, *_ in rooms_held(hub, span, besides=besides)}


def rooms_held(hub: Hub, span: Span, *, besides: Session | None = None) -> list[tuple[UUID, datetime, datetime]]:
    """Which rooms are held in a span, and when, by another session than `besides`."""
    begin, end = span
    found = Hold.objects.filter(
        hub=hub, released_at=None, bookable__room__isnull=False, starts_at__gt=begin - DAY, starts_at__lt=end,
        ends_at__gt=begin,
    )  # fmt: skip
    if besides is not None:
        found = found.exclude(session=besides)
    return list(found.values_list("bookable__room_id", "starts_at", "ends_at")[:MOST_ROWS])


def with_diary(hub: Hub, *, among: Collection[UUID] | None = None) -> list[Membership]:
    """Members who can be booked: at work, with a working pattern now or to come; by name. All of them, or those among
    a few. One statement."""
    found = BOOKABLE.rows(hub=hub.pk) if among is None else BOOKABLE_OF.rows(hub=hub.pk, members=list(among))
    for member in found:
        member.hub = hub
    return found


def bookable() -> QuerySet[Membership]:
    """They, of a hub."""
    patterns = WorkingPattern.objects.filter(hub_id=given("hub"), ended_at=None).values("member_id")
    found = Membership.objects.filter(hub_id=given("hub"), pk__in=patterns, status=Membership.Status.ACTIVE)
    return found.select_related("account").order_by("account__name", "pk")


BOOKABLE = Built(lambda: bookable()[:MOST_MEMBERS])
BOOKABLE_OF = Built(lambda: bookable().filter(is_one_of("pk", "members"))[:MOST_MEMBERS])


def away_at(hub: Hub, members: Collection[Membership], begin: datetime, end: datetime) -> list[Membership]:
    """Those of these members who are away in some of that time. One statement."""
    found = Absence.objects.filter(
        hub=hub, member__in=[each.pk for each in members], ended_at=None, starts_at__lt=end, ends_at__gt=begin
    )
    away = set(found.values_list("member_id", flat=True))
    return [each for each in members if each.pk in away]


def numbers_of(
    hub: Hub, *, members: Collection[UUID] = (), room: UUID | None = None, people: Collection[UUID] = ()
) -> dict[UUID, int]:
    """The numbers under which these are held, as far as they have one. They are locked, all in one order: two that book
    the same time wait for one another, where the constraint alone could let them wait in a ring."""
    rows = NUMBERS.rows(hub=hub.pk, members=list(members), rooms=[room] if room else [], people=list(people))
    return {member_id or room_id or person_id: pk for pk, member_id, room_id, person_id in rows}


def numbered() -> QuerySet[Any, tuple[int, Any, Any, Any]]:
    """The numbers of some of these, locked in their order."""
    rooms, people = is_one_of("room_id", "rooms"), is_one_of("person_id", "people")
    wanted = Q(is_one_of("member_id", "members")) | Q(rooms) | Q(people)
    found = Bookable.objects.select_for_update(no_key=True).filter(wanted, hub_id=given("hub"))
    return found.order_by("pk").values_list("pk", "member_id", "room_id", "person_id")


NUMBERS = Built(numbered)


def pattern_of(member: Membership, day: date) -> WorkingPattern | None:
    """The pattern that counts on a day, or the next one."""
    found = WorkingPattern.objects.filter(hub_id=member.hub_id, member=member, ended_at=None)
    return (
        found.filter(starts_on__lte=day).order_by("-starts_on", "-set_at").first()
        or found.order_by("starts_on", "-set_at").first()
    )


def kept_of(member: Membership, *, now: datetime) -> list[Session]:
    """Time of a member that is kept free of appointments, from now on."""
    found = Session.objects.filter(
        hub_id=member.hub_id, cancelled_at=None, ends_at__gt=now, holds__bookable__member=member,
        holds__released_at=None,
    ).exclude(kind__in=WITH_PEOPLE)  # fmt: skip
    return list(found.order_by("starts_at", "pk")[:MOST_KEPT])


def find_feed(hub: Hub, token_hash: bytes) -> Feed | None:
    """The feed of an address, as long as it is one and its member is at work."""
    found = Feed.objects.filter(hub=hub, token_hash=token_hash, ended_at=None)
    return found.filter(member__status=Membership.Status.ACTIVE).select_related("member").first()


def feed_of(member: Membership) -> Feed | None:
    """The member's own feed."""
    return Feed.objects.filter(hub_id=member.hub_id, member=member, ended_at=None).first()


def taken_of(member: Membership, begin: datetime, end: datetime) -> list[Session]:
    """The sessions that take a member's time."""
    found = sessions_between(member.hub, begin, end).filter(
        holds__bookable__member=member, holds__released_at=None
    )  # fmt: skip
    return list(found[:MOST_ROWS])
