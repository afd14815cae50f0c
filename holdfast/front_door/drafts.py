"""What is being typed, kept only so that Back works.

The key is made for one browser and lives in its session cookie alone; the row holds ciphertext. Leaving drops the
cookie, and with it anybody's means to read the row. After an hour's idleness the row goes too.
"""

import base64
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

from holdfast.front_door import cookies
from holdfast.front_door.models import Draft
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub
from holdfast.people.sealing import SealBroken, open_bytes, seal_bytes

IDLE = timedelta(hours=1)
KEY_BYTES = 32


@dataclass
class Typed:
    """What somebody has typed so far, and the key that reads it."""

    pk: UUID
    key: bytes
    begun_at: datetime
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """The cookie's value: which row, and its key."""
        return f"{self.pk.hex}.{base64.urlsafe_b64encode(self.key).decode()}"


def begin(now: datetime) -> Typed:
    """An empty draft, not yet kept anywhere."""
    return Typed(uuid7(), secrets.token_bytes(KEY_BYTES), now)


def find(request: HttpRequest, hub: Hub, *, now: datetime, cookie: str = cookies.DRAFT) -> Typed | None:
    """The draft of this browser at this hub; None where there is none, or it has expired or been altered.

    Whoever is about to change or send it holds it until they are done: what is answered while it is being sent
    either goes with it, or finds it gone.
    """
    identified = read_cookie(cookies.held(request, cookie))
    if identified is None:
        return None
    pk, key = identified
    found = Draft.objects.select_for_update(of=("self",)) if request.method == "POST" else Draft.objects
    row = found.filter(hub=hub, pk=pk, touched_at__gt=now - IDLE).first()
    if row is None:
        return None
    try:
        return Typed(pk, key, row.begun_at, json.loads(open_bytes(key, row.sealed, bound_to=f"draft:{pk}")))
    except SealBroken:
        return None


def read_cookie(value: str) -> tuple[UUID, bytes] | None:
    """The row and the key that a cookie names, or None if it was never ours."""
    identifier, _, key = value.partition(".")
    try:
        pk, secret = UUID(hex=identifier), base64.urlsafe_b64decode(key)
    except ValueError:
        return None
    return (pk, secret) if len(secret) == KEY_BYTES else None


def keep(typed: Typed, hub: Hub, *, now: datetime) -> None:
    """Keep what was typed, sealed."""
    sealed = seal_bytes(typed.key, json.dumps(typed.data).encode(), bound_to=f"draft:{typed.pk}")
    Draft.objects.update_or_create(
        hub=hub,
        pk=typed.pk,
        defaults={"sealed": sealed, "touched_at": now},
        create_defaults={"sealed": sealed, "touched_at": now, "begun_at": typed.begun_at},
    )


def forget(typed: Typed, hub: Hub) -> None:
    """Delete the row: it was sent."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM front_door_draft WHERE hub_id = %s AND id = %s", [hub.pk, typed.pk])


def delete_idle(hub: Hub, *, now: datetime) -> int:
    """Delete drafts nobody has touched for an hour."""
    return Draft.objects.filter(hub=hub, touched_at__lte=now - IDLE).delete()[0]
