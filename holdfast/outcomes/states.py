"""The life of a follow-up: planned for a day, asked, answered, and looked at by whoever has the person."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import BY_ITSELF, ONESELF, Lifecycle, Move


class Status(models.TextChoices):
    PLANNED = "planned", "Planned"
    ASKED = "asked", "Asked, not answered yet"
    ANSWERED = "answered", "Answered, not looked at yet"
    ENDED = "ended", "Done"


OPEN = (Status.PLANNED, Status.ASKED, Status.ANSWERED)
NOT_ANSWERED = (Status.PLANNED, Status.ASKED)

FOLLOW_UP = Lifecycle(
    "follow_up",
    Status.PLANNED,
    # verb, from, to, needs
    Move("ask", {Status.PLANNED}, Status.ASKED, BY_ITSELF),
    Move("answer", {Status.ASKED}, Status.ANSWERED, ONESELF),
    Move("settle", {Status.ASKED, Status.ANSWERED}, Status.ENDED, Permission.ASSESS),
    Move("opt_out", NOT_ANSWERED, Status.ENDED, ONESELF),
    Move("stop", OPEN, Status.ENDED, BY_ITSELF),
)
