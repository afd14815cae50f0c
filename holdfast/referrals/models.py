"""Referrals, what the person told about themselves, and the kept counts of the work lists."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Least

from holdfast.hubs.ids import uuid7
from holdfast.referrals.states import ANSWERED, BY_NEXT_ACTION, NextAction, Stage, Status


class Referral(models.Model):
    """A request for the hub's help, by or about one member of staff."""

    class Route(models.TextChoices):
        SELF = "self", "Self-referral"
        OCCUPATIONAL_HEALTH = "oh", "Occupational Health"
        HR = "hr", "Human resources"
        WELLBEING = "wellbeing", "Wellbeing team"
        MANAGER = "manager", "Line manager"
        GP = "gp", "GP"
        SUPPORT_LINE = "support_line", "Another support line"
        HUB = "hub", "Neighbouring hub"
        THIRD_SECTOR = "third_sector", "Third sector"
        TALKING_THERAPIES = "talking_therapies", "Talking Therapies"
        OTHER = "other", "Another service"

    class Method(models.TextChoices):
        WEB = "web", "On the web"
        TELEPHONE = "telephone", "By telephone"
        FILE = "file", "In a partner's file"
        POST = "post", "By post"

    class SafeNow(models.TextChoices):
        YES = "yes", "Yes, I am safe"
        UNSURE = "unsure", "I am not sure"
        NO = "no", "No, I am not safe"
        SKIPPED = "skipped", "Would rather not say"
        NOT_ASKED = "not_asked", "Not asked yet: somebody else referred them"

    class Agreed(models.TextChoices):
        """How a person agreed that somebody else refers them: a code of the event `referral.agreed`."""

        IN_PERSON = "in_person", "In person"
        ON_THE_PHONE = "phone", "On the phone"
        IN_WRITING = "writing", "In writing"
        THEMSELVES = "themselves", "By their own answer to us"

    class ContactWhen(models.TextChoices):
        TODAY = "today", "Contact today"
        TWO_DAYS = "two_days", "Contact within two working days"
        TARGET = "target", "Contact within the hub's target"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="referrals", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="referrals", db_constraint=False, db_index=False
    )
    reference = models.CharField(max_length=8, editable=False)
    submission = models.BinaryField(max_length=32, help_text="hash of the form that was sent: sent twice, kept once")
    route = models.CharField(max_length=20, choices=Route)
    partner = models.ForeignKey(
        "agreements.Partner", models.PROTECT, null=True, related_name="referrals", db_constraint=False, db_index=False,
        help_text="who referred them",
    )  # fmt: skip
    method = models.CharField(max_length=10, choices=Method)
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED, editable=False)
    stage = models.CharField(max_length=14, choices=Stage, default=Stage.TRIAGE, editable=False)
    owner = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="referrals", db_constraint=False, db_index=False
    )
    safe_now = models.CharField(max_length=9, choices=SafeNow)
    story_sealed = models.BinaryField(null=True)
    contact_when = models.CharField(max_length=10, choices=ContactWhen)
    contact_by = models.DateTimeField()
    contact_why = ArrayField(models.CharField(max_length=40))
    rule_set = models.PositiveIntegerField(help_text="version of the rule set that proposed it; 0: the shipped one")
    next_action = models.CharField(max_length=14, choices=NextAction)
    next_action_at = models.DateTimeField()
    stage_action = models.CharField(max_length=14, choices=NextAction, blank=True, default="", db_default="",
                                    help_text="what the stage asks for, whatever comes before it")  # fmt: skip
    stage_action_at = models.DateTimeField(null=True, blank=True)
    chosen_action = models.CharField(max_length=14, choices=NextAction, blank=True, default="", db_default="",
                                     help_text="a step that an alert was closed with")  # fmt: skip
    chosen_for = models.DateTimeField(null=True, blank=True, help_text="the day that this step had")
    chosen_at = models.DateTimeField(null=True, blank=True, help_text="the day that was chosen for it")
    chosen_since = models.DateTimeField(null=True, blank=True, help_text="when it was chosen")
    due_at = models.GeneratedField(
        expression=Case(
            When(stage=Stage.CLOSED, then=F("closed_at")),
            When(stage__in=BY_NEXT_ACTION, then=F("next_action_at")),
            default=Least(F("contact_by"), F("next_action_at")),
        ),
        output_field=models.DateTimeField(), db_persist=True,
        help_text="where it stands in the work lists: before a first contact the sooner of contact and what comes next",
    )  # fmt: skip
    received_at = models.DateTimeField()
    contact_from = models.DateTimeField(
        null=True, blank=True,
        help_text="when they came, where another hub had spoken with them: from then on they wait for this one's word",
    )  # fmt: skip
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    first_contact_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    wished_hub = models.ForeignKey("hubs.Hub", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    tell_by = models.DateTimeField(
        null=True, blank=True, help_text="closed with words of which no mail has told them: by when they are told"
    )
    reopened_at = models.DateTimeField(null=True, blank=True, help_text="after a discharge: their wait begins anew")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="referral_status_known"),
            models.CheckConstraint(
                condition=Q(tell_by=None) | Q(status__in=ANSWERED), name="referral_told_once_it_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | Q(reopened_at__gte=F("received_at")),
                name="referral_reopened_after_it_came",
            ),
            models.CheckConstraint(
                condition=~Q(safe_now="not_asked") | ~Q(route="self"), name="referral_self_was_asked_if_safe"
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="referral_stage_known"),
            models.CheckConstraint(condition=Q(next_action__in=NextAction.values), name="referral_next_action_known"),
            models.CheckConstraint(
                condition=Q(
                    stage="closed", closed_at__isnull=False, closed_at__gte=F("received_at"), next_action="none"
                )
                | (~Q(stage="closed") & Q(closed_at=None) & ~Q(next_action="none")),
                name="referral_open_has_a_next_action",
            ),
            models.CheckConstraint(
                condition=Q(first_contact_at=None)
                | Q(first_attempt_at__isnull=False, first_attempt_at__lte=F("first_contact_at")),
                name="referral_attempt_before_contact",
            ),
            models.UniqueConstraint(fields=["hub", "reference"], name="referral_reference_once"),
            models.UniqueConstraint(fields=["hub", "submission"], name="referral_submitted_once"),
        ]
        indexes = [
            models.Index(fields=["hub", "stage", "due_at", "received_at", "id"], name="referral_work_list"),
            models.Index(fields=["hub", "owner", "stage", "due_at", "received_at", "id"], name="referral_own_list"),
            models.Index(
                fields=["hub", "owner", "next_action_at", "id"],
                condition=Q(closed_at=None),
                name="referral_next_actions",
            ),
            models.Index(fields=["hub", "next_action_at", "id"], condition=Q(closed_at=None), name="referral_due"),
            models.Index(
                fields=["hub", "next_action_at", "id"],
                condition=Q(owner=None, closed_at=None) & ~Q(stage="triage"),
                name="referral_nobodys",
            ),
            models.Index(fields=["hub", "tell_by"], condition=Q(tell_by__isnull=False), name="referral_to_tell"),
            models.Index(fields=["hub", "-closed_at"], condition=Q(status="withdrawn"), name="referral_withdrawn"),
            models.Index(fields=["hub", "person"], name="referral_of_person"),
            models.Index(
                fields=["hub", "partner", "-received_at", "-id"],
                condition=Q(partner__isnull=False),
                name="referral_of_partner",
            ),
        ]

    @property
    def waits_since(self) -> datetime:
        """From when on their wait for a first conversation is reckoned."""
        return self.contact_from or self.received_at


class Background(models.Model):
    """Work, language and needs, as told at one time. What is told later is a new row; the latest counts."""

    class WorkState(models.TextChoices):
        AT_WORK = "at_work", "At work"
        OFF_SICK = "off_sick", "Off sick"
        ADJUSTED = "adjusted", "At work with changes to hours or duties"
        AWAY = "away", "Away for another reason"
        BETWEEN = "between", "Between jobs or returning"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="backgrounds", db_constraint=False, db_index=False)
    referral = models.ForeignKey(
        Referral, models.PROTECT, related_name="backgrounds", db_constraint=False, db_index=False
    )
    told_at = models.DateTimeField()
    organisation = models.ForeignKey("hubs.Organisation", models.PROTECT, null=True, related_name="+")
    employer_sealed = models.BinaryField(null=True, help_text="as they wrote it, where it is on no list")
    sector = models.CharField(max_length=20, blank=True)
    staff_group = models.CharField(max_length=10, blank=True)
    work_state = models.CharField(max_length=10, choices=WorkState, blank=True)
    off_since_on = models.DateField(null=True, blank=True)
    language_sealed = models.BinaryField(null=True, help_text="as they wrote it; nothing: English")
    needs_interpreter = models.BooleanField(default=False)
    formats = ArrayField(models.CharField(max_length=20), default=list)
    adjustments_sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["hub", "referral", "-told_at"], name="background_latest")]


class AtRisk(models.Model):
    """An at-risk group that the person or a practitioner named (national guidance, section 2.2)."""

    class SaidBy(models.TextChoices):
        PERSON = "person", "Said by the person"
        PRACTITIONER = "practitioner", "Recorded by a practitioner"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="at_risk", db_constraint=False, db_index=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="at_risk", db_constraint=False, db_index=False)
    group = models.CharField(max_length=30)
    said_by = models.CharField(max_length=12, choices=SaidBy)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "referral", "group", "said_by"], name="at_risk_once")]


class Equality(models.Model):
    """Answers to the equality questions, by national code, each one optional. A new answer is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="equality", db_constraint=False, db_index=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="equality", db_constraint=False, db_index=False)
    told_at = models.DateTimeField()
    ethnic_category = models.CharField(max_length=4, blank=True)
    gender = models.CharField(max_length=4, blank=True)
    gender_same_at_birth = models.CharField(max_length=4, blank=True)
    sexual_orientation = models.CharField(max_length=4, blank=True)
    disability = models.CharField(max_length=4, blank=True)
    religion = models.CharField(max_length=4, blank=True)

    class Meta:
        indexes = [models.Index(fields=["hub", "referral", "-told_at"], name="equality_latest")]


class Tally(models.Model):
    """A kept count: referrals of one stage and owner. Deltas are added and folded later, so no row is hot."""

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="tallies", db_constraint=False, db_index=False)
    stage = models.CharField(max_length=14)
    owner = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    delta = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["hub", "owner", "stage"], name="tally_by_owner")]
