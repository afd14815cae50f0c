"""What the diary says on Today: whether people came, whom to remind, who could come earlier, and what is booked with
somebody who will not be there."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.appointments.by_hand import to_remind
from holdfast.appointments.earlier import earlier_free
from holdfast.appointments.queries import unsettled, without_anybody
from holdfast.diary.rules import DAY
from holdfast.hubs.hours import london_day, say_moment
from holdfast.people.viewer import Viewer


def waits(found: Viewer) -> list[dict[str, Any]]:
    """One line for each kind of appointment that waits for this member."""
    lines = []
    if found.member.may(Permission.BOOK):
        lines += [line(pk, number, "not said yet whether they came", first, found, late=True)
                  for pk, number, first in unsettled(found)]  # fmt: skip
        lines += by_hand_line(found) + earlier_line(found)
    if found.member.may(Permission.BOOK):
        lines += [line(pk, number, "with somebody who is away or sees people no more", first, found)
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


def by_hand_line(found: Viewer) -> list[dict[str, Any]]:
    """Whom somebody gets in touch with by hand: to tell them that it is cancelled, or to remind them."""
    waiting = to_remind(found)
    ended = [each.appointment.session.starts_at for each in waiting if each.is_ended]
    starts = [each.appointment.session.starts_at for each in waiting if not each.is_ended]
    return ended_line(ended, found) + reminding_line(starts, found)


def ended_line(starts: list[datetime], found: Viewer) -> list[dict[str, Any]]:
    """People who may come for nothing: what was booked ended by itself, and nobody has told them."""
    if not starts:
        return []
    which = "One appointment is" if len(starts) == 1 else f"{len(starts)} appointments are"
    return [
        {
            "href": reverse("appointments:by_hand"), "text": f"{which} cancelled, and nobody has said so to them",
            "is_late": True, "quiet": f"the first {say_moment(min(starts), found.now)}",
        }
    ]  # fmt: skip


def reminding_line(starts: list[datetime], found: Viewer) -> list[dict[str, Any]]:
    """People whom no mail reminds of what is booked; late, where it is today."""
    if not starts:
        return []
    who, today = "One person" if len(starts) == 1 else f"{len(starts)} people", london_day(found.now)
    is_tomorrow = {london_day(each) for each in starts} == {today + DAY}
    of = "tomorrow’s appointment" if is_tomorrow else "an appointment that comes near"
    return [
        {
            "href": reverse("appointments:by_hand"), "text": f"{who} to remind by hand of {of}",
            "is_late": london_day(starts[0]) == today, "quiet": f"the first {say_moment(starts[0], found.now)}",
        }
    ]  # fmt: skip


def earlier_line(found: Viewer) -> list[dict[str, Any]]:
    """People who wait for an earlier time, where one came free that fits them."""
    starts = sorted(each.starts_at for each in earlier_free(found) if each.starts_at is not None)
    if not starts:
        return []
    who = "one person who waits" if len(starts) == 1 else f"{len(starts)} people who wait"
    return [
        {
            "href": reverse("appointments:earlier"), "text": f"An earlier time is free for {who} for one",
            "is_late": False, "quiet": f"the first {say_moment(starts[0], found.now)}",
        }
    ]  # fmt: skip
