"""Primary keys: UUIDv7, so that new rows lie together and an id can be made before the row."""

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """A new time-ordered id (RFC 9562, version 7)."""
    return _uuid7()
