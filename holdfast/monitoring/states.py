"""The life of a return: prepared by one, signed by one, released by another; never changed after that."""

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
