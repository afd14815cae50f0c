"""The life of one person's course of sessions."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import BY_ITSELF, ONESELF, Lifecycle, Move


class Status(models.TextChoices):
    WAITING = "waiting", "Waits for a practitioner"
    RUNNING = "running", "Under way"
    COMPLETED = "completed", "Completed as agreed"
    ENDED_BY_THEM = "ended_by_them", "Ended earlier by them"
    ENDED_BY_US = "ended_by_us", "Ended earlier by the team"


OPEN = (Status.WAITING, Status.RUNNING)
ENDED = (Status.COMPLETED, Status.ENDED_BY_THEM, Status.ENDED_BY_US)

COURSE = Lifecycle(
    "course",
    Status.WAITING,
    # verb, from, to, needs
    Move("start", {Status.WAITING}, Status.RUNNING, Permission.ASSESS),
    Move("hand_on", {Status.RUNNING}, Status.RUNNING, Permission.ASSESS),
    Move("extend", {Status.RUNNING}, Status.RUNNING, Permission.ASSESS),
    Move("complete", {Status.RUNNING}, Status.COMPLETED, Permission.ASSESS),
    Move("end_for_them", OPEN, Status.ENDED_BY_THEM, Permission.ASSESS),
    Move("end", OPEN, Status.ENDED_BY_US, Permission.ASSESS),
    Move("close", OPEN, Status.ENDED_BY_US, BY_ITSELF),  # their request is closed
    Move("stop", OPEN, Status.ENDED_BY_THEM, ONESELF),
)
ENDS = {"complete": Status.COMPLETED, "end_for_them": Status.ENDED_BY_THEM, "end": Status.ENDED_BY_US}
