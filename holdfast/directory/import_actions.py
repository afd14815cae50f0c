"""Taking services of a file: what is new is added, what the file changed is changed, what a colleague changed stays.

A record is compared with the one that came before under the same id, and not with what stands here: only what is
otherwise in the file is written. So the same file again changes nothing, whatever the hub has written meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q

from holdfast.directory.actions import written
from holdfast.directory.models import EarlierService, Service
from holdfast.directory.open_referral.reading import Record, is_offered, known_of
from holdfast.directory.open_referral.schema import problems
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub


class Outcome(Enum):
    """What became of a record."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "as they were"


class NotTaken(Exception):
    """This record was left out, for the reasons that it says; nothing of it was written."""


def take_record(hub: Hub, record: Any, *, now: datetime) -> Outcome:
    """Take one record, all of it or nothing. In the hub's scope.

    Raises:
        NotTaken: something is wrong with it.
    """
    if wrong := problems(record):
        raise NotTaken("; ".join(wrong))
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


def already_met(met: dict[str, Any], record: Any) -> bool:
    """Whether the same record came already in this file.

    Raises:
        NotTaken: another came under the same id.
    """
    pk = str(record.get("id", "")).lower() if isinstance(record, dict) else ""
    if pk not in met or not pk:
        met[pk] = record
        return False
    if met[pk] != record:
        raise NotTaken("id: another record of this file has the same one, with other words")
    return True


def take_all(hub: Hub, records: Iterable[Any], met: dict[str, Any], *, now: datetime) -> list[Outcome | str]:
    """What became of each record: an outcome, or why it was left out. In the hub's scope."""
    found: list[Outcome | str] = []
    for record in records:
        try:
            found.append(Outcome.SAME if already_met(met, record) else take_record(hub, record, now=now))
        except NotTaken as why:
            found.append(str(why))
    return found
