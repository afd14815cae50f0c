"""Onward referrals, the words they had before, what services said, links by which they answer, and lists handed out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

from holdfast.directory.kinds import Route
from holdfast.hubs.ids import uuid7
from holdfast.onward.states import ENDED, FROZEN, OPEN, WITH_A_SERVICE, How, OverBy, Status, WordsStatus

WORDS_HASH = Func(
    F("words_sealed"), Func(F("service"), function="uuid_send", output_field=models.BinaryField()),
    arg_joiner=" || ", template="sha256(%(expressions)s)", output_field=models.BinaryField(),
)  # fmt: skip
"""Of what is sealed, and of the service it is for: other words, or another service, are not what was agreed."""


def a_member(**more: object) -> models.ForeignKey:
    """A member of the hub."""
    return models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False, **more
    )


def of_hub(name: str) -> models.ForeignKey:
    """The hub of a row."""
    return models.ForeignKey("hubs.Hub", models.PROTECT, related_name=name, db_constraint=False, db_index=False)


def about(model: str, name: str = "+", **more: object) -> models.ForeignKey:
    """Another row of the hub."""
    return models.ForeignKey(
        model, models.PROTECT, related_name=name, db_constraint=False, db_index=False, **more
    )  # fmt: skip


class OnwardReferral(models.Model):
    """Somebody is referred on to one service. What it is told is sealed; shown to the person, it cannot change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("onward_referrals")
    person = about("people.Person", "onward_referrals")
    referral = about("referrals.Referral", "onward_referrals")
    service = about("directory.Service", "onward_referrals")
    strand = about("coordination.Strand", null=True, help_text="what of the plan it carries out, in its first words")
    replaces = about("self", "replaced_by", null=True, help_text="the one that it takes the place of")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFTED, editable=False)
    words_status = models.CharField(
        max_length=12, choices=WordsStatus, default=WordsStatus.WRITING, editable=False
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, help_text="of its words")
    words_sealed = models.BinaryField(help_text="by the person: to whom it goes and how, and each part that is told")
    frozen_hash = models.BinaryField(max_length=32, null=True, help_text="of what was shown, and of the service")
    answer_sealed = models.BinaryField(null=True, help_text="by the person: what they want changed")
    drafted_at = models.DateTimeField()
    drafted_by = a_member()
    written_at = models.DateTimeField(help_text="when its words were written as they are")
    written_by = a_member()
    shown_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = a_member(null=True, help_text="who wrote it down; nobody: the person themselves")
    agreed_how = models.CharField(max_length=9, choices=How, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = a_member(null=True)
    route = models.CharField(max_length=9, choices=Route, blank=True, help_text="by which it was sent")
    promised_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="as the service promised then")
    promised_on = models.DateField(null=True, blank=True, help_text="the last day of that promise")
    heard_at = models.DateTimeField(null=True, blank=True, help_text="the last word of the service; at first: sent")
    expected_on = models.DateField(null=True, blank=True, help_text="when the service last said that it sees them")
    first_seen_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when the service was last asked")
    chase_at = models.DateTimeField(null=True, blank=True, help_text="when it is to be asked how it stands")
    ended_at = models.DateTimeField(null=True, blank=True)
    over_by = models.CharField(
        max_length=8, choices=OverBy, blank=True, help_text="what ended it that the service is told of by telephone"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="onward_status_known"),
            models.CheckConstraint(
                condition=Q(over_by="") | Q(over_by__in=OverBy.values, status="withdrawn", sent_at__isnull=False),
                name="onward_over_by_of_what_a_service_had",
            ),
            models.CheckConstraint(condition=Q(words_status__in=WordsStatus.values), name="onward_words_status_known"),
            models.CheckConstraint(
                condition=~Q(words_status__in=FROZEN) | Q(frozen_hash__isnull=False, frozen_hash=WORDS_HASH),
                name="onward_words_are_those_that_were_shown",
            ),
            models.CheckConstraint(
                condition=Q(words_status="agreed", agreed_at__isnull=False) & ~Q(agreed_how="")
                | ~Q(words_status="agreed") & Q(agreed_at=None, agreed_by=None, agreed_how=""),
                name="onward_agreed_in_some_way",
            ),
            models.CheckConstraint(
                condition=~Q(agreed_how="own_pages") | Q(agreed_by=None), name="onward_own_pages_are_their_own"
            ),
            models.CheckConstraint(
                condition=~Q(words_status="change_asked") | Q(answer_sealed__isnull=False),
                name="onward_change_says_which",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["drafted", "withdrawn"])
                | Q(words_status="agreed", sent_at__isnull=False, sent_by__isnull=False, heard_at__isnull=False),
                name="onward_goes_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(status="drafted") | Q(sent_at=None, sent_by=None, heard_at=None),
                name="onward_drafted_has_not_gone",
            ),
            models.CheckConstraint(
                condition=Q(status__in=WITH_A_SERVICE, chase_at__isnull=False)
                | ~Q(status__in=WITH_A_SERVICE) & Q(chase_at=None),
                name="onward_is_asked_about_while_it_is_out",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, ended_at__isnull=False) | ~Q(status__in=ENDED) & Q(ended_at=None),
                name="onward_ended_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["in_treatment", "completed"]) | Q(first_seen_on__isnull=False),
                name="onward_in_treatment_was_seen",
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="onward_does_not_replace_itself"),
            models.UniqueConstraint(
                fields=["hub", "referral", "service"], condition=Q(status__in=OPEN), name="onward_once_to_a_service"
            ),
            models.UniqueConstraint(
                fields=["hub", "replaces"], condition=Q(replaces__isnull=False, status__in=[*OPEN, "completed"]),
                name="onward_replaced_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["hub", "person", "-drafted_at"], name="onward_of_person"),
            models.Index(fields=["hub", "referral", "id"], name="onward_of_referral"),
            models.Index(
                fields=["hub", "chase_at", "id"], condition=Q(chase_at__isnull=False), name="onward_to_chase"
            ),
            models.Index(
                fields=["hub", "service", "-first_seen_on"], condition=Q(first_seen_on__isnull=False),
                name="onward_seen_at_service",
            ),
            models.Index(fields=["hub", "drafted_at", "id"], condition=Q(status="drafted"), name="onward_drafted"),
            models.Index(fields=["hub", "ended_at", "id"], condition=~Q(over_by=""), name="onward_to_call"),
        ]  # fmt: skip


class WordsBefore(models.Model):
    """What an onward referral said before it was changed, and what the person had said of it. Added, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("onward_words_before")
    person = about("people.Person")
    onward = about("onward.OnwardReferral", "before")
    version = models.PositiveIntegerField()
    words_sealed = models.BinaryField()
    answer_sealed = models.BinaryField(null=True)
    written_at = models.DateTimeField()
    written_by = a_member()
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "onward", "version"], name="onward_words_before_once"),
        ]


class ServiceAnswer(models.Model):
    """What a service said of somebody: by its link, or to a colleague who called. Added, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("service_answers")
    person = about("people.Person")
    onward = about("onward.OnwardReferral", "answers")
    verb = models.CharField(max_length=12, blank=True, help_text="the move it made; empty: a word without one")
    said_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    by = a_member(null=True, help_text="who wrote down what a call said; nobody: the service itself, by its link")
    who_sealed = models.BinaryField(null=True, help_text="by the person: who of the service said it")
    words_sealed = models.BinaryField(null=True, help_text="by the person: their words, or the reason")
    day = models.DateField(null=True, blank=True, help_text="expected, or first seen")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(said_at__lte=F("kept_at")), name="service_answer_said_before_kept"),
            models.CheckConstraint(
                condition=~Q(verb="decline") | Q(words_sealed__isnull=False), name="service_answer_declines_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(verb__in=["accept", "wait", "begin"]) | Q(day__isnull=False),
                name="service_answer_says_the_day",
            ),
        ]
        indexes = [models.Index(fields=["hub", "onward", "kept_at"], name="service_answer_of_onward")]


class AnswerLink(models.Model):
    """A link by which a service answers. What opens it is sealed by the person; of the token only a hash is sought."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("answer_links")
    onward = about("onward.OnwardReferral", "links")
    person = about("people.Person")
    box = about("people.Box", null=True, help_text="the address that it was mailed to")
    token_hash = models.BinaryField(max_length=32)
    opens_sealed = models.BinaryField(help_text="by the person: the token and its code, for whoever tells them")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="when it was first opened with its code")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "token_hash"], name="answer_link_token_once"),
            models.UniqueConstraint(fields=["hub", "onward"], condition=Q(ended_at=None), name="answer_link_one_opens"),
        ]


class ServiceList(models.Model):
    """Services that somebody was told of, to get in touch with them by themselves."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = of_hub("service_lists")
    person = about("people.Person")
    referral = about("referrals.Referral", "service_lists")
    services = ArrayField(models.UUIDField(), help_text="in the order in which they were chosen")
    given_at = models.DateTimeField()
    given_by = a_member()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(services__len__gt=0), name="service_list_of_some")]
        indexes = [models.Index(fields=["hub", "person", "-given_at"], name="service_list_of_person")]
