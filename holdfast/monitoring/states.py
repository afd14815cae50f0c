"""The life of what leaves: a return, prepared, signed by one and released by another; and what is published, audited
before. Neither is changed after that."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class Status(models.TextChoices):
    PREPARED = "prepared", "Prepared: nobody has signed it"
    SIGNED = "signed", "Signed by one: another one releases it"
    RELEASED = "released", "Released to the commissioner"
    DISCARDED = "discarded", "Discarded"


RELEASE = Permission.RELEASE_FIGURES

RETURN = Lifecycle(
    "return",
    Status.PREPARED,
    # verb, from, to, needs
    Move("sign", {Status.PREPARED}, Status.SIGNED, RELEASE),
    Move("release", {Status.SIGNED}, Status.RELEASED, RELEASE),
    Move("discard", {Status.PREPARED, Status.SIGNED}, Status.DISCARDED, RELEASE),
)


class Publishing(models.TextChoices):
    COUNTED = "counted", "Being audited"
    AUDITED = "audited", "Audited: nobody has signed it"
    SIGNED = "signed", "Signed by one: another one publishes it"
    PUBLISHED = "published", "Published"
    DISCARDED = "discarded", "Discarded"
    STOPPED = "stopped", "Stopped: its audit took too long, and nothing was published"


PUBLICATION = Lifecycle(
    "publication",
    Publishing.COUNTED,
    # verb, from, to, needs
    Move("audit", {Publishing.COUNTED}, Publishing.AUDITED, RELEASE),
    Move("stop", {Publishing.COUNTED}, Publishing.STOPPED, RELEASE),
    Move("sign", {Publishing.AUDITED}, Publishing.SIGNED, RELEASE),
    Move("publish", {Publishing.SIGNED}, Publishing.PUBLISHED, RELEASE),
    Move("discard", {Publishing.COUNTED, Publishing.AUDITED, Publishing.SIGNED}, Publishing.DISCARDED, RELEASE),
)
