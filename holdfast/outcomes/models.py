"""How somebody is after support: when they are asked, whether they are at work, how their care ended, a death."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from holdfast.hubs.ids import uuid7
from holdfast.outcomes.end_codes import END_CODES
from holdfast.outcomes.states import OPEN, Status


class FollowUp(models.Model):
    """One time at which somebody is asked how they are. What is asked is fixed when it is asked."""

    class End(models.TextChoices):
        LOOKED_AT = "looked_at", "Answered, and looked at"
        TALKED = "talked", "We talked instead"
        NOT_REACHED = "not_reached", "Asked, and not reached"
        OPTED_OUT = "opted_out", "They would rather not be asked"
        STOPPED = "stopped", "Not needed any more"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="follow_ups", db_constraint=False, db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    months = models.PositiveSmallIntegerField(help_text="after support ended")
    due_on = models.DateField()
    status = models.CharField(max_length=8, choices=Status, default=Status.PLANNED, editable=False)
    questionnaires = ArrayField(models.CharField(max_length=20), default=list, help_text="what was asked, by key")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True, help_text="then whoever has them asks in another way")
    reminders = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.Membership",
        models.PROTECT,
        null=True,
        help_text="nobody: the person, or by itself",
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    end = models.CharField(max_length=11, choices=End, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="follow_up_status_known"),
            models.CheckConstraint(
                condition=Q(status="planned", asked_at=None, answered_at=None)
                | Q(status__in=["asked", "answered"], asked_at__isnull=False, answer_by__isnull=False)
                | Q(status="ended"),
                name="follow_up_asked_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="answered") | Q(answered_at__isnull=False), name="follow_up_answered_at_some_time"
            ),
            models.CheckConstraint(
                condition=(~Q(status="ended") & Q(ended_at=None, ended_by=None, end=""))
                | Q(
                    status="ended",
                    ended_at__isnull=False,
                    end__in=["looked_at", "talked", "not_reached", "opted_out", "stopped"],
                ),
                name="follow_up_ended_in_some_way",
            ),
            models.UniqueConstraint(
                fields=["hub", "referral", "months"], condition=Q(status__in=OPEN), name="follow_up_once"
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "referral", "due_on"], name="follow_up_of_referral"),
            models.Index(
                fields=["hub", "due_on"], condition=Q(status__in=["planned", "asked"]), name="follow_up_to_ask"
            ),
            models.Index(fields=["hub", "person"], condition=Q(status__in=OPEN), name="follow_up_open_of_person"),
        ]


class Discharge(models.Model):
    """How care ended. Reopened and ended again, there are two of them."""

    class Outcome(models.TextChoices):
        REACHED = "reached", "They have what they came for"
        PARTLY = "partly", "They have a part of it"
        NOT_REACHED = "not_reached", "They have not, or not yet"
        NOT_KNOWN = "not_known", "We do not know"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="discharges", db_constraint=False, db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    referral = models.ForeignKey(
        "referrals.Referral", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    end_code = models.CharField(max_length=2, help_text="national code of the reason")
    outcome = models.CharField(max_length=11, choices=Outcome)
    returns_sealed = models.BinaryField(help_text="by the person: what to do if it comes back, as they read it")
    before = models.JSONField(help_text="what an undo puts back")
    is_by_death = models.BooleanField(default=False, help_text="closed by a death, and open again if that was an error")
    discharged_at = models.DateTimeField()
    discharged_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_code__in=[each.code for each in END_CODES]), name="discharge_code_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["reached", "partly", "not_reached", "not_known"]),
                name="discharge_outcome_known",
            ),
        ]
        indexes = [models.Index(fields=["hub", "referral", "-discharged_at"], name="discharge_of_referral")]


class Death(models.Model):
    """That somebody has died, as one hub says it of one record; taken back where that was an error.

    What hubs tell each other keeps its name and its way: `first_id` is the row of the hub that said it first, `path`
    the transfers over which it came here, one after the other. Nothing goes over one of them twice, so that nothing
    goes round in a ring of hubs. Of a record that is joined with one of which something was said there is a row too, as
    long as that stands and they are joined.
    """

    class HowKnown(models.TextChoices):
        FAMILY = "family", "From their family or a friend"
        EMPLOYER = "employer", "From their employer"
        CARE = "care", "From a GP, a hospital or another service"
        OFFICIAL = "official", "From the police, a coroner or a register"
        HUB = "hub", "From another hub"

    class End(models.TextChoices):
        ERROR = "error", "An error, says the hub that said it first"
        NOT_HERE = "not_here", "An error, says this hub of what another one said"
        WITHDRAWN = "withdrawn", "The hub from which it came does not say it any more"
        APART = "apart", "It was known by a join alone, which ended, or what was said of the other did"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="deaths", db_constraint=False, db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    first_id = models.UUIDField(help_text="which row it was at the hub that said it first")
    path = ArrayField(models.UUIDField(), default=list, help_text="the transfers over which it came; none: said here")
    told_by = models.CharField(max_length=200, blank=True, help_text="what the hub is called from which it came")
    is_by_join = models.BooleanField(default=False, help_text="said of a record that is joined with theirs")
    died_on = models.DateField(null=True, blank=True, help_text="where it is known")
    how_known = models.CharField(max_length=8, choices=HowKnown)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    end = models.CharField(max_length=9, choices=End, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(how_known__in=["family", "employer", "care", "official", "hub"]),
                name="death_known_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, end="")
                | Q(
                    undone_at__isnull=False,
                    undone_by__isnull=False,
                    end__in=["error", "not_here", "withdrawn", "apart"],
                ),
                name="death_undone_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(path=[], told_by="") | (~Q(path=[]) & ~Q(told_by="")), name="death_told_by_some_hub"
            ),
            models.UniqueConstraint(
                fields=["hub", "person", "first_id", "path"], condition=Q(undone_at=None), name="death_said_once"
            ),
        ]
        indexes = [models.Index(fields=["hub", "person", "first_id"], name="death_of_person")]

    @property
    def word(self) -> tuple[UUID, tuple[UUID, ...]]:
        """What is said, and by which way it came: the same of every record that is joined."""
        return self.first_id, tuple(self.path)

    @property
    def is_ours(self) -> bool:
        """Whether this hub says it, by itself."""
        return not self.path

    @property
    def came_over(self) -> UUID | None:
        """The transfer over which it came; None: it was said here."""
        return self.path[-1] if self.path else None
