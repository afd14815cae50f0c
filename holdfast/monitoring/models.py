"""Figures that others published, as they stand in their files; and what a hub gives to its commissioner.

The first are public facts: no hub's, and nobody's data. The second are a hub's own, and are read by whoever may see its
figures.
"""

from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7
from holdfast.monitoring.reasons import Reason
from holdfast.monitoring.states import Status


class Return(models.Model):
    """What the commissioner is given for one period. Frozen when it is prepared, released by two people; a correction
    is a new version, with its reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="returns", db_constraint=False, db_index=False)
    period = models.CharField(max_length=9, help_text="2026-07, 2026-Q3 or 2026-27-Y")
    version = models.PositiveSmallIntegerField(help_text="1, and one more with each correction")
    status = models.CharField(max_length=9, choices=Status, default=Status.PREPARED, editable=False)
    reason = models.TextField(blank=True, help_text="why the version before is corrected: the commissioner reads it")
    lines = models.JSONField(help_text="what leaves, line by line, by the commissioner's rule")
    cells = models.JSONField(help_text="what was counted, true: it stays inside the hub")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what leaves")
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="return_status_known"),
            models.CheckConstraint(
                condition=Q(version=1) | Q(version__gt=1) & ~Q(reason=""), name="return_corrected_why"
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="return_digest"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None) | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="return_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False, signed_by__isnull=False)
                & ~Q(released_by=F("signed_by")),
                name="return_released_by_two",
            ),
            models.CheckConstraint(
                condition=Q(status="released", released_at__isnull=False, discarded_at=None)
                | Q(status="signed", signed_at__isnull=False, released_at=None, discarded_at=None)
                | Q(status="prepared", signed_at=None, released_at=None, discarded_at=None)
                | Q(status="discarded", released_at=None, discarded_at__isnull=False),
                name="return_stands_as_it_says",
            ),
            models.UniqueConstraint(
                fields=["hub", "period", "version"], condition=~Q(status="discarded"), name="return_version_once"
            ),
            models.UniqueConstraint(
                fields=["hub", "period"], condition=Q(status__in=["prepared", "signed"]), name="return_one_at_a_time"
            ),
        ]


class SicknessMonth(models.Model):
    """FTE days lost in an area in a month for one reason, from one file. Only added: a later file stands over it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area_code = models.CharField(max_length=9, help_text="an organisation by its ODS code, or England by its ONS code")
    month = models.DateField(help_text="its first day")
    reason = models.CharField(max_length=3, choices=Reason)
    days_lost = models.DecimalField(max_digits=20, decimal_places=10, help_text="full-time equivalent days")
    days_available = models.DecimalField(
        max_digits=20, decimal_places=10, null=True, help_text="null: the file holds none, so that there is no rate"
    )
    source_name = models.CharField(max_length=200, help_text="the name of the file")
    source_sha256 = models.CharField(max_length=64, help_text="of the file's bytes")
    source_licence = models.CharField(max_length=60)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=120, help_text="who ran the command, by name")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "reason", "month", "source_sha256"], name="sickness_month_once_in_its_file"
            ),
            models.CheckConstraint(condition=Q(area_code__regex=r"^[A-Z0-9]{2,9}$"), name="sickness_area_is_a_code"),
            models.CheckConstraint(condition=Q(month__day=1), name="sickness_month_by_its_first_day"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="sickness_reason_known"),
            # PostgreSQL sorts NaN above every number: the upper end keeps it out.
            models.CheckConstraint(condition=Q(days_lost__range=(0, 100_000_000)), name="sickness_days_lost_can_be"),
            models.CheckConstraint(
                condition=Q(days_available=None)
                | Q(days_available__gte=F("days_lost"), days_available__lte=100_000_000),
                name="sickness_no_more_lost_than_available",
            ),
            models.CheckConstraint(
                condition=Q(source_sha256__regex=r"^[0-9a-f]{64}$")
                & ~Q(source_name="")
                & ~Q(source_licence="")
                & ~Q(imported_by=""),
                name="sickness_from_a_named_file_by_somebody",
            ),
        ]
