"""Taking services of a file: what is new is added, what the file changed is changed, what a colleague changed stays.

A record is compared with the one that came before under the same id, and not with what stands here: only what is
otherwise in the file is written. So the same file again changes nothing, whatever the hub has written meanwhile.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q

from holdfast.directory.actions import written
from holdfast.directory.models import EarlierService, Service
from holdfast.directory.open_referral.reading import Record, is_offered, known_of
from holdfast.directory.open_referral.schema import LONGEST_ADDRESS, cannot_be_kept, problems
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub


class Outcome(Enum):
    """What became of a record."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "as they were"
    AGAIN = "left out, as the same one before it in the file was"


class NotTaken(Exception):
    """This record was left out, for the reasons that it says; nothing of it was written."""


def take_record(hub: Hub, record: Any, *, now: datetime) -> Outcome:
    """Take one record, all of it or nothing. In the hub's scope.

    Raises:
        NotTaken: something is wrong with it.
    """
    if wrong := problems(record):
        raise NotTaken("; ".join(wrong))
    if (size := len(known_of(record)["address"])) > LONGEST_ADDRESS:
        raise NotTaken(f"the address has {size} characters in all; {LONGEST_ADDRESS} is the most that is kept")
    try:
        with transaction.atomic():
            found = found_as(hub, record["id"])
            return add(hub, record, now=now) if found is None else renew(found, record, now=now)
    except (DataError, IntegrityError):
        raise NotTaken("could not be stored") from None


def found_as(hub: Hub, pk: str) -> Service | None:
    """The service that has this id in a file: its own there, or ours where the file was written here."""
    same = Q(source_id=pk.lower()) | Q(source_id="", pk=pk)
    return Service.objects.select_for_update(of=("self",)).filter(same, hub=hub).first()


def add(hub: Hub, record: Record, *, now: datetime) -> Outcome:
    """A service that is new here. Nobody has asked it yet: it is due today, and not public before somebody did."""
    Service.objects.create(
        hub=hub, **known_of(record), source_id=record["id"].lower(), source=record, review_on=london_day(now),
        ended_at=None if is_offered(record) else now,
    )  # fmt: skip
    return Outcome.ADDED


def renew(service: Service, record: Record, *, now: datetime) -> Outcome:
    """What the file says otherwise than last time. A service that a colleague took out stays out."""
    known, before = known_of(record), known_of(service.source) if service.source else None
    if before is None:  # it was written here, and comes back
        before = {name: getattr(service, name) for name in known}
    changed = {name: value for name, value in known.items() if before[name] != value != getattr(service, name)}
    if not is_offered(record) and service.ended_at is None:
        changed["ended_at"] = now
    elif is_offered(record) and service.ended_at and service.ended_by_id is None and service.source:
        changed["ended_at"] = None
    if service.source or changed:
        service.source = record
        service.save(update_fields=["source"])
    if not changed:
        return Outcome.SAME
    changed["review_on"] = min(service.review_on, london_day(now))
    if service.confirmed_at is not None and changed.keys() - {"review_on", "ended_at"}:
        changed |= {"confirmed_at": None, "confirmed_by": None}  # the public reads what somebody here has confirmed
    written(service, changed, why=EarlierService.Why.FILE, by=None, now=now)
    return Outcome.CHANGED


Met = dict[str, list[tuple[Any, Outcome | str]]]
"""What became of the records of a file so far, by their ids; of those that have none, by all that they say."""


def take_all(hub: Hub, records: Iterable[Any], met: Met, *, now: datetime) -> list[Outcome | str]:
    """What became of each record: an outcome, or why it was left out. In the hub's scope."""
    found: list[Outcome | str] = []
    for record in records:
        others = met.setdefault(key, []) if (key := key_of(record)) else []
        twice = [outcome for other, outcome in others if other == record]
        if twice:
            found.append(Outcome.AGAIN if isinstance(twice[0], str) else Outcome.SAME)
            continue
        found.append(tried(hub, record, is_first=not others, now=now))
        others.append((record, found[-1]))
    return found


def key_of(record: Any) -> str:
    """By what a record is found again in its file; nothing where it is too large or too deep to be compared."""
    if cannot_be_kept(record):
        return ""
    pk = record.get("id") if isinstance(record, dict) else None
    return pk.lower() if isinstance(pk, str) and pk else json.dumps(record, sort_keys=True)


def tried(hub: Hub, record: Any, *, is_first: bool, now: datetime) -> Outcome | str:
    """What became of one record. Only the first of those that say something else under one id is taken."""
    if not is_first:
        return "id: another record of this file has the same one, with other words"
    try:
        return take_record(hub, record, now=now)
    except NotTaken as why:
        return str(why)
