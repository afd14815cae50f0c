"""The life of a team's request, until somebody has called back and it is closed."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class Status(models.TextChoices):
    RECEIVED = "received", "Nobody has it yet"
    TAKEN = "taken", "Taken"
    CALLED_BACK = "called_back", "Called back"
    CLOSED = "closed", "Closed"


TO_CALL = (Status.RECEIVED, Status.TAKEN)

TEAM_REQUEST = Lifecycle(
    "team_request",
    Status.RECEIVED,
    # verb, from, to, needs
    Move("take", {Status.RECEIVED}, Status.TAKEN, Permission.ANSWER_TEAMS),
    Move("hand_back", {Status.TAKEN}, Status.RECEIVED, Permission.ANSWER_TEAMS),
    Move("call_back", TO_CALL, Status.CALLED_BACK, Permission.ANSWER_TEAMS),
    Move("close", {Status.TAKEN, Status.CALLED_BACK}, Status.CLOSED, Permission.ANSWER_TEAMS),
)
