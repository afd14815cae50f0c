"""The life of one version of a plan, from the moment it is shown to the person it is for.

A plan that is being made has no version yet: its goals and strands stand by themselves until it is shown.
"""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import ONESELF, Lifecycle, Move


class Status(models.TextChoices):
    SHOWN = "shown", "Shown, not agreed yet"
    CHANGE_ASKED = "change_asked", "They would like something changed"
    AGREED = "agreed", "Agreed"
    REPLACED = "replaced", "A newer version was shown"


WAITS = (Status.SHOWN, Status.CHANGE_ASKED)
"""Somebody has to talk with them about it."""

PLAN = Lifecycle(
    "plan",
    Status.SHOWN,
    # verb, from, to, needs
    Move("agree", WAITS, Status.AGREED, ONESELF),
    Move("agree_with_them", WAITS, Status.AGREED, Permission.ASSESS),
    Move("ask_change", {Status.SHOWN, Status.AGREED, Status.CHANGE_ASKED}, Status.CHANGE_ASKED, ONESELF),
    Move("replace", WAITS, Status.REPLACED, Permission.ASSESS),
)
