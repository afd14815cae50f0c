"""The life of a concern."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class Status(models.TextChoices):
    OPEN = "open", "Open: somebody looks at it again by its day"
    CLOSED = "closed", "Closed, with a second practitioner's advice"


CONCERN = Lifecycle(
    "concern",
    Status.OPEN,
    # verb, from, to, needs
    Move("add_entry", {Status.OPEN}, Status.OPEN, Permission.SEE_CONCERNS),
    Move("close", {Status.OPEN}, Status.CLOSED, Permission.SEE_CONCERNS),
)
