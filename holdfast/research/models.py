"""Who is in no study, which studies were approved, what was given to them. Rows are added and ended, not changed."""

from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7


def somebody(**more: bool) -> models.ForeignKey:
    """A member who took a step."""
    return models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False, **more
    )


class OptOut(models.Model):
    """That somebody's record is to be in no study: since they said so, until they say otherwise."""

    class Kind(models.TextChoices):
        HERE = "here", "No study of this hub"
        NATIONAL = "national", "National data opt-out"

    class How(models.TextChoices):
        OWN_PAGES = "own_pages", "On their own pages"
        TOLD = "told", "They told a colleague"
        OTHER_HUB = "other_hub", "Came with them from another hub"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="opt_outs", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    how = models.CharField(max_length=9, choices=How)
    said_at = models.DateTimeField()
    noted_by = somebody(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_noted_by = somebody(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["here", "national"]), name="opt_out_kind_known"),
            models.CheckConstraint(
                condition=Q(how__in=["own_pages", "other_hub"], noted_by=None) | Q(how="told", noted_by__isnull=False),
                name="opt_out_told_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_noted_by=None) | Q(withdrawn_at__gte=F("said_at")),
                name="opt_out_withdrawn_after_it_was_said",
            ),
            models.UniqueConstraint(
                fields=["hub", "person", "kind"], condition=Q(withdrawn_at=None), name="opt_out_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["hub", "person"], name="opt_out_of_person")]


LONGEST = {"title": 200, "purpose": 500, "body": 200, "reference": 60}
"""Letters of what is said of an approval."""


class Study(models.Model):
    """A study that a body outside has approved: recorded by one, agreed by another, until its last day or its end."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    title = models.CharField(max_length=LONGEST["title"])
    purpose = models.CharField(
        max_length=LONGEST["purpose"], help_text="what it is to find out: people read it on their own pages"
    )
    body = models.CharField(max_length=LONGEST["body"], help_text="who approved it")
    reference = models.CharField(max_length=LONGEST["reference"], help_text="the number of that approval")
    until_on = models.DateField(help_text="the last day of the approval")
    variables = models.JSONField(help_text="what may be in an extract, by key, what matters most first")
    recorded_at = models.DateTimeField()
    recorded_by = somebody()
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = somebody(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = somebody(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(purpose="") & ~Q(body="") & ~Q(reference=""), name="study_says_what_it_is"
            ),
            models.CheckConstraint(condition=~Q(variables=[]), name="study_of_something"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False) & ~Q(agreed_by=F("recorded_by")),
                name="study_agreed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="study_ended_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["hub", "reference"], condition=Q(ended_at=None), name="study_once_at_a_time"
            ),
        ]


class Extract(models.Model):
    """That a study was given an extract: once for each approval, for two of the same people would tell of a third."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    study = models.ForeignKey(Study, models.PROTECT, related_name="extracts", db_constraint=False, db_index=False)
    written_at = models.DateTimeField()
    asked_by = somebody()
    agreed_by = somebody()
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the rows as they were written")
    manifest = models.JSONField(help_text="what was written says of itself")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "study"], name="extract_once"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="extract_digest"),
        ]
