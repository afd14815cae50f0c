"""What plans say on Today: steps that are somebody's own and due, whoever has the person.

Where a step is the next action of somebody they have, their list says so already.
"""

from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.coordination.queries import due_of
from holdfast.coordination.words import say_date
from holdfast.hubs.hours import london_day
from holdfast.people.viewer import Viewer


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line, which leads to the first of them."""
    strands = due_of(found) if found.member.may(Permission.ASSESS) else []
    if not strands:
        return []
    first, number = strands[0], len(strands)
    one = "One step of a plan is yours and due"
    many = f"{number} steps of plans are yours and due"
    return [
        {
            "href": reverse("coordination:plan", args=[first.referral_id]),
            "text": one if number == 1 else many,
            "is_late": first.next_on is not None and first.next_on < london_day(found.now),
            "quiet": f"the first {say_date(first.next_on, found.now)}" if first.next_on else "",
        }
    ]
