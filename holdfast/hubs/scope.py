"""The scope of one hub: PostgreSQL shows and accepts that hub's rows, inside one transaction.

The setting `holdfast.scope` holds `hub:backend pid:expiry:mac`. The policies read it through the database
function `scope_hub()`, which checks the mac with a key that the serving role cannot read
(see `policies.SCOPE_FUNCTION`). Nothing else in the project opens a hub's rows.
"""

import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from holdfast.hubs.models import Hub

LIFE_SECONDS = 900
BLOCK = 64  # bytes, the block of SHA-256: RFC 2104


def scope_key() -> bytes:
    """The 32-byte key of the scope's signature."""
    return settings.KEYRING.derive("scope")


def pads() -> tuple[bytes, bytes]:
    """The inner and the outer padded key of HMAC-SHA-256, as the database keeps them."""
    key = scope_key().ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)


def sign(hub_id: UUID, *, backend: int, expires: int) -> str:
    """`hub:backend:expiry:mac`, good for one database connection until `expires` (seconds since 1970)."""
    message = f"{hub_id}:{backend}:{expires}"
    mac = hmac.new(scope_key(), message.encode(), hashlib.sha256).hexdigest()
    return f"{message}:{mac}"


@contextmanager
def hub_scope(hub: Hub) -> Iterator[Hub]:
    """Do the work of one hub, in one transaction.

    Raises:
        RuntimeError: a scope or a transaction is already open.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            signed = sign(
                hub.pk,
                backend=connection.connection.info.backend_pid,
                expires=int(time.time()) + LIFE_SECONDS,
            )
            cursor.execute("SELECT set_config('holdfast.scope', %s, true)", [signed])
        yield hub  # after an error the rollback clears the setting, and the error itself is what the caller sees
        if len(connection.atomic_blocks) > 1 and not connection.needs_rollback:  # else the commit clears it
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('holdfast.scope', '', true)")
