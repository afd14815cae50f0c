"""The life of a letter. One to anybody but the person themselves goes only after they agreed to its very words."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import ONESELF, Lifecycle, Move


class Audience(models.TextChoices):
    """Whom a letter is for."""

    PERSON = "person", "To the person"
    GP = "gp", "To their GP"
    OCCUPATIONAL_HEALTH = "oh", "To Occupational Health"
    MANAGER = "manager", "To their manager"
    SERVICE = "service", "To a service"


class Status(models.TextChoices):
    DRAFTED = "drafted", "Being written"
    SHOWN = "shown", "Shown to the person"
    CHANGE_ASKED = "change_asked", "The person asks for a change"
    AGREED = "agreed", "Agreed, to be posted"
    READY = "ready", "To be posted"
    SENT = "sent", "Sent"
    REFUSED = "refused", "The person said no"
    WITHDRAWN = "withdrawn", "Not sent"


OPEN = (Status.DRAFTED, Status.SHOWN, Status.CHANGE_ASKED, Status.AGREED, Status.READY)
TO_POST = (Status.AGREED, Status.READY)
FROZEN = (Status.SHOWN, Status.CHANGE_ASKED, Status.AGREED, Status.READY, Status.SENT, Status.REFUSED)
"""While a letter is one of these its words cannot change: the database refuses it."""
WRITE, SEND = Permission.WRITE_LETTERS, Permission.SEND_LETTERS

LETTER = Lifecycle(
    "letter",
    Status.DRAFTED,
    # verb, from, to, needs
    Move("edit", OPEN, Status.DRAFTED, WRITE),
    Move("show", {Status.DRAFTED}, Status.SHOWN, WRITE),
    Move("agree", {Status.SHOWN}, Status.AGREED, ONESELF),
    Move("agree_for_them", {Status.SHOWN}, Status.AGREED, WRITE),
    Move("ask_change", {Status.SHOWN, Status.CHANGE_ASKED, Status.AGREED}, Status.CHANGE_ASKED, ONESELF),
    Move("refuse", {Status.DRAFTED, Status.SHOWN, Status.CHANGE_ASKED, Status.AGREED}, Status.REFUSED, ONESELF),
    Move("take_back", {Status.AGREED}, Status.SHOWN, ONESELF),
    Move("send", {Status.DRAFTED}, Status.SENT, WRITE),
    Move("ready", {Status.DRAFTED}, Status.READY, WRITE),
    Move("post", set(TO_POST), Status.SENT, SEND),
    Move("undo_send", {Status.SENT}, Status.DRAFTED, WRITE),
    Move("undo_post", {Status.SENT}, Status.AGREED, SEND),
    Move("undo_post_own", {Status.SENT}, Status.READY, SEND),
    Move("withdraw", OPEN, Status.WITHDRAWN, WRITE),
    Move("stop", OPEN, Status.WITHDRAWN, ONESELF),
)
