"""What fitness to practise says on Today: to the two of each concern, and to leads where one of the two is lost."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.fitness.queries import MOST_SHOWN, concerns_of, stuck_for
from holdfast.fitness.states import UNSIGNED, Status
from holdfast.people.viewer import Viewer


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for what waits for this member's signature or is to be told, one for what nobody goes on with. Neither
    says about whom."""
    if not found.member.may(Permission.SEE_CONCERNS):
        return []
    to_do = Q(status__in=UNSIGNED, second=found.member) | Q(status=Status.AGREED)
    own = list(concerns_of(found).filter(to_do).values_list("sign_by", flat=True)[:MOST_SHOWN])
    lines = []
    if own:
        text = (
            "A concern waits for you as one of two"
            if len(own) == 1
            else f"{len(own)} concerns wait for you as one of two"
        )
        lines.append(line(text, is_late=any(due is not None and due < found.now for due in own)))
    if stuck_for(found):
        lines.append(line("A concern has lost one of its two: step in", is_late=True))
    return lines


def line(text: str, *, is_late: bool) -> dict[str, Any]:
    """A line of Today that leads to the list."""
    return {"href": reverse("fitness:mine"), "text": text, "is_late": is_late, "quiet": ""}
