"""The times of very many appointments: what is to come, and what was, in the diaries of fifty practitioners and more.

They fill a working day from nine on, hour by hour, and no two of a practitioner or a person are at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import count
from uuid import UUID

from holdfast.appointments.states import Status
from holdfast.diary.rules import DAY, WEEK
from holdfast.hubs.hours import instant
from holdfast.hubs.ids import uuid7

FIFTY = 50
HOURS = 8  # of a day, each an appointment
BUSY, DAYS_TO_COME = (0, 3, 5), 20
MOST_TO_COME = FIFTY * len(BUSY) * DAYS_TO_COME
FIRST_DAY = date(2020, 1, 6)  # the diary's minutes are counted from that year on
MISSED_EVERY = 9
WALK = 997  # prime: so that people do not follow one another in the same order every hour

COLUMNS = ("session_id uuid", "appointment_id uuid", "bookable_id bigint", "member_id uuid", "place bigint",
           "starts_at timestamptz", "status text", "settled_at timestamptz")  # fmt: skip


@dataclass(frozen=True)
class Diaries:
    """Makes the times, of those to come first and then of those that were, the latest first.

    Attributes:
        today: what lies before it was; from the next day on it is to come.
        numbers: of each practitioner their number in the diary and their id: fifty who are there, then who have left.
        waiting: how many people may have something to come; `people` are all of them.
    """

    today: date
    numbers: list[tuple[int, UUID]]
    waiting: int
    people: int

    def rows(self, already: int) -> Iterator[tuple]:
        """Every row in the order of `COLUMNS`, after as many as there are already."""
        for number in count(already):
            yield self.to_come(number) if number < MOST_TO_COME else self.past(number - MOST_TO_COME)

    def to_come(self, number: int) -> tuple:
        """A time that is booked."""
        turn, place = divmod(number, FIFTY)
        day, in_day = divmod(turn, len(BUSY))
        hour = (BUSY[in_day] + place + day) % HOURS
        person = (WALK * (day * HOURS + hour) + place) % self.waiting
        return self.row(place, working_day(self.today + DAY, day), hour, person, Status.BOOKED)

    def past(self, number: int) -> tuple:
        """A time that was."""
        block, rest = divmod(number, FIFTY * HOURS * days_past(self.today))
        turn, in_fifty = divmod(rest, FIFTY)
        day, hour = divmod(turn, HOURS)
        place = block * FIFTY + in_fifty
        status = Status.MISSED if number % MISSED_EVERY == 0 else Status.ATTENDED
        return self.row(place, working_day(self.today, -1 - day), hour, (WALK * turn + place) % self.people, status)

    def row(self, place: int, day: date, hour: int, person: int, status: str) -> tuple:
        """One appointment of an hour."""
        bookable_id, member_id = self.numbers[place]
        starts_at = instant(day, time(9 + hour))
        settled_at = None if status == Status.BOOKED else starts_at + timedelta(minutes=70)
        return uuid7(), uuid7(), bookable_id, member_id, person, starts_at, status, settled_at


def working_day(first: date, number: int) -> date:
    """The `number`th day from Monday to Friday from `first` on; a negative one lies before it, -1 next to it."""
    monday = first - DAY * first.weekday()
    start = min(first.weekday(), 5) + number
    weeks, day = divmod(start, 5)
    return monday + WEEK * weeks + DAY * day


def days_past(today: date) -> int:
    """How many days from Monday to Friday lie between the first of the diary and today."""
    weeks, rest = divmod((today - FIRST_DAY).days, 7)
    return weeks * 5 + min(rest, 5)


def blocks(number: int, today: date) -> int:
    """How many times fifty practitioners so many appointments take."""
    return 1 + max(0, number - MOST_TO_COME) // (FIFTY * HOURS * days_past(today))
