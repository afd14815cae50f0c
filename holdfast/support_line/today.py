"""What the support line says on Today: whom to call back."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_by
from holdfast.people.viewer import Viewer
from holdfast.support_line.queries import PAGE, to_be_called_back

SOON = timedelta(days=1)


def waits(found: Viewer) -> list[dict[str, Any]]:
    """Call-backs that were promised for the coming day, or before, as far as this member may open them."""
    if not found.member.may(Permission.ANSWER_CALLS):
        return []
    due = [call.call_back_by for call in to_be_called_back(found) if call.call_back_by < found.now + SOON]
    if not due:
        return []
    return [{"href": reverse("support_line:calls"), "text": said(len(due)), **first(due[0], found.now)}]


def said(number: int) -> str:
    """How many, in words."""
    if number > PAGE:
        return f"More than {PAGE} people to call back"
    return "One person to call back" if number == 1 else f"{number} people to call back"


def first(due: datetime, now: datetime) -> dict[str, Any]:
    """By when the first was promised."""
    return {"is_late": due < now, "quiet": f"the first was promised by {say_by(due, now)}"}
