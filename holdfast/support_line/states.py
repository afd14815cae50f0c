"""The life of a call: while it lasts, and what became of it."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class Status(models.TextChoices):
    BEGUN = "begun", "Going on"
    ADVISED = "advised", "Ended with advice"
    PROMISED = "promised", "To be called back"
    CALLED_BACK = "called_back", "Called back"
    NOT_REACHED = "not_reached", "Could not be reached"
    REQUESTED = "requested", "Became a request"
    HANDED_OVER = "handed_over", "Handed over to a crisis team"
    MATCHED = "matched", "Kept with a record"
    ENDED = "ended", "Ended, nothing to keep"


OPEN = (Status.BEGUN, Status.PROMISED)
ANSWER = Permission.ANSWER_CALLS
CALL = Lifecycle(
    "call",
    Status.BEGUN,
    # verb, from, to, needs
    Move("advise", OPEN, Status.ADVISED, ANSWER),
    Move("promise", OPEN, Status.PROMISED, ANSWER),
    Move("call_back", {Status.PROMISED}, Status.CALLED_BACK, ANSWER),
    Move("try_again", {Status.PROMISED}, Status.PROMISED, ANSWER),
    Move("give_up", {Status.PROMISED}, Status.NOT_REACHED, ANSWER),
    Move("request", OPEN, Status.REQUESTED, ANSWER),
    Move("hand_over", (*OPEN, Status.REQUESTED, Status.MATCHED), Status.HANDED_OVER, ANSWER),
    Move("match", OPEN, Status.MATCHED, ANSWER),
    Move("end", {Status.BEGUN}, Status.ENDED, ANSWER),
)
