"""Questionnaires that somebody has answered. Items are stored; scores are computed when they are read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7


class Measure(models.Model):
    """One answered questionnaire. An item that was left out is null, never 0."""

    class Method(models.TextChoices):
        WEB = "web", "On the web"
        TELEPHONE = "telephone", "Asked on the telephone"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="measures", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="measures", db_constraint=False, db_index=False
    )
    subject_id = models.UUIDField(help_text="the referral it was answered for")
    questionnaire = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    items = ArrayField(models.SmallIntegerField(null=True))
    method = models.CharField(max_length=10, choices=Method, default=Method.WEB)
    begun_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, help_text="null while pages of it are still to come")
    entered_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=models.F("begun_at")),
                name="measure_answered_after_begun",
            )
        ]
        indexes = [models.Index(fields=["hub", "person", "-begun_at"], name="measure_of_person")]
