"""The times that could be booked. Diaries are read a few days at a time, until enough is found to be shown."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from heapq import merge
from itertools import islice
from uuid import UUID

from holdfast.appointments.models import Appointment
from holdfast.appointments.queries import MOST_SHOWN
from holdfast.appointments.rooms import TWO, has_room
from holdfast.appointments.states import Status
from holdfast.built import Built, given
from holdfast.diary.models import Session
from holdfast.diary.queries import Times, lengths_of, times_of
from holdfast.diary.rules import DAY, STEP, Length, Span, common, starts_in
from holdfast.hubs.hours import MIDNIGHT, instant, london_day
from holdfast.hubs.models import Hub
from holdfast.people.access import about, somebody
from holdfast.people.models import Person
from holdfast.referrals.models import Referral


@dataclass(frozen=True)
class Slot:
    """A time that can be booked."""

    starts_at: datetime
    member_id: UUID


@dataclass(frozen=True)
class Wanted:
    """What a time must be like.

    Attributes:
        length: how long it takes.
        beside: practitioners who are to be there too.
        taken: the person's own time that is taken already.
        apart: no two times of one practitioner are nearer together.
        has_room: whether a room is free at a time, where they meet in one.
    """

    length: Length
    beside: Collection[UUID] = ()
    taken: Sequence[Span] = ()
    apart: timedelta = STEP
    has_room: Callable[[datetime], bool] | None = None

    def starts(
        self, member: UUID, times: Mapping[UUID, Times], *, after: datetime, until: datetime
    ) -> Iterator[tuple[datetime, UUID]]:
        """The starts with one practitioner, from a moment on and before another."""
        free = reduce(common, (times[each].free for each in self.beside), times[member].free)
        next_at = after
        for at in starts_in(free, self.length, after=after):
            if at >= until:
                return
            if at >= next_at and is_open(at, self.length, self.taken) and (self.has_room is None or self.has_room(at)):
                yield at, member
                next_at = at + self.apart


def slots_for(
    referral: Referral, members: Collection[UUID], kind: str, *, hub: Hub, now: datetime, first: date | None = None,
    days: int = 14, beside: Collection[UUID] = (), most: int = MOST_SHOWN, not_before: datetime | None = None,
    apart: timedelta = STEP, in_room: bool = False, besides: Session | None = None,
) -> list[Slot]:  # fmt: skip
    """The times that could be booked for a referral with any of these members, from a day on, and none before
    `not_before` or now. The earliest come first; of one time, one of each member. What is not shown is not reckoned.

    Args:
        in_room: they meet in a room that is free then.
        besides: a session that is given up for it: its time and its room are free.
    """
    first, not_before = max(first or london_day(now), london_day(now)), max(not_before or now, now)
    length, last = lengths_of(hub)[kind], first + timedelta(days=days - 1)
    given_up = set(besides.holds.filter(released_at=None).values_list("starts_at", "ends_at")) if besides else set()
    taken = taken_of(referral.person, now=now, besides=besides)
    whole = instant(first, MIDNIGHT), instant(last + DAY, MIDNIGHT)
    roomy = has_room(hub, length, whole, seats=TWO + len(beside), besides=besides) if in_room else None
    wanted = Wanted(length, beside, taken, apart, roomy)
    found: list[Slot] = []
    next_at = dict.fromkeys(members, not_before)
    for begin, end in stretches(first, last, days=1 + most // max(len(members), 1)):
        times = without_held(times_of(hub, {*members, *beside}, begin - DAY, end + DAY), given_up)
        until = instant(end + DAY, MIDNIGHT)
        each = (
            wanted.starts(pk, times, after=max(next_at[pk], instant(begin, MIDNIGHT)), until=until) for pk in members
        )
        found += [Slot(at, pk) for at, pk in islice(merge(*each), most - len(found))]
        if len(found) == most:
            break
        next_at |= {slot.member_id: slot.starts_at + apart for slot in found}
    return found


def without_held(times: Mapping[UUID, Times], given_up: Collection[Span]) -> Mapping[UUID, Times]:
    """The same times, in which some that are held are free."""
    if not given_up:
        return times
    return {
        pk: replace(each, held=[span for span in each.held if span not in given_up]) for pk, each in times.items()
    }  # fmt: skip


def stretches(first: date, last: date, *, days: int) -> Iterator[tuple[date, date]]:
    """The days from the first to the last in stretches, each twice as long as the one before: with many to be seen by,
    enough is found in the first. Each is read with the day before and after it, so that nothing is cut off at night."""
    while first <= last:
        end = min(first + DAY * (days - 1), last)
        yield first, end
        first, days = end + DAY, days * 2


def is_open(starts_at: datetime, length: Length, taken: Sequence[Span]) -> bool:
    """Whether the person has that time."""
    ends_at = length.ends(starts_at)
    return not any(starts_at < end and begin < ends_at for begin, end in taken)


def taken_of(person: Person, *, now: datetime, besides: Session | None = None) -> list[Span]:
    """The person's own time that is taken, from now on, on records that are joined with this one too, but for a session
    that is given up. One statement."""
    rows = TAKEN.rows(hub=person.hub_id, person=person.pk, now=now)
    return [(begin, end) for session_id, begin, end in rows if besides is None or session_id != besides.pk]


TAKEN = Built(
    lambda: Appointment.objects.filter(
        about(somebody()), hub_id=given("hub"), status=Status.BOOKED, session__ends_at__gt=given("now")
    ).values_list("session_id", "session__starts_at", "session__ends_at")
)  # fmt: skip
