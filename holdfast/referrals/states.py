"""The life of a referral, and the stages of the work lists."""

from django.db import models

from holdfast.accounts.roles import Permission
from holdfast.lifecycle import ONESELF, Lifecycle, Move


class Status(models.TextChoices):
    RECEIVED = "received", "Received"
    ACCEPTED = "accepted", "Accepted"
    ASSESSED = "assessed", "Assessed"
    SUPPORTED = "supported", "In support"
    MONITORED = "monitored", "Followed up"
    DISCHARGED = "discharged", "Discharged"
    TRANSFERRED = "transferred", "With another hub"
    SIGNPOSTED = "signposted", "Advised or signposted"
    DECLINED = "declined", "Not in scope"
    WITHDRAWN = "withdrawn", "Withdrawn by the person"


ANSWERED = (Status.SIGNPOSTED, Status.DECLINED, Status.DISCHARGED)
"""Closed with words to the person. They read them on their own pages once somebody has checked who they are."""


class Stage(models.TextChoices):
    TRIAGE = "triage", "Triage"
    FIRST_CONTACT = "first_contact", "First contact"
    ASSESSMENT = "assessment", "Assessment"
    MEETING = "meeting", "Meeting"
    IN_SUPPORT = "in_support", "In support"
    ELSEWHERE = "elsewhere", "Waiting elsewhere"
    FOLLOW_UP = "follow_up", "Follow-up"
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
    DISCUSS = "discuss", "Discuss at the meeting"
    PLAN = "plan", "Make the plan"
    AGREE_PLAN = "agree_plan", "Agree the plan with them"
    STEP = "step", "Next step of the plan"
    CHASE = "chase", "Ask the service"
    CHECK_IN = "check_in", "Get in touch while they wait"
    TALK = "talk", "Talk about what else there is"
    REFER = "refer", "Finish the onward referral"
    GO_ON = "go_on", "See what comes next"
    FOLLOW_UP = "follow_up", "Ask how they are"
    REVIEW = "review", "Look at how it went"
    NONE = "none", "Nothing"


PROMISED = (NextAction.CALL, NextAction.TRY_AGAIN, NextAction.WELFARE)
"""Next actions that are promises to somebody: each is a row until it is kept."""
OF_STAGE: dict[str, tuple[NextAction, ...]] = {
    Stage.TRIAGE: (NextAction.DECIDE, NextAction.SIGN, NextAction.OFFER_TRANSFER),
    Stage.FIRST_CONTACT: (NextAction.CALL,),
    Stage.ASSESSMENT: (NextAction.ASSESS,),
    Stage.MEETING: (NextAction.DISCUSS,),
    Stage.IN_SUPPORT: (NextAction.PLAN,),
    Stage.ELSEWHERE: (NextAction.PLAN,),
    Stage.FOLLOW_UP: (NextAction.PLAN,),
    Stage.CLOSED: (),
}
"""What a stage asks for by itself. Its day is kept, whatever comes before it."""
TOO_EARLY = (Stage.TRIAGE, Stage.CLOSED)
"""Stages in which nothing is assessed or discussed: before a decision, and once it is over."""
WITH_A_PLAN = (Stage.IN_SUPPORT, Stage.ELSEWHERE)
"""Stages in which the steps of a plan come next."""
PAST_ASSESSMENT = (Stage.MEETING, *WITH_A_PLAN, Stage.FOLLOW_UP)
BY_NEXT_ACTION = (Stage.ASSESSMENT, *PAST_ASSESSMENT)
"""Stages whose lists are ordered by when the next action is due, not by when to make contact."""

# Where each status stands in the work lists. A successful first contact moves an accepted referral on to assessment;
# one that is assessed waits for the team's meeting where it is to be discussed.
STAGE_OF: dict[str, Stage] = {
    Status.RECEIVED: Stage.TRIAGE,
    Status.ACCEPTED: Stage.FIRST_CONTACT,
    Status.ASSESSED: Stage.IN_SUPPORT,
    Status.SUPPORTED: Stage.IN_SUPPORT,
    Status.MONITORED: Stage.FOLLOW_UP,
    Status.DISCHARGED: Stage.CLOSED,
    Status.TRANSFERRED: Stage.CLOSED,
    Status.SIGNPOSTED: Stage.CLOSED,
    Status.DECLINED: Stage.CLOSED,
    Status.WITHDRAWN: Stage.CLOSED,
}

TAKEN_ON = (Status.ACCEPTED, Status.ASSESSED, Status.SUPPORTED, Status.MONITORED)

REFERRAL = Lifecycle(
    "referral",
    Status.RECEIVED,
    # verb, from, to, needs
    Move("accept", {Status.RECEIVED}, Status.ACCEPTED, Permission.TRIAGE),
    Move("signpost", {Status.RECEIVED}, Status.SIGNPOSTED, Permission.TRIAGE),
    Move("decline", {Status.RECEIVED}, Status.DECLINED, Permission.TRIAGE),
    Move("assess", {Status.ACCEPTED}, Status.ASSESSED, Permission.ASSESS),
    Move("support", {Status.ASSESSED}, Status.SUPPORTED, Permission.ASSESS),
    Move("support_own", {Status.ASSESSED}, Status.SUPPORTED, ONESELF),
    Move("monitor", {Status.ASSESSED, Status.SUPPORTED}, Status.MONITORED, Permission.ASSESS),
    Move("support_again", {Status.MONITORED}, Status.SUPPORTED, Permission.ASSESS),
    Move("discharge", TAKEN_ON, Status.DISCHARGED, Permission.ASSESS),
    Move("close_by_death", {Status.RECEIVED, *TAKEN_ON}, Status.DISCHARGED, Permission.ASSESS),
    Move("reopen", {Status.DISCHARGED}, Status.ACCEPTED, Permission.ASSESS),
    Move("reopen_own", {Status.DISCHARGED}, Status.ACCEPTED, ONESELF),
    Move("transfer", {Status.RECEIVED, *TAKEN_ON}, Status.TRANSFERRED, Permission.ALLOCATE),
    Move(
        "withdraw",
        {Status.RECEIVED, *TAKEN_ON},
        Status.WITHDRAWN,
        ONESELF,
    ),
)
