"""What a team asks for, without anybody's name but that of whoever is called back; and each try to call them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7
from holdfast.outreach.states import TO_CALL, Status


class TeamRequest(models.Model):
    """A request for support of a team. Codes are columns, to be counted; everything typed is sealed under its box."""

    class Happening(models.TextChoices):
        LOSS = "loss", "Somebody has died, or we have lost a lot"
        INCIDENT = "incident", "Something happened at work"
        PRESSURE = "pressure", "Long pressure, too few people"
        CONFLICT = "conflict", "Trouble between people"
        CHANGE = "change", "A change: a move, a merger, new work"
        OTHER = "other", "Something else"

    class Size(models.TextChoices):
        FEW = "to_5", "Up to 5"
        SMALL = "6_to_10", "6 to 10"
        MIDDLE = "11_to_20", "11 to 20"
        LARGE = "21_to_50", "21 to 50"
        MANY = "over_50", "More than 50"
        UNKNOWN = "unknown", "I am not sure"

    class Wish(models.TextChoices):
        REFLECTIVE = "reflective", "A reflective session for the team"
        TALK = "talk", "A talk or a training"
        CONSULTATION = "consultation", "A conversation with the manager"
        NOT_SURE = "not_sure", "I am not sure, let us talk about it"

    class NotSafe(models.TextChoices):
        NO = "no", "No, not as far as I know"
        UNSURE = "unsure", "I am not sure"
        YES = "yes", "Yes, I think so"

    class Urgency(models.IntegerChoices):
        TODAY = 0, "Call back today"
        TARGET = 1, "Call back within the hub's target"

    class Outcome(models.TextChoices):
        AGREED = "agreed", "We agreed on something"
        ADVISED = "advised", "Advised"
        SIGNPOSTED = "signposted", "Pointed to somebody else"
        DECLINED = "declined", "They do not want it any more"
        NOT_REACHED = "not_reached", "Could not be reached"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="team_requests", db_constraint=False, db_index=False
    )
    box = models.ForeignKey("people.Box", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    reference = models.CharField(max_length=8, editable=False)
    submission = models.BinaryField(max_length=32, help_text="hash of the form that was sent: sent twice, kept once")
    happening = ArrayField(models.CharField(max_length=12, choices=Happening), default=list)
    size = models.CharField(max_length=10, choices=Size, default=Size.UNKNOWN)
    wishes = ArrayField(models.CharField(max_length=12, choices=Wish), default=list)
    organisation = models.ForeignKey("hubs.Organisation", models.PROTECT, null=True, related_name="+")
    not_safe = models.CharField(max_length=6, choices=NotSafe, help_text="is anybody in the team not safe right now?")
    told_sealed = models.BinaryField(help_text="by the box: words, place, employer, whom to call and how")
    urgency = models.PositiveSmallIntegerField(choices=Urgency)
    status = models.CharField(max_length=11, choices=Status, default=Status.RECEIVED, editable=False)
    received_at = models.DateTimeField()
    call_by = models.DateTimeField(help_text="as the page promised")
    next_call_at = models.DateTimeField(null=True, help_text="call_by, then the next try; nothing once called back")
    tries = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, help_text="when the duty was told of an urgent one")
    reminded_at = models.DateTimeField(null=True, help_text="when the leads were told that a call is late")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    called_back_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    agreed = ArrayField(models.CharField(max_length=12, choices=Wish), default=list)
    outcome_sealed = models.BinaryField(null=True, help_text="by the box: what was agreed or advised")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "reference"], name="team_request_reference_once"),
            models.UniqueConstraint(fields=["hub", "submission"], name="team_request_submitted_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="team_request_status_known"),
            models.CheckConstraint(
                condition=Q(not_safe__in=["unsure", "yes"], urgency=0) | Q(not_safe="no", urgency=1),
                name="team_request_not_safe_is_urgent",
            ),
            models.CheckConstraint(
                condition=Q(status__in=TO_CALL, next_call_at__isnull=False)
                | (~Q(status__in=TO_CALL) & Q(next_call_at=None)),
                name="team_request_waits_for_a_call",
            ),
            models.CheckConstraint(
                condition=Q(status="received", taken_by=None, taken_at=None)
                | (~Q(status="received") & Q(taken_by__isnull=False, taken_at__gte=F("received_at"))),
                name="team_request_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="called_back") | Q(called_back_at__gte=F("received_at")),
                name="team_request_called_back_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="closed", closed_at__gte=F("received_at"), closed_by__isnull=False,
                    outcome__in=["agreed", "advised", "signposted", "declined", "not_reached"],
                )
                | (~Q(status="closed") & Q(closed_at=None, closed_by=None, outcome="")),
                name="team_request_closed_with_an_outcome",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["hub", "urgency", "next_call_at", "id"],
                condition=Q(status__in=TO_CALL),
                name="team_request_to_call",
            ),
            models.Index(
                fields=["hub", "called_back_at", "id"], condition=Q(status="called_back"), name="team_request_called"
            ),
            models.Index(fields=["hub", "-closed_at", "-id"], condition=Q(status="closed"), name="team_request_closed"),
        ]


class TeamCall(models.Model):
    """One try to call a team back."""

    class Result(models.TextChoices):
        SPOKE = "spoke", "Spoke with them"
        NO_ANSWER = "no_answer", "No answer"
        VOICEMAIL = "voicemail", "Left a voicemail"
        SENT = "sent", "Wrote, waiting for an answer"
        WRONG = "wrong", "Wrong number or address"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="team_calls", db_constraint=False, db_index=False)
    request = models.ForeignKey(TeamRequest, models.PROTECT, related_name="calls", db_constraint=False, db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    result = models.CharField(max_length=10, choices=Result)
    note_sealed = models.BinaryField(null=True, help_text="by the request's box")
    next_try_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    before = models.JSONField(help_text="what undo puts back")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=["spoke", "no_answer", "voicemail", "sent", "wrong"]),
                name="team_call_result_known",
            ),
            models.CheckConstraint(
                condition=Q(result="spoke", next_try_at=None) | (~Q(result="spoke") & Q(next_try_at__gt=F("at"))),
                name="team_call_leads_to_the_next",
            ),
        ]
        indexes = [models.Index(fields=["hub", "request", "-at"], name="team_call_of_request")]
