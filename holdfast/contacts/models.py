"""Each attempt to reach somebody is a row."""

from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7
from holdfast.referrals.models import Referral


class Attempt(models.Model):
    """One attempt to reach a person: channel, when, who, result."""

    class Channel(models.TextChoices):
        CALL = "call", "Phone call"
        TEXT = "text", "Text message"
        EMAIL = "email", "Email"
        LETTER = "letter", "Letter"
        VIDEO = "video", "Video call"
        IN_PERSON = "in_person", "In person"

    class Result(models.TextChoices):
        SPOKE = "spoke", "Spoke with them"
        NO_ANSWER = "no_answer", "No answer"
        VOICEMAIL = "voicemail", "Left a voicemail"
        SENT = "sent", "Sent, waiting for an answer"
        CALL_BACK = "call_back", "They asked us to try again"
        WRONG = "wrong", "Wrong number or address"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="attempts", db_constraint=False, db_index=False)
    referral = models.ForeignKey(
        Referral, models.PROTECT, related_name="attempt_rows", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    result = models.CharField(max_length=10, choices=Result)
    identity_checked = models.BooleanField(default=False)
    note_sealed = models.BinaryField(null=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(help_text="what undo puts back")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(identity_checked=False) | Q(result="spoke"), name="attempt_identity_when_spoken"
            ),
        ]
        indexes = [models.Index(fields=["hub", "referral", "-at"], name="attempt_of_referral")]
