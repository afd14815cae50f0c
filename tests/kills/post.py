"""A real mail server on loopback that remembers every message it said yes to."""

import time
from collections import defaultdict
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller


class Post:
    """What was taken: for each Message-ID, who it went to and when (seconds since 1970)."""

    def __init__(self, port: int) -> None:
        self.taken: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self.controller = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Remember first, then say yes."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        for address in envelope.rcpt_tos:
            self.taken[str(message["Message-ID"])].append((address, time.time()))
        return "250 Taken"

    def copies(self) -> int:
        """Messages that came more than once."""
        return sum(len(taken) - 1 for taken in self.taken.values())
