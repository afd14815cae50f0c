"""Opening and sealing what belongs to one person, or to a box. The row remembers its unwrapped key while it lives."""

from typing import Any
from uuid import UUID

from holdfast.people import sealing
from holdfast.people.models import Box, Person, SharedKey

Keyed = Person | Box | SharedKey
"""Whatever has a data key of its own."""


class Erased(Exception):
    """The person's key was destroyed: nothing sealed can be opened any more."""


def key_of(person: Keyed) -> bytes:
    """The data key of a person or a box, or what two hubs share.

    Raises:
        Erased: it was destroyed.
    """
    if person.wrapped_key is None:
        raise Erased(str(person.pk))
    kept = person.__dict__.get("_key")
    if kept is None:
        kept = sealing.unwrap(person.hub_id, person.pk, person.wrapped_key, version=person.key_version)
        person.__dict__["_key"] = kept
    return kept


def seal(person: Keyed, field: str, text: str | None) -> bytes | None:
    """Seal free text of a person; nothing stays nothing."""
    return sealing.seal_text(key_of(person), text, person_id=person.pk, field=field) if text else None


def reveal(person: Keyed, field: str, sealed: bytes | memoryview | None) -> str:
    """Open free text of a person; nothing is empty."""
    return sealing.open_text(key_of(person), sealed, person_id=person.pk, field=field) if sealed else ""


def seal_data(person: Keyed, field: str, value: Any) -> bytes:
    """Seal a small structure of a person."""
    return sealing.seal_json(key_of(person), value, person_id=person.pk, field=field)


def reveal_data(person: Keyed, field: str, sealed: bytes | memoryview | None) -> Any:
    """Open a small structure of a person; nothing is an empty one."""
    return sealing.open_json(key_of(person), sealed, person_id=person.pk, field=field) if sealed else {}


def name_of(person: Person) -> str:
    """The name the person asked to be called by."""
    return reveal(person, "name", person.name_sealed)


def channels_of(person: Person) -> dict:
    """Safe ways and times to reach them; see `holdfast.people.channels`."""
    return dict(reveal_data(person, "channels", person.channels_sealed))


def details_of(person: Person) -> dict:
    """Birth date, NHS number, GP and address, as far as told."""
    return dict(reveal_data(person, "details", person.details_sealed))


def name_from_row(hub_id: UUID, person_id: UUID, version: int, wrapped: bytes, sealed: bytes) -> str:
    """A name straight from a row's columns, for lists."""
    key = sealing.unwrap(hub_id, person_id, wrapped, version=version)
    return sealing.open_text(key, sealed, person_id=person_id, field="name")
