"""Mail to be sent, links that open something for one person; and what came in, with its documents."""

from django.db import models
from django.db.models import F, Q

from holdfast.correspondence.states import IncomingStatus
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
        REMINDER = "reminder", "An appointment comes near"
        QUESTIONS = "questions", "Questions wait on somebody's own pages"
        FOLLOW_UP = "follow_up", "We ask how somebody is"
        ONWARD = "onward", "A service has somebody to answer about"
        FITNESS = "fitness", "Something waits for one of two"

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


class Incoming(models.Model):
    """Voicemail, a letter or an email that came in. Until its person is known a box seals it, then their own key.

    It has no event before it is matched: events are steps of somebody's way. The row itself is what is counted.
    """

    class Kind(models.TextChoices):
        VOICEMAIL = "voicemail", "Voicemail"
        LETTER = "letter", "Letter"
        EMAIL = "email", "Email"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="post", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=IncomingStatus, default=IncomingStatus.WAITING, editable=False)
    box = models.ForeignKey(
        "people.Box", models.PROTECT, null=True, related_name="post", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="post", db_constraint=False, db_index=False
    )
    told_sealed = models.BinaryField(null=True, help_text="whom it is from and what it says; null once forgotten")
    received_at = models.DateTimeField()
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True, help_text="matched, or set aside")
    settled_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=IncomingStatus.values), name="incoming_status_known"),
            models.CheckConstraint(condition=Q(received_at__lte=F("logged_at")), name="incoming_came_before_its_log"),
            models.CheckConstraint(
                condition=Q(status="matched", person__isnull=False, box=None)
                | (~Q(status="matched") & Q(person=None, box__isnull=False)),
                name="incoming_is_a_persons_or_in_a_box",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "handed_on"], settled_at=None, settled_by=None)
                | Q(status__in=["matched", "set_aside"], settled_at__isnull=False, settled_by__isnull=False),
                name="incoming_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["hub", "status", "received_at", "id"],
                condition=Q(settled_at=None),
                name="incoming_waiting",
            ),
            models.Index(fields=["hub", "person", "-received_at"], name="incoming_of_person"),
            models.Index(fields=["hub", "settled_at"], condition=Q(person=None), name="incoming_forgotten"),
        ]

    @property
    def owner(self):
        """Whose key seals it: the person's, or the box's."""
        return self.person or self.box


class Document(models.Model):
    """A file that came with something: checked by its content, sealed whole. A changed one does not open."""

    class MediaType(models.TextChoices):
        PDF = "application/pdf", "PDF"
        PNG = "image/png", "Picture"
        JPEG = "image/jpeg", "Photo"
        TEXT = "text/plain", "Text"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="documents", db_constraint=False, db_index=False)
    incoming = models.ForeignKey(
        Incoming, models.PROTECT, related_name="documents", db_constraint=False, db_index=False
    )
    media_type = models.CharField(max_length=20, choices=MediaType)
    size = models.PositiveIntegerField(help_text="bytes, before sealing")
    name_sealed = models.BinaryField(null=True, help_text="null once forgotten, as the content is")
    content_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(media_type__in=["application/pdf", "image/png", "image/jpeg", "text/plain"]),
                name="document_type_known",
            ),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=10 * 1024 * 1024), name="document_size"),
        ]
        indexes = [models.Index(fields=["hub", "incoming"], name="document_of_incoming")]
