"""A concern about fitness to practise: apart from the record, read by two people, its steps added and never changed."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from holdfast.fitness.states import Status
from holdfast.hubs.ids import uuid7


def member(**options) -> models.ForeignKey:
    """A member of the hub."""
    return models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False, **options
    )


class FitnessConcern(models.Model):
    """One concern, and the two who may read it. What is known of it stands sealed in its steps."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.PROPOSED, editable=False)
    raised_at = models.DateTimeField()
    first = member(help_text="who raised it, or took over from them")
    second = member(help_text="who advises and signs, or took over from them")
    sign_by = models.DateTimeField(null=True, help_text="by when the second person signs; null once they have")
    signed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="when a body outside was first told")
    closed_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True, help_text="since when the two wrote that the person knows of it")

    last_at: datetime

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="fitness_takes_two"),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "urgent"], sign_by__isnull=False, signed_at=None)
                | Q(status__in=["agreed", "told", "not_told", "closed"], sign_by=None, signed_at__isnull=False),
                name="fitness_waits_or_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "agreed", "not_told"], told_at=None)
                | Q(status__in=["urgent", "told", "closed"], told_at__isnull=False),
                name="fitness_told_at_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["not_told", "closed"], closed_at__isnull=False)
                | Q(status__in=["proposed", "agreed", "urgent", "told"], closed_at=None),
                name="fitness_is_open_or_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "first", "-raised_at"], name="fitness_of_first"),
            models.Index(fields=["hub", "second", "-raised_at"], name="fitness_of_second"),
            models.Index(fields=["hub", "raised_at"], condition=Q(closed_at=None), name="fitness_open"),
        ]


class FitnessStep(models.Model):
    """One thing that one of the two wrote, at its time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    concern = models.ForeignKey(
        FitnessConcern, models.PROTECT, related_name="steps", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    by = member()
    verb = models.CharField(max_length=16, help_text="what was done")
    said_sealed = models.BinaryField(help_text="what was written, by field")

    class Meta:
        indexes = [models.Index(fields=["hub", "concern", "at", "id"], name="fitness_step_in_order")]
