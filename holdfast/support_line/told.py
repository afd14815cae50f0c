"""What was typed in a call, opened; and the access log's row where nobody's record is known yet."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.people.identity import reveal_data
from holdfast.support_line.models import Call


def told_in(call: Call) -> dict[str, Any]:
    """All that was typed, by the name of its field; nothing once it was forgotten."""
    return dict(reveal_data(call.owner, f"call:{call.pk}", call.told_sealed))


def log_without_person(request: HttpRequest, *, why: str, now: datetime) -> None:
    """Write down that a member read, or wrote, what belongs to nobody's record yet."""
    is_read = request.method in access.READING
    access.log(
        request.hub.pk, [], what=request.resolver_match.view_name, why=why,
        action=AccessEntry.Action.READ if is_read else AccessEntry.Action.WRITE, by=request.member, now=now,
    )  # fmt: skip
