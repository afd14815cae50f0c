"""The life of what came in: voicemail, a letter, an email."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class IncomingStatus(models.TextChoices):
    WAITING = "waiting", "Not matched yet"
    HANDED_ON = "handed_on", "Waits for a lead"
    MATCHED = "matched", "With the record it belongs to"
    SET_ASIDE = "set_aside", "Belongs to nobody's record"


WAITING, HANDED_ON = IncomingStatus.WAITING, IncomingStatus.HANDED_ON
POST = Lifecycle(
    "post",
    WAITING,
    # verb, from, to, needs
    Move("match", {WAITING, HANDED_ON}, IncomingStatus.MATCHED, Permission.ANSWER_CALLS),
    Move("hand_on", {WAITING}, HANDED_ON, Permission.ANSWER_CALLS),
    Move("set_aside", {WAITING, HANDED_ON}, IncomingStatus.SET_ASIDE, Permission.ANSWER_CALLS),
)
