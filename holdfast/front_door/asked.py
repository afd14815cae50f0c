"""What somebody asked for, as one value: from the web form, from the telephone, from a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from holdfast.agreements.models import Partner
from holdfast.hubs.models import Hub
from holdfast.referrals.models import Referral


@dataclass(frozen=True)
class Asked:
    """A request for help. Only `name` and one way of `channels` are required.

    `channels` holds the safe ways: call and text as E.164, voicemail true or false, email, letter, times (any, am,
    pm, eve) and note.
    """

    name: str
    channels: Mapping[str, Any]
    safe_now: str = Referral.SafeNow.SKIPPED
    story: str = ""
    must_not_see: tuple[str, ...] = ()
    call_today: bool = False
    method: str = Referral.Method.WEB
    route: str = Referral.Route.SELF
    wished_hub: Hub | None = None
    partner: Partner | None = None

    @classmethod
    def from_draft(cls, data: Mapping[str, Any], *, wished_hub: Hub | None = None) -> "Asked":
        """From what was typed, page by page."""
        return cls(
            name=data["name"],
            channels=data["channels"],
            safe_now=data.get("safe") or Referral.SafeNow.SKIPPED,
            story=data.get("story", ""),
            must_not_see=tuple(data.get("must_not_see", ())),
            call_today=bool(data.get("call_today")),
            wished_hub=wished_hub,
        )


def is_ready(data: Mapping[str, Any]) -> bool:
    """Whether enough was typed to send: a name and one safe way to reach them."""
    return bool(data.get("name")) and bool(data.get("channels"))


def may_ring(channels: Mapping[str, Any]) -> bool:
    """Whether a call or a text reaches them: nobody can promise when an email or a letter is read."""
    return bool(channels.get("call") or channels.get("text"))
