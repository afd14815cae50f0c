"""The life of a statement about work: shown to the person, agreed to, shared with the one whom it is for."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import ONESELF, Lifecycle, Move


class Kind(models.TextChoices):
    """What a statement says or asks."""

    SUPPORT = "support", "Request for support at work"
    QUESTION = "question", "Question"
    ADVICE = "advice", "Specialist advice"
    LEAVE = "leave", "Sick leave"
    ADJUSTMENTS = "adjustments", "Changes at work"
    RETURN = "return", "Plan for the return to work"


ASKS = (Kind.SUPPORT, Kind.QUESTION)
"""Kinds that wait for an answer."""


class AskEnded(models.TextChoices):
    """Why nobody waits for an answer any more."""

    ANSWERED = "answered", "They answered another way"
    LEFT = "left", "We wait for it no longer"


class AtWork(models.TextChoices):
    """Whether somebody is at work, as they said: to the team, or when they were asked how they are."""

    AT_WORK = "at_work", "At work"
    ADJUSTED = "adjusted", "At work with changes to hours or duties"
    OFF_SICK = "off_sick", "Off sick"
    OFF = "off", "Off work"
    AWAY = "away", "Away for another reason"
    BETWEEN = "between", "Between jobs or returning"
    LEFT = "left", "Has left the job"


class Status(models.TextChoices):
    SHOWN = "shown", "Shown to the person"
    CHANGE_ASKED = "change_asked", "The person asks for a change"
    AGREED = "agreed", "Agreed, not shared yet"
    SHARED = "shared", "Shared"
    REFUSED = "refused", "The person said no"
    REPLACED = "replaced", "Written again"
    LEFT = "left", "Left by the team"
    STOPPED = "stopped", "Stopped: the person shares nothing more"


OPEN = (Status.SHOWN, Status.CHANGE_ASKED, Status.AGREED)
AGREED = (Status.AGREED, Status.SHARED)
WRITE = Permission.WRITE_WORK

WORK_STATEMENT = Lifecycle(
    "work_statement",
    Status.SHOWN,
    # verb, from, to, needs
    Move("agree", {Status.SHOWN}, Status.AGREED, ONESELF),
    Move("agree_for_them", {Status.SHOWN}, Status.AGREED, WRITE),
    Move("ask_change", OPEN, Status.CHANGE_ASKED, ONESELF),
    Move("refuse", OPEN, Status.REFUSED, ONESELF),
    Move("share", {Status.AGREED}, Status.SHARED, WRITE),
    Move("share_at_once", {Status.AGREED}, Status.SHARED, ONESELF),
    Move("rewrite", OPEN, Status.REPLACED, WRITE),
    Move("leave", OPEN, Status.LEFT, WRITE),
    Move("stop", OPEN, Status.STOPPED, ONESELF),
)
