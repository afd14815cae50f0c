"""The life of an alert."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class Status(models.TextChoices):
    RAISED = "raised", "Not taken"
    TAKEN = "taken", "Taken"
    CLOSED = "closed", "Closed"


ALERT = Lifecycle(
    "alert",
    Status.RAISED,
    # verb, from, to, needs
    Move("take", {Status.RAISED}, Status.TAKEN, Permission.TAKE_ALERT),
    Move("hand_on", {Status.TAKEN}, Status.TAKEN, Permission.TAKE_ALERT),
    Move("release", {Status.TAKEN}, Status.RAISED, Permission.TAKE_ALERT),  # by the system: who took it has left
    Move("close", {Status.TAKEN}, Status.CLOSED, Permission.TAKE_ALERT),
)
