"""The life of a referral, and the stages of the work lists."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import ONESELF, Lifecycle, Move


class Status(models.TextChoices):
    RECEIVED = "received", "Received"
    ACCEPTED = "accepted", "Accepted"
    SIGNPOSTED = "signposted", "Advised or signposted"
    DECLINED = "declined", "Not in scope"
    WITHDRAWN = "withdrawn", "Withdrawn by the person"


class Stage(models.TextChoices):
    TRIAGE = "triage", "Triage"
    FIRST_CONTACT = "first_contact", "First contact"
    ASSESSMENT = "assessment", "Assessment"
    CLOSED = "closed", "Closed"


class NextAction(models.TextChoices):
    """What happens next, as a verb."""

    DECIDE = "decide", "Decide"
    SIGN = "sign", "Sign the decision"
    OFFER_TRANSFER = "offer_transfer", "Offer to the other hub"
    CALL = "call", "Make contact"
    TRY_AGAIN = "try_again", "Try again"
    ASSESS = "assess", "Arrange the assessment"
    MEET = "meet", "See them"
    WRITE_UP = "write_up", "Write up the assessment"
    WELFARE = "welfare", "Ask whether they are safe"
    NONE = "none", "Nothing"


# Where each status stands in the work lists; a successful first contact moves an accepted referral on.
STAGE_OF: dict[str, Stage] = {
    Status.RECEIVED: Stage.TRIAGE,
    Status.ACCEPTED: Stage.FIRST_CONTACT,
    Status.SIGNPOSTED: Stage.CLOSED,
    Status.DECLINED: Stage.CLOSED,
    Status.WITHDRAWN: Stage.CLOSED,
}

REFERRAL = Lifecycle(
    "referral",
    Status.RECEIVED,
    # verb, from, to, needs
    Move("accept", {Status.RECEIVED}, Status.ACCEPTED, Permission.TRIAGE),
    Move("signpost", {Status.RECEIVED}, Status.SIGNPOSTED, Permission.TRIAGE),
    Move("decline", {Status.RECEIVED}, Status.DECLINED, Permission.TRIAGE),
    Move("withdraw", {Status.RECEIVED, Status.ACCEPTED}, Status.WITHDRAWN, ONESELF),
)
