"""Who waits and since when, what they were told to expect, what they were asked, and who got worse meanwhile."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7


def of_hub(name: str) -> models.ForeignKey:
    """The hub of a row."""
    return models.ForeignKey("hubs.Hub", models.PROTECT, related_name=name, db_constraint=False, db_index=False)


def points(to: str, **more: Any) -> models.ForeignKey:
    """A row of the same hub."""
    return models.ForeignKey(to, models.PROTECT, related_name="+", db_constraint=False, db_index=False, **more)


class What(models.TextChoices):
    """What somebody waits for."""

    COURSE = "course", "Sessions here"
    ELSEWHERE = "elsewhere", "A service elsewhere"
    ASSESSMENT = "assessment", "Their assessment"


class Rhythm(models.Model):
    """How often a hub is in touch with whoever waits. A new version is a new row, signed by name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("rhythms")
    version = models.PositiveIntegerField()
    contact_days = models.PositiveSmallIntegerField(help_text="days from one contact to the next")
    measure_days = models.PositiveSmallIntegerField(help_text="days from one set of questions to the next")
    long_days = models.PositiveSmallIntegerField(help_text="days after which a wait for an assessment counts")
    questionnaires = ArrayField(models.CharField(max_length=20), help_text="what they are asked while they wait")
    signed_by = models.CharField(max_length=120)
    signed_on = models.DateField()
    starts_at = models.DateTimeField()
    set_by = points("accounts.Membership")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "version"], name="rhythm_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="rhythm_version_from_one"),
            models.CheckConstraint(condition=~Q(signed_by=""), name="rhythm_signed"),
            models.CheckConstraint(
                condition=Q(contact_days__range=(1, 91), measure_days__range=(7, 182), long_days__range=(7, 182)),
                name="rhythm_comes_again",
            ),
        ]


class Wait(models.Model):
    """Somebody waits: for sessions here, or for a service elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("waits")
    person = points("people.Person")
    referral = points("referrals.Referral")
    what = models.CharField(max_length=10, choices=What)
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=["course", "elsewhere"]), name="wait_for_something_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since_at")), name="wait_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["hub", "referral", "what"], condition=Q(ended_at=None), name="wait_open_once"
            ),
        ]


class Expectation(models.Model):
    """Until when somebody was told that they would wait. The latest of what they wait for counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("expectations")
    person = points("people.Person")
    referral = points("referrals.Referral")
    what = models.CharField(max_length=10, choices=What)
    expected_on = models.DateField()
    said_at = models.DateTimeField()
    said_by = points("accounts.Membership", null=True, help_text="null: the service they wait for, by its link")
    lapsed_at = models.DateTimeField(null=True, blank=True, help_text="no service sees them on that day any more")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(what__in=What.values), name="expectation_of_something_known")]
        indexes = [models.Index(fields=["hub", "referral", "what", "-said_at"], name="expectation_latest")]


class Ask(models.Model):
    """Questionnaires that somebody is asked by a link, from one moment to another: each may be left out."""

    class Why(models.TextChoices):
        SESSION = "session", "The day before a session"
        WAITING = "waiting", "While they wait"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("asks")
    person = points("people.Person")
    referral = points("referrals.Referral")
    why = models.CharField(max_length=8, choices=Why)
    subject_id = models.UUIDField(help_text="the appointment, or the referral, it is for")
    questionnaires = ArrayField(models.CharField(max_length=20))
    made_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    is_mailed = models.BooleanField(help_text="False: no address is safe")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="it is not asked any more: moved or cancelled")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(why__in=["session", "waiting"]), name="ask_for_a_known_reason"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="ask_closes_after_it_opens"),
            models.UniqueConstraint(
                fields=["hub", "subject_id"], condition=Q(why="session", ended_at=None), name="ask_once_for_a_session"
            ),
        ]
        indexes = [models.Index(fields=["hub", "referral", "-opens_at"], name="ask_of_referral")]


class Worsening(models.Model):
    """Somebody who waits answered reliably worse than before. It is settled by the next contact."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("worsenings")
    person = points("people.Person")
    referral = points("referrals.Referral")
    measure = points("measures.Measure")
    questionnaire = models.CharField(max_length=20)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "measure"], name="worsening_once_of_a_measure")]
        indexes = [models.Index(fields=["hub", "referral", "-found_at"], name="worsening_of_referral")]
