"""The life of a concern about fitness to practise: nobody tells a body alone, except where waiting would harm."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import Lifecycle, Move


class Status(models.TextChoices):
    PROPOSED = "proposed", "Waits for the advice of the second person"
    AGREED = "agreed", "Two agree: the body is to be told"
    URGENT = "urgent", "Told at once: the second person has still to sign"
    TOLD = "told", "Told: waits for what comes of it"
    NOT_TOLD = "not_told", "Nobody outside is told"
    CLOSED = "closed", "Closed, with what came of it"


OPEN = frozenset({Status.PROPOSED, Status.AGREED, Status.URGENT, Status.TOLD})
UNSIGNED = frozenset({Status.PROPOSED, Status.URGENT})
WHOEVER = Permission.SEE_CONCERNS

FITNESS = Lifecycle(
    "fitness",
    Status.PROPOSED,
    # verb, from, to, needs; who of the two may is asked besides: `holdfast.fitness.actions`
    Move("agree", {Status.PROPOSED}, Status.AGREED, WHOEVER),
    Move("advise_against", {Status.PROPOSED}, Status.NOT_TOLD, WHOEVER),
    # what was told is written down, also where the other of the two ended it before they could know
    Move("tell_at_once", {Status.PROPOSED, Status.NOT_TOLD}, Status.URGENT, WHOEVER),
    Move("tell", {Status.AGREED, Status.NOT_TOLD}, Status.TOLD, WHOEVER),
    Move("sign", {Status.URGENT}, Status.TOLD, WHOEVER),
    Move("drop", {Status.AGREED}, Status.NOT_TOLD, WHOEVER),
    Move("close", {Status.TOLD}, Status.CLOSED, WHOEVER),
)
