"""What people's work says on Today: a change asked for, words not shared yet, answers, silence, steps that are due."""

from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_day
from holdfast.people.viewer import Viewer
from holdfast.workplace import queries
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.states import Status


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for each kind of thing that waits for this member."""
    if not found.member.may(Permission.WRITE_WORK):
        return []
    waiting = queries.waiting_for(found)
    asked = [each for each in waiting if each.status == Status.CHANGE_ASKED]
    agreed = [each for each in waiting if each.status == Status.AGREED]
    answers, late = queries.unread_replies(found), queries.overdue_asks(found)
    steps = queries.due_steps(found)
    lines = [
        line(asked, "statement about work to change, as they ask", "statements about work to change, as they ask"),
        line(agreed, "statement about work agreed, and not shared yet",
             "statements about work agreed, and not shared yet"),
        line([each.statement for each in answers], "answer about somebody’s work to read",
             "answers about people’s work to read", is_late=False,
             quiet=f"the first came {say_day(answers[0].replied_at, found.now)}" if answers else ""),
        line(late, "question about work that nobody has answered", "questions about work that nobody has answered"),
        line([each.statement for each in steps], "step of a return to work is due",
             "steps of returns to work are due"),
    ]  # fmt: skip
    return [each for each in lines if each]


def line(
    statements: list[WorkStatement], one: str, many: str, *, is_late: bool = True, quiet: str = ""
) -> dict[str, Any]:
    """How many, leading to the first of them; nothing for none."""
    if not statements:
        return {}
    first, number = statements[0], len(statements)
    return {
        "href": reverse("workplace:one", args=[first.referral_id, first.pk]),
        "text": f"One {one}" if number == 1 else f"{number} {many}", "is_late": is_late, "quiet": quiet,
    }  # fmt: skip
