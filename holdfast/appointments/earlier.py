"""Who waits for an earlier time, and which of them one that came free fits. Found when it is asked for: nothing is made
ahead, and no job runs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from uuid import UUID

from holdfast.accounts.models import Membership
from holdfast.appointments.free_times import is_open
from holdfast.appointments.models import Appointment, EarlierWish
from holdfast.appointments.queries import MOST_SHOWN, all_here, practitioners_of
from holdfast.appointments.rules import SOONEST, first_released, meet
from holdfast.appointments.states import Status
from holdfast.diary.models import Hold, How, Room, Session
from holdfast.diary.queries import Times, lengths_of, rooms_of, times_of
from holdfast.diary.rules import DAY, Length, Span, common
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.people.access import open_to, same_people
from holdfast.people.viewer import Viewer

MOST_RELEASED = 2000
Released = tuple[UUID, datetime, datetime, datetime]
"""Whose time it was, from when to when, and when it was given back."""


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for an earlier time, with whom, and the first one that came free; None where none did."""

    wish: EarlierWish
    members: list[Membership]
    starts_at: datetime | None


def open_wish(appointment: Appointment) -> EarlierWish | None:
    """The wish for an earlier time than this appointment, as long as it stands."""
    found = EarlierWish.objects.filter(hub_id=appointment.hub_id, appointment=appointment, ended_at=None)
    return found.select_related("by__account").first()


def open_wishes(found: Viewer) -> list[EarlierWish]:
    """Wishes of people whose record is open to the viewer, the longest waiting first."""
    wishes = EarlierWish.objects.filter(
        open_to(found, "person_id"), hub_id=found.member.hub_id, ended_at=None, appointment__status=Status.BOOKED,
        appointment__session__starts_at__gt=found.now + SOONEST,
    )  # fmt: skip
    related = ("person", "appointment__session__room", "appointment__person", "appointment__referral")
    return list(wishes.select_related(*related).order_by("since_at", "pk")[:MOST_SHOWN])


def waiting_for_earlier(found: Viewer) -> list[Waiting]:
    """Everybody who waits, with the first time that came free for them. As many statements however many they are."""
    wishes = open_wishes(found)
    if not wishes:
        return []
    hub = found.member.hub
    seen_by = practitioners_of([each.appointment.session_id for each in wishes], hub)
    released = released_since(hub, wishes, seen_by, now=found.now)
    came_free = CameFree.read(hub, wishes, seen_by, released, now=found.now) if released else None
    return [
        Waiting(each, members, came_free.first(each, members) if came_free and all_here(members) else None)
        for each in wishes
        for members in [seen_by[each.appointment.session_id]]
    ]


def earlier_free(found: Viewer) -> list[Waiting]:
    """Those for whom an earlier time came free."""
    return [each for each in waiting_for_earlier(found) if each.starts_at is not None]


def released_since(
    hub: Hub, wishes: Sequence[EarlierWish], seen_by: Mapping[UUID, list[Membership]], *, now: datetime
) -> list[Released]:
    """Time of their practitioners that was given back since the first of them waits. One statement."""
    rows = Hold.objects.filter(
        hub=hub, bookable__hub=hub, bookable__member__in={each.pk for members in seen_by.values() for each in members},
        released_at__gt=min(each.counts_from for each in wishes), ends_at__gt=now,
        starts_at__lt=max(each.appointment.session.starts_at for each in wishes),
    )  # fmt: skip
    found = rows.order_by("starts_at", "pk").values_list("bookable__member", "starts_at", "ends_at", "released_at")
    return list(found[:MOST_RELEASED])


@dataclass(frozen=True)
class CameFree:
    """What came free, and everything on which it hangs whom it fits.

    Attributes:
        taken: the person's other appointments, by person.
        rooms: the rooms and when each is held; empty where nobody needs one.
    """

    now: datetime
    released: list[Released]
    times: Mapping[UUID, Times]
    lengths: Mapping[str, Length]
    taken: Mapping[UUID, list[tuple[UUID, Span]]]
    rooms: list[tuple[Room, list[Span]]]

    @classmethod
    def read(
        cls, hub: Hub, wishes: Sequence[EarlierWish], seen_by: Mapping[UUID, list[Membership]],
        released: list[Released], *, now: datetime,
    ) -> "CameFree":  # fmt: skip
        """Everything for these wishes: nine statements at most."""
        sessions = [each.appointment.session for each in wishes]
        until = max(each.starts_at for each in sessions)
        members = {each.pk for found in seen_by.values() for each in found}
        needs_room = any(each.how == How.ROOM for each in sessions)
        return cls(
            now, released, times_of(hub, members, london_day(now), london_day(until)), lengths_of(hub),
            taken_by(hub, {each.person_id for each in wishes}, now=now),
            rooms_held(hub, now, until) if needs_room else [],
        )  # fmt: skip

    def first(self, wish: EarlierWish, members: Sequence[Membership]) -> datetime | None:
        """The first time before theirs that came free since they wait, and that could be booked now."""
        session, pks = wish.appointment.session, [each.pk for each in members]
        length = self.lengths[session.kind]
        released = [
            (starts, ends) for pk, starts, ends, at in self.released if pk in pks and at > wish.counts_from
        ]  # fmt: skip
        taken = [span for pk, span in self.taken[wish.person_id] if pk != wish.appointment_id]
        free = reduce(common, (self.times[pk].free for pk in pks))
        starts = first_released(free, released, length, after=self.now + SOONEST, before=session.starts_at)
        return next(
            (at for at in starts if is_open(at, length, taken) and self.has_room(session, length, at, len(pks) + 1)),
            None,
        )

    def has_room(self, session: Session, length: Length, at: datetime, seats: int) -> bool:
        """Whether a room is free then that holds everybody, where they meet in one."""
        span = at, length.ends(at)
        return session.how != How.ROOM or any(
            room.seats >= seats and not any(meet(span, each) for each in held) for room, held in self.rooms
        )


def taken_by(hub: Hub, persons: Collection[UUID], *, now: datetime) -> dict[UUID, list[tuple[UUID, Span]]]:
    """What is booked for these people from now on, on records that are joined with theirs too: each appointment with
    its time, by person. Two statements."""
    same = same_people(hub.pk, persons)
    everybody = set().union(*same.values())
    rows = Appointment.objects.filter(hub=hub, person__in=everybody, status=Status.BOOKED, session__ends_at__gt=now)
    booked: dict[UUID, list[tuple[UUID, Span]]] = {pk: [] for pk in everybody}
    for pk, person, *span in rows.values_list("pk", "person", "session__starts_at", "session__ends_at"):
        booked[person].append((pk, (span[0], span[1])))
    return {pk: [each for theirs in same[pk] for each in booked[theirs]] for pk in persons}


def rooms_held(hub: Hub, begin: datetime, end: datetime) -> list[tuple[Room, list[Span]]]:
    """The rooms that can be booked, with when each is held from `begin` to `end`. Two statements."""
    rooms = rooms_of(hub)
    rows = Hold.objects.filter(
        hub=hub, bookable__hub=hub, bookable__room__in=rooms, released_at=None, starts_at__gt=begin - DAY,
        starts_at__lt=end + DAY,
    )  # fmt: skip
    held: dict[UUID, list[Span]] = {room.pk: [] for room in rooms}
    for room, *span in rows.values_list("bookable__room", "starts_at", "ends_at"):
        held[room].append((span[0], span[1]))
    return [(room, held[room.pk]) for room in rooms]
