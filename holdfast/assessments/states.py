"""The life of an assessment."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class Status(models.TextChoices):
    WRITING = "writing", "Being written"
    FINISHED = "finished", "Finished: agreed by those who wrote it"


ASSESSMENT = Lifecycle(
    "assessment",
    Status.WRITING,
    # verb, from, to, needs
    Move("write", {Status.WRITING}, Status.WRITING, Permission.ASSESS),
    Move("agree", {Status.WRITING}, Status.WRITING, Permission.ASSESS),
    Move("finish", {Status.WRITING}, Status.FINISHED, Permission.ASSESS),
    Move("add_to", {Status.FINISHED}, Status.FINISHED, Permission.ASSESS),
)
