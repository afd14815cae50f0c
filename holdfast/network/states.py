"""The life of a transfer. The hub that offers is responsible until the other has accepted and it has let go."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import ONESELF, Lifecycle, Move


class Status(models.TextChoices):
    PREPARED = "prepared", "Waits for the person’s answer"
    AGREED = "agreed", "The person agreed: not offered yet"
    OFFERED = "offered", "Offered: waits for the other hub"
    ACCEPTED = "accepted", "Accepted by the other hub"
    REFUSED = "refused", "Refused by the other hub"
    WITHDRAWN = "withdrawn", "Taken back"
    SAID_NO = "said_no", "The person said no"
    CLOSED = "closed", "Ended with the request"


class Part(models.TextChoices):
    """What may go with somebody. Name, safe ways to reach them and whom they keep out always do."""

    STORY = "story", "What they wrote when they asked for help"
    NEEDS = "needs", "Work, language, and what makes it easier"
    MEASURES = "measures", "Questionnaires and their scores"
    ASSESSMENT = "assessment", "The assessment"
    PLAN = "plan", "Goals and plan"
    LETTERS = "letters", "Letters that were sent"
    SERVICES = "services", "Services at which they wait or are seen"


class Word(models.TextChoices):
    """What a hub of another installation is told on the telephone."""

    DIED = "died", "they have died"
    LIVES = "lives", "that they have died was an error"
    ALERT = "alert", "an alert about them is open"
    FILE = "file", "the offer has ended: nobody may accept its sealed file"


OPEN = (Status.PREPARED, Status.AGREED, Status.OFFERED)
ENDED = (Status.REFUSED, Status.WITHDRAWN, Status.SAID_NO, Status.CLOSED)
UNSENT = (Status.PREPARED, Status.AGREED)
FOR_NOTHING = (Status.REFUSED, Status.CLOSED)
"""Ends that are not the person's, nor of whoever put it together: somebody has to talk with them about what now."""
LEFT = (Status.WITHDRAWN, Status.SAID_NO, Status.CLOSED)

TRANSFER = Lifecycle(
    "transfer",
    Status.PREPARED,
    # verb, from, to, needs
    Move("agree", {Status.PREPARED}, Status.AGREED, ONESELF),
    Move("agree_for_them", {Status.PREPARED}, Status.AGREED, Permission.ALLOCATE),
    Move("offer", {Status.AGREED}, Status.OFFERED, Permission.ALLOCATE),
    Move("accept", {Status.OFFERED}, Status.ACCEPTED, Permission.ALLOCATE),
    Move("refuse", {Status.OFFERED}, Status.REFUSED, Permission.ALLOCATE),
    Move("withdraw", OPEN, Status.WITHDRAWN, Permission.ALLOCATE),
    Move("say_no", OPEN, Status.SAID_NO, ONESELF),
    Move("close", OPEN, Status.CLOSED, ONESELF),
)
