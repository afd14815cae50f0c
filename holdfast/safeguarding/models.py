"""Concerns for somebody's safety or for others, and what was seen, done and advised: rows added, never changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7
from holdfast.safeguarding.states import Status


class Concern(models.Model):
    """One concern about one person. What is known of it stands in its entries."""

    class Kind(models.TextChoices):
        ADULT = "adult", "An adult may be at risk"
        CHILD = "child", "A child may be at risk"
        DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
        OTHERS = "others", "Harm to others"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="concerns", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="concerns", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=14, choices=Kind)
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN, editable=False)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    review_on = models.DateField(null=True, blank=True, help_text="by when somebody looks again; null once closed")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    shows_reading = models.BooleanField(default=False, help_text="whether the person may see who read it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["adult", "child", "domestic_abuse", "others"]), name="concern_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None, closed_by=None, review_on__isnull=False, shows_reading=False)
                | Q(status="closed", closed_at__isnull=False, closed_by__isnull=False, review_on=None),
                name="concern_is_open_or_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "person", "-raised_at"], name="concern_of_person"),
            models.Index(fields=["hub", "review_on", "id"], condition=Q(status="open"), name="concern_to_review"),
        ]


class Entry(models.Model):
    """What was seen, done, said to somebody outside or advised, at one time."""

    class Done(models.TextChoices):
        LISTENED = "listened", "Listened, and wrote down their words"
        SAFETY_PLAN = "safety_plan", "Made a safety plan with them"
        EMERGENCY = "emergency", "Called 999"
        ADVICE = "advice", "Asked for advice"
        TOLD = "told", "Told a service outside"
        NOTHING_YET = "nothing_yet", "Nothing yet"

    class Service(models.TextChoices):
        ADULTS = "adults", "Adult social care"
        CHILDREN = "children", "Children's social care"
        POLICE = "police", "Police"
        HOST = "host", "Safeguarding lead of our host"
        GP = "gp", "GP"
        ABUSE = "abuse", "Domestic abuse service"
        EMPLOYER = "employer", "Employer's designated person"
        OTHER = "other", "Somebody else"

    class PersonTold(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="concern_entries", db_constraint=False, db_index=False
    )
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="entries", db_constraint=False, db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    seen_sealed = models.BinaryField(null=True, help_text="what was seen or said")
    done = ArrayField(models.CharField(max_length=12), default=list)
    done_sealed = models.BinaryField(null=True, help_text="what was done, in words")
    service = models.CharField(max_length=10, choices=Service, blank=True, help_text="who was told outside")
    service_name_sealed = models.BinaryField(null=True, help_text="by name")
    told_at = models.DateTimeField(null=True, blank=True)
    person_told = models.CharField(max_length=3, choices=PersonTold, blank=True, help_text="that it was passed on")
    not_told_sealed = models.BinaryField(null=True, help_text="why they were not told")
    adviser = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    advice_sealed = models.BinaryField(null=True, help_text="what a second practitioner advised")
    review_on = models.DateField(null=True, blank=True, help_text="by when somebody looks again")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_sealed__isnull=False) | Q(done_sealed__isnull=False) | Q(advice_sealed__isnull=False),
                name="entry_says_something",
            ),
            models.CheckConstraint(
                condition=Q(service="", service_name_sealed=None, told_at=None)
                | (~Q(service="") & Q(told_at__isnull=False)),
                name="entry_told_a_service_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(person_told__in=["", "yes"], not_told_sealed=None)
                | Q(person_told="no", not_told_sealed__isnull=False),
                name="entry_says_why_they_were_not_told",
            ),
            models.CheckConstraint(
                condition=Q(adviser=None, advice_sealed=None)
                | (Q(adviser__isnull=False, advice_sealed__isnull=False) & ~Q(adviser=models.F("by"))),
                name="entry_advised_by_another",
            ),
        ]
        indexes = [models.Index(fields=["hub", "concern", "at", "id"], name="entry_of_concern")]
