"""Signed rule sets and decisions."""

from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7
from holdfast.referrals.models import Referral


class RuleSet(models.Model):
    """The hub's rules for when to make contact. A new version is a new row, signed by name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="rule_sets", db_constraint=False, db_index=False)
    version = models.PositiveIntegerField()
    rules = models.JSONField(help_text="{rule key: today | two_days | off}")
    signed_by = models.CharField(max_length=120)
    signed_on = models.DateField()
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "version"], name="rule_set_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="rule_set_version_from_one"),
        ]


class Decision(models.Model):
    """What a practitioner decided on a request. Undone decisions stay as rows."""

    class Outcome(models.TextChoices):
        ACCEPT = "accept", "Accept, and say who makes contact"
        SIGNPOST = "signpost", "Advise or signpost, and close"
        OTHER_HUB = "other_hub", "They wish for another hub"
        DECLINE = "decline", "Not in scope for this hub"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="decisions", db_constraint=False, db_index=False)
    referral = models.ForeignKey(
        Referral, models.PROTECT, related_name="decisions", db_constraint=False, db_index=False
    )
    outcome = models.CharField(max_length=10, choices=Outcome)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    proposed_by_rules = models.DateTimeField(help_text="the moment the rules had proposed")
    contact_by = models.DateTimeField()
    later_sealed = models.BinaryField(null=True, help_text="why contact is later than proposed")
    owner = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    wished_hub = models.ForeignKey("hubs.Hub", models.PROTECT, null=True, related_name="+")
    words_sealed = models.BinaryField(null=True, help_text="advice or reason: the person sees it")
    note_sealed = models.BinaryField(null=True, help_text="for the next colleague")
    before = models.JSONField(help_text="what undo puts back")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=models.F("decided_by")),
                name="decision_signed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(contact_by__lte=models.F("proposed_by_rules")) | Q(later_sealed__isnull=False),
                name="decision_later_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["signpost", "decline"]) | Q(words_sealed__isnull=False),
                name="decision_to_close_has_words",
            ),
        ]
        indexes = [models.Index(fields=["hub", "referral", "-decided_at"], name="decision_latest")]
