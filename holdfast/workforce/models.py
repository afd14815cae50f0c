"""What practitioners are trained for, and whom a hub's rule admits to assess. Rows are added and never changed."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7
from holdfast.workforce.codes import (
    BANDS,
    WITHOUT_BAND,
    Competence,
    Employment,
    Gender,
    Grade,
    Language,
    Profession,
)


def of_hub(name: str) -> models.ForeignKey:
    """The hub of a row."""
    return models.ForeignKey("hubs.Hub", models.PROTECT, related_name=name, db_constraint=False, db_index=False)


def a_member(name: str = "+") -> models.ForeignKey:
    """A member of the hub."""
    return models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name=name, db_constraint=False, db_index=False
    )


def codes(choices: type[models.TextChoices], longest: int, **more: Any) -> ArrayField:
    """Several codes of a list."""
    return ArrayField(models.CharField(max_length=longest, choices=choices), default=list, **more)


def known(name: str, **columns: Any) -> models.CheckConstraint:
    """That these columns hold codes of their lists, or nothing."""
    return models.CheckConstraint(condition=Q(**columns), name=name)


class Profile(models.Model):
    """What a member is trained for, as said at one time. The latest row of a member counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("profiles")
    member = a_member("profiles")
    profession = models.CharField(max_length=20, choices=Profession, blank=True)
    grade = models.CharField(max_length=10, choices=Grade, blank=True)
    employment = models.CharField(max_length=10, choices=Employment, blank=True)
    seconded_from = models.CharField(max_length=80, blank=True, help_text="the employer, where they are seconded")
    gender = models.CharField(max_length=10, choices=Gender, blank=True, help_text="by themselves, if they like")
    languages = codes(Language, 3)
    competences = codes(Competence, 20)
    culture_trained_on = models.DateField(null=True, blank=True, help_text="training in cultural competence ended")
    set_at = models.DateTimeField()
    set_by = a_member()

    class Meta:
        constraints = [
            known("profile_profession_known", profession__in=["", *Profession.values]),
            known("profile_grade_known", grade__in=["", *Grade.values]),
            known("profile_employment_known", employment__in=["", *Employment.values]),
            known("profile_gender_known", gender__in=["", *Gender.values]),
            known("profile_languages_known", languages__contained_by=Language.values),
            known("profile_competences_known", competences__contained_by=Competence.values),
            models.CheckConstraint(
                condition=Q(competences__contains=["culture"], culture_trained_on__isnull=False)
                | ~Q(competences__contains=["culture"]) & Q(culture_trained_on=None),
                name="profile_culture_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(seconded_from="") | Q(employment="seconded"), name="profile_seconded_from_somewhere"
            ),
        ]
        indexes = [models.Index(fields=["hub", "member", "-set_at", "-id"], name="profile_latest")]


class AssessorRule(models.Model):
    """Whom a hub admits to assess. A new version is a new row, signed by name; none is shipped.

    What it leaves empty it does not ask for. Whoever has no profile is not admitted once a rule stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("assessor_rules")
    version = models.PositiveIntegerField()
    professions = codes(Profession, 20, help_text="which are admitted; none: every one")
    least_band = models.CharField(max_length=10, choices=[(band.value, band.label) for band in BANDS], blank=True)
    without_band = codes(Grade, 10, help_text="of those who have no band, who is admitted beside the least band")
    competences = codes(Competence, 20, help_text="all of which are needed")
    signed_by = models.CharField(max_length=120)
    signed_on = models.DateField()
    starts_at = models.DateTimeField()
    set_by = a_member()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "version"], name="assessor_rule_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="assessor_rule_version_from_one"),
            models.CheckConstraint(condition=~Q(signed_by=""), name="assessor_rule_signed"),
            known("assessor_rule_band_known", least_band__in=["", *(band.value for band in BANDS)]),
            known("assessor_rule_professions_known", professions__contained_by=Profession.values),
            known("assessor_rule_competences_known", competences__contained_by=Competence.values),
            known("assessor_rule_grades_known", without_band__contained_by=[each.value for each in WITHOUT_BAND]),
        ]
