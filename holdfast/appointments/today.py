"""What the diary says on Today: whether people came, and what is booked with somebody who will not be there."""

from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.appointments.queries import unsettled, without_anybody
from holdfast.hubs.hours import say_moment
from holdfast.people.viewer import Viewer


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for each kind of appointment that waits for this member."""
    lines = []
    if found.member.may(Permission.BOOK):
        lines += [line(pk, number, "not said yet whether they came", first, found, late=True)
                  for pk, number, first in unsettled(found)]  # fmt: skip
    if found.member.may(Permission.SET_DIARY) and found.member.may(Permission.BOOK):
        lines += [line(pk, number, "with somebody who is away or has left", first, found)
                  for pk, number, first in without_anybody(found)]  # fmt: skip
    return lines


def line(pk: Any, number: int, words: str, first: Any, found: Viewer, *, late: bool = False) -> dict[str, Any]:
    """A line that leads to the first of them."""
    return {
        "href": reverse("appointments:one", args=[pk]),
        "text": f"{'One appointment' if number == 1 else f'{number} appointments'} {words}",
        "is_late": late,
        "quiet": f"the first {say_moment(first, found.now)}",
    }
