"""Figures that others published, as they stand in their files. Public facts: no hub's, and nobody's data."""

from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7
from holdfast.monitoring.reasons import Reason


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
