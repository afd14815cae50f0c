"""What was assessed, by whom: paragraphs are added and signed; a correction is a new row that names the old one."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from holdfast.assessments.sections import NEED_WORDS, Section
from holdfast.assessments.states import Status
from holdfast.hubs.ids import uuid7


def of_hub(name: str) -> models.ForeignKey:
    """The hub of a row."""
    return models.ForeignKey("hubs.Hub", models.PROTECT, related_name=name, db_constraint=False, db_index=False)


def a_member(**more: Any) -> models.ForeignKey:
    """A member of the hub."""
    return models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False, **more
    )


def of_person(name: str) -> models.ForeignKey:
    """The person a row is about."""
    return models.ForeignKey("people.Person", models.PROTECT, related_name=name, db_constraint=False, db_index=False)


def of_referral(name: str) -> models.ForeignKey:
    """The referral a row belongs to."""
    return models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name=name, db_constraint=False, db_index=False
    )


class Assessment(models.Model):
    """One assessment of one person, by one or several practitioners."""

    class LeadsTo(models.TextChoices):
        PLAN = "plan", "Make the plan"
        MEETING = "meeting", "Discuss it in the team first"

    class Without(models.TextChoices):
        """Why it was finished before everybody who wrote had agreed: a code, to be counted."""

        AWAY = "away", "They are away"
        LEFT = "left", "They have left"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("assessments")
    person = of_person("assessments")
    referral = of_referral("assessments")
    status = models.CharField(max_length=8, choices=Status, default=Status.WRITING, editable=False)
    begun_at = models.DateTimeField()
    begun_by = a_member()
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = a_member(null=True)
    leads_to = models.CharField(max_length=7, choices=LeadsTo, blank=True)
    without = models.CharField(max_length=4, choices=Without, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="assessment_status_known"),
            models.CheckConstraint(
                condition=Q(status="writing", finished_at=None, finished_by=None, leads_to="", without="")
                | Q(
                    status="finished",
                    finished_at__gte=F("begun_at"),
                    finished_by__isnull=False,
                    leads_to__in=["plan", "meeting"],
                ),
                name="assessment_finished_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["hub", "referral"], condition=Q(status="writing"), name="assessment_one_being_written"
            ),
        ]
        indexes = [models.Index(fields=["hub", "person", "-begun_at"], name="assessment_of_person")]


class Author(models.Model):
    """Somebody who writes an assessment, and whether they agree with it as it stands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("authors")
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="authors", db_constraint=False, db_index=False
    )
    member = a_member()
    added_at = models.DateTimeField()
    added_by = a_member()
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="null again when somebody writes after it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "assessment", "member"], name="author_once")]


class Paragraph(models.Model):
    """What one author wrote in one section. Never changed: a correction replaces it, and the old words stay."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("paragraphs")
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="paragraphs", db_constraint=False, db_index=False
    )
    section = models.CharField(max_length=11, choices=Section)
    text_sealed = models.BinaryField()
    written_at = models.DateTimeField()
    by = a_member()
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaced_by", db_constraint=False, db_index=False
    )
    struck_at = models.DateTimeField(null=True, blank=True, help_text="its author took it back; the words stay")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(section__in=Section.values), name="paragraph_section_known"),
            models.UniqueConstraint(fields=["hub", "replaces"], name="paragraph_replaced_once"),
        ]
        indexes = [models.Index(fields=["hub", "assessment", "written_at", "id"], name="paragraph_of_assessment")]


class Draft(models.Model):
    """What an author types in a section, kept while they type. Its version tells two tabs of theirs apart."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("drafts_written")
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="drafts", db_constraint=False, db_index=False
    )
    section = models.CharField(max_length=11, choices=Section)
    by = a_member()
    text_sealed = models.BinaryField(null=True, help_text="null: nothing is typed")
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(section__in=Section.values), name="draft_section_known"),
            models.UniqueConstraint(fields=["hub", "assessment", "section", "by"], name="draft_once"),
        ]


class Need(models.Model):
    """A need found in an assessment, as a code."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("needs")
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="needs", db_constraint=False, db_index=False
    )
    code = models.CharField(max_length=20, choices=list(NEED_WORDS.items()))
    added_at = models.DateTimeField()
    added_by = a_member()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = a_member(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__in=list(NEED_WORDS)), name="need_code_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="need_ended_by_somebody",
            ),
            models.UniqueConstraint(fields=["hub", "assessment", "code"], condition=Q(ended_at=None), name="need_once"),
        ]


class SafetyPlan(models.Model):
    """A version of the safety plan: prose that was made with the person, who may have it as their own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("safety_plans")
    person = of_person("safety_plans")
    referral = of_referral("safety_plans")
    version = models.PositiveIntegerField()
    text_sealed = models.BinaryField()
    written_at = models.DateTimeField()
    by = a_member()
    shared_at = models.DateTimeField(null=True, blank=True, help_text="since when it stands on their own pages")
    shared_by = a_member(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="safety_plan_version_counts"),
            models.CheckConstraint(
                condition=Q(shared_at=None, shared_by=None) | Q(shared_at__isnull=False, shared_by__isnull=False),
                name="safety_plan_shared_by_somebody",
            ),
            models.UniqueConstraint(fields=["hub", "person", "version"], name="safety_plan_version_once"),
        ]
