"""An alert: raised, taken, closed with what was done."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.alerts.states import Status
from holdfast.hubs.ids import uuid7


class Alert(models.Model):
    """Somebody may be in danger. Committed with the answer that raised it."""

    class Source(models.TextChoices):
        SAFE_NOW = "safe_now", "Answer to “are you safe right now?”"
        QUESTIONNAIRE = "questionnaire", "Answer in a questionnaire"
        WORKER = "worker", "Raised by a colleague"
        UNSEEN = "unseen", "Nobody of the hub may open the request"

    class Urgency(models.TextChoices):
        IMMEDIATE = "immediate", "Immediate"
        DEFAULT = "default", "By the hub's signed limit"

    class KeepSafe(models.TextChoices):
        YES = "yes", "Yes"
        UNSURE = "unsure", "Unsure"
        NO = "no", "No"
        SKIPPED = "skipped", "Did not say"

    class Done(models.TextChoices):
        SPOKE = "spoke", "Spoke with them"
        SAFETY_PLAN = "safety_plan", "Went through the safety plan together"
        CRISIS_TEAM = "crisis_team", "Told the crisis team"
        CALLED_999 = "called_999", "Called 999"
        TOLD_GP = "told_gp", "Told the GP, with their agreement"
        NOT_REACHED = "not_reached", "Could not reach them"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="alerts", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="alerts", db_constraint=False, db_index=False
    )
    subject_id = models.UUIDField(help_text="the referral it is about")
    reference = models.CharField(max_length=8, help_text="the number the person holds, for the list")
    source = models.CharField(max_length=14, choices=Source)
    urgency = models.CharField(max_length=10, choices=Urgency)
    keep_safe = models.CharField(max_length=8, choices=KeepSafe, default=KeepSafe.SKIPPED)
    first_id = models.UUIDField(null=True, help_text="which alert it was at the hub that raised it first; null: here")
    reasons = ArrayField(models.CharField(max_length=40), help_text="codes: safe_now.no, phq9.9 …")
    note_sealed = models.BinaryField(null=True, help_text="what a worker wrote when raising it")
    status = models.CharField(max_length=8, choices=Status, default=Status.RAISED, editable=False)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    act_by = models.DateTimeField(help_text="when it goes to others as well: untaken, or taken and not closed")
    is_watched = models.BooleanField(help_text="raised in watched hours, or under a cover agreement")
    level = models.PositiveSmallIntegerField(default=0, help_text="how often it was escalated")
    is_outside = models.BooleanField(default=False, help_text="the outside cover was told")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    done = ArrayField(models.CharField(max_length=20), default=list)
    done_sealed = models.BinaryField(null=True, help_text="what was done, in the words of who did it")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="alert_status_known"),
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by=None)
                | Q(taken_at__isnull=False, taken_at__gte=F("raised_at"), taken_by__isnull=False),
                name="alert_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, done_sealed=None)
                | Q(
                    taken_at__isnull=False,
                    closed_at__isnull=False,
                    closed_at__gte=F("taken_at"),
                    closed_by__isnull=False,
                    done_sealed__isnull=False,
                ),
                name="alert_closed_with_what_was_done",
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "raised_at"], condition=~Q(status="closed"), name="alert_open"),
            models.Index(fields=["hub", "act_by"], condition=~Q(status="closed"), name="alert_due"),
            models.Index(fields=["hub", "person"], name="alert_of_person"),
            models.Index(fields=["hub", "-closed_at"], name="alert_closed"),
        ]
