"""The life of a need that no service meets, until one is there."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class GapStatus(models.TextChoices):
    OPEN = "open", "Nothing proposed yet"
    PROPOSED = "proposed", "Proposed to the region"
    AGREED = "agreed", "Agreed by the region"
    REFUSED = "refused", "Refused by the region"
    CLOSED = "closed", "Closed"


MISSING = (GapStatus.OPEN, GapStatus.PROPOSED, GapStatus.AGREED, GapStatus.REFUSED)

GAP = Lifecycle(
    "gap",
    GapStatus.OPEN,
    # verb, from, to, needs
    Move("propose", {GapStatus.OPEN, GapStatus.REFUSED}, GapStatus.PROPOSED, Permission.COMMISSION),
    Move("agree", {GapStatus.PROPOSED}, GapStatus.AGREED, Permission.COMMISSION),
    Move("refuse", {GapStatus.PROPOSED}, GapStatus.REFUSED, Permission.COMMISSION),
    Move("close", {GapStatus.OPEN, GapStatus.AGREED, GapStatus.REFUSED}, GapStatus.CLOSED, Permission.COMMISSION),
)
