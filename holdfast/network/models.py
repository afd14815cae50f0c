"""What goes from one hub to another: a transfer, which both read, and what arrived of it at the one that accepted."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7
from holdfast.network.states import ENDED, OPEN, Part, Status


class Transfer(models.Model):
    """One offer of a person to another hub. Its status says which of the two is responsible, at every instant.

    The hub that offers owns the row; the other is admitted by a policy once it was offered. What goes is sealed by a
    key that is wrapped for each (`people.SharedKey`).
    """

    class Reason(models.TextChoices):
        WISH = "wish", "They would rather be seen elsewhere"
        CONFLICT = "conflict", "Somebody here should not know, or could not be impartial"
        PLACE = "place", "They live or work where the other hub is"
        NEED = "need", "The other hub has what they need"

    class How(models.TextChoices):
        OWN_PAGES = "own_pages", "On their own pages"
        CONVERSATION = "conversation", "In conversation, written down by a practitioner"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    to_hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="transfers", db_constraint=False, db_index=False
    )
    status = models.CharField(max_length=9, choices=Status, default=Status.PREPARED, editable=False)
    reason = models.CharField(max_length=8, choices=Reason)
    parts = ArrayField(models.CharField(max_length=10, choices=Part))
    package_sealed = models.BinaryField(null=True, help_text="by the shared key; null once it is not needed any more")
    received_at = models.DateTimeField(help_text="when the person first asked: their wait goes on from there")
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_how = models.CharField(max_length=12, choices=How, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True, help_text="accepted, refused, taken back, or said no")
    answer_sealed = models.BinaryField(null=True, help_text="by the shared key: why it was refused")
    reference = models.CharField(max_length=8, blank=True, help_text="at the hub that accepted")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="the hub that offered has done its part")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="transfer_status_known"),
            models.CheckConstraint(condition=~Q(hub=F("to_hub")), name="transfer_to_another_hub"),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_at=None) | (~Q(status__in=OPEN) & Q(ended_at__isnull=False)),
                name="transfer_ended_when_it_is_not_open",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["prepared", "withdrawn", "said_no"])
                | Q(agreed_at__isnull=False) & ~Q(agreed_how=""),
                name="transfer_goes_agreed",
            ),
            models.CheckConstraint(
                condition=Q(offered_at=None, offered_by=None, status__in=["prepared", "agreed", "withdrawn", "said_no"])
                | Q(offered_at__isnull=False, offered_by__isnull=False) & ~Q(status__in=["prepared", "agreed"]),
                name="transfer_offered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, package_sealed__isnull=False)
                | Q(status__in=ENDED, package_sealed=None)
                | Q(status="accepted"),
                name="transfer_that_ended_holds_nothing",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(status__in=ENDED) | ~Q(reference=""),
                name="transfer_settled_after_it_arrived",
            ),
            models.UniqueConstraint(
                fields=["hub", "referral"], condition=Q(status__in=[*OPEN, Status.ACCEPTED]), name="transfer_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "referral", "-prepared_at"], name="transfer_of_referral"),
            models.Index(fields=["to_hub", "offered_at", "id"], condition=Q(status="offered"), name="transfer_offered"),
            models.Index(
                fields=["hub", "ended_at", "id"],
                condition=Q(settled_at=None, ended_at__isnull=False),
                name="transfer_to_settle",
            ),
        ]


class Arrival(models.Model):
    """A transfer as the hub that was asked keeps it: who decided, and which record it became here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    from_hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_index=False)
    transfer_id = models.UUIDField()
    is_accepted = models.BooleanField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, null=True, related_name="arrivals", db_constraint=False, db_index=False
    )
    brought_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "transfer_id"], name="arrival_once"),
            models.CheckConstraint(
                condition=Q(brought_at=None, person=None, referral=None)
                | Q(is_accepted=True, brought_at__isnull=False, person__isnull=False, referral__isnull=False),
                name="arrival_is_a_record",
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "referral"], name="arrival_of_referral"),
            models.Index(
                fields=["hub", "decided_at"], condition=Q(is_accepted=True, brought_at=None), name="arrival_on_its_way"
            ),
        ]


class Paper(models.Model):
    """Something of the record at the earlier hub, as it was when the person agreed to its going: only ever read."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="papers", db_constraint=False, db_index=False
    )
    place = models.PositiveSmallIntegerField(help_text="in the order in which they came")
    part = models.CharField(max_length=10, choices=Part)
    words_sealed = models.BinaryField(help_text="by the person: title, when, by whom, text")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "referral", "place"], name="paper_once")]
