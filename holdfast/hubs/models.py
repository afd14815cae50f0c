"""Regions, systems, hubs and the organisations whose staff they serve. Registry tables: no person's data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7


def follow_up_months() -> list[int]:
    """Months after support at which a hub asks how somebody is, unless it says otherwise."""
    return [3, 6, 9]


def first_questionnaires() -> list[str]:
    """The way in: PHQ-9 and GAD-7, then what the hub adds."""
    return ["phq9", "gad7"]


class Region(models.Model):
    """One of the seven NHS regions of England."""

    code = models.CharField(primary_key=True, max_length=9)
    name = models.CharField(max_length=80)


class System(models.Model):
    """An integrated care system, by the ODS code of its board."""

    code = models.CharField(primary_key=True, max_length=9)
    name = models.CharField(max_length=160)
    region = models.ForeignKey(Region, models.PROTECT, related_name="systems")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)


class Organisation(models.Model):
    """An employer: a trust, a board, a practice. Carries its dates and who came after it."""

    class Kind(models.TextChoices):
        TRUST = "trust", "NHS trust"
        BOARD = "board", "Integrated care board"
        PRACTICE = "practice", "GP practice"
        SOCIAL_CARE = "social_care", "Social care provider"
        OTHER = "other", "Other"

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    system_code = models.CharField(max_length=9, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor_code = models.CharField(max_length=12, blank=True)
    search_text = models.TextField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="organisation_ends_after_it_begins",
            )
        ]


class Hub(models.Model):
    """A staff mental health and wellbeing hub."""

    class Status(models.TextChoices):
        PREPARING = "preparing", "Preparing"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=120, help_text="The area, as a person would say it: Northfell")
    status = models.CharField(max_length=12, choices=Status, default=Status.PREPARING)
    host = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="hosted_hubs")
    systems = models.ManyToManyField(System, related_name="hubs", db_table="hubs_hub_systems")
    employers = models.ManyToManyField(Organisation, related_name="served_by", db_table="hubs_hub_employers")
    created_at = models.DateTimeField()

    # No columns: what `queries.with_terms` lays beside the hub for the request at hand.
    current: "Terms"
    telephone: str
    telephone_hours: str

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["preparing", "open", "closed"]), name="hub_status_known")
        ]


class Neighbour(models.Model):
    """An agreement between two hubs to see each other's staff."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="neighbours")
    neighbour = models.ForeignKey(Hub, models.PROTECT, related_name="+")
    agreed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "neighbour"], name="neighbour_once"),
            models.CheckConstraint(condition=~Q(hub=F("neighbour")), name="neighbour_is_another_hub"),
        ]


class Terms(models.Model):
    """What a hub has declared and signed: hours, cover, targets, limits. A new version is a new row."""

    class Cover(models.TextChoices):
        NONE = "none", "Nobody outside watched hours"
        OUTSIDE = "outside", "An agreed service outside watched hours"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="terms")
    version = models.PositiveIntegerField()
    telephone = models.CharField(max_length=20)
    post = models.EmailField()
    open_hours = models.JSONField(help_text="[[weekday 0-6, 'HH:MM', 'HH:MM'], …]: when the line is answered")
    watched_hours = models.JSONField(help_text="the same form: when somebody reads alerts")
    night_cover = models.CharField(max_length=10, choices=Cover, default=Cover.NONE)
    cover_name = models.CharField(max_length=120, blank=True, help_text="Whom the agreement is with")
    contact_target_days = models.PositiveSmallIntegerField(help_text="working days, request to first contact")
    assessment_target_days = models.PositiveSmallIntegerField(help_text="days, as the public pages say it")
    take_immediate_minutes = models.PositiveSmallIntegerField()
    take_default_minutes = models.PositiveSmallIntegerField()
    close_minutes = models.PositiveSmallIntegerField(help_text="from taken to closed, then it is escalated")
    questionnaires = ArrayField(models.CharField(max_length=20), default=first_questionnaires)
    call_within_minutes = models.PositiveSmallIntegerField(help_text="promised after sending, when watched")
    follow_up_months = ArrayField(
        models.PositiveSmallIntegerField(), default=follow_up_months, help_text="months after support: we ask how it is"
    )
    welcome = models.CharField(max_length=300, blank=True, help_text="the hub's own words on its start page")
    retention_years = models.PositiveSmallIntegerField(default=20, help_text="kept after discharge, to be confirmed")
    retention_years_after_death = models.PositiveSmallIntegerField(default=10, help_text="to be confirmed")
    signed_by = models.CharField(max_length=120)
    signed_on = models.DateField()
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "version"], name="terms_version_once"),
            models.CheckConstraint(condition=Q(night_cover="none") | ~Q(cover_name=""), name="terms_cover_has_a_name"),
            models.CheckConstraint(
                condition=Q(retention_years__range=(1, 100), retention_years_after_death__range=(1, 100)),
                name="terms_keep_records_for_years",
            ),
            models.CheckConstraint(
                condition=Q(follow_up_months__len__gte=1, follow_up_months__len__lte=6), name="terms_follow_up_at_times"
            ),
        ]
        indexes = [models.Index(fields=["hub", "-starts_at"], name="terms_latest")]
