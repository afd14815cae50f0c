"""What is said and asked about somebody's work: statements they approved, steps, answers; and links that open them."""

from django.db import models
from django.db.models import F, Func, Q

from holdfast.hubs.ids import uuid7
from holdfast.workplace.states import AGREED, AskEnded, AtWork, Kind, Status


class WordsHash(Func):
    """Of the sealed words and of whom they are for. Of ciphertext, so that it tells nothing."""

    template = "sha256(%(expressions)s)"
    arg_joiner = " || "
    output_field = models.BinaryField()


class UuidBytes(Func):
    """An id as bytes."""

    function = "uuid_send"
    output_field = models.BinaryField()


def a_member(**more: object) -> models.ForeignKey:
    """A member of the hub."""
    return models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False, **more
    )


def of_hub(name: str) -> models.ForeignKey:
    """The hub of a row."""
    return models.ForeignKey("hubs.Hub", models.PROTECT, related_name=name, db_constraint=False, db_index=False)


def a_person(name: str) -> models.ForeignKey:
    """Whom a row is about."""
    return models.ForeignKey("people.Person", models.PROTECT, related_name=name, db_constraint=False, db_index=False)


def a_partner() -> models.ForeignKey:
    """Whom it is for, or from."""
    return models.ForeignKey(
        "agreements.Partner", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )


class WorkState(models.Model):
    """Whether somebody is at work, and since when as far as they said, at one time. The latest row counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("work_states")
    person = a_person("work_states")
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="work_states", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=10, choices=AtWork)
    since_on = models.DateField(null=True, blank=True)
    noted_at = models.DateTimeField()
    noted_by = a_member(null=True, help_text="who wrote it down; nobody: they said so themselves")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=AtWork.values), name="work_state_known")]
        indexes = [models.Index(fields=["hub", "person", "-noted_at", "-id"], name="work_state_latest")]


class WorkStatement(models.Model):
    """What one partner is told or asked about somebody's work. Its words never change: other words are a new row."""

    class How(models.TextChoices):
        """How the person agreed."""

        OWN_PAGES = "own_pages", "On their own pages"
        CONVERSATION = "conversation", "In conversation, written down by a practitioner"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("work_statements")
    person = a_person("work_statements")
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="work_statements", db_constraint=False, db_index=False
    )
    partner = a_partner()
    kind = models.CharField(max_length=11, choices=Kind)
    status = models.CharField(max_length=12, choices=Status, default=Status.SHOWN, editable=False)
    words_sealed = models.BinaryField(help_text="by the person: text, from and until, steps, and who advises")
    shown_hash = models.BinaryField(max_length=32, help_text="of what was shown, and for whom")
    agreed_hash = models.BinaryField(max_length=32, null=True, help_text="of what was agreed to")
    answer_by = models.DateField(null=True, blank=True, help_text="by when an answer is hoped for")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False,
        help_text="the words it had before",
    )  # fmt: skip
    wish_sealed = models.BinaryField(null=True, help_text="by the person: what they want changed")
    shown_at = models.DateTimeField()
    shown_by = a_member()
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_how = models.CharField(max_length=12, choices=How, blank=True)
    agreed_by = a_member(null=True, help_text="who wrote it down; nobody: the person themselves")
    shared_at = models.DateTimeField(null=True, blank=True, help_text="from then on the partner can read it")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when it was refused, replaced, left or stopped")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="work_statement_kind_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="work_statement_status_known"),
            models.CheckConstraint(
                condition=Q(shown_hash=WordsHash(F("words_sealed"), UuidBytes(F("partner_id")))),
                name="work_statement_words_are_those_that_were_shown",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=AGREED, agreed_at__isnull=False, agreed_hash__isnull=False, agreed_hash=F("shown_hash")
                )
                & ~Q(agreed_how="")
                | ~Q(status__in=AGREED) & Q(agreed_at=None, agreed_hash=None, agreed_how="", agreed_by=None),
                name="work_statement_goes_as_it_was_agreed",
            ),
            models.CheckConstraint(
                condition=Q(agreed_how="conversation", agreed_by__isnull=False)
                | ~Q(agreed_how="conversation") & Q(agreed_by=None),
                name="work_statement_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="shared", shared_at__isnull=False) | ~Q(status="shared") & Q(shared_at=None),
                name="work_statement_shared_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="change_asked") | Q(wish_sealed__isnull=False),
                name="work_statement_change_says_which",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["shown", "change_asked", "agreed", "shared"], ended_at=None)
                | Q(status__in=["refused", "replaced", "left", "stopped"], ended_at__isnull=False),
                name="work_statement_ended_at_some_time",
            ),
            models.UniqueConstraint(fields=["hub", "replaces"], name="work_statement_replaced_once"),
        ]
        indexes = [
            models.Index(fields=["hub", "person", "-shown_at", "-id"], name="work_statement_of_person"),
            models.Index(
                fields=["hub", "partner", "-shared_at", "-id"], condition=Q(status="shared"),
                name="work_statement_for_partner",
            ),
            models.Index(
                fields=["hub", "referral", "answer_by"], condition=Q(status="shared", answer_by__isnull=False),
                name="work_statement_asks",
            ),
            models.Index(
                fields=["hub", "status", "shown_at"], condition=Q(status__in=["change_asked", "agreed"]),
                name="work_statement_waits",
            ),
        ]  # fmt: skip


class ReturnStep(models.Model):
    """The day of one step of a plan for the return to work, and whether it was done. Its words are the statement's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("return_steps")
    statement = models.ForeignKey(
        WorkStatement, models.PROTECT, related_name="steps", db_constraint=False, db_index=False
    )
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = a_member(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "statement", "number"], name="return_step_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="return_step_done_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["hub", "due_on"], condition=Q(done_at=None), name="return_step_open")]


class Reply(models.Model):
    """What a partner answered to a statement. The practitioner and the person read it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("work_replies")
    person = a_person("work_replies")
    statement = models.ForeignKey(
        WorkStatement, models.PROTECT, related_name="replies", db_constraint=False, db_index=False
    )
    words_sealed = models.BinaryField(help_text="by the person")
    mark = models.UUIDField(help_text="of the form that was sent: sent twice, it is kept once")
    replied_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True, help_text="when somebody of the team had read it")
    read_by = a_member(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "statement", "mark"], name="reply_sent_once"),
            models.CheckConstraint(
                condition=Q(read_at=None, read_by=None) | Q(read_at__isnull=False, read_by__isnull=False),
                name="reply_read_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "statement", "replied_at"], name="reply_of_statement"),
            models.Index(fields=["hub", "replied_at"], condition=Q(read_at=None), name="reply_unread"),
        ]


class AskEnd(models.Model):
    """That nobody waits for an answer to a statement any more, and why. The person reads it; the partner does not."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("work_ask_ends")
    person = a_person("work_ask_ends")
    statement = models.ForeignKey(
        WorkStatement, models.PROTECT, related_name="ask_ends", db_constraint=False, db_index=False
    )
    how = models.CharField(max_length=8, choices=AskEnded)
    words_sealed = models.BinaryField(help_text="by the person: what was answered, or why nobody waits")
    ended_at = models.DateTimeField()
    ended_by = a_member()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=AskEnded.values), name="ask_end_known"),
            models.UniqueConstraint(fields=["hub", "statement"], name="ask_ended_once"),
        ]


class PartnerLink(models.Model):
    """A link by which a partner without an account reads what was shared about one person. Only hashes are kept.

    It opens with a code that the team tells them by telephone: whoever else reads the mail, or follows it by machine,
    sees nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("partner_links")
    person = a_person("partner_links")
    partner = a_partner()
    token_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    made_by = a_member()
    expires_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    visit_hash = models.BinaryField(max_length=32, null=True, help_text="of what the browser holds that opened it")
    visit_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "token_hash"], name="partner_link_token_once"),
            models.UniqueConstraint(fields=["hub", "visit_hash"], name="partner_link_visit_once"),
            models.UniqueConstraint(
                fields=["hub", "person", "partner"], condition=Q(ended_at=None), name="partner_link_open_once"
            ),
            models.CheckConstraint(condition=Q(failures__lte=5), name="partner_link_failures_have_an_end"),
        ]
