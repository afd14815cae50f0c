"""Figures that others published, as they stand in their files; and what a hub gives to its commissioner.

The first are public facts: no hub's, and nobody's data. The second are a hub's own, and are read by whoever may see its
figures. Between them stands what a hub's live figures are summed up from, and how far they were kept.
"""

from django.db import models
from django.db.models import F, Q

from holdfast.events.models import TransactionId
from holdfast.hubs.ids import uuid7
from holdfast.monitoring.reasons import Reason
from holdfast.monitoring.states import Publishing, Status


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


def somebody(related: str = "+", **more: bool) -> models.ForeignKey:
    """A member who took a step."""
    return models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name=related, db_constraint=False, db_index=False, **more
    )


class Publication(models.Model):
    """What a hub is to publish of a quarter or a year: audited, signed by one and published by another, once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="publications", db_constraint=False, db_index=False
    )
    period = models.CharField(max_length=9)
    status = models.CharField(max_length=9, choices=Publishing, default=Publishing.COUNTED, editable=False)
    cells = models.JSONField(help_text="what was counted, true: it stays inside the hub")
    rows = models.JSONField(null=True, help_text="what would be public, and no more than that")
    earlier = models.JSONField(
        default=list, help_text="earlier periods counted anew: how many records changed, and true cells put right"
    )
    words = models.JSONField(default=list, help_text="what is hidden and why: for inside, for why tells more")
    ledger_head = models.CharField(max_length=64, blank=True, help_text="the ledger beside which it was audited")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what would be public")
    prepared_at = models.DateTimeField()
    prepared_by = somebody()
    audited_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = somebody(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = somebody(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Publishing.values), name="publication_status_known"),
            models.CheckConstraint(
                condition=Q(rows=None, audited_at=None, digest="")
                | Q(rows__isnull=False, audited_at__isnull=False, digest__regex=r"^[0-9a-f]{64}$"),
                name="publication_audited_or_not",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["audited", "signed", "published"]) | Q(audited_at__isnull=False),
                name="publication_audited_before",
            ),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(signed_by__isnull=False, published_by__isnull=False, published_at__isnull=False)
                & ~Q(signed_by=F("published_by")),
                name="publication_published_by_two",
            ),
            models.UniqueConstraint(fields=["hub", "period"], condition=Q(status="published"), name="published_once"),
            models.UniqueConstraint(
                fields=["hub"],
                condition=Q(status__in=["counted", "audited", "signed"]),
                name="publication_one_at_a_time",
            ),
        ]


class LedgerEntry(models.Model):
    """What was published, by whichever hub, in order: each entry holds the digest of the one before. Only added."""

    number = models.PositiveIntegerField(primary_key=True)
    place = models.CharField(max_length=60, help_text="the hub's short name in addresses")
    period = models.CharField(max_length=9)
    rows = models.JSONField(help_text="every cell as it is shown")
    before = models.CharField(max_length=64, blank=True, help_text="the digest of the entry before")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the entry before, the place, the period and rows")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "period"], name="ledger_once"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="ledger_digest"),
        ]


class EventExport(models.Model):
    """That a hub gives its facts to the contracted processor: asked by one, agreed by another, written once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    under = models.CharField(max_length=200, help_text="the contract and the assessment under which it is given")
    to_key = models.BinaryField(max_length=32, help_text="X25519, the public half: whom it is sealed for")
    asked_at = models.DateTimeField()
    asked_by = somebody()
    agreed_at = models.DateTimeField(null=True)
    agreed_by = somebody(null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_by = somebody(null=True)
    begun_at = models.DateTimeField(null=True, help_text="when it was last begun to be written")
    begun_in = models.TextField(blank=True, help_text="the folder in which: where a copy lies, if it was not finished")
    written_at = models.DateTimeField(null=True)
    manifest = models.JSONField(null=True, help_text="what was written says of itself")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(under=""), name="export_under_something"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False) & ~Q(agreed_by=F("asked_by")),
                name="export_agreed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(written_at=None, manifest=None)
                | Q(written_at__isnull=False, manifest__isnull=False, agreed_at__isnull=False, dropped_at=None),
                name="export_written_once_agreed",
            ),
            models.CheckConstraint(
                condition=Q(begun_at=None, begun_in="")
                | Q(begun_at__isnull=False, agreed_at__isnull=False) & ~Q(begun_in=""),
                name="export_begun_once_agreed",
            ),
            models.UniqueConstraint(
                fields=["hub"], condition=Q(written_at=None, dropped_at=None), name="export_one_at_a_time"
            ),
        ]


class KeptSpan(models.Model):
    """What live figures count of one person: see `spans`. Made anew for whoever had a step; never written by hand."""

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    person_id = models.UUIDField()
    kind = models.CharField(max_length=17)
    at = models.DateTimeField()
    until = models.DateTimeField(help_text="9999 where it lasts")
    code = models.CharField(max_length=40)
    detail = models.CharField(max_length=40)
    value = models.IntegerField(null=True)
    since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("at")), name="span_ends_after_it_begins")]
        indexes = [
            models.Index(fields=["hub", "at", "kind"], name="span_by_time"),
            models.Index(fields=["hub", "until", "kind"], name="span_by_end"),
            models.Index(fields=["hub", "person_id"], name="span_of_person"),
        ]


class KeptUpTo(models.Model):
    """How far a hub's live figures have read its events, and by which rules; and how far a count under way has come.

    `counting_*`: a count goes on person by person, portion by portion, until it has passed everybody.
    """

    hub = models.OneToOneField("hubs.Hub", models.PROTECT, related_name="+", primary_key=True, db_constraint=False)
    transaction = TransactionId(help_text="the first transaction that is not read yet")
    rules = models.CharField(max_length=64, help_text="SHA-256 of what a change of which counts everybody anew")
    kept_at = models.DateTimeField(null=True, help_text="null: everybody was not counted once yet")
    counting_to = TransactionId(null=True, help_text="the first transaction that the count under way does not read")
    counting_rules = models.CharField(max_length=64, blank=True, help_text="the rules of the count under way")
    counted_person = models.UUIDField(null=True, help_text="the last person that it has counted, in order")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(counting_to=None, counting_rules="", counted_person=None)
                | Q(counting_to__isnull=False) & ~Q(counting_rules=""),
                name="kept_counting_or_not",
            )
        ]


class Trend(models.Model):
    """A picture of figures month by month, drawn when they change: what draws it is too large for a page."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    key = models.CharField(max_length=20)
    series = models.JSONField(help_text="the numbers of the picture, and of the table beside it")
    picture = models.TextField(help_text="SVG")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "key"], name="trend_once")]


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
