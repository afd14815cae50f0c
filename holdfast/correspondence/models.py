"""Mail to be sent, and links that open something for one person."""

from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7


class Message(models.Model):
    """One piece of mail. Its words come from a template and codes; nothing clinical is ever in it."""

    class Kind(models.TextChoices):
        ALERT = "alert", "An alert needs somebody"
        DECISION = "decision", "Something was decided"
        LATER = "later", "The link to tell us more"
        EMERGENCY = "emergency", "A record was opened in an emergency"
        INVITATION = "invitation", "An account was made"
        UNSEEN = "unseen", "An alert that nobody of the hub may see"
        OWN_PAGES = "own_pages", "The link to somebody's own pages"
        NEWS = "news", "There is something new on somebody's own pages"
        CODE = "code", "A code for a page"
        CONFIRM = "confirm", "Somebody was named, and is asked whether they want to be contacted"
        PARTNER = "partner", "A referrer has something to read"
        TEAM = "team", "Something about a team's request"
        TEAM_CALL = "team_call", "A team waits for a call"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="mail", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    subject_id = models.UUIDField(help_text="the alert, decision or link it is about")
    member = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="mail", db_constraint=False, db_index=False
    )
    box = models.ForeignKey(
        "people.Box", models.PROTECT, null=True, related_name="mail", db_constraint=False, db_index=False
    )
    codes_sealed = models.BinaryField(null=True, help_text="what the template needs, sealed; for a box the address too")
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, person__isnull=False, box=None)
                | Q(member__isnull=False, person=None, box=None)
                | Q(member=None, person=None, box__isnull=False),
                name="message_to_a_member_a_person_or_a_box",
            )
        ]
        indexes = [
            models.Index(
                fields=["hub", "not_before"],
                condition=Q(sent_at=None, cancelled_at=None),
                name="message_unsent",
            ),
            models.Index(fields=["hub", "subject_id"], name="message_about"),
        ]


class Link(models.Model):
    """A link that opens one thing for one person, with a code, until it expires. Only hashes are kept."""

    class Purpose(models.TextChoices):
        TELL_MORE = "tell_more", "Tell us more"
        OWN_PAGES = "own_pages", "Somebody's own pages"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="links", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="links", db_constraint=False, db_index=False
    )
    subject_id = models.UUIDField()
    purpose = models.CharField(max_length=10, choices=Purpose)
    token_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "token_hash"], name="link_token_once")]
        indexes = [models.Index(fields=["hub", "subject_id"], name="link_about")]
