"""Each attempt to reach somebody is a row, and so is what was promised to them."""

from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7
from holdfast.referrals.models import Referral
from holdfast.referrals.states import PROMISED


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


class Promise(models.Model):
    """A promise to somebody: a call, another try, or to ask whether they are safe. It stands until it is kept, whatever
    is booked or planned beside it; `referrals.next_step` reads it. Of a request that is closed it is looked at no more,
    and stands again where the closing is taken back."""

    class Why(models.TextChoices):
        ALERT = "alert", "Promised when an alert was closed"
        CALL_BACK = "call_back", "Promised by the support line"
        MISSED = "missed", "They did not come"
        TRIED = "tried", "They were not reached"
        OTHER_HUB = "other_hub", "Promised by the hub that they came from"

    class End(models.TextChoices):
        SPOKE = "spoke", "Spoken with"
        CAME = "came", "They came"
        RANG = "rang", "They rang themselves"
        TRIED = "tried", "Tried in vain, and again later"
        REPLACED = "replaced", "Another one was made"
        ANEW = "anew", "They were taken on anew"
        UNDONE = "undone", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="promises", db_constraint=False, db_index=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    action = models.CharField(max_length=9, choices=[(each.value, each.label) for each in PROMISED])
    due_at = models.DateTimeField()
    why = models.CharField(max_length=9, choices=Why)
    made_by = models.UUIDField(help_text="the alert, call, appointment, attempt or transfer by which it was made")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=8, choices=End, blank=True)
    ended_by = models.UUIDField(null=True, blank=True, help_text="the row by which it ended")
    kept_under = models.ForeignKey(
        Referral, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False, db_index=False,
        help_text="the request under which they were spoken with, where it is another one of theirs",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(action__in=PROMISED), name="promise_of_contact"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="", ended_by=None)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end="")),
                name="promise_ends_in_a_way",
            ),
            models.UniqueConstraint(
                fields=["hub", "referral", "action"],
                condition=Q(ended_at=None, action__in=["try_again", "welfare"]),
                name="promise_is_one_of_its_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "referral"], name="promise_of_referral"),
            models.Index(fields=["hub", "due_at"], condition=Q(ended_at=None), name="promise_due"),
        ]
