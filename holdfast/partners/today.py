"""What the doors for others say on Today: whom a manager named and nobody has called yet."""

from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_by
from holdfast.partners.queries import MOST_TO_CALL, to_call
from holdfast.people.viewer import Viewer


def waits(found: Viewer) -> list[dict[str, Any]]:
    """People who were named with a number alone: they are asked by telephone. They are nobody's record yet."""
    if not found.member.may(Permission.ANSWER_CALLS):
        return []
    due = to_call(found.member.hub)
    if not due:
        return []
    number = f"more than {MOST_TO_CALL}" if len(due) > MOST_TO_CALL else len(due)
    text = "One person to call whom a manager named" if number == 1 else f"{number} people to call whom a manager named"
    first = due[0]
    return [
        {
            "href": reverse("partners:named_people"),
            "text": f"{text[0].upper()}{text[1:]}",
            "is_late": first < found.now,
            "quiet": f"the first by {say_by(first, found.now)}",
        }
    ]
