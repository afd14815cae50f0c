"""Writes of the secret address of a member's calendar."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.diary.models import Feed


@transaction.atomic
def make_feed(member: Membership, *, now: datetime) -> str:
    """A new address for the member's calendar; the old one is no address any more. Gives its token, once."""
    end_feed(member, now=now)
    token = secrets.token_urlsafe(24)
    Feed.objects.create(hub_id=member.hub_id, member=member, token_hash=hash_of(token), made_at=now)
    return token


def end_feed(member: Membership, *, now: datetime) -> int:
    """The address is none any more."""
    return Feed.objects.filter(hub_id=member.hub_id, member=member, ended_at=None).update(ended_at=now)


def hash_of(token: str) -> bytes:
    """SHA-256 of a random secret, as it is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
