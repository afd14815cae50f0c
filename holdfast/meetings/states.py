"""The life of a question to the team, and of the team's meeting."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class DiscussionStatus(models.TextChoices):
    WAITING = "waiting", "Waits to be discussed"
    DECIDED = "decided", "Discussed and decided"
    WITHDRAWN = "withdrawn", "Not to be discussed any more"


DISCUSSION = Lifecycle(
    "discussion",
    DiscussionStatus.WAITING,
    # verb, from, to, needs
    Move("put_on", {DiscussionStatus.WAITING}, DiscussionStatus.WAITING, Permission.ASSESS),
    Move("decide", {DiscussionStatus.WAITING}, DiscussionStatus.DECIDED, Permission.ASSESS),
    Move("withdraw_question", {DiscussionStatus.WAITING}, DiscussionStatus.WITHDRAWN, Permission.ASSESS),
)


class MeetingStatus(models.TextChoices):
    CALLED = "called", "To come"
    CLOSED = "closed", "Held: its minutes are closed"
    CALLED_OFF = "called_off", "Called off"


MEETING = Lifecycle(
    "meeting",
    MeetingStatus.CALLED,
    # verb, from, to, needs
    Move("close_minutes", {MeetingStatus.CALLED}, MeetingStatus.CLOSED, Permission.ASSESS),
    Move("call_off", {MeetingStatus.CALLED}, MeetingStatus.CALLED_OFF, Permission.ASSESS),
)
