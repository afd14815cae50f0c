"""What goes from one hub to another: a transfer, which both read, and what arrived of it at the one that accepted.

A hub of another installation reads no row of this one: what goes there is a sealed file (`envelope`). This hub keeps
who the other one is (`HubElsewhere`) and by which keys it is known there itself (`TransferKey`).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub
from holdfast.network.cards import fingerprint
from holdfast.network.states import ENDED, LEFT, OPEN, UNSENT, Part, Status


class TransferKey(models.Model):
    """By what other installations know this hub: files to it are sealed for one key, its own are signed by another.

    The private halves are sealed under the key of a box, which `holdfast keys rotate` wraps anew as it does any other.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    box = models.ForeignKey("people.Box", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    seal_key = models.BinaryField(max_length=32, help_text="X25519, the public half")
    sign_key = models.BinaryField(max_length=32, help_text="Ed25519, the public half")
    private_sealed = models.BinaryField(help_text="by the box: both private halves")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub"], name="transfer_key_once")]

    @property
    def fingerprint(self) -> str:
        """What names the two keys."""
        return fingerprint(self.seal_key, self.sign_key)


class HubElsewhere(models.Model):
    """A hub of another installation, whose card was compared with what it said on the telephone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=120)
    telephone = models.CharField(max_length=20)
    seal_key = models.BinaryField(max_length=32, help_text="X25519, public: what goes there is sealed for it")
    sign_key = models.BinaryField(max_length=32, help_text="Ed25519, public: what comes from there is signed by it")
    trusted_at = models.DateTimeField()
    trusted_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "sign_key"], condition=Q(ended_at=None), name="hub_elsewhere_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("trusted_at")), name="hub_elsewhere_ends_after_it_begins"
            ),
        ]

    @property
    def fingerprint(self) -> str:
        """What names the two keys."""
        return fingerprint(self.seal_key, self.sign_key)


class Transfer(models.Model):
    """One offer of a person to another hub. The hub that offers is responsible until it was accepted and it let go.

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
    to_hub = models.ForeignKey("hubs.Hub", models.PROTECT, null=True, related_name="+", db_index=False)
    elsewhere = models.ForeignKey(
        HubElsewhere, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
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
    exported_at = models.DateTimeField(null=True, blank=True, help_text="when it was last written into a sealed file")
    edition = models.PositiveSmallIntegerField(default=1, help_text="of what goes: it changes with names and safe ways")
    carried = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="the edition that went there: in the last sealed file, or brought over"
    )
    is_on_hold = models.BooleanField(default=False, help_text="an alert about them is open: nobody accepts meanwhile")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="accepted, refused, or left otherwise")
    answer_sealed = models.BinaryField(null=True, help_text="by the shared key: why it was refused")
    reference = models.CharField(max_length=8, blank=True, help_text="at the hub that accepted")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="the hub that offered has done its part")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="transfer_status_known"),
            models.CheckConstraint(condition=~Q(hub=F("to_hub")), name="transfer_to_another_hub"),
            models.CheckConstraint(
                condition=Q(to_hub=None, elsewhere__isnull=False) | Q(to_hub__isnull=False, elsewhere=None),
                name="transfer_to_one_hub",
            ),
            models.CheckConstraint(
                condition=Q(exported_at=None)
                | Q(carried__isnull=False, elsewhere__isnull=False, offered_at__isnull=False),
                name="transfer_exported_once_offered",
            ),
            models.CheckConstraint(
                condition=Q(edition__gte=1) & (Q(carried=None) | Q(carried__lte=F("edition"))),
                name="transfer_carried_what_there_was",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted", is_on_hold=True), name="transfer_on_hold_is_not_accepted"
            ),
            models.CheckConstraint(
                condition=Q(elsewhere=None) | ~Q(status="accepted") | Q(exported_at__isnull=False) & ~Q(reference=""),
                name="transfer_elsewhere_ends_with_its_receipt",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_at=None) | (~Q(status__in=OPEN) & Q(ended_at__isnull=False)),
                name="transfer_ended_when_it_is_not_open",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.PREPARED, *LEFT]) | Q(agreed_at__isnull=False) & ~Q(agreed_how=""),
                name="transfer_goes_agreed",
            ),
            models.CheckConstraint(
                condition=Q(offered_at=None, offered_by=None, status__in=[*UNSENT, *LEFT])
                | Q(offered_at__isnull=False, offered_by__isnull=False) & ~Q(status__in=UNSENT),
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
            models.Index(fields=["hub", "person"], condition=Q(status__in=OPEN), name="transfer_open_of_person"),
            models.Index(fields=["to_hub", "offered_at", "id"], condition=Q(status="offered"), name="transfer_offered"),
            models.Index(
                fields=["hub", "ended_at", "id"],
                condition=Q(settled_at=None, ended_at__isnull=False),
                name="transfer_to_settle",
            ),
        ]

    @property
    def other(self) -> Hub | HubElsewhere:
        """The hub to which somebody is offered, in this installation or in another one."""
        found = self.to_hub if self.elsewhere is None else self.elsewhere
        assert found is not None  # transfer_to_one_hub
        return found

    @property
    def is_behind(self) -> bool:
        """Whether what went there is not what stands now: somebody was named since, or a way to reach them changed."""
        return self.carried is not None and self.carried < self.edition

    @property
    def needs_file(self) -> bool:
        """Whether a sealed file of it has to be written, for the first time or again."""
        is_open = self.elsewhere_id is not None and self.status == Status.OFFERED
        return is_open and (self.exported_at is None or self.is_behind)

    @property
    def to_name(self) -> str:
        """What that hub is called."""
        return self.other.name


class Arrival(models.Model):
    """A transfer as the hub that was asked keeps it: who decided, and which record it became here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    from_hub = models.ForeignKey("hubs.Hub", models.PROTECT, null=True, related_name="+", db_index=False)
    from_elsewhere = models.ForeignKey(
        HubElsewhere, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    transfer_id = models.UUIDField()
    edition = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of a sealed file, the last that came")
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
    receipt = models.BinaryField(null=True, help_text="as it was signed, sealed for the hub that sent the file")
    ways_sealed = models.BinaryField(null=True, help_text="by the person: the ways to reach them, as they came last")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "transfer_id"], name="arrival_once"),
            models.CheckConstraint(
                condition=Q(from_hub__isnull=False, from_elsewhere=None, receipt=None, edition=None)
                | Q(from_hub=None, from_elsewhere__isnull=False, receipt__isnull=False, edition__isnull=False),
                name="arrival_from_one_hub",
            ),
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

    @property
    def from_name(self) -> str:
        """What the hub is called that offered, in this installation or in another one."""
        found = self.from_hub or self.from_elsewhere
        assert found is not None  # arrival_from_one_hub
        return found.name


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
