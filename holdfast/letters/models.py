"""Templates of a hub's letters, letters, and the words a letter had before."""

from django.db import models
from django.db.models import F, Func, Q

from holdfast.hubs.ids import uuid7
from holdfast.letters.states import FROZEN, Audience, Status

WORDS_HASH = Func(
    F("words_sealed"), F("to_sealed"), arg_joiner=" || ", template="sha256(%(expressions)s)",
    output_field=models.BinaryField(),
)  # fmt: skip
"""Of what is sealed, so that it tells nothing. Sealing the same words again gives another one."""


class Template(models.Model):
    """One version of a hub's own template. Where a key has none, the one that we ship holds: its version is 0."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="letter_templates", db_constraint=False, db_index=False
    )
    key = models.SlugField(max_length=40, db_index=False)
    version = models.PositiveIntegerField()
    audience = models.CharField(max_length=7, choices=Audience)
    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    easy = models.TextField(blank=True, help_text="the same in easy words; may be empty")
    is_used = models.BooleanField(default=True, help_text="False: taken out of use with this version")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "key", "version"], name="letter_template_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="letter_template_version_from_one"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="letter_template_audience_known"),
        ]


class Letter(models.Model):
    """A letter about one person. Its words and whom it goes to are sealed; shown, they cannot change any more."""

    class How(models.TextChoices):
        """How the person agreed."""

        OWN_PAGES = "own_pages", "On their own pages"
        CONVERSATION = "conversation", "In conversation, written down by a practitioner"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="letters", db_constraint=False, db_index=False)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="letters", db_constraint=False, db_index=False
    )
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="letters", db_constraint=False, db_index=False
    )
    audience = models.CharField(max_length=7, choices=Audience)
    template_key = models.CharField(max_length=40)
    template_version = models.PositiveIntegerField(help_text="0: the one that is shipped")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFTED, editable=False)
    version = models.PositiveIntegerField(default=1, help_text="of its words")
    words_sealed = models.BinaryField(help_text="by the person: subject, body, the same in easy words")
    to_sealed = models.BinaryField(help_text="by the person: name and address")
    is_large = models.BooleanField(default=False, help_text="printed large")
    answer_sealed = models.BinaryField(null=True, help_text="by the person: what they want changed")
    frozen_hash = models.BinaryField(max_length=32, null=True, help_text="of what was shown")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_how = models.CharField(max_length=12, choices=How, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    written_at = models.DateTimeField(help_text="when its words were written as they are")
    written_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    shown_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    is_posted = models.BooleanField(default=False, help_text="sent by post; else it is read on their own pages")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when they said no, or it was withdrawn")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="letter_status_known"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="letter_audience_known"),
            models.CheckConstraint(
                condition=~Q(status__in=FROZEN) | Q(frozen_hash__isnull=False, frozen_hash=WORDS_HASH),
                name="letter_words_are_those_that_were_shown",
            ),
            models.CheckConstraint(
                condition=Q(audience="person", status__in=["drafted", "ready", "sent", "withdrawn"], agreed_at=None)
                | Q(status__in=["agreed", "sent"], agreed_at__isnull=False) & ~Q(audience="person") & ~Q(agreed_how="")
                | ~Q(status__in=["agreed", "sent", "ready"]) & ~Q(audience="person") & Q(agreed_at=None),
                name="letter_to_others_goes_agreed",
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False, sent_by__isnull=False)
                | (~Q(status="sent") & Q(sent_at=None, sent_by=None)),
                name="letter_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="change_asked", answer_sealed__isnull=False) | ~Q(status="change_asked"),
                name="letter_change_says_which",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["hub", "person", "-drafted_at"], name="letter_of_person"),
            models.Index(
                fields=["hub", "written_at", "id"], condition=Q(status__in=["agreed", "ready"]), name="letter_to_post"
            ),
            models.Index(
                fields=["hub", "drafted_by", "status"],
                condition=Q(status__in=["change_asked", "agreed", "ready", "refused"]),
                name="letter_for_its_writer",
            ),
            models.Index(
                fields=["hub", "sent_by", "-sent_at"], condition=Q(is_posted=True), name="letter_posted"
            ),
        ]  # fmt: skip


class EarlierWords(models.Model):
    """What a letter said before it was changed, and what the person had said of it.

    Added, never changed, but for what they say of it when it has been changed already: that is added to theirs.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="earlier_words", db_constraint=False, db_index=False
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="earlier", db_constraint=False, db_index=False)
    version = models.PositiveIntegerField()
    words_sealed = models.BinaryField()
    to_sealed = models.BinaryField()
    answer_sealed = models.BinaryField(null=True)
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text="when they said it, where that was after the words had been changed"
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "letter", "version"], name="earlier_words_version_once"),
        ]
