"""What the team's meeting says on Today."""

from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.meetings.queries import waiting, without_question
from holdfast.people.viewer import Viewer


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line where people wait to be discussed."""
    if not (found.member.may(Permission.ASSESS) and found.member.may(Permission.SEE_CLINICAL)):
        return []
    number = len(waiting(found)) + len(without_question(found))
    if not number:
        return []
    words = "One person waits" if number == 1 else f"{number} people wait"
    return [{"href": reverse("meetings:meetings"), "text": f"{words} for the team’s meeting", "is_late": False}]
