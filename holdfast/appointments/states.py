"""The life of one person's appointment. Attendance is told by the national codes, which the label names."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import BY_ITSELF, ONESELF, Lifecycle, Move


class Status(models.TextChoices):
    BOOKED = "booked", "Booked"
    ATTENDED = "attended", "Came"
    LATE = "late", "Came late, was seen"
    TOO_LATE = "too_late", "Came too late to be seen"
    MISSED = "missed", "Did not attend"
    CANCELLED_BY_PERSON = "cancelled_by_person", "Cancelled by them"
    CANCELLED_BY_HUB = "cancelled_by_hub", "Cancelled by the hub"


NATIONAL_CODES: dict[str, str] = {
    Status.ATTENDED: "5",
    Status.LATE: "6",
    Status.TOO_LATE: "7",
    Status.MISSED: "3",
    Status.CANCELLED_BY_PERSON: "2",
    Status.CANCELLED_BY_HUB: "4",
}
"""NHS Data Model and Dictionary, ATTENDED OR DID NOT ATTEND CODE."""

CAME = (Status.ATTENDED, Status.LATE)
NOT_SEEN = (Status.MISSED, Status.TOO_LATE)
CANCELLED = (Status.CANCELLED_BY_PERSON, Status.CANCELLED_BY_HUB)
SETTLED = (*CAME, *NOT_SEEN)
BOOKED = {Status.BOOKED}

APPOINTMENT = Lifecycle(
    "appointment",
    Status.BOOKED,
    # verb, from, to, needs
    Move("attend", BOOKED, Status.ATTENDED, Permission.BOOK),
    Move("come_late", BOOKED, Status.LATE, Permission.BOOK),
    Move("come_too_late", BOOKED, Status.TOO_LATE, Permission.BOOK),
    Move("miss", BOOKED, Status.MISSED, Permission.BOOK),
    Move("undo", SETTLED, Status.BOOKED, Permission.BOOK),
    Move("move", BOOKED, Status.BOOKED, Permission.BOOK),
    Move("cancel", BOOKED, Status.CANCELLED_BY_HUB, Permission.BOOK),
    Move("cancel_for_them", BOOKED, Status.CANCELLED_BY_PERSON, Permission.BOOK),
    Move("keep_out", BOOKED, Status.CANCELLED_BY_HUB, BY_ITSELF),
    Move("cancel_own", BOOKED, Status.CANCELLED_BY_PERSON, ONESELF),
    Move("move_own", BOOKED, Status.BOOKED, ONESELF),
)
ATTENDANCE = {"attend": Status.ATTENDED, "come_late": Status.LATE, "come_too_late": Status.TOO_LATE,
              "miss": Status.MISSED}  # fmt: skip
