"""The life of a join: two records that may be one person's."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class JoinStatus(models.TextChoices):
    PROPOSED = "proposed", "Proposed: a second member agrees or does not"
    JOINED = "joined", "Joined"
    REFUSED = "refused", "Not one person, or taken back"
    SEPARATED = "separated", "Separated again"


JOIN = Lifecycle(
    "join",
    JoinStatus.PROPOSED,
    # verb, from, to, needs
    Move("agree", {JoinStatus.PROPOSED}, JoinStatus.JOINED, Permission.JOIN_RECORDS),
    Move("refuse", {JoinStatus.PROPOSED}, JoinStatus.REFUSED, Permission.JOIN_RECORDS),
    Move("separate", {JoinStatus.JOINED}, JoinStatus.SEPARATED, Permission.JOIN_RECORDS),
)
