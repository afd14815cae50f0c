"""Rows that are added and never changed: what happened, who looked, and the seals over the access log."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.db.models.functions import Now


class TransactionId(models.BigIntegerField):
    """PostgreSQL's 64-bit transaction id, written by the database itself."""

    def db_type(self, connection):
        return "xid8"

    def get_db_prep_value(self, value, connection, prepared=False):
        """As text: PostgreSQL compares this type with no number."""
        return None if value is None else str(int(value))


class CurrentTransaction(Func):
    """`pg_current_xact_id()`."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = TransactionId()


class Event(models.Model):
    """One step of somebody's way: codes only, never what they said."""

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="events", db_constraint=False, db_index=False)
    person_id = models.UUIDField()
    subject_id = models.UUIDField(help_text="the referral, alert or measure that took the step")
    kind = models.CharField(max_length=40, help_text="subject.verb")
    codes = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    reverses_id = models.BigIntegerField(null=True, help_text="the event that this one takes back")
    transaction = TransactionId(db_default=CurrentTransaction())

    class Meta:
        indexes = [
            models.Index(fields=["hub", "person_id", "-occurred_at", "-id"], name="event_timeline"),
            models.Index(fields=["hub", "transaction", "id"], name="event_stream"),
        ]


class AccessEntry(models.Model):
    """One read or write of people's data. A list is one row that names everybody it showed."""

    class Action(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Wrote"
        REFUSED = "refused", "Was refused"

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey(
        "hubs.Hub", models.PROTECT, related_name="access_entries", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    actor = models.CharField(max_length=12, help_text="member, person or system")
    action = models.CharField(max_length=8, choices=Action)
    what = models.CharField(max_length=60, help_text="the page or job, by its name")
    why = models.CharField(max_length=20, help_text="by which right: team, duty, lead, emergency, self, job")
    persons = ArrayField(models.UUIDField())
    about = models.GeneratedField(
        expression=Case(When(persons__len=1, then=F("persons__0"))),
        output_field=models.UUIDField(null=True),
        db_persist=True,
        help_text="the one person it names; null where it is a list",
    )
    transaction = TransactionId(db_default=CurrentTransaction())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(action__in=["read", "write", "refused"]), name="access_action_known")
        ]
        indexes = [
            models.Index(fields=["hub", "transaction", "id"], name="access_stream"),
            models.Index(fields=["hub", "at"], name="access_by_time"),
            models.Index(fields=["hub", "about", "-at", "-id"], condition=Q(about__isnull=False), name="access_about"),
            models.Index(fields=["hub", "by", "-at"], name="access_by_member"),
        ]


class Seal(models.Model):
    """A link of a hub's chain: the digest over every access entry of a run of transactions."""

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey("hubs.Hub", models.PROTECT, related_name="seals", db_constraint=False, db_index=False)
    number = models.PositiveBigIntegerField()
    from_transaction = TransactionId()
    to_transaction = TransactionId(help_text="the first transaction that is not in this batch")
    entries = models.PositiveBigIntegerField()
    digest = models.BinaryField()
    head = models.BinaryField()
    signature = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "number"], name="seal_number_once")]
