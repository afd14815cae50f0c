"""What fitness to practise says on Today: to the two of each concern; where one is lost or late, to leads too."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.fitness.late_queries import is_late_beyond
from holdfast.fitness.queries import MOST_SHOWN, concerns_of, due_of, stuck_for
from holdfast.fitness.rules import SILENT
from holdfast.fitness.states import UNSIGNED, Status
from holdfast.people.viewer import Viewer


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for what waits for this member: to be signed, to be told, or for what came of it. One for what has lost
    the other of its two, one for what a lead may step into, one for what is late elsewhere. None says about whom."""
    if not found.member.may(Permission.SEE_CONCERNS):
        return []
    to_do = Q(status__in=UNSIGNED, second=found.member) | Q(status=Status.AGREED)
    to_do |= Q(status=Status.TOLD, last_at__lte=found.now - SILENT)
    own = list(concerns_of(found).filter(to_do)[:MOST_SHOWN])
    lines = []
    if own:
        text = (
            "A concern waits for you as one of two"
            if len(own) == 1
            else f"{len(own)} concerns wait for you as one of two"
        )
        lines.append(line(text, is_late=any(due is not None and due < found.now for due in map(due_of, own))))
    told = {each.is_own for each in stuck_for(found)}
    if True in told:
        lines.append(line("A concern has lost the other of its two: name somebody else", is_late=True))
    if False in told:
        lines.append(line("A concern has lost one of its two: step in", is_late=True))
    if is_late_beyond(found):
        lines.append(line("A concern is late with its two", is_late=True))
    return lines


def line(text: str, *, is_late: bool) -> dict[str, Any]:
    """A line of Today that leads to the list."""
    return {"href": reverse("fitness:mine"), "text": text, "is_late": is_late, "quiet": ""}
