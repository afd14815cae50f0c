"""Short courses of sessions: the hub's protocols, one person's course, its extensions, and the notes of sessions."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.courses.states import ENDED, OPEN, Status
from holdfast.hubs.ids import uuid7

MOST_SESSIONS = 40


def of_hub(name: str) -> models.ForeignKey:
    """The hub of a row."""
    return models.ForeignKey("hubs.Hub", models.PROTECT, related_name=name, db_constraint=False, db_index=False)


def points(to: str, name: str = "+", **more: Any) -> models.ForeignKey:
    """A row of the same hub."""
    return models.ForeignKey(to, models.PROTECT, related_name=name, db_constraint=False, db_index=False, **more)


class Protocol(models.Model):
    """One version of how a hub does a course, signed by name. Where a key has none, the shipped proposal stands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("protocols")
    key = models.SlugField(max_length=40, db_index=False)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    need = models.CharField(max_length=20, help_text="a code of assessments.sections")
    sessions = models.PositiveSmallIntegerField(help_text="how many are usually agreed")
    minutes = models.PositiveSmallIntegerField(help_text="how long one is")
    questionnaires = ArrayField(models.CharField(max_length=20), help_text="asked by a link the day before")
    every = models.PositiveSmallIntegerField(default=1, help_text="before each session, each second, …")
    source = models.CharField(max_length=400, help_text="where the evidence stands, as a citation")
    is_used = models.BooleanField(default=True, help_text="False: no new course is agreed by it")
    signed_by = models.CharField(max_length=120)
    signed_on = models.DateField()
    set_at = models.DateTimeField()
    set_by = points("accounts.Membership")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "key", "version"], name="protocol_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="protocol_version_from_one"),
            models.CheckConstraint(condition=~Q(signed_by="") & ~Q(source=""), name="protocol_signed_with_a_source"),
            models.CheckConstraint(
                condition=Q(sessions__range=(1, MOST_SESSIONS), minutes__range=(15, 180), every__range=(1, 12)),
                name="protocol_of_some_sessions",
            ),
        ]


class Course(models.Model):
    """One person's course: by which protocol, with whom, how many sessions were agreed. One at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("courses")
    person = points("people.Person", "courses")
    referral = points("referrals.Referral", "courses")
    protocol = points("courses.Protocol")
    status = models.CharField(max_length=13, choices=Status, default=Status.WAITING, editable=False)
    sessions = models.PositiveSmallIntegerField(help_text="how many are agreed")
    practitioner = points("accounts.Membership", null=True)
    opens_record = models.BooleanField(default=False, help_text="the record is open to the practitioner by this course")
    agreed_at = models.DateTimeField()
    agreed_by = points("accounts.Membership")
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = points("accounts.Membership", null=True)
    why_sealed = models.BinaryField(null=True, help_text="by the person: why it ended as it did")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="course_status_known"),
            models.CheckConstraint(condition=Q(sessions__range=(1, MOST_SESSIONS)), name="course_of_some_sessions"),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_at=None, ended_by=None)
                | Q(status__in=ENDED, ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("agreed_at"))
                | Q(status="ended_by_them", ended_at__isnull=False, ended_by=None, ended_at__gte=F("agreed_at")),
                name="course_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", begun_at=None)
                | Q(status__in=["running", "completed"], begun_at__isnull=False)
                | Q(status__in=["ended_by_them", "ended_by_us"]),
                name="course_begun_once_it_waits_no_more",
            ),
            models.UniqueConstraint(
                fields=["hub", "referral"], condition=Q(status__in=OPEN), name="course_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "referral", "-agreed_at"], name="course_of_referral"),
            models.Index(fields=["hub", "practitioner"], condition=Q(status__in=OPEN), name="course_open_of"),
        ]


class Extension(models.Model):
    """More sessions than were agreed, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("extensions")
    course = points("courses.Course", "extensions")
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    why_sealed = models.BinaryField(help_text="by the person: why")
    at = models.DateTimeField()
    by = points("accounts.Membership")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(after__gt=F("before"), after__lte=MOST_SESSIONS), name="extension_is_more"
            )
        ]
        indexes = [models.Index(fields=["hub", "course", "at"], name="extension_of_course")]


class Note(models.Model):
    """Signed words on one session. Other words for it are a row of their own; the old ones stay to be read."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("session_notes")
    course = points("courses.Course", "notes")
    appointment = points("appointments.Appointment")
    replaces = points("courses.Note", null=True)
    text_sealed = models.BinaryField(help_text="by the person")
    written_at = models.DateTimeField()
    by = points("accounts.Membership")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "replaces"], condition=Q(replaces__isnull=False), name="note_corrected_once"
            )
        ]
        indexes = [models.Index(fields=["hub", "course", "id"], name="note_of_course")]
