"""A call to the support line: what was typed while it lasted, sealed, and what became of it in codes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7
from holdfast.referrals.models import Referral
from holdfast.support_line.states import Status


class Call(models.Model):
    """One call, or the call-back that a voicemail asks for. The caller may stay nameless.

    What is typed is sealed in a box until there is a person, then under their key. A call without a person has no
    event, for events are steps of somebody's way: the row itself is what figures count, and it stays when what was
    said is forgotten.
    """

    class Kind(models.TextChoices):
        CALL = "call", "Call"
        VOICEMAIL = "voicemail", "Voicemail"

    class Advice(models.TextChoices):
        LISTENED = "listened", "Listened, and that was enough"
        SELF_HELP = "self_help", "Information and self-help"
        HOW_IT_WORKS = "how_it_works", "How the hub works, and what stays confidential"
        LINE_111 = "line_111", "111, mental health option"
        LINE_999 = "line_999", "999 or A&E"
        HELP_LINE = "help_line", "A national help line"
        GP = "gp", "Their GP"
        TALKING_THERAPIES = "talking_therapies", "Talking Therapies"
        OCCUPATIONAL_HEALTH = "oh", "Occupational Health"
        WORK = "work", "Their manager, human resources or union"
        MONEY = "money", "Money, debt or housing advice"
        MANAGER = "manager", "How to support somebody else"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="calls", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CALL)
    status = models.CharField(max_length=12, choices=Status, default=Status.BEGUN, editable=False)
    box = models.ForeignKey(
        "people.Box", models.PROTECT, null=True, related_name="calls", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="calls", db_constraint=False, db_index=False
    )
    referral = models.ForeignKey(
        Referral, models.PROTECT, null=True, related_name="calls", db_constraint=False, db_index=False
    )
    told_sealed = models.BinaryField(null=True, help_text="all that was typed; null once forgotten")
    version = models.PositiveIntegerField(default=0, help_text="how often something was kept: who types is seen")
    safe_now = models.CharField(max_length=9, choices=Referral.SafeNow, blank=True)
    advice = ArrayField(models.CharField(max_length=20, choices=Advice), default=list)
    taken_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="calls", db_constraint=False, db_index=False
    )
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when they hung up")
    call_back_by = models.DateTimeField(null=True, blank=True, help_text="as it was promised, or the next try")
    tries = models.PositiveSmallIntegerField(default=0, help_text="of the call-back")
    handed_over_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    failures = models.PositiveSmallIntegerField(default=0, help_text="details of a record that did not match")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="call_status_known"),
            models.CheckConstraint(condition=Q(safe_now__in=["", "yes", "unsure", "no", "skipped"]), name="call_safe"),
            models.CheckConstraint(
                condition=Q(status="begun", ended_at=None) | (~Q(status="begun") & Q(ended_at__gte=F("begun_at"))),
                name="call_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["begun", "promised"], closed_at=None, closed_by=None)
                | (~Q(status__in=["begun", "promised"]) & Q(closed_at__gte=F("begun_at"), closed_by__isnull=False)),
                name="call_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="promised") | Q(call_back_by__isnull=False), name="call_promised_by_a_time"
            ),
            models.CheckConstraint(
                condition=Q(person=None, referral=None, box__isnull=False)
                | Q(person__isnull=False, referral__isnull=False, box=None),
                name="call_is_a_persons_or_in_a_box",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["requested", "matched"]) | Q(person__isnull=False), name="call_has_its_person"
            ),
            models.CheckConstraint(
                condition=Q(status="handed_over", handed_over_at__isnull=False)
                | (~Q(status="handed_over") & Q(handed_over_at=None)),
                name="call_handed_over_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["hub", "call_back_by", "id"], condition=Q(status="promised"), name="call_to_be_called_back"
            ),
            models.Index(fields=["hub", "begun_at", "id"], condition=Q(status="begun"), name="call_going_on"),
            models.Index(fields=["hub", "begun_at"], name="call_by_time"),
            models.Index(
                fields=["hub", "person", "-begun_at"], condition=Q(person__isnull=False), name="call_of_person"
            ),
            models.Index(fields=["hub", "closed_at"], condition=Q(person=None), name="call_forgotten"),
        ]

    @property
    def owner(self):
        """Whose key seals what was typed: the person's, or the box's."""
        return self.person or self.box
