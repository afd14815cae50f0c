"""The demo's mail server: real SMTP on loopback, every message kept as a file for the inbox page."""

import asyncio
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import UnthreadedController

from holdfast.local.state import state_folder

MOST_SHOWN = 100


def folder() -> Path:
    """Where the mail lies."""
    return state_folder() / "inbox"


class Keeper:
    """Writes each message as it is taken; an answer of 250 means that it is on disk."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Called by aiosmtpd with a whole message."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        name = "".join(sign for sign in message["Message-ID"] or "" if sign.isalnum() or sign in "-@.")
        (folder() / f"{name or id(envelope)}.eml").write_bytes(envelope.content)
        return "250 Kept"


def received() -> list[EmailMessage]:
    """What was mailed, the latest first. A second copy has the same Message-ID and so is the same file."""
    files = sorted(folder().glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)[:MOST_SHOWN]
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def main(port: int) -> None:
    """Serve until told to stop."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    loop = asyncio.new_event_loop()
    controller = UnthreadedController(Keeper(), hostname="127.0.0.1", port=port, loop=loop)
    controller.begin()
    loop.run_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
