"""The life of an introduction: somebody whom a manager named, until they have answered or were forgotten."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class Status(models.TextChoices):
    NAMED = "named", "Named, not answered"
    CONFIRMED = "confirmed", "Wants contact"
    DECLINED = "declined", "Does not want contact"
    EXPIRED = "expired", "Did not answer in time"


INTRODUCTION = Lifecycle(
    "introduction",
    Status.NAMED,
    # verb, from, to, needs
    Move("try_again", {Status.NAMED}, Status.NAMED, Permission.ANSWER_CALLS),
    Move("confirm", {Status.NAMED}, Status.CONFIRMED, Permission.ANSWER_CALLS),
    Move("decline", {Status.NAMED}, Status.DECLINED, Permission.ANSWER_CALLS),
    Move("expire", {Status.NAMED}, Status.EXPIRED, Permission.ANSWER_CALLS),
)


class Themselves:
    """Whoever was named, speaking by their own link; and the clock that lets it run out. The link is their right."""

    def may(self, permission: str) -> bool:
        """Whatever there is to do with what was told about them."""
        return True
