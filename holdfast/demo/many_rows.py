"""The rows of very many referrals: who, when, and how far each has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from random import Random
from secrets import token_bytes
from uuid import UUID

from django.conf import settings

from holdfast.accounts.models import Membership
from holdfast.demo import invented
from holdfast.hubs.hours import WeeklyHours
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub
from holdfast.people import sealing
from holdfast.referrals.reference import LENGTH, SIGNS, check_sign
from holdfast.referrals.states import NextAction, Stage, Status
from holdfast.triage.rules import TARGET, moment

COLUMNS = (
    "person_id uuid", "key_version integer", "wrapped_key bytea", "name_sealed bytea", "channels_sealed bytea",
    "search_version integer", "name integer", "relationship_id uuid", "referral_id uuid", "reference text",
    "submission bytea", "status text", "stage text", "owner_id uuid", "contact_by timestamptz", "next_action text",
    "next_action_at timestamptz", "received_at timestamptz", "decided_at timestamptz", "contact_at timestamptz",
    "closed_at timestamptz",
)  # fmt: skip
NAMES = tuple(f"{first} {last}" for first in invented.FIRST for last in invented.LAST)
# Where those stand who are not closed: how many at most, and between how many days ago they asked.
OPEN = ((Stage.ASSESSMENT, 1500, 30, 8), (Stage.FIRST_CONTACT, 2000, 8, 2), (Stage.TRIAGE, 2500, 2, 0))
SHARE = 8  # of a small hub, at most an eighth stands in each of them
CLOSED_DAYS = (5 * 365, 30)
STEP = 2_654_435_761  # prime to 24: a walk over all reference numbers that meets each one once


@dataclass(frozen=True)
class Maker:
    """Makes the rows of one hub, the oldest first."""

    hub: Hub
    members: list[Membership]
    number: int
    now: datetime

    def rows(self, already: int) -> Iterator[tuple]:
        """Every row in the order of `COLUMNS`; `already` referrals have taken their reference numbers."""
        numbers = count(already)
        random = Random(already)  # noqa: S311 - the same rows every time
        for stage, received_at in self.moments():
            yield self.row(next(numbers), stage, received_at, random)

    def moments(self) -> Iterator[tuple[str, datetime]]:
        """The stage and the time of each request."""
        still_open = [(stage, min(most, self.number // SHARE), *days) for stage, most, *days in OPEN]
        closed = self.number - sum(size for _, size, *_ in still_open)
        for stage, size, first, last in [(Stage.CLOSED, closed, *CLOSED_DAYS), *still_open]:
            for place in range(size):
                yield stage, self.now - timedelta(days=first - (first - last) * place / size)

    def row(self, number: int, stage: str, received_at: datetime, random: Random) -> tuple:
        """One referral."""
        name = number * 7919 % len(NAMES)
        return (*self.person(name, random), uuid7(), uuid7(), reference(number), token_bytes(32),
                *self.way(number, stage, received_at))  # fmt: skip

    def person(self, name: int, random: Random) -> tuple:
        """The person, sealed as everybody is."""
        person_id = uuid7()
        key, version, wrapped = sealing.new_wrapped_key(self.hub.pk, person_id)
        return (
            person_id, version, wrapped,
            sealing.seal_text(key, NAMES[name], person_id=person_id, field="name"),
            sealing.seal_json(key, invented.channels(random), person_id=person_id, field="channels"),
            settings.KEYRING.active_search, name,
        )  # fmt: skip

    def way(self, number: int, stage: str, received_at: datetime) -> tuple:
        """How far the request has come."""
        contact_by = self.contact_by(received_at)
        decided_at, contact_at = received_at + timedelta(hours=5), received_at + timedelta(days=1)
        owner = self.members[number % len(self.members)].pk
        if stage == Stage.TRIAGE:
            return (
                Status.RECEIVED,
                stage,
                None,
                contact_by,
                NextAction.DECIDE,
                contact_by,
                received_at,
                None,
                None,
                None,
            )
        if stage == Stage.FIRST_CONTACT:
            return (
                Status.ACCEPTED, stage, owner, contact_by, NextAction.CALL, contact_by, received_at, decided_at, None,
                None,
            )  # fmt: skip
        if stage == Stage.ASSESSMENT:
            due = received_at + timedelta(days=self.hub.current.assessment_target_days)
            return (
                Status.ACCEPTED, stage, owner, contact_by, NextAction.ASSESS, due, received_at, decided_at, contact_at,
                None,
            )  # fmt: skip
        return (
            Status.SIGNPOSTED, stage, owner, contact_by, NextAction.NONE, decided_at, received_at, decided_at, None,
            decided_at,
        )  # fmt: skip

    def contact_by(self, received_at: datetime) -> datetime:
        """The hub's target, the same for every request of a day."""
        return target(self.hub.pk, received_at.date(), tuple(map(tuple, self.hub.current.open_hours)),
                      self.hub.current.contact_target_days, received_at.tzinfo)  # fmt: skip


@lru_cache(maxsize=64)
def target(hub_id: UUID, day, open_hours: tuple, target_days: int, zone) -> datetime:
    """The last moment of the hub's target for a request at noon of a day."""
    noon = datetime.combine(day, datetime.min.time(), zone) + timedelta(hours=12)
    return moment(TARGET, WeeklyHours.from_rows([list(span) for span in open_hours]), target_days, noon, noon)


def reference(number: int) -> str:
    """The reference number of the `number`th invented referral."""
    left, body = number * STEP % len(SIGNS) ** (LENGTH - 1), ""
    for _ in range(LENGTH - 1):
        left, place = divmod(left, len(SIGNS))
        body += SIGNS[place]
    return body + check_sign(body)
