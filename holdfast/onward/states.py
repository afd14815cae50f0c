"""The life of an onward referral; and of its words, which the person reads and agrees to before anything goes."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import ONESELF, Lifecycle, Move


class Status(models.TextChoices):
    DRAFTED = "drafted", "Being written"
    SENT = "sent", "Sent, no answer yet"
    ACKNOWLEDGED = "acknowledged", "Received by the service"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WAITING = "waiting", "Still waiting"
    IN_TREATMENT = "in_treatment", "In treatment"
    COMPLETED = "completed", "Completed"
    DROPPED_OUT = "dropped_out", "Dropped out"
    WITHDRAWN = "withdrawn", "Withdrawn"


class WordsStatus(models.TextChoices):
    """Where the words stand that would go to the service."""

    WRITING = "writing", "Not shown to the person yet"
    SHOWN = "shown", "Shown to the person"
    CHANGE_ASKED = "change_asked", "The person asks for a change"
    AGREED = "agreed", "The person agreed"
    REFUSED = "refused", "The person said no"


class How(models.TextChoices):
    """How the person agreed."""

    OWN_PAGES = "own_pages", "On their own pages"
    ROOM = "room", "Face to face"
    PHONE = "phone", "By telephone"
    VIDEO = "video", "By video"
    WRITTEN = "written", "In writing"


class OverBy(models.TextChoices):
    """What ended it that the service does not hear of by itself."""

    DEATH = "death", "They were recorded as having died"
    TRANSFER = "transfer", "Another hub took them on"


class Word(models.TextChoices):
    """What such a service is told on the telephone."""

    DIED = "died", "they have died"
    LIVES = "lives", "that they have died was an error"
    MOVED = "moved", "they need the place no more"


WAITS = (Status.SENT, Status.ACKNOWLEDGED, Status.ACCEPTED, Status.WAITING)
"""The service has it, and the person has not been seen there."""
WITH_A_SERVICE = (*WAITS, Status.IN_TREATMENT)
OPEN = (Status.DRAFTED, *WITH_A_SERVICE)
ENDED = (Status.DECLINED, Status.COMPLETED, Status.DROPPED_OUT, Status.WITHDRAWN)
NOT_WITH_THEM = (Status.DECLINED, Status.DROPPED_OUT)
"""Ended by the service or by them, before it was done: somebody talks with them about what else there is."""
FROZEN = (WordsStatus.SHOWN, WordsStatus.CHANGE_ASKED, WordsStatus.AGREED, WordsStatus.REFUSED)
"""While its words are one of these they cannot change: the database refuses it."""
ASSESS, CHASE = Permission.ASSESS, Permission.CHASE

ONWARD_WORDS = Lifecycle(
    "onward_words",
    WordsStatus.WRITING,
    # verb, from, to, needs
    Move("edit", set(WordsStatus) - {WordsStatus.REFUSED}, WordsStatus.WRITING, ASSESS),
    Move("show", {WordsStatus.WRITING}, WordsStatus.SHOWN, ASSESS),
    Move("agree", {WordsStatus.SHOWN}, WordsStatus.AGREED, ONESELF),
    Move("agree_with_them", {WordsStatus.SHOWN}, WordsStatus.AGREED, ASSESS),
    Move(
        "ask_change", {WordsStatus.SHOWN, WordsStatus.CHANGE_ASKED, WordsStatus.AGREED}, WordsStatus.CHANGE_ASKED,
        ONESELF,
    ),
    Move("take_back", {WordsStatus.AGREED}, WordsStatus.SHOWN, ONESELF),
    Move(
        "refuse", {WordsStatus.SHOWN, WordsStatus.CHANGE_ASKED, WordsStatus.AGREED}, WordsStatus.REFUSED, ONESELF
    ),
)  # fmt: skip

ONWARD = Lifecycle(
    "onward",
    Status.DRAFTED,
    # verb, from, to, needs
    Move("send", {Status.DRAFTED}, Status.SENT, ASSESS),
    Move("undo_send", {Status.SENT}, Status.DRAFTED, ASSESS),
    Move("acknowledge", {Status.SENT}, Status.ACKNOWLEDGED, CHASE),
    Move("accept", {Status.SENT, Status.ACKNOWLEDGED}, Status.ACCEPTED, CHASE),
    Move("decline", WAITS, Status.DECLINED, CHASE),
    Move("wait", {Status.ACCEPTED, Status.WAITING}, Status.WAITING, CHASE),
    Move("begin", WAITS, Status.IN_TREATMENT, CHASE),
    Move("complete", {Status.IN_TREATMENT}, Status.COMPLETED, CHASE),
    Move("drop_out", {Status.ACCEPTED, Status.WAITING, Status.IN_TREATMENT}, Status.DROPPED_OUT, CHASE),
    Move("withdraw", OPEN, Status.WITHDRAWN, ASSESS),
    Move("replace", WAITS, Status.WITHDRAWN, CHASE),
    Move("stop", OPEN, Status.WITHDRAWN, ONESELF),
)
ANSWERS = ("acknowledge", "accept", "decline", "wait", "begin", "complete", "drop_out")
"""What a service can say: by its link, or to whoever of the hub calls it."""


class Receiving:
    """The service, speaking by the link that it was sent. The link is its right."""

    def may(self, permission: str) -> bool:
        """What whoever chases it could write down."""
        return permission == CHASE
