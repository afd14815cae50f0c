"""Counts what an address sends to a hub, in the database, so that a flood of invented requests cannot hide a real one.

The limit lets a whole trust behind one address through. Whoever does not say that they are safe is never turned away.
"""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from holdfast.front_door.asked import Asked
from holdfast.hubs.models import Hub
from holdfast.referrals.models import Referral

WINDOW_SECONDS = 600
MOST_IN_A_WINDOW = 120
NEVER_TURNED_AWAY = {Referral.SafeNow.NO, Referral.SafeNow.UNSURE, Referral.SafeNow.SKIPPED}


def address_hash(request: HttpRequest) -> bytes:
    """A keyed hash of the address of the connection; headers that anybody can write are not believed."""
    key = settings.KEYRING.derive("arrivals")
    return hmac.new(key, request.META["REMOTE_ADDR"].encode(), hashlib.sha256).digest()[:16]


def count_arrival(hub: Hub, address: bytes, *, now: datetime) -> int:
    """Count one more, and say how many there were in this window of ten minutes."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO front_door_arrival (hub_id, address_hash, "window", count) VALUES (%s, %s, %s, 1)
               ON CONFLICT (hub_id, address_hash, "window")
               DO UPDATE SET count = front_door_arrival.count + 1 RETURNING count""",
            [hub.pk, address, int(now.timestamp()) // WINDOW_SECONDS],
        )
        return cursor.fetchone()[0]


def is_flooding(request: HttpRequest, asked: Asked, *, now: datetime) -> bool:
    """Whether this address has sent more than people could type."""
    count = count_arrival(request.hub, address_hash(request), now=now)
    return count > MOST_IN_A_WINDOW and asked.safe_now not in NEVER_TURNED_AWAY


def delete_old(hub: Hub, *, now: datetime) -> int:
    """Delete the counts of windows that are over."""
    return hub.arrivals.filter(window__lt=int(now.timestamp()) // WINDOW_SECONDS - 1).delete()[0]
